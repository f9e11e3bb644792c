import type { RequestRecord } from '../../sandbox/server';

/** How often a request began before the one before it, of the same virtual number, had ended. */
export function countOverlaps(requests: readonly RequestRecord[]): number {
	const last = new Map<unknown, RequestRecord>();
	let overlaps = 0;
	for (const request of requests) {
		const before = last.get(request.number);
		if (before !== undefined && request.startedAt < (before.endedAt ?? Infinity)) overlaps += 1;
		last.set(request.number, request);
	}
	return overlaps;
}
