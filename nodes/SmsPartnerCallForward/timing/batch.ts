import { clock, ExecutionStopped, unlessStopped, type StopSignal } from './clock';
import { acquire, isHeld } from './locks';

/** How to run the jobs of a batch. */
export interface BatchSettings<T> {
	/** Jobs in flight at once. */
	concurrency: number;
	/** The job's line: jobs of one line run one after another, in whichever batch they are. */
	keyOf: (job: T) => string;
	/** Waits until the job may come to its line, and says whether it has the next start then. */
	takeTurn: (job: T, closed: StopSignal) => Promise<boolean>;
	/**
	 * Does one job, and says whether further jobs may start. Handles its own stop.
	 *
	 * @param hasStart whether no time has passed since the job was given a start
	 */
	run: (job: T, hasStart: boolean) => Promise<boolean>;
	stop: StopSignal;
}

/**
 * Runs jobs in order, several at once. A job comes to its line when all before it have come to theirs,
 * there is a slot for it, and its turn has come. If the line is busy, the job waits without a slot, and
 * takes one when it has the line: a holder of a slot never waits for a line, so no two can wait for each
 * other. One job is read ahead; undefined stands for a place in the order without a job.
 *
 * Once a job says so or throws, or the execution is stopped, no further one starts; those that have
 * started are finished.
 *
 * @throws what a job or the reading of one threw, once all started jobs have ended
 */
export async function runBatch<T>(
	jobs: Iterable<T | undefined> | AsyncIterable<T | undefined>,
	{ concurrency, keyOf, takeTurn, run, stop }: BatchSettings<T>,
): Promise<void> {
	/** No further job starts. */
	const closing = new AbortController();
	const closed = closing.signal;
	const close = () => closing.abort();
	const handled = new Set<Promise<void>>();
	const waiting: Array<() => void> = [];
	let freeSlots = concurrency;
	let failure: { reason: unknown } | undefined;

	function fail(reason: unknown): void {
		// That no further job starts is no fault of a job that waits.
		if (!(closed.aborted && reason instanceof ExecutionStopped)) failure ??= { reason };
		close();
	}

	async function takeSlot(): Promise<void> {
		if (freeSlots > 0) freeSlots--;
		else await unlessStopped(new Promise((resolve) => waiting.push(resolve)), closed);
	}

	function freeSlot(): void {
		const next = waiting.shift();
		if (next !== undefined) next();
		else freeSlots++;
	}

	async function handle(job: T, isItsTurn: boolean): Promise<void> {
		const key = keyOf(job);
		const isBusy = isHeld(key);
		if (isBusy) freeSlot();
		const release = await acquire(key, closed);
		try {
			if (isBusy) await takeSlot();
			// A start that meets a busy line is over when the line is free.
			if (!closed.aborted && !(await run(job, isItsTurn && !isBusy))) close();
		} catch (reason) {
			fail(reason);
		}
		release();
		freeSlot();
	}

	async function handleAll(): Promise<void> {
		for await (const job of jobs) {
			if (closed.aborted) break;
			if (job !== undefined) {
				await takeSlot();
				handled.add(handle(job, await takeTurn(job, closed)).catch(fail));
			}
			// Reading a job is work for n8n, so what is in flight goes first.
			await clock.yield();
		}
	}

	// Not AbortSignal.any: Node.js keeps such a signal for good once something has listened to it.
	stop.addEventListener('abort', close);
	if (stop.aborted) close();
	await handleAll().catch(fail);
	await Promise.all(handled);
	stop.removeEventListener('abort', close);
	if (failure !== undefined) throw failure.reason;
}
