import { clock, ExecutionStopped, unlessStopped, type StopSignal } from './clock';
import { acquire, isHeld } from './locks';

/** How long to start jobs before yielding, so that what was started gets under way. */
const STARTING_SLICE_MS = 5;

/** How to run the jobs of a batch. */
export interface BatchSettings<T> {
	/** The job's line: jobs of one line run one after another, in whichever batch they are. */
	keyOf: (job: T) => string;
	/** Jobs in flight at once. */
	concurrency: number;
	/** Does one job, and says whether further jobs may start. Handles its own stop. */
	run: (job: T) => Promise<boolean>;
	stop: StopSignal;
}

/**
 * Runs jobs in order, several at once. A job comes to its line when there is a slot for it and all
 * before it have come to theirs. If the line is busy, the job waits without a slot, and takes one when
 * it has the line: a holder of a slot never waits for a line, so no two can wait for each other. As many
 * jobs are read ahead as there are slots; undefined stands for a place in the order without a job.
 *
 * Once a job says so or throws, or the execution is stopped, no further one starts; those that have
 * started are finished.
 *
 * @throws what a job or the reading of one threw, once all started jobs have ended
 */
export async function runBatch<T extends object>(
	jobs: Iterable<T | undefined> | AsyncIterable<T | undefined>,
	{ keyOf, concurrency, run, stop }: BatchSettings<T>,
): Promise<void> {
	/** No further job starts. */
	const closing = new AbortController();
	const closed = closing.signal;
	/** Jobs that were read, and whose turn is to come. */
	const ahead: T[] = [];
	/** Jobs that have their line, and wait for a slot. */
	const ready: Array<() => void> = [];
	const handled: Array<Promise<void>> = [];
	let freeSlots = concurrency;
	let failure: { reason: unknown } | undefined;
	let readOn = (): void => undefined;

	function close(): void {
		closing.abort();
		readOn();
	}

	function fail(reason: unknown): void {
		failure ??= { reason };
		close();
	}

	function startJobs(): void {
		while (freeSlots > 0 && !closed.aborted) {
			const job = ahead.shift();
			if (job === undefined) break;
			handled.push(handle(job));
		}
		readOn();
	}

	function freeSlot(): void {
		const next = ready.shift();
		if (next !== undefined) {
			next();
		} else {
			freeSlots++;
			startJobs();
		}
	}

	async function takeSlot(): Promise<void> {
		if (freeSlots > 0) freeSlots--;
		else await unlessStopped(new Promise((resolve) => ready.push(resolve)), closed);
	}

	async function handle(job: T): Promise<void> {
		try {
			const key = keyOf(job);
			const isBusy = isHeld(key);
			if (!isBusy) freeSlots--;
			const release = await acquire(key, closed);
			try {
				if (isBusy) await takeSlot();
				if (!closed.aborted && !(await run(job))) close();
			} finally {
				release();
				freeSlot();
			}
		} catch (reason) {
			// That no further job starts is no fault of a job that waits.
			if (!(closed.aborted && reason instanceof ExecutionStopped)) fail(reason);
		}
	}

	async function read(): Promise<void> {
		let breakAt = clock.now() + STARTING_SLICE_MS;
		for await (const job of jobs) {
			if (job !== undefined) ahead.push(job);
			startJobs();
			// Reading can be work for n8n. With all slots in use, what is in flight goes first.
			if (freeSlots === 0 || clock.now() >= breakAt) {
				await clock.yield();
				breakAt = clock.now() + STARTING_SLICE_MS;
			}
			while (ahead.length >= concurrency && !closed.aborted) {
				await new Promise<void>((resolve) => (readOn = resolve));
			}
			if (closed.aborted) break;
		}
	}

	stop.addEventListener('abort', close);
	if (stop.aborted) close();
	await read().catch(fail);
	// Grows while jobs that were read ahead start.
	for (const end of handled) await end;
	stop.removeEventListener('abort', close);
	if (failure !== undefined) throw failure.reason;
}
