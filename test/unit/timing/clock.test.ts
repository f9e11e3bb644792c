import {
	clock,
	SLEEP_SLICE_MS,
	sleepUntil,
} from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { useFakeClock } from '../support/clock';

describe('the clock itself', () => {
	it('tells the time in milliseconds since the epoch', () => {
		const before = Date.now();
		const now = clock.now();
		expect(now).toBeGreaterThanOrEqual(before);
		expect(now).toBeLessThanOrEqual(Date.now());
	});

	it('waits as long as it is told, at least', async () => {
		const before = performance.now();
		await clock.sleep(20);
		expect(performance.now() - before).toBeGreaterThan(19);
	});

	it('lets other work go first, and keeps nothing of it', async () => {
		const close = jest.spyOn(MessagePort.prototype, 'close');
		let others = 0;
		for (let round = 1; round <= 100; round++) {
			setImmediate(() => others++);
			await clock.yield();
			await clock.yield();
			expect(others).toBe(round);
		}
		// A port that is not closed stays in memory.
		expect(close).toHaveBeenCalledTimes(200);
	});

	it('takes chance from Math.random', () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.25);
		expect(clock.random()).toBe(0.25);
	});
});

describe('waiting until a time', () => {
	it('goes in slices, the last one shorter', async () => {
		const time = useFakeClock();
		const start = time.now;
		await sleepUntil(start + 250, { aborted: false });
		expect(time.sleeps).toEqual([100, 100, 50]);
		expect(time.now).toBe(start + 250);
	});

	it.each([0, -1, -1_000])('does not wait for a time %i ms ahead', async (ms) => {
		const time = useFakeClock();
		await sleepUntil(time.now + ms, { aborted: false });
		expect(time.sleeps).toEqual([]);
	});

	it('ends within a slice after the execution was stopped', async () => {
		const time = useFakeClock();
		const start = time.now;
		const stop = {
			get aborted() {
				return time.now >= start + 150;
			},
		};
		await sleepUntil(start + 60_000, stop);
		expect(time.now).toBe(start + 200);
		expect(SLEEP_SLICE_MS).toBeLessThanOrEqual(250);
	});

	it('does not begin once the execution was stopped', async () => {
		const time = useFakeClock();
		await sleepUntil(time.now + 1_000, { aborted: true });
		expect(time.sleeps).toEqual([]);
	});

	it('looks at the clock again after each slice, since a sleep can last longer', async () => {
		const time = useFakeClock();
		const start = time.now;
		const slept: number[] = [];
		jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
			slept.push(ms);
			time.now += ms + 70;
		});
		await sleepUntil(start + 300, { aborted: false });
		expect(slept).toEqual([100, 100]);
	});
});
