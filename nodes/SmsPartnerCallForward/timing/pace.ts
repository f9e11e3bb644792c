import { clock, sleepUntil, type StopSignal } from './clock';

/**
 * Starts are spread over slightly more than a minute, since requests do not arrive as evenly as
 * they start: what leaves 60 000 ms apart can arrive 59 990 ms apart and be one too many.
 */
export const PACED_MINUTE_MS = 60_600;

/**
 * Between starts without a limit. Requests that start together are answered together, so that n8n's
 * work for the next ones comes in bursts: 10 000 items, 50 at once, took 24.5 s instead of 21.7 s
 * (100 ms each).
 */
export const START_INTERVAL_MS = 1;

/**
 * Between the starts of those that a hold kept waiting: 300 a minute, below the vendor's 360. All at
 * once they would meet a limit of which only a part is free again, and use up their retries on it.
 */
export const RESUME_INTERVAL_MS = 200;

/** Says when the next request may start: the same one for all items of a run. */
export interface Pace {
	/** Waits for the next turn, or until the execution is stopped. */
	turn(): Promise<void>;
	/** Lets no request start before a time (milliseconds since the epoch). */
	holdUntil(time: number): void;
}

/** @param requestsPerMinute 0 for no limit */
export function createPace(requestsPerMinute: number, stop: StopSignal): Pace {
	const intervalMs =
		requestsPerMinute > 0 ? PACED_MINUTE_MS / requestsPerMinute : START_INTERVAL_MS;
	let nextStart = 0;
	let heldUntil = 0;
	return {
		async turn() {
			do {
				const start = Math.max(nextStart, heldUntil, clock.now());
				const isHeld = clock.now() < heldUntil;
				nextStart = start + (isHeld ? Math.max(intervalMs, RESUME_INTERVAL_MS) : intervalMs);
				await sleepUntil(start, stop);
			} while (clock.now() < heldUntil && !stop.aborted);
		},
		holdUntil(time) {
			heldUntil = Math.max(heldUntil, time);
		},
	};
}
