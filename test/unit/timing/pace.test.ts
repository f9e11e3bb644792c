import fc from 'fast-check';
import { lines } from '../../../nodes/SmsPartnerCallForward/timing/lines';
import {
	accounts,
	createPace,
	PACED_MINUTE_MS,
	RESUME_INTERVAL_MS,
} from '../../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock } from '../support/clock';
import { timesTheUsual } from '../support/property';

const RUNNING = { aborted: false };

it('a paced minute is slightly longer than a minute, so that arrivals stay within the limit', () => {
	expect(PACED_MINUTE_MS).toBe(60_600);
});

describe('the pace', () => {
	it('without a limit lets requests start at once', async () => {
		const time = useFakeClock();
		const pace = createPace('account', 0, RUNNING);
		for (let i = 0; i < 10; i++) await pace.turn();
		expect(time.sleeps).toEqual([]);
	});

	it('spreads starts evenly over the minute, the first one at once', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 60, RUNNING);
		const starts: number[] = [];
		for (let i = 0; i < 4; i++) {
			await pace.turn();
			starts.push(time.now - start);
		}
		expect(starts).toEqual([0, 1_010, 2_020, 3_030]);
	});

	it('gives those who wait at the same time a turn each, in order', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 120, RUNNING);
		const starts: Array<[name: string, at: number]> = [];
		const take = async (name: string) => {
			await pace.turn();
			starts.push([name, time.now - start]);
		};
		await Promise.all([take('a'), take('b'), take('c')]);
		expect(starts).toEqual([
			['a', 0],
			['b', 505],
			['c', 1_010],
		]);
	});

	it('of one account is not waited for by another one', async () => {
		const time = useFakeClock();
		const start = time.now;
		const slow = createPace('slow', 1, RUNNING);
		await slow.turn();
		const waiting = slow.turn();
		await createPace('other', 1, RUNNING).turn();
		expect(time.now - start).toBe(0);
		await waiting;
	});

	it('does not catch up on time that went by unused', async () => {
		const time = useFakeClock();
		const pace = createPace('account', 60, RUNNING);
		await pace.turn();
		time.now += 600_000;
		const start = time.now;
		await pace.turn();
		await pace.turn();
		expect(time.now).toBe(start + 1_010);
	});

	it('starts nothing before the time that the API asked for', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 0, RUNNING);
		pace.holdUntil(start + 5_000);
		pace.holdUntil(start + 3_000);
		await pace.turn();
		expect(time.now).toBe(start + 5_000);
	});

	it('also holds those who are waiting for their turn already', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 60, RUNNING);
		await pace.turn();
		const waiting = pace.turn();
		pace.holdUntil(start + 5_000);
		await waiting;
		expect(time.now).toBe(start + 5_000);
		await pace.turn();
		expect(time.now).toBe(start + 6_010);
	});

	it('after a hold lets those who waited start one after another, and the rest as ever', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 0, RUNNING);
		pace.holdUntil(start + 5_000);
		const starts: number[] = [];
		const take = async () => {
			await pace.turn();
			starts.push(time.now - start - 5_000);
		};
		await Promise.all([take(), take(), take()]);
		expect(starts).toEqual([0, RESUME_INTERVAL_MS, 2 * RESUME_INTERVAL_MS]);
		time.now += RESUME_INTERVAL_MS;
		const after = time.now;
		await take();
		await take();
		expect(time.now).toBe(after);
	});

	it('takes a hold that is over for none', async () => {
		const time = useFakeClock();
		const start = time.now;
		const pace = createPace('account', 60, RUNNING);
		await pace.turn();
		const waiting = pace.turn();
		pace.holdUntil(start + 1_010);
		await waiting;
		expect(time.now).toBe(start + 1_010);
	});

	it('takes a hold that ends now for none', async () => {
		const time = useFakeClock();
		const pace = createPace('account', 0, RUNNING);
		pace.holdUntil(time.now);
		await pace.turn();
		await pace.turn();
		expect(time.sleeps).toEqual([]);
	});

	it('ends at once when the execution is stopped, held or not', async () => {
		const time = useFakeClock();
		const start = time.now;
		const stop = { aborted: false };
		const pace = createPace('account', 1, stop);
		await pace.turn();
		pace.holdUntil(start + 60_000);
		const waiting = pace.turn();
		stop.aborted = true;
		await waiting;
		expect(time.now).toBeLessThanOrEqual(start + 100);
	});

	it('never starts more than the limit in any minute, whatever each request does', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 600 }),
				fc.array(fc.nat({ max: 5_000 }), { minLength: 2, maxLength: 40 }),
				async (limit, delays) => {
					jest.restoreAllMocks();
					const time = useFakeClock();
					const pace = createPace('account', limit, RUNNING);
					const starts: number[] = [];
					for (const delay of delays) {
						time.now += delay;
						await pace.turn();
						starts.push(time.now);
					}
					for (const [i, start] of starts.entries()) {
						const inMinute = starts.slice(i).filter((other) => other < start + 60_000);
						expect(inMinute.length).toBeLessThanOrEqual(limit);
					}
				},
			),
			timesTheUsual(0.3),
		);
	});
});

