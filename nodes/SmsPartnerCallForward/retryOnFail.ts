import type { Target } from './checks/request';
import type { Outcome } from './outcome';
import { NOTHING_DONE, type Known, type Whereabouts } from './verdict';

/** Shown when n8n may re-run the node: it does when the node throws, or when the first item has `json.error`. */
export const RETRY_ON_FAIL =
	'Retry On Fail is on for this node, so n8n may run it again automatically. Items that are settled are not sent again. The node has retries of its own: Max Retries under Options.';

/** An item with what it asks for, as far as that could be worked out. */
export interface Attempted {
	item: { json: object };
	request: Target;
}

/** What came of an item in one pass of the node, and what it then knew of its line. */
interface Earlier {
	request: Target;
	outcome: Outcome;
	known: Known;
}

export type Memory = ReturnType<typeof createMemory>;

/**
 * What became of items, kept with their objects, so that it goes with the execution's data. For a retry,
 * n8n runs the node again with the identical items; each pass of a loop gets fresh ones.
 */
const earlierByObject = new WeakMap<object, Map<string, Earlier>>();

/**
 * What one node left behind in one execution, since these can share objects; nothing unless it is to run
 * again on failure.
 *
 * @param isTool then n8n makes a new item for each try, with the identical `json`
 */
export function createMemory(
	node: { id: string; retryOnFail?: boolean },
	executionId: string,
	isTool: boolean,
) {
	const objectOf = ({ item }: Attempted) => (isTool ? item.json : item);
	const keyOf = ({ request }: Attempted) =>
		JSON.stringify([executionId, node.id, request.virtualNumber]);
	const find = (attempted: Attempted): Earlier | undefined =>
		earlierByObject.get(objectOf(attempted))?.get(keyOf(attempted));
	return {
		find,
		/** What came of the same request. */
		recall(attempted: Attempted): Outcome | undefined {
			const earlier = find(attempted);
			return earlier && isSame(earlier.request, attempted.request) ? earlier.outcome : undefined;
		},
		remember(attempted: Attempted, outcome: Outcome, known: Known): void {
			if (node.retryOnFail !== true) return;
			const { request } = attempted;
			const ofObject = earlierByObject.get(objectOf(attempted)) ?? new Map<string, Earlier>();
			ofObject.set(keyOf(attempted), { request, outcome, known });
			earlierByObject.set(objectOf(attempted), ofObject);
		},
	};
}

/** Of two requests for one number: an expression can give something else in another pass. */
function isSame(one: Target, other: Target): boolean {
	return one.mode === other.mode && one.destination === other.destination;
}

/**
 * What an earlier pass knew of an item's line. Where the line has moved, others can have set it since;
 * and if that pass asked for something else, what it asked for is not as requested now.
 */
export function knownBefore(memory: Memory, attempted: Attempted): Known {
	const earlier = memory.find(attempted);
	if (earlier === undefined) return NOTHING_DONE;
	const { changed, line, late } = earlier.known;
	const stillHolds = (place: Whereabouts) =>
		place !== 'asRequested' || isSame(earlier.request, attempted.request);
	const lateNow = late.filter(stillHolds);
	const hasMoved = !line.includes('asBefore') || lateNow.length < late.length;
	const lineNow = hasMoved ? [...line.filter(stillHolds), 'setByOthers' as const] : line;
	return { changed, line: [...new Set(lineNow)], late: lateNow };
}

/**
 * What is not sent again: successes of an earlier pass, and failures that a later success on the same
 * line made obsolete, since sending those would undo it.
 */
export function standing<T extends { request: { line: string } } & Attempted>(
	attempts: readonly T[],
	memory: Memory,
): Set<T> {
	const found = new Set<T>();
	const settledLines = new Set<string>();
	for (const attempted of [...attempts].reverse()) {
		const { line } = attempted.request;
		const earlier = memory.recall(attempted);
		if (earlier?.success === true) settledLines.add(line);
		if (earlier !== undefined && settledLines.has(line)) found.add(attempted);
	}
	return found;
}
