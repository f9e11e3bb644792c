/** How to run the jobs of a batch. */
export interface BatchSettings<T> {
	/** Jobs with the same key run one after another, in order. */
	keyOf: (job: T) => string;
	/** Jobs in flight at once. */
	concurrency: number;
	/** Does one job, and says whether further jobs may start. */
	run: (job: T) => Promise<boolean>;
}

/**
 * Runs jobs in order, several at once. A slow job holds up its own slot and its own key, nothing
 * else. Once a job says so or throws, no further one starts; those that have started are finished.
 *
 * @throws what a job threw, once all started jobs have ended
 */
export async function runBatch<T>(
	jobs: readonly T[],
	{ keyOf, concurrency, run }: BatchSettings<T>,
): Promise<void> {
	const unstarted = jobs.values();
	/** Keys in work, with the jobs that came up meanwhile. */
	const waiting = new Map<string, T[]>();
	let mayStart = true;

	/** The next job whose key is free. Those whose key is in work are put behind it. */
	function takeNext(): T | undefined {
		for (let next = unstarted.next(); next.done !== true; next = unstarted.next()) {
			const behind = waiting.get(keyOf(next.value));
			if (behind === undefined) {
				waiting.set(keyOf(next.value), []);
				return next.value;
			}
			behind.push(next.value);
		}
		return undefined;
	}

	/** A worker goes on with the key that it worked on, so no more keys wait than workers work. */
	function takeAfter(done: T): T | undefined {
		const behind = waiting.get(keyOf(done))?.shift();
		if (behind === undefined) waiting.delete(keyOf(done));
		return behind ?? takeNext();
	}

	async function work(): Promise<void> {
		for (let job = takeNext(); job !== undefined && mayStart; job = takeAfter(job)) {
			let mayGoOn = false;
			try {
				mayGoOn = await run(job);
			} finally {
				mayStart &&= mayGoOn;
			}
		}
	}

	const workers = Array.from({ length: Math.min(concurrency, jobs.length) }, work);
	const ends = await Promise.allSettled(workers);
	const failed = ends.find((end) => end.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
}
