import fc from 'fast-check';
import { runBatch } from '../../../nodes/SmsPartnerCallForward/timing/batch';
import { clock } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { acquire, isHeld, locks } from '../../../nodes/SmsPartnerCallForward/timing/locks';
import { createPace } from '../../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock, type FakeClock } from '../support/clock';
import { timesTheUsual } from '../support/property';

const RUNNING = new AbortController().signal;

/** A job with an id, of the line that its key names. */
interface Job {
	id: number;
	key: string;
}

const jobsOf = (keys: string): Job[] => Array.from(keys, (key, id) => ({ id, key }));

// In real time a busy machine is late for some break, and a job starts after the test has looked.
let time: FakeClock;
/** Everything has come to rest. */
const settled = async () => await time.sleep(1);
beforeEach(() => {
	time = useFakeClock();
});

afterEach(() => {
	const left = locks.size;
	locks.clear();
	expect(left).toBe(0);
});

/** Starts a batch, of which the test ends the jobs. */
function start(
	jobs: string | Iterable<Job | undefined> | AsyncIterable<Job | undefined>,
	concurrency: number,
	stop = RUNNING,
) {
	const started: number[] = [];
	const ends = new Map<
		number,
		{ resolve: (mayGoOn: boolean) => void; reject: (e: Error) => void }
	>();
	const done = runBatch(typeof jobs === 'string' ? jobsOf(jobs) : jobs, {
		keyOf: ({ key }) => key,
		concurrency,
		stop,
		run: ({ id }) =>
			new Promise((resolve, reject) => {
				started.push(id);
				ends.set(id, { resolve, reject });
			}),
	});
	const endOf = async (id: number) => {
		await settled();
		const end = ends.get(id);
		if (end === undefined) throw new Error(`Job ${id} has not started`);
		return end;
	};
	return {
		done,
		/** The jobs that have started by now, in the order of their starts. */
		async started() {
			await settled();
			return started;
		},
		async end(...ids: number[]) {
			for (const id of ids) (await endOf(id)).resolve(true);
		},
		refuse: async (id: number) => (await endOf(id)).resolve(false),
		fail: async (id: number, error: Error) => (await endOf(id)).reject(error),
	};
}

describe('the order of jobs', () => {
	it('starts as many at once as may be in flight, in order', async () => {
		const batch = start('abcde', 2);
		expect(await batch.started()).toEqual([0, 1]);
		await batch.end(1);
		expect(await batch.started()).toEqual([0, 1, 2]);
		await batch.end(0, 2, 3, 4);
		await batch.done;
		expect(await batch.started()).toEqual([0, 1, 2, 3, 4]);
	});

	it('runs jobs of one line one after another', async () => {
		const batch = start('aaa', 3);
		expect(await batch.started()).toEqual([0]);
		await batch.end(0);
		expect(await batch.started()).toEqual([0, 1]);
		await batch.end(1, 2);
		await batch.done;
	});

	it('lets a busy line hold up neither a slot nor other lines', async () => {
		const batch = start('aabacd', 2);
		expect(await batch.started()).toEqual([0, 2]);
		await batch.end(2, 4, 5);
		expect(await batch.started()).toEqual([0, 2, 4, 5]);
		await batch.end(0, 1, 3);
		await batch.done;
		expect(await batch.started()).toEqual([0, 2, 4, 5, 1, 3]);
	});

	it('gives the next free slot to a job that has its line by now', async () => {
		const release = await acquire('a', RUNNING);
		const batch = start('abc', 1);
		expect(await batch.started()).toEqual([1]);
		release();
		await batch.end(1, 0, 2);
		await batch.done;
		expect(await batch.started()).toEqual([1, 0, 2]);
	});

	it('has nothing to do without jobs', async () => {
		const batch = start('', 5);
		await batch.done;
		expect(await batch.started()).toEqual([]);
	});
});

