import { getEventListeners } from 'node:events';
import {
	clock,
	ExecutionStopped,
	sleep,
	SLEEP_SLICE_MS,
	sleepUntil,
	unlessStopped,
} from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { useFakeClock } from '../support/clock';

const RUNNING = new AbortController().signal;

describe('the clock itself', () => {
	it('is not set with the time of day', () => {
		const before = clock.now();
		jest.spyOn(Date, 'now').mockReturnValue(0);
		expect(clock.now()).toBeGreaterThanOrEqual(before);
		expect(clock.now() - before).toBeLessThan(10_000);
	});

	it('tells the time of day in milliseconds since the epoch', () => {
		jest.spyOn(Date, 'now').mockReturnValue(1_234);
		expect(clock.date()).toBe(1_234);
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

describe('sleeping', () => {
	it('goes in slices, the last one shorter', async () => {
		const time = useFakeClock();
		const start = time.now;
		await sleep(250, RUNNING);
		expect(time.sleeps).toEqual([100, 100, 50]);
		expect(time.now).toBe(start + 250);
	});

	it.each([0, -1, -1_000])('does not wait for a time %i ms ahead', async (ms) => {
		const time = useFakeClock();
		await sleepUntil(time.now + ms, RUNNING);
		expect(time.sleeps).toEqual([]);
	});

	it('ends within a slice after the execution was stopped', async () => {
		const time = useFakeClock();
		const start = time.now;
		await expect(sleep(60_000, time.stopAfter(150))).rejects.toThrow(ExecutionStopped);
		expect(time.now).toBe(start + 200);
		expect(SLEEP_SLICE_MS).toBeLessThanOrEqual(250);
	});

	it.each([0, 1_000])('of %i ms does not begin once the execution was stopped', async (ms) => {
		const time = useFakeClock();
		await expect(sleep(ms, AbortSignal.abort())).rejects.toThrow(ExecutionStopped);
		expect(time.sleeps).toEqual([]);
	});

	it('looks at the clock again after each slice, since a slice can last longer', async () => {
		const time = useFakeClock();
		const slept: number[] = [];
		jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
			slept.push(ms);
			time.now += ms + 70;
		});
		await sleep(300, RUNNING);
		expect(slept).toEqual([100, 100]);
	});
});

describe('waiting for something else', () => {
	it('ends with it', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await unlessStopped(time.sleep(40), time.stopAfter(60));
		expect(time.now).toBe(begin + 40);
	});

	it('ends at once when the execution is stopped, for all that wait', async () => {
		const time = useFakeClock();
		const begin = time.now;
		const stop = time.stopAfter(40);
		const waits = [50, 60].map((ms) => unlessStopped(time.sleep(ms), stop));
		const ends = await Promise.allSettled(waits);
		expect(time.now).toBe(begin + 40);
		expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	});

	it('listens to the execution’s stop once, however many wait', async () => {
		const { signal } = new AbortController();
		for (let n = 0; n < 20; n++) await unlessStopped(Promise.resolve(), signal);
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	});

	it('does not begin once the execution was stopped', async () => {
		const never = new Promise<void>(() => undefined);
		await expect(unlessStopped(never, AbortSignal.abort())).rejects.toThrow(ExecutionStopped);
	});
});
