import type { Settings } from './settings';

const WINDOW_MS = 60_000;

/** At most N requests in any 60 seconds (a rolling window). */
export function createRateLimit(now: () => number = () => performance.now()) {
	let passed: number[] = [];
	return {
		/** Undefined where the request may pass, else the seconds to wait. Refused requests do not count. */
		refuse(requestsPerMinute: number): number | undefined {
			if (requestsPerMinute === 0) return undefined;
			const time = now();
			passed = passed.filter((at) => at > time - WINDOW_MS);
			const oldest = passed[passed.length - requestsPerMinute];
			if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + WINDOW_MS - time) / 1000));
			passed.push(time);
			return undefined;
		},
		restart(): void {
			passed = [];
		},
	};
}

/** How long the n-th request (from 1) waits: the same for every run, so that runs compare. */
export function latencyOf(n: number, { ms, slowEvery, slowMs }: Settings['latency']): number {
	return slowEvery !== undefined && slowMs !== undefined && n % slowEvery === 0 ? slowMs : ms;
}