describe('the end of a batch', () => {
	it('comes, once a job says so, when all that have started have ended', async () => {
		const batch = start('aabc', 2);
		expect(await batch.started()).toEqual([0, 2]);
		await batch.refuse(0);
		let isDone = false;
		void batch.done.then(() => (isDone = true));
		await settled();
		expect([isDone, isHeld('a')]).toEqual([false, false]);
		await batch.end(2);
		await batch.done;
		expect(await batch.started()).toEqual([0, 2]);
	});

	it.each(['throws', 'refuses'])(
		'gives what a job threw, also when another one %s',
		async (how) => {
			const batch = start('abcd', 3);
			const end = expect(batch.done).rejects.toThrow('broken');
			if (how === 'refuses') await batch.refuse(0);
			await batch.fail(1, new Error('broken'));
			if (how === 'throws') await batch.fail(0, new Error('also broken'));
			await batch.end(2);
			await end;
			expect(await batch.started()).toEqual([0, 1, 2]);
		},
	);

	it('comes when a job cannot be read, and gives the reason', async () => {
		async function* jobs() {
			yield { id: 0, key: 'a' };
			await settled();
			throw new Error('broken');
		}
		const batch = start(jobs(), 2);
		const end = expect(batch.done).rejects.toThrow('broken');
		await settled();
		await batch.end(0);
		await end;
	});

	it('comes when a job has no line, and gives the reason', async () => {
		const keyOf = () => {
			throw new Error('broken');
		};
		const run = jest.fn();
		const batch = runBatch([{}], { keyOf, run, concurrency: 1, stop: RUNNING });
		await expect(batch).rejects.toThrow('broken');
		expect(run).not.toHaveBeenCalled();
	});

	it('lets go of the lines of jobs that do not start, though others are under way', async () => {
		const releaseA = await acquire('a', RUNNING);
		const releaseB = await acquire('b', RUNNING);
		const batch = start('abcd', 2);
		expect(await batch.started()).toEqual([2, 3]);
		// The job of the first line has it now, and waits for a slot; the next one waits for its line.
		releaseA();
		await settled();
		await batch.refuse(2);
		await settled();
		expect([isHeld('a'), isHeld('b')]).toEqual([false, true]);
		releaseB();
		await batch.end(3);
		await batch.done;
		expect(await batch.started()).toEqual([2, 3]);
	});
});

describe('the stop of an execution', () => {
	it('ends waits for lines and slots at once', async () => {
		const begin = time.now;
		const releases = [await acquire('a', RUNNING), await acquire('b', RUNNING)];
		const batch = start('aab', 1, time.stopAfter(150));
		await batch.done;
		expect(time.now - begin).toBe(150);
		for (const release of releases) release();
		expect(await batch.started()).toEqual([]);
	});

	it('lets no further job start, and ends none that has', async () => {
		const stop = new AbortController();
		const batch = start('abcd', 1, stop.signal);
		expect(await batch.started()).toEqual([0]);
		stop.abort();
		await batch.end(0);
		await batch.done;
		expect(await batch.started()).toEqual([0]);
	});

	it('before the beginning lets none start', async () => {
		const batch = start('ab', 1, AbortSignal.abort());
		await batch.done;
		expect(await batch.started()).toEqual([]);
	});

	it('leaves no listener behind on its signal', async () => {
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		const added = jest.spyOn(signal, 'addEventListener');
		const batch = start('a', 1, signal);
		await batch.end(0);
		await batch.done;
		expect(removed.mock.calls.length).toBe(added.mock.calls.length);
	});
});

describe('two batches', () => {
	it('run jobs of one line one after another, in the order in which they came to it', async () => {
		const one = start('aab', 2);
		expect(await one.started()).toEqual([0, 2]);
		const other = start('aac', 1);
		expect(await other.started()).toEqual([2]);
		await other.end(2);
		await one.end(0);
		expect([await one.started(), await other.started()]).toEqual([[0, 2, 1], [2]]);
		await one.end(1);
		expect(await other.started()).toEqual([2, 0]);
		await other.end(0, 1);
		await other.done;
		await one.end(2);
		await one.done;
	});

	it('do not wait for each other over lines in opposite orders', async () => {
		const one = start('abc', 1);
		const other = start('cba', 1);
		// The other one finds 'b' busy, and goes on to 'a'.
		await one.end(0);
		await other.end(0);
		await one.end(1);
		await other.end(2);
		await one.end(2);
		await other.end(1);
		await Promise.all([one.done, other.done]);
	});

	it('come to a line when it is their turn: a job alone does not wait for rows that are far down', async () => {
		const pace = createPace('account', 60);
		const rows = Array.from({ length: 40 }, (_, id) => ({ id, key: `line ${id}` }));
		const stop = new AbortController();
		const paced = runBatch(rows, {
			keyOf: ({ key }) => key,
			concurrency: 5,
			stop: stop.signal,
			run: async () => (await pace.start(stop.signal, 60_000)) === null,
		});
		await settled();
		expect(Array.from(locks.keys()).sort()).toEqual(rows.slice(1, 6).map(({ key }) => key));
		const begin = time.now;
		const alone = start([{ id: 0, key: 'line 39' }], 5);
		expect(await alone.started()).toEqual([0]);
		expect(time.now - begin).toBeLessThan(10);
		await alone.end(0);
		await alone.done;
		stop.abort();
		await paced;
	});
});

