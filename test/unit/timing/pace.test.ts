import { ExecutionStopped } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import {
	accounts,
	createPace,
	PACED_MINUTE_MS,
	RESUME_INTERVAL_MS,
	type Pace,
} from '../../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock, type FakeClock } from '../support/clock';

const RUNNING = new AbortController().signal;
const PATIENCE_MS = 60_000;

let time: FakeClock;
let begin: number;
beforeEach(() => {
	time = useFakeClock();
	begin = time.now;
});

/** Waits for a start, and gives the time of it from the beginning. */
async function startOf(pace: Pace, stop = RUNNING): Promise<number> {
	expect(await pace.start(stop, PATIENCE_MS)).toBeNull();
	return time.now - begin;
}

/** The pace of a run that has started a request. */
async function started(limit: number): Promise<Pace> {
	const pace = createPace('account', limit);
	await startOf(pace);
	return pace;
}

/** The pace of a run without a limit, whose account is held from the beginning. */
function held(ms: number): Pace {
	const pace = createPace('account', 0);
	pace.hold(ms, begin);
	return pace;
}

const startsOf = async (...paces: Pace[]) =>
	await Promise.all(paces.map(async (pace) => await startOf(pace)));

it('a paced minute is slightly longer than a minute, so that arrivals stay within the limit', () => {
	expect(PACED_MINUTE_MS).toBe(60_600);
});

describe('a run with a limit', () => {
	it('spreads starts evenly over the minute, the first one at once', async () => {
		const pace = createPace('account', 60);
		const starts = [await startOf(pace), await startOf(pace), await startOf(pace)];
		expect(starts).toEqual([0, 1_010, 2_020]);
	});

	it('does not catch up on time that went by unused', async () => {
		const pace = await started(60);
		time.now += 600_000;
		expect(await startsOf(pace, pace)).toEqual([600_000, 601_010]);
	});
});

describe('runs of one account', () => {
	it('start each its own interval after the last start of whichever run', async () => {
		expect(await startOf(createPace('account', 120))).toBe(0);
		expect(await startOf(createPace('account', 60))).toBe(1_010);
		expect(await startOf(createPace('account', 600))).toBe(1_111);
	});

	it('take turns: one with many waiting keeps no other one waiting for all of them', async () => {
		const many = createPace('account', 60);
		const one = createPace('account', 60);
		const waiting = startsOf(many, many, many, many);
		expect(await startOf(one)).toBe(1_010);
		expect(await waiting).toEqual([0, 2_020, 3_030, 4_040]);
	});

	it('without a limit are neither counted nor kept waiting by one of 2 a minute', async () => {
		const slow = await started(2);
		const free = Array.from({ length: 5 }, () => createPace('account', 0));
		const waiting = startOf(slow);
		expect(await startsOf(...free, ...free)).toEqual(Array(10).fill(0));
		expect(await waiting).toBe(30_300);
	});

	it('of less than one request a minute are kept apart for longer than a minute', async () => {
		await startOf(createPace('account', 0.5));
		time.now += PACED_MINUTE_MS;
		expect(await startOf(createPace('account', 0.5))).toBe(2 * PACED_MINUTE_MS);
	});
});

