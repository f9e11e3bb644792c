import fc from 'fast-check';
import { runBatch } from '../../../nodes/SmsPartnerCallForward/timing/batch';
import { lines, passOn, takeLine } from '../../../nodes/SmsPartnerCallForward/timing/lines';
import { useFakeClock, type FakeClock } from '../support/clock';
import { timesTheUsual } from '../support/property';

/** A job that ends when the test says so. */
interface Job {
	id: number;
	key: string;
	end: (mayGoOn?: boolean) => void;
	fail: (error: Error) => void;
}

/** Starts a batch of jobs with these keys and keeps a record of it. */
function start(keys: string, concurrency: number, stop = { aborted: false }, drawsFirst = true) {
	const started: Job[] = [];
	const ended: number[] = [];
	const jobs = Array.from(keys, (key, id) => ({ id, key }));
	const done = runBatch(jobs, {
		keyOf: ({ key }) => key,
		concurrency,
		drawsFirst,
		stop,
		run: ({ id, key }) =>
			new Promise<boolean>((resolve, reject) => {
				started.push({
					id,
					key,
					end: (mayGoOn = true) => {
						ended.push(id);
						resolve(mayGoOn);
					},
					fail: reject,
				});
			}),
	});
	const ids = () => started.map(({ id }) => id);
	const job = async (id: number): Promise<Job> => {
		await settled();
		const found = started.find((one) => one.id === id);
		if (found === undefined) throw new Error(`Job ${id} has not started`);
		return found;
	};
	return { done, ids, job, ended };
}

const refuse = () => false;

// In real time a busy machine is late for some break, and a job starts after the test has looked.
let time: FakeClock;
/** Everything has come to rest. */
const settled = async () => await time.sleep(1);
beforeEach(() => {
	time = useFakeClock();
});

afterEach(() => {
	const left = lines.size;
	lines.clear();
	expect(left).toBe(0);
});

describe('the order of jobs', () => {
	it('starts as many at once as may be in flight, in order', async () => {
		const { done, ids, job } = start('abcde', 2);
		await settled();
		expect(ids()).toEqual([0, 1]);
		(await job(1)).end();
		await settled();
		expect(ids()).toEqual([0, 1, 2]);
		for (const id of [0, 2, 3, 4]) (await job(id)).end();
		await done;
		expect(ids()).toEqual([0, 1, 2, 3, 4]);
	});

	it('starts as many as there are slots when their lines became free meanwhile', async () => {
		for (const key of 'cd') takeLine(key, refuse);
		const { done, ids, job } = start('cdab', 2);
		await settled();
		expect(ids()).toEqual([2, 3]);
		for (const key of 'cd') passOn(key);
		for (const running of [await job(2), await job(3)]) running.end();
		await settled();
		expect(ids()).toEqual([2, 3, 0, 1]);
		for (const id of [0, 1]) (await job(id)).end();
		await done;
	});

	it('runs jobs with the same key one after another', async () => {
		const { done, ids, job } = start('aaa', 3);
		expect(ids()).toEqual([0]);
		(await job(0)).end();
		await settled();
		expect(ids()).toEqual([0, 1]);
		(await job(1)).end();
		(await job(2)).end();
		await done;
	});

	it('lets a slow key hold up nothing but itself', async () => {
		const { done, ids, job } = start('aabacd', 2);
		await settled();
		expect(ids()).toEqual([0, 2]);
		(await job(2)).end();
		(await job(4)).end();
		(await job(5)).end();
		await settled();
		expect(ids()).toEqual([0, 2, 4, 5]);
		(await job(0)).end();
		(await job(1)).end();
		(await job(3)).end();
		await done;
		expect(ids()).toEqual([0, 2, 4, 5, 1, 3]);
	});

	it('takes up a key again after it was done with', async () => {
		const { done, ids, job } = start('aba', 1);
		(await job(0)).end();
		(await job(1)).end();
		(await job(2)).end();
		await done;
		expect(ids()).toEqual([0, 1, 2]);
	});

	it('has nothing to do without jobs', async () => {
		const { done, ids } = start('', 5);
		await done;
		expect(ids()).toEqual([]);
	});
});

describe('a job that says stop', () => {
	it('lets no further job start, and waits for those that have', async () => {
		const { done, ids, job, ended } = start('aabc', 2);
		await settled();
		expect(ids()).toEqual([0, 2]);
		(await job(0)).end(false);
		await settled();
		let isDone = false;
		void done.then(() => (isDone = true));
		await settled();
		expect(isDone).toBe(false);
		(await job(2)).end(true);
		await done;
		expect(ids()).toEqual([0, 2]);
		expect(ended).toEqual([0, 2]);
	});
});