describe('the reading of jobs', () => {
	it('goes as many ahead as there are slots, past what is no job', async () => {
		let read = 0;
		function* jobs() {
			for (const job of jobsOf('aab-cdefg')) {
				read++;
				yield job.key === '-' ? undefined : job;
			}
		}
		const batch = start(jobs(), 2);
		expect(await batch.started()).toEqual([0, 2]);
		expect(read).toBe(6);
		await batch.end(2);
		await settled();
		expect(read).toBe(7);
		await batch.end(0, 4, 5, 1, 6, 7, 8);
		await batch.done;
		expect(read).toBe(9);
	});

	it('of one at a time lets what is in flight go first when all slots are in use', async () => {
		const events: string[] = [];
		async function* jobs() {
			for (const job of jobsOf('abc')) {
				events.push(`read ${job.key}`);
				setImmediate(() => events.push('other'));
				yield job;
			}
		}
		const batch = start(jobs(), 2);
		await batch.end(0, 1, 2);
		await batch.done;
		expect(events).toEqual(['read a', 'read b', 'other', 'other', 'read c', 'other']);
	});

	it('lets others go first after 5 ms, also while no job can start', async () => {
		const events: string[] = [];
		function* jobs() {
			for (const job of jobsOf('aaaa')) {
				time.now += 3;
				events.push('read');
				setImmediate(() => events.push('other'));
				yield job;
			}
		}
		const release = await acquire('a', RUNNING);
		const batch = start(jobs(), 2);
		await settled();
		const slice = ['read', 'read', 'other', 'other'];
		expect(events).toEqual([...slice, ...slice]);
		release();
		await batch.end(0, 1, 2, 3);
		await batch.done;
	});

	it('stops with the batch, and tells whoever makes the jobs', async () => {
		let isTold = false;
		async function* jobs() {
			try {
				for (let id = 0; ; id++) yield { id, key: String(id) };
			} finally {
				isTold = true;
			}
		}
		const batch = start(jobs(), 2);
		await batch.refuse(0);
		await batch.end(1);
		await batch.done;
		expect(isTold).toBe(true);
	});
});

it('goes through 50 000 jobs of one line in seconds', async () => {
	let count = 0;
	jest.spyOn(clock, 'yield').mockResolvedValue();
	jest.spyOn(clock, 'now').mockImplementation(() => performance.now());
	const before = performance.now();
	const run = async () => ++count > 0;
	const jobs = Array.from({ length: 50_000 }, () => ({}));
	await runBatch(jobs, { keyOf: () => 'a', concurrency: 5, stop: RUNNING, run });
	expect(count).toBe(50_000);
	expect(performance.now() - before).toBeLessThan(20_000);
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
			const playBatch = async ({ jobs, concurrency }: (typeof batches)[number], batch: number) => {
				const stop = new AbortController();
				let inFlight = 0;
				const named = jobs.map((job, id) => ({ ...job, name: `${job.key} ${batch} ${id}` }));
				const isTrouble = jobs.some(({ end }) => end !== 'goOn');
				if (!isTrouble) untouched.push(...named.map(({ name }) => name));
				await runBatch(named, {
					// Asked for when the job comes to its line.
					keyOf: ({ key, name }) => {
						came.push(name);
						return key;
					},
					concurrency,
					stop: stop.signal,
					run: async ({ key, ticks, end, name }) => {
						if (busy.has(key) || stop.signal.aborted) throw new Error(`${name} must not start`);
						started.push(name);
						busy.add(key);
						expect(++inFlight).toBeLessThanOrEqual(concurrency);
						for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
						inFlight--;
						busy.delete(key);
						if (end === 'throw') throw new Error('asked for');
						if (end === 'stop') stop.abort();
						return end !== 'refuse';
					},
				}).catch((error: Error) => {
					if (error.message !== 'asked for') throw error;
				});
			};
			await Promise.all(batches.map(playBatch));
			for (const key of ['a', 'b', 'c', 'd']) {
				const ofLine = (name: string) => name.startsWith(key);
				expect(started.filter(ofLine)).toEqual(
					came.filter(ofLine).filter((name) => started.includes(name)),
				);
			}
			expect(started).toEqual(expect.arrayContaining(untouched));
			expect(locks.size).toBe(0);
		}),
		timesTheUsual(2),
	);
});