describe('a hold', () => {
	it('keeps all runs of the account waiting, and no other', async () => {
		createPace('account', 0).hold(5_000, begin);
		createPace('account', 0).hold(3_000, begin);
		expect(await startOf(createPace('another', 0))).toBe(0);
		expect(await startOf(createPace('account', 0))).toBe(5_000);
	});

	it('lets those that waited, and who comes meanwhile, start one after another', async () => {
		const pace = held(5_000);
		const waiting = startsOf(pace, createPace('account', 600), pace);
		await time.sleep(5_100);
		const later = await startsOf(pace, pace);
		const all = [...(await waiting), ...later].sort((a, b) => a - b);
		expect(all).toEqual([0, 1, 2, 3, 4].map((nth) => 5_000 + nth * RESUME_INTERVAL_MS));
		await time.sleep(RESUME_INTERVAL_MS + 1);
		expect(await startsOf(pace, pace)).toEqual([6_001, 6_001]);
	});

	it('that begins while a run waits for its pace is waited for, and the pace kept after it', async () => {
		const pace = await started(60);
		const waiting = startsOf(pace, pace, pace);
		pace.hold(5_000, begin);
		expect(await waiting).toEqual([5_000, 6_010, 7_020]);
	});

	it('that grows while it is waited for is waited for, too', async () => {
		const pace = held(5_000);
		const waiting = startsOf(pace, pace);
		await time.sleep(4_000);
		pace.hold(8_000, begin);
		expect(await waiting).toEqual([12_000, 12_000 + RESUME_INTERVAL_MS]);
	});

	it('lets nobody wait after it for a run that is slower by itself', async () => {
		const slow = await started(2);
		slow.hold(5_000, begin);
		const waiting = startOf(slow);
		await time.sleep(1);
		expect(await startsOf(createPace('account', 0), createPace('account', 0))).toEqual([
			5_000, 5_200,
		]);
		expect(await waiting).toBe(30_300);
	});

	it.each([0, 60])('beyond the patience of a run of %i a minute is told at once', async (limit) => {
		createPace('account', 0).hold(PATIENCE_MS + 1, begin);
		const pace = createPace('account', limit);
		const told = [1, 2].map(async () => await pace.start(RUNNING, PATIENCE_MS));
		expect(await Promise.all(told)).toEqual([PATIENCE_MS + 1, PATIENCE_MS + 1]);
		expect(time.now).toBe(begin);
	});

	it('within it is waited for, however late the place after it is', async () => {
		const pace = held(PATIENCE_MS);
		const waiting = [1, 2, 3].map(async () => await pace.start(RUNNING, PATIENCE_MS));
		expect(await Promise.all(waiting)).toEqual([null, null, null]);
		expect(time.now - begin).toBe(PATIENCE_MS + 2 * RESUME_INTERVAL_MS);
	});

	it('beyond their patience is told to those that wait for their pace when their turn comes', async () => {
		const pace = await started(60);
		const waiting = [1, 2, 3].map(async () => await pace.start(RUNNING, PATIENCE_MS));
		await time.sleep(10);
		pace.hold(120_000, begin);
		expect(await Promise.all(waiting)).toEqual([119_000, 119_000, 119_000]);
		expect(time.now - begin).toBe(1_010);
	});
});

describe('a refusal that names no time', () => {
	/** Requests that start and are refused one after another; gives how long each one waited. */
	async function refuse(pace: Pace, times: number): Promise<number[]> {
		const waits: number[] = [];
		for (let n = 0; n < times; n++) {
			const before = time.now;
			await startOf(pace);
			waits.push(time.now - before);
			const startedAt = time.now;
			time.now += 10;
			pace.hold(null, startedAt);
		}
		return waits;
	}

	it('holds the account for 20 s, then 40 s, then 60 s', async () => {
		const waits = await refuse(createPace('account', 0), 6);
		expect(waits).toEqual([0, 20_000, 40_000, 60_000, 60_000, 60_000]);
	});

	it('counts once with others of requests that started before the hold', async () => {
		const pace = createPace('account', 0);
		const starts = [1, 2, 3].map(() => time.now++);
		for (const startedAt of starts) pace.hold(null, startedAt);
		time.now += 30_000;
		pace.hold(null, begin);
		expect(await startOf(pace)).toBe(30_003);
		expect(await refuse(pace, 2)).toEqual([0, 40_000]);
	});

	it('is within a hold that the API asked for before', async () => {
		const pace = held(5_000);
		time.now += 10;
		pace.hold(null, begin);
		expect(await startOf(pace)).toBe(5_000);
		// The API named a time then, so this is still the first one of those that name none.
		expect(await refuse(pace, 2)).toEqual([200, 20_000]);
	});

	it.each([
		['within a minute after a hold holds for longer', 59_999, 40_000],
		['a minute after a hold is the first one again', 60_000, 20_000],
	])('%s', async (_name, afterMs, expected) => {
		const pace = createPace('account', 0);
		await refuse(pace, 1);
		await startOf(pace);
		time.now += afterMs - 10;
		expect(await refuse(pace, 2)).toEqual([0, expected]);
	});
});