describe('a job that throws', () => {
	it('lets no further job start, and is thrown once all started ones have ended', async () => {
		const { done, ids, job, ended } = start('abcd', 3);
		const error = new Error('broken');
		(await job(1)).fail(error);
		await settled();
		(await job(0)).end();
		(await job(2)).end();
		await expect(done).rejects.toBe(error);
		expect(ids()).toEqual([0, 1, 2]);
		expect(ended).toEqual([0, 2]);
	});
});

describe('two batches', () => {
	it('run jobs of one line one after another, in the order in which they came to it', async () => {
		const one = start('aab', 2);
		const other = start('aac', 1);
		await settled();
		expect([one.ids(), other.ids()]).toEqual([[0, 2], [2]]);
		(await other.job(2)).end();
		(await one.job(0)).end();
		await settled();
		expect([one.ids(), other.ids()]).toEqual([[0, 2, 1], [2]]);
		(await one.job(1)).end();
		await settled();
		expect(other.ids()).toEqual([2, 0]);
		(await other.job(0)).end();
		(await other.job(1)).end();
		await other.done;
		(await one.job(2)).end();
		await one.done;
	});

	it('do not wait for each other over lines in opposite orders', async () => {
		const one = start('abc', 1, { aborted: false }, false);
		const other = start('cba', 1, { aborted: false }, false);
		// The other one finds 'b' in work, and goes on to 'a'.
		for (const [mine, theirs] of [
			[0, 0],
			[1, 2],
			[2, 1],
		] as const) {
			(await one.job(mine)).end();
			(await other.job(theirs)).end();
		}
		await Promise.all([one.done, other.done]);
	});

	it('come to all their lines at the beginning, if they are to', async () => {
		const one = start('abc', 1);
		const other = start('cba', 1);
		for (const [mine, theirs] of [
			[0, 2],
			[1, 1],
			[2, 0],
		] as const) {
			expect(other.ids()).not.toContain(theirs);
			(await one.job(mine)).end();
			(await other.job(theirs)).end();
		}
		await Promise.all([one.done, other.done]);
	});

	it('do not wait for lines of one that has stopped, though jobs of it are in flight', async () => {
		const one = start('abc', 2);
		const other = start('c', 1);
		(await one.job(0)).end(false);
		(await other.job(0)).end();
		await other.done;
		(await one.job(1)).end();
		await one.done;
		expect(one.ids()).toEqual([0, 1]);
	});

	it('are neither ended by a throw of one, which passes on its lines', async () => {
		const one = start('aab', 2);
		const other = start('ab', 2);
		await settled();
		expect(other.ids()).toEqual([]);
		const error = new Error('broken');
		const end = expect(one.done).rejects.toBe(error);
		(await one.job(0)).fail(error);
		(await other.job(0)).end();
		expect(one.ids()).toEqual([0, 2]);
		(await one.job(2)).end();
		(await other.job(1)).end();
		await end;
		await other.done;
	});
});

describe('a job that was given its line while all slots were in use', () => {
	it('takes the next free slot, before jobs that have not come up', async () => {
		takeLine('a', refuse);
		const { done, ids, job } = start('abc', 1);
		await settled();
		passOn('a');
		(await job(1)).end();
		await settled();
		expect(ids()).toEqual([1, 0]);
		(await job(0)).end();
		(await job(2)).end();
		await done;
	});

	it('passes the line on when no further job may start', async () => {
		takeLine('a', refuse);
		const { done, ids, job } = start('abc', 1);
		await settled();
		passOn('a');
		expect(takeLine('a', () => true)).toBe(false);
		(await job(1)).end(false);
		await done;
		expect(ids()).toEqual([1]);
		passOn('a');
	});
});

describe('the stop of an execution', () => {
	it('ends a wait for lines within 250 ms, and the next in the queue goes on', async () => {
		const begin = time.now;
		takeLine('a', refuse);
		const stopped = start('aa', 1, {
			get aborted() {
				return time.now >= begin + 150;
			},
		});
		const other = start('a', 1);
		await stopped.done;
		expect(time.now).toBe(begin + 200);
		expect(stopped.ids()).toEqual([]);
		passOn('a');
		(await other.job(0)).end();
		await other.done;
	});

	it('lets no further job start', async () => {
		const stop = { aborted: false };
		const { done, ids, job } = start('ab', 1, stop);
		stop.aborted = true;
		(await job(0)).end();
		await done;
		expect(ids()).toEqual([0]);
	});
});

