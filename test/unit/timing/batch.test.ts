import { getEventListeners } from 'node:events';
import { runBatch, type BatchSettings } from '../../../nodes/SmsPartnerCallForward/timing/batch';
import { sleep } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { acquire, isHeld, locks } from '../../../nodes/SmsPartnerCallForward/timing/locks';
import { useFakeClock, type FakeClock } from '../support/clock';

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

/** What most batches of the tests have in common. */
const SETTINGS = {
	keyOf: ({ key }: Job) => key,
	takeTurn: async () => false,
	concurrency: 1,
	stop: RUNNING,
};

/** Starts a batch, of which the test ends the jobs. */
function start(
	jobs: string | Iterable<Job | undefined> | AsyncIterable<Job | undefined>,
	concurrency: number,
	settings: Partial<BatchSettings<Job>> = {},
) {
	const started: number[] = [];
	const ends = new Map<number, { resolve: (goOn: boolean) => void; reject: (e: Error) => void }>();
	const done = runBatch(typeof jobs === 'string' ? jobsOf(jobs) : jobs, {
		...SETTINGS,
		concurrency,
		run: ({ id }) =>
			new Promise((resolve, reject) => {
				started.push(id);
				ends.set(id, { resolve, reject });
			}),
		...settings,
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
		async startedInAll() {
			await done;
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
		expect(await batch.startedInAll()).toEqual([0, 1, 2, 3, 4]);
	});

	it('lets a busy line hold up neither a slot nor other lines', async () => {
		const batch = start('aabacd', 2);
		expect(await batch.started()).toEqual([0, 2]);
		await batch.end(2, 4, 5);
		expect(await batch.started()).toEqual([0, 2, 4, 5]);
		await batch.end(0, 1, 3);
		expect(await batch.startedInAll()).toEqual([0, 2, 4, 5, 1, 3]);
	});

	it('gives a job that has its line by now a slot when it is its turn', async () => {
		const release = await acquire('a', RUNNING);
		const batch = start('abcd', 1);
		expect(await batch.started()).toEqual([1]);
		release();
		await batch.end(1, 2, 0, 3);
		expect(await batch.startedInAll()).toEqual([1, 2, 0, 3]);
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
		expect(await batch.startedInAll()).toEqual([0, 2]);
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

	const broken = () => {
		throw new Error('broken');
	};
	it.each<[string, Partial<BatchSettings<Job>>]>([
		['has no line', { keyOf: broken }],
		['cannot have its turn', { takeTurn: async () => broken() }],
	])('comes when a job %s, and gives the reason', async (_, settings) => {
		const batch = start('a', 1, settings);
		await expect(batch.done).rejects.toThrow('broken');
		expect(await batch.started()).toEqual([]);
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
		expect(await batch.startedInAll()).toEqual([2, 3]);
	});
});

describe('the stop of an execution', () => {
	it('ends waits for lines and slots at once', async () => {
		const begin = time.now;
		const releases = [await acquire('a', RUNNING), await acquire('b', RUNNING)];
		const batch = start('aab', 1, { stop: time.stopAfter(150) });
		await batch.done;
		expect(time.now - begin).toBe(150);
		for (const release of releases) release();
		expect(await batch.started()).toEqual([]);
	});

	it('lets no further job start, and ends none that has', async () => {
		const stop = new AbortController();
		const batch = start('abcd', 1, { stop: stop.signal });
		expect(await batch.started()).toEqual([0]);
		stop.abort();
		await batch.end(0);
		expect(await batch.startedInAll()).toEqual([0]);
	});

	it('before the beginning lets none start', async () => {
		const batch = start('ab', 1, { stop: AbortSignal.abort() });
		expect(await batch.startedInAll()).toEqual([]);
	});

	it('leaves no listener behind on its signal', async () => {
		const { signal } = new AbortController();
		const batch = start('a', 1, { stop: signal });
		expect(getEventListeners(signal, 'abort')).not.toEqual([]);
		await batch.end(0);
		await batch.done;
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});
});

describe('a turn', () => {
	/** A pace of one start a second, of which the batch waits for the next one. */
	const everySecond = async (_job: Job, closed: AbortSignal) => {
		await sleep(1_000, closed);
		return true;
	};

	it('is waited for before a job comes to its line, one job after another', async () => {
		const batch = start('abc', 3, { takeTurn: everySecond });
		const seen: number[] = [];
		for (let second = 0; second < 3; second++) {
			expect([...locks.keys()]).toEqual(['a', 'b', 'c'].slice(0, second));
			await time.sleep(1_000);
			seen.push((await batch.started()).length);
		}
		expect(seen).toEqual([1, 2, 3]);
		await batch.end(0, 1, 2);
		await batch.done;
	});

	it('is for a start at once, which a job whose line is busy does not have', async () => {
		const hasStart: boolean[] = [];
		const run = async (_job: Job, has: boolean) => {
			hasStart.push(has);
			await time.sleep(1_500);
			return true;
		};
		await start('aab', 3, { takeTurn: everySecond, run }).done;
		await start('a', 1, { run }).done;
		expect(hasStart).toEqual([true, false, true, false]);
	});

	it('is not waited for when no further job starts', async () => {
		const batch = start('ab', 2, { takeTurn: everySecond });
		await time.sleep(1_000);
		const begin = time.now;
		await batch.refuse(0);
		await batch.done;
		expect(time.now - begin).toBeLessThanOrEqual(250);
		expect(await batch.started()).toEqual([0]);
	});
});

describe('the reading of jobs', () => {
	it('goes one ahead, past what is no job', async () => {
		let read = 0;
		function* jobs() {
			for (const job of jobsOf('aab-cde')) {
				read++;
				yield job.key === '-' ? undefined : job;
			}
		}
		const batch = start(jobs(), 2);
		expect(await batch.started()).toEqual([0, 2]);
		expect(read).toBe(5);
		await batch.end(2);
		await settled();
		expect(read).toBe(6);
		await batch.end(0, 4, 1, 5, 6);
		await batch.done;
		expect(read).toBe(7);
	});

	it('lets others go first after each', async () => {
		const events: string[] = [];
		function* jobs() {
			for (const job of jobsOf('a-b')) {
				events.push(job.key);
				setImmediate(() => events.push('other'));
				yield job.key === '-' ? undefined : job;
			}
		}
		const batch = start(jobs(), 2);
		await batch.end(0, 2);
		await batch.done;
		expect(events).toEqual(['a', 'other', '-', 'other', 'b', 'other']);
	});

	it('goes no further once no job may start, though what follows is none', async () => {
		let read = 0;
		function* jobs() {
			yield* jobsOf('a');
			for (; read < 100; read++) yield undefined;
		}
		await start(jobs(), 2, { run: async () => false }).done;
		expect(read).toBeLessThan(5);
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