describe('a stop', () => {
	it.each([
		['a pace', 1, 0],
		['a hold', 0, 50_000],
	])('ends the wait for %s within 250 ms', async (_name, limit, holdMs) => {
		const pace = await started(limit);
		pace.hold(holdMs, begin);
		const waiting = pace.start(time.stopAfter(150), PATIENCE_MS);
		await expect(waiting).rejects.toThrow(ExecutionStopped);
		expect(time.now - begin).toBe(200);
	});

	it('lets nothing start, though there is nothing to wait for', async () => {
		const waiting = createPace('account', 0).start(AbortSignal.abort(), PATIENCE_MS);
		await expect(waiting).rejects.toThrow(ExecutionStopped);
	});

	it('leaves no gap where nobody has reserved after the stopped run', async () => {
		await startOf(createPace('account', 1));
		const stopped = createPace('account', 1).start(time.stopAfter(150), PATIENCE_MS);
		await expect(stopped).rejects.toThrow(ExecutionStopped);
		expect(await startOf(createPace('account', 60))).toBe(1_010);
	});

	it('takes nothing from those that have reserved after the stopped run', async () => {
		await startOf(createPace('account', 60));
		const stopped = createPace('account', 60).start(time.stopAfter(150), PATIENCE_MS);
		const other = createPace('account', 60);
		const waiting = startOf(other);
		await expect(stopped).rejects.toThrow(ExecutionStopped);
		expect(await waiting).toBe(2_020);
		expect(await startOf(other)).toBe(3_030);
	});

	it.each([
		['the last place', 1, 5_200],
		['another place', 0, 5_400],
	])('gives back %s after a hold, if nobody has one after it', async (_name, stopped, expected) => {
		const pace = held(5_000);
		const stops = [0, 1].map((nth) => (nth === stopped ? time.stopAfter(150) : RUNNING));
		const waiting = stops.map(async (stop) => await pace.start(stop, PATIENCE_MS));
		const ends = Promise.allSettled(waiting);
		await time.sleep(1_000);
		expect(await startOf(pace)).toBe(expected);
		expect((await ends)[stopped]?.status).toBe('rejected');
	});
});

describe('what is kept', () => {
	it('is nothing of a run without a limit', async () => {
		await startOf(createPace('account', 0));
		expect(accounts.size).toBe(0);
	});

	it('is nothing of accounts at rest, whatever another one waits for', async () => {
		await startOf(createPace('slow account', 0.001));
		for (let i = 0; i < 200; i++) await startOf(createPace(`account ${i}`, 60));
		createPace('held account', 0).hold(1_000, begin);
		expect(accounts.size).toBe(202);
		time.now += PACED_MINUTE_MS + 1_000;
		createPace('account', 0);
		expect([...accounts.keys()]).toEqual(['slow account']);
	});

	it('is an account whose starts are spread still, long after the hold', async () => {
		const pace = held(1);
		for (let start = 0; start < 400; start++) await startOf(pace);
		expect(time.now - begin).toBeGreaterThan(PACED_MINUTE_MS);
		createPace('other account', 0);
		expect(accounts.size).toBe(1);
	});

	it('is an account for as long as it matters', async () => {
		await startOf(createPace('account', 60));
		time.now += PACED_MINUTE_MS - 1;
		createPace('other account', 0);
		expect(accounts.size).toBe(1);
		time.now += 1;
		createPace('other account', 0);
		expect(accounts.size).toBe(0);
	});
});

describe('the time of day', () => {
	it.each([-3_600_000, 3_600_000])('set by %i ms while a run waits changes no wait', async (ms) => {
		jest.restoreAllMocks();
		const pace = createPace('account that is waited for in real time', 600);
		const before = performance.now();
		await pace.start(RUNNING, PATIENCE_MS);
		const waiting = pace.start(RUNNING, PATIENCE_MS);
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now + ms);
		pace.hold(300, begin);
		await waiting;
		expect(performance.now() - before).toBeGreaterThanOrEqual(300);
		expect(performance.now() - before).toBeLessThan(5_000);
	});
});
