import { sleep } from 'n8n-workflow';

/** How long a wait goes on at most after the execution was stopped. */
export const SLEEP_SLICE_MS = 100;

/** All time and chance in the node, in one object so that tests can drive it. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
	sleep: async (ms: number): Promise<void> => await sleep(ms),
	yield: yieldToEventLoop,
	/** From 0 up to, not including, 1. */
	random: (): number => Math.random(),
};

/** The execution's cancel signal: all that the waits need of it. */
export interface StopSignal {
	readonly aborted: boolean;
}

/**
 * The execution was stopped: n8n aborts what is in flight, and nothing more is sent. n8n (1.122 to
 * 2.41) tells a stopped execution from a failed one by the word "canceled" in the text.
 */
export class ExecutionStopped extends Error {
	constructor() {
		super('The execution was canceled, so its requests were aborted');
	}
}

/**
 * Waits until a time, or until the execution is stopped. In slices, since the packages that n8n
 * verifies may use neither timers nor a sleep that can be aborted.
 */
export async function sleepUntil(time: number, stop: StopSignal): Promise<void> {
	for (let left = time - clock.now(); left > 0 && !stop.aborted; left = time - clock.now()) {
		await clock.sleep(Math.min(left, SLEEP_SLICE_MS));
	}
}

/**
 * Lets what else has come up in this process go first. A sleep of 0 ms takes a millisecond, which made
 * 1 000 items of 100 ms, 50 at once, take 2.8 s instead of 2.3 s; packages that n8n verifies may not use
 * `setImmediate`.
 */
async function yieldToEventLoop(): Promise<void> {
	const { port1, port2 } = new MessageChannel();
	await new Promise((resolve) => {
		port1.once('message', resolve);
		port2.postMessage(undefined);
	});
	port1.close();
}
