import { sleep as sleepInSlice } from 'n8n-workflow';

/** How long a sleep goes on at most after the execution was stopped. */
export const SLEEP_SLICE_MS = 100;

/** All time and randomness of the node, so that tests can drive it. */
export const clock = {
	/** Milliseconds from some beginning. Unlike the time of day, it is never set. */
	now: (): number => performance.now(),
	/** The time of day in milliseconds since the epoch: only to compare with a date of the API's. */
	date: (): number => Date.now(),
	sleep: async (ms: number): Promise<void> => await sleepInSlice(ms),
	yield: yieldToEventLoop,
	/** From 0 up to, not including, 1. */
	random: (): number => Math.random(),
};

/** The execution's cancel signal. */
export type StopSignal = AbortSignal;

/** The execution was stopped. n8n (1.122 to 2.41) knows it by the word "canceled" in the text. */
export class ExecutionStopped extends Error {
	constructor() {
		super('The execution was canceled, so its requests were aborted');
	}
}

/**
 * Waits until a time of `clock.now()`, in slices: n8n allows neither timers nor a sleep that can be aborted.
 *
 * @throws ExecutionStopped
 */
export async function sleepUntil(time: number, stop: StopSignal): Promise<void> {
	for (;;) {
		if (stop.aborted) throw new ExecutionStopped();
		const leftMs = time - clock.now();
		if (leftMs <= 0) return;
		await clock.sleep(Math.min(leftMs, SLEEP_SLICE_MS));
	}
}

/** @throws ExecutionStopped */
export async function sleep(ms: number, stop: StopSignal): Promise<void> {
	await sleepUntil(clock.now() + ms, stop);
}

/** One promise for each signal, since Node.js warns of more than ten listeners. */
const stops = new WeakMap<StopSignal, Promise<void>>();

function stopped(stop: StopSignal): Promise<void> {
	let promise = stops.get(stop);
	if (promise === undefined) {
		promise = new Promise((resolve) => {
			stop.addEventListener('abort', () => resolve());
		});
		stops.set(stop, promise);
	}
	return promise;
}

/**
 * Waits for something that is not a matter of time.
 *
 * @throws ExecutionStopped
 */
export async function unlessStopped(wait: Promise<void>, stop: StopSignal): Promise<void> {
	if (!stop.aborted) await Promise.race([wait, stopped(stop)]);
	if (stop.aborted) throw new ExecutionStopped();
}

/** Lets others go first. n8n allows no `setImmediate`, and a sleep of 0 ms takes a whole millisecond. */
async function yieldToEventLoop(): Promise<void> {
	const { port1, port2 } = new MessageChannel();
	await new Promise((resolve) => {
		port1.once('message', resolve);
		port2.postMessage(undefined);
	});
	port1.close();
}
