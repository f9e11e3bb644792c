import { clock, SLEEP_SLICE_MS, type StopSignal } from './clock';
import { createQueue, passOn, takeLine } from './lines';

/** How long jobs start one after another without a break, so that what was started gets under way. */
const STARTING_SLICE_MS = 5;

/** How to run the jobs of a batch. */
export interface BatchSettings<T> {
	/** The job's line: jobs of one line run one after another, in whichever batch they are. */
	keyOf: (job: T) => string;
	/** Jobs in flight at once. */
	concurrency: number;
	/** Whether all jobs come to their lines at the beginning, instead of a few ahead of their turn. */
	drawsFirst: boolean;
	/** Does one job, and says whether further jobs may start. Sees to the stop of what it does itself. */
	run: (job: T) => Promise<boolean>;
	stop: StopSignal;
}

/**
 * Runs jobs in order, several at once. A job comes to its line when it is drawn. One whose turn comes
 * before it has the line holds up neither a slot nor other lines, and takes the next free slot when it
 * is given the line. Once a job says so or throws, or the execution is stopped, no further one starts;
 * those that have started are finished.
 *
 * @throws what a job or the drawing of one threw, once all started jobs have ended
 */
export async function runBatch<T extends object>(
	jobs: Iterable<T | undefined>,
	{ keyOf, concurrency, drawsFirst, run, stop }: BatchSettings<T>,
): Promise<void> {
	const undrawn = jobs[Symbol.iterator]();
	/** Jobs whose turn is to come. */
	const drawn = createQueue<T>();
	/** Jobs that have their line and have not started. */
	const holders = new Set<T>();
	/** Jobs whose turn came before they had their line, and those of them that were given it since. */
	const passedOver = new Set<T>();
	const given = createQueue<T>();
	let running = 0;
	let isDrained = false;
	let isClosed = false;
	let failure: { reason: unknown } | undefined;
	let wake = (): void => undefined;

	const mayStart = () => !isClosed && !stop.aborted;

	function fail(reason: unknown): void {
		failure ??= { reason };
		isClosed = true;
	}

	function add(job: T): void {
		drawn.add(job);
		const isFree = takeLine(keyOf(job), () => {
			if (!mayStart()) return false;
			holders.add(job);
			if (passedOver.delete(job)) given.add(job);
			wake();
			return true;
		});
		if (isFree) holders.add(job);
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
			if (value !== undefined) add(value);
		} catch (reason) {
			fail(reason);
		}
	}

	/** Draws a job if one is missing, and takes the next one if there is a slot. Says whether it did something. */
	function goOn(): boolean {
		const hasSlot = running < concurrency;
		const draws = !isDrained && drawn.size() < (hasSlot ? 1 : concurrency);
		if (draws) draw();
		const job = hasSlot ? (given.take() ?? drawn.take()) : undefined;
		if (job === undefined) return draws;
		if (holders.delete(job)) void work(job);
		else passedOver.add(job);
		return true;
	}

	/** Nobody waits for the lines of jobs that will not start. */
	function giveBack(): void {
		for (const job of holders) passOn(keyOf(job));
		holders.clear();
	}

	/** Until a job has ended or was given its line. */
	const changed = () => new Promise<void>((resolve) => (wake = resolve));

	while (drawsFirst && !isDrained && !isClosed) draw();
	let breakAt = clock.now() + STARTING_SLICE_MS;
	for (;;) {
		const goesOn = mayStart();
		if (goesOn && goOn()) {
			if (running < concurrency && clock.now() < breakAt) continue;
			// Drawing can be work for n8n. With all slots in use, what is in flight goes first.
			await clock.yield();
			breakAt = clock.now() + STARTING_SLICE_MS;
			continue;
		}
		if (!goesOn) giveBack();
		if (running === 0 && (passedOver.size === 0 || !goesOn)) break;
		// A stop ends the jobs in flight.
		await (running > 0 ? changed() : Promise.race([changed(), clock.sleep(SLEEP_SLICE_MS)]));
	}
	if (failure !== undefined) throw failure.reason;
}