it('does not look at the clock again and again while jobs are in flight', async () => {
	const { done, job } = start('aa', 2);
	(await job(0)).end();
	(await job(1)).end();
	await done;
	expect(time.sleeps).toEqual([]);
});

describe('jobs that are made when they are drawn', () => {
	const settings = { concurrency: 2, drawsFirst: false, keyOf: ({ key }: { key: string }) => key };

	it('are drawn as slots become free, as many ahead as there are slots', async () => {
		let drawn = 0;
		function* jobs() {
			for (const key of 'aabcdef') yield { key, nth: ++drawn };
		}
		const ends: Array<() => void> = [];
		const done = runBatch(jobs(), {
			...settings,
			stop: { aborted: false },
			run: () => new Promise((resolve) => ends.push(() => resolve(true))),
		});
		await settled();
		expect(drawn).toBe(5);
		ends[1]?.();
		await settled();
		expect(drawn).toBe(6);
		while (ends.length > 0) {
			ends.shift()?.();
			await settled();
		}
		await done;
		expect(drawn).toBe(7);
	});

	it('are drawn ahead one at a time, with a break after which a free slot goes first', async () => {
		const events: string[] = [];
		const ends: Array<() => void> = [];
		function* jobs() {
			for (const key of 'abcd') {
				events.push(`draw ${key}`);
				if (key === 'c') ends[0]?.();
				yield { key };
			}
		}
		const done = runBatch(jobs(), {
			...settings,
			stop: { aborted: false },
			run: async ({ key }) => {
				events.push(`start ${key}`);
				await new Promise<void>((resolve) => ends.push(resolve));
				return true;
			},
		});
		await settled();
		const inFlight = ['draw a', 'start a', 'draw b', 'start b', 'draw c'];
		expect(events).toEqual([...inFlight, 'start c', 'draw d']);
		while (ends.length > 0) {
			ends.shift()?.();
			await settled();
		}
		await done;
	});

	it('start together when several slots become free', async () => {
		const { done, ids, job } = start('abcd', 2);
		await time.sleep(1);
		for (const running of [await job(0), await job(1)]) running.end();
		await settled();
		expect(ids()).toEqual([0, 1, 2, 3]);
		for (const id of [2, 3]) (await job(id)).end();
		await done;
	});

	it('are drawn past what is no job, ahead as well', async () => {
		const started: string[] = [];
		const ends: Array<() => void> = [];
		const done = runBatch([{ key: 'a' }, undefined, undefined, { key: 'b' }], {
			...settings,
			concurrency: 1,
			stop: { aborted: false },
			run: async ({ key }) => {
				started.push(key);
				await new Promise<void>((resolve) => ends.push(resolve));
				return true;
			},
		});
		await time.sleep(1);
		ends[0]?.();
		await time.sleep(1);
		ends[1]?.();
		await done;
		expect(started).toEqual(['a', 'b']);
	});

	it('give what was started a break after 5 ms, also while none can start', async () => {
		const events: string[] = [];
		function* jobs() {
			for (let i = 0; i < 4; i++) {
				time.now += 3;
				events.push('draw');
				setImmediate(() => events.push('other'));
				yield { key: 'a' };
			}
		}
		takeLine('a', refuse);
		const stop = { aborted: false };
		const done = runBatch(jobs(), { ...settings, stop, run: async () => true });
		await settled();
		const slice = ['draw', 'draw', 'other', 'other'];
		expect(events).toEqual([...slice, ...slice]);
		passOn('a');
		await done;
	});

	it('come to their lines in the order in which they were drawn, however long that takes', async () => {
		const order: number[] = [];
		const batches = [10, 0].map(async (drawingMs, id) => {
			function* jobs() {
				time.now += drawingMs;
				yield { key: 'a' };
			}
			await runBatch(jobs(), {
				...settings,
				stop: { aborted: false },
				run: async () => order.push(id) > 0,
			});
		});
		await Promise.all(batches);
		expect(order).toEqual([0, 1]);
	});

	it('do not start, once one cannot be made, though their line becomes free', async () => {
		const { done, ids, job } = start('a', 1);
		const drawnIds: number[] = [];
		function* jobs() {
			yield { id: 1, key: 'a' };
			throw new Error('broken');
		}
		const broken = runBatch(jobs(), {
			...settings,
			stop: { aborted: false },
			run: async ({ id }) => drawnIds.push(id) > 0,
		});
		const refused = expect(broken).rejects.toThrow('broken');
		(await job(0)).end();
		await done;
		await refused;
		expect([ids(), drawnIds]).toEqual([[0], []]);
	});

	it('end the batch when one cannot be made, once all started jobs have ended', async () => {
		const error = new Error('broken');
		function* jobs() {
			yield { key: 'a' };
			throw error;
		}
		let hasEnded = false;
		const done = runBatch(jobs(), {
			...settings,
			stop: { aborted: false },
			run: async () => {
				await settled();
				return (hasEnded = true);
			},
		});
		await expect(done).rejects.toBe(error);
		expect(hasEnded).toBe(true);
	});
});

