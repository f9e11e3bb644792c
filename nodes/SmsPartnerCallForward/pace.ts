import { clock, sleepUntil, type StopSignal } from './clock';

/**
 * Starts are spread over slightly more than a minute, since requests do not arrive as evenly as
 * they start: what leaves 60 000 ms apart can arrive 59 990 ms apart and be one too many.
 */
export const PACED_MINUTE_MS = 60_600;

/** Says when the next request may start: the same one for all items of a run. */
export interface Pace {
	/** Waits for the next turn, or until the execution is stopped. */
	turn(): Promise<void>;
	/** Lets no request start before a time (milliseconds since the epoch). */
	holdUntil(time: number): void;
}

/** @param requestsPerMinute 0 for no limit */
export function createPace(requestsPerMinute: number, stop: StopSignal): Pace {
	const intervalMs = requestsPerMinute > 0 ? PACED_MINUTE_MS / requestsPerMinute : 0;
	let nextStart = 0;
	let heldUntil = 0;
	return {
		async turn() {
			do {
				const start = Math.max(nextStart, heldUntil, clock.now());
				nextStart = start + intervalMs;
				await sleepUntil(start, stop);
			} while (clock.now() < heldUntil && !stop.aborted);
		},
		holdUntil(time) {
			heldUntil = Math.max(heldUntil, time);
		},
	};
}
