import { clock, SLEEP_SLICE_MS, type StopSignal } from './clock';
import { createQueue, passOn, takeLine } from './lines';

/** How long jobs are drawn without a break, so that what was started gets under way. */
const DRAWING_SLICE_MS = 5;

/** How to run the jobs of a batch. */
export interface BatchSettings<T> {
	/** The job's line: jobs of one line run one after another, in whichever batch they are. */
	keyOf: (job: T) => string;
	/** Jobs in flight at once. */
	concurrency: number;
	/** Does one job, and says whether further jobs may start. Sees to the stop of what it does itself. */
	run: (job: T) => Promise<boolean>;
	stop: StopSignal;
}

/**
 * Runs jobs in order, several at once. A job whose line is in work queues up for it, and holds up
 * neither its slot nor other lines; jobs are drawn as slots become free. Given its line while all
 * slots are in use, it keeps its place and takes the next one. Once a job says so or throws, or the
 * execution is stopped, no further one starts; those that have started are finished.
 *
 * @throws what a job or the drawing of one threw, once all started jobs have ended
 */
export async function runBatch<T extends object>(
	jobs: Iterable<T | undefined>,
	{ keyOf, concurrency, run, stop }: BatchSettings<T>,
): Promise<void> {
	const undrawn = jobs[Symbol.iterator]();
	/** Jobs that were given their line since they queued up for it. */
	const ready = createQueue<T>();
	/** Jobs that queued up for their line and have not started. */
	let queued = 0;
	let running = 0;
	/** Drawn while all slots were in use: as many as can start when all become free at once. */
	const drawn: T[] = [];
	let isDrained = false;
	let isClosed = false;
	let failure: { reason: unknown } | undefined;
	let wake = (): void => undefined;

	const mayStart = () => !isClosed && !stop.aborted;

	function fail(reason: unknown): void {
		failure ??= { reason };
		isClosed = true;
	}

	/** Queues a job up for its line unless the line is free. */
	function takeLineOf(job: T): boolean {
		const isFree = takeLine(keyOf(job), () => {
			if (!mayStart()) return false;
			ready.add(job);
			wake();
			return true;
		});
		if (!isFree) queued++;
		return isFree;
	}

	async function work(job: T): Promise<void> {
		running++;
		try {
			if (!(await run(job))) isClosed = true;
		} catch (reason) {
			fail(reason);
		}
		running--;
		passOn(keyOf(job));
		wake();
	}

	function draw(): void {
		try {
			const { done, value }: IteratorResult<T | undefined, undefined> = undrawn.next();
			isDrained = done === true;
			if (value !== undefined) drawn.push(value);
		} catch (reason) {
			fail(reason);
		}
	}

	/** Starts a job that has its line, or the next one drawn, or draws one. Says whether it did something. */
	function goOn(): boolean {
		const hasSlot = running < concurrency;
		const given = hasSlot ? ready.take() : undefined;
		if (given !== undefined) {
			queued--;
			void work(given);
			return true;
		}
		const draws = !isDrained && drawn.length < (hasSlot ? 1 : concurrency);
		if (draws) draw();
		// Without a break, in which jobs of other batches would come to its line before it.
		const job = hasSlot ? drawn.shift() : undefined;
		if (job === undefined) return draws;
		if (takeLineOf(job)) void work(job);
		return true;
	}

	/** Until a job has ended or was given its line. */
	const changed = () => new Promise<void>((resolve) => (wake = resolve));

	let breakAt = clock.now() + DRAWING_SLICE_MS;
	for (;;) {
		if (mayStart() && goOn()) {
			// Drawing can be work for n8n. With a job at hand for the next free slot, what is in flight goes first.
			if (running >= concurrency && drawn.length > 0) {
				await Promise.race([changed(), clock.sleep(0)]);
			} else {
				if (clock.now() < breakAt) continue;
				await clock.sleep(0);
			}
		} else {
			if (running === 0 && (queued === 0 || !mayStart())) break;
			// A stop ends the jobs in flight.
			await (running > 0 ? changed() : Promise.race([changed(), clock.sleep(SLEEP_SLICE_MS)]));
		}
		breakAt = clock.now() + DRAWING_SLICE_MS;
	}
	for (let job = ready.take(); job !== undefined; job = ready.take()) passOn(keyOf(job));
	if (failure !== undefined) throw failure.reason;
}