describe('runs of one account', () => {
	it('wait for the last start of whichever run, each its own interval', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await createPace('account', 120, RUNNING).turn();
		await createPace('account', 60, RUNNING).turn();
		expect(time.now - begin).toBe(1_010);
		await createPace('account', 0, RUNNING).turn();
		expect(time.now - begin).toBe(1_010);
	});

	it('take turns, so that none of them is kept waiting for ever', async () => {
		useFakeClock();
		const order: string[] = [];
		const quick = createPace('account', 0, RUNNING);
		const slow = createPace('account', 60, RUNNING);
		const take = async (name: string, pace: typeof quick) => {
			await pace.turn();
			order.push(name);
		};
		await Promise.all([
			...[1, 2, 3].map(async () => await take('quick', quick)),
			take('slow', slow),
		]);
		expect(order).toEqual(['quick', 'slow', 'quick', 'quick']);
	});

	it('are all held by a Retry-After', async () => {
		const time = useFakeClock();
		const begin = time.now;
		createPace('account', 0, RUNNING).holdUntil(begin + 5_000);
		createPace('account', 0, RUNNING).holdUntil(begin + 3_000);
		await createPace('account', 0, RUNNING).turn();
		expect(time.now - begin).toBe(5_000);
	});

	it('of other accounts are not', async () => {
		const time = useFakeClock();
		const begin = time.now;
		createPace('account', 0, RUNNING).holdUntil(begin + 5_000);
		await createPace('another', 0, RUNNING).turn();
		expect(time.now).toBe(begin);
	});

	it('that are stopped leave no hole: the next one starts as if they had not been', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await createPace('account', 60, RUNNING).turn();
		const stopped = createPace('account', 60, {
			get aborted() {
				return time.now >= begin + 150;
			},
		}).turn();
		const next = createPace('account', 60, RUNNING).turn();
		await stopped;
		expect(time.now).toBe(begin + 200);
		await next;
		expect(time.now).toBe(begin + 1_010);
	});

	it('do not catch up on the time that a run waited for before it was stopped', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await createPace('account', 1, RUNNING).turn();
		const stopped = createPace('account', 1, {
			get aborted() {
				return time.now >= begin + 30_000;
			},
		}).turn();
		const other = createPace('account', 60, RUNNING);
		const starts: number[] = [];
		const take = async () => {
			await other.turn();
			starts.push(time.now - begin);
		};
		await Promise.all([stopped, take(), take(), take()]);
		expect(starts).toEqual([30_000, 31_010, 32_020]);
	});

	it('that are stopped while another one waits for its turn end within 250 ms', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await createPace('account', 1, RUNNING).turn();
		const other = createPace('account', 1, RUNNING).turn();
		await createPace('account', 1, {
			get aborted() {
				return time.now >= begin + 150;
			},
		}).turn();
		expect(time.now - begin).toBeLessThanOrEqual(400);
		await other;
		expect(lines.size).toBe(0);
	});

	it('do not wait for starts of the future, from before the clock was set back', async () => {
		const time = useFakeClock();
		await createPace('account', 60, RUNNING).turn();
		time.now -= 3_600_000;
		const begin = time.now;
		await createPace('account', 60, RUNNING).turn();
		expect(time.now).toBe(begin);
	});

	it('leave nothing behind once their minute is over', async () => {
		const time = useFakeClock();
		for (let i = 0; i < 100; i++) await createPace(`account ${i}`, 0, RUNNING).turn();
		expect(accounts.size).toBe(100);
		time.now += PACED_MINUTE_MS;
		await createPace('account', 0, RUNNING).turn();
		expect(accounts.size).toBe(1);
	});

	it('leave nothing of a hold behind that is over', async () => {
		const time = useFakeClock();
		createPace('held account', 0, RUNNING).holdUntil(time.now + 1_000);
		time.now += 1_000;
		await createPace('account', 0, RUNNING).turn();
		expect([...accounts.keys()]).toEqual(['account']);
	});

	it('of less than one request a minute are kept apart for longer than a minute', async () => {
		const time = useFakeClock();
		const begin = time.now;
		await createPace('account', 0.5, RUNNING).turn();
		time.now += PACED_MINUTE_MS;
		await createPace('other account', 0, RUNNING).turn();
		await createPace('account', 0.5, RUNNING).turn();
		expect(time.now - begin).toBe(2 * PACED_MINUTE_MS);
	});
});