it('keeps the order of every line over several batches, whatever they do', async () => {
	const plans = fc.array(
		fc.record({
			jobs: fc.array(
				fc.record({
					key: fc.constantFrom('a', 'b', 'c', 'd'),
					ticks: fc.nat({ max: 4 }),
					end: fc.constantFrom('goOn', 'goOn', 'goOn', 'goOn', 'refuse', 'throw', 'stop'),
				}),
				{ maxLength: 12 },
			),
			concurrency: fc.integer({ min: 1, max: 4 }),
			drawsFirst: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 5 },
	);
	await fc.assert(
		fc.asyncProperty(plans, async (batches) => {
			jest.restoreAllMocks();
			useFakeClock();
			const busy = new Set<string>();
			/** By line, the jobs that came to it and those that started. */
			const came: string[] = [];
			const started: string[] = [];
			const untouched: string[] = [];
			await Promise.allSettled(
				batches.map(async ({ jobs, concurrency, drawsFirst }, batch) => {
					const stop = { aborted: false };
					let inFlight = 0;
					const isTrouble = jobs.some(({ end }) => end !== 'goOn');
					const named = jobs.map((job, id) => ({ ...job, name: `${job.key} ${batch} ${id}` }));
					if (!isTrouble) untouched.push(...named.map(({ name }) => name));
					await runBatch(named, {
						// Asked for first when the job comes to its line.
						keyOf: ({ key, name }) => {
							if (!came.includes(name)) came.push(name);
							return key;
						},
						concurrency,
						drawsFirst,
						stop,
						run: async ({ key, ticks, end, name }) => {
							if (busy.has(key) || stop.aborted) throw new Error(`${name} must not start`);
							started.push(name);
							busy.add(key);
							expect(++inFlight).toBeLessThanOrEqual(concurrency);
							for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
							inFlight--;
							busy.delete(key);
							if (end === 'throw') throw new Error('asked for');
							if (end === 'stop') stop.aborted = true;
							return end !== 'refuse';
						},
					}).catch((error: Error) => {
						if (error.message !== 'asked for') throw error;
					});
				}),
			).then((ends) => expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]));
			for (const key of ['a', 'b', 'c', 'd']) {
				const ofLine = (name: string) => name.startsWith(key);
				expect(started.filter(ofLine)).toEqual(
					came.filter(ofLine).filter((name) => started.includes(name)),
				);
			}
			expect(started).toEqual(expect.arrayContaining(untouched));
			expect(lines.size).toBe(0);
		}),
		timesTheUsual(2),
	);
});

it('runs every job once, in order by key and within the limit, whatever the keys and times', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat({ max: 4 })), {
				maxLength: 30,
			}),
			fc.integer({ min: 1, max: 6 }),
			fc.boolean(),
			async (plan, concurrency, drawsFirst) => {
				const jobs = plan.map(([key, ticks], id) => ({ id, key, ticks }));
				const order = new Map<string, number[]>();
				const busy = new Set<string>();
				await runBatch(jobs, {
					keyOf: ({ key }) => key,
					concurrency,
					drawsFirst,
					stop: { aborted: false },
					run: async ({ id, key, ticks }) => {
						expect(busy).not.toContain(key);
						busy.add(key);
						expect(busy.size).toBeLessThanOrEqual(concurrency);
						for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
						busy.delete(key);
						order.set(key, [...(order.get(key) ?? []), id]);
						return true;
					},
				});
				for (const key of ['a', 'b', 'c', 'd']) {
					const inOrder = jobs.filter((job) => job.key === key).map(({ id }) => id);
					expect(order.get(key) ?? []).toEqual(inOrder);
				}
			},
		),
		timesTheUsual(2),
	);
});
