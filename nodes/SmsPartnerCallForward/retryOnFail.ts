import type { ForwardRequest } from './checks/request';
import type { Changed, Outcome } from './outcome';

/** Told where n8n may run the node again: it does when the node throws, or when the first item has `json.error`. */
export const RETRY_ON_FAIL =
	'Retry On Fail is on for this node, so n8n may run it again automatically. Items that are settled are not sent again. The node has retries of its own: Max Retries under Options.';

/** An item with what it asks for. */
export interface Attempted {
	item: { json: object };
	request: ForwardRequest;
}

/** The outcomes that one node left behind in one execution; none unless it is to run again on failure. */
export interface Memory {
	recall(attempted: Attempted): Outcome | undefined;
	remember(attempted: Attempted, outcome: Outcome): void;
}

/**
 * What became of items, kept with their objects. n8n's *Retry On Fail* runs the whole node again with
 * the identical items, while each pass of a loop gets fresh ones; so an outcome is there for a retry,
 * and goes when the execution's data goes. For an agent's tool, n8n makes a new item for each try,
 * with the identical `json`.
 */
const outcomesByObject = new WeakMap<object, Map<string, Outcome>>();

/** Nodes and executions are told apart, since they can share objects. */
export function createMemory(
	node: { id: string; retryOnFail?: boolean },
	executionId: string,
	isTool: boolean,
): Memory {
	if (node.retryOnFail !== true) return { recall: () => undefined, remember: () => undefined };

	const objectOf = ({ item }: Attempted) => (isTool ? item.json : item);
	// The whole request, so that no field or option of it can be forgotten.
	const keyOf = ({ request }: Attempted) => JSON.stringify([executionId, node.id, request]);
	return {
		recall: (attempted) => outcomesByObject.get(objectOf(attempted))?.get(keyOf(attempted)),
		remember(attempted, outcome) {
			const outcomes = outcomesByObject.get(objectOf(attempted)) ?? new Map<string, Outcome>();
			outcomesByObject.set(objectOf(attempted), outcomes.set(keyOf(attempted), outcome));
		},
	};
}

/** What an earlier pass did to an item's line. */
export function changedBefore(memory: Memory, attempted: Attempted): Changed {
	const earlier = memory.recall(attempted);
	return earlier === undefined ? false : earlier.changed;
}

/**
 * The outcomes of an earlier pass that stand: successes, and failures that a later success on the
 * same line made obsolete, since sending those again would undo it.
 */
export function standingOutcomes<T extends Attempted>(
	attempts: readonly T[],
	memory: Memory,
): Map<T, Outcome> {
	const standing = new Map<T, Outcome>();
	const settledLines = new Set<string>();
	for (const attempted of [...attempts].reverse()) {
		const { line } = attempted.request;
		const earlier = memory.recall(attempted);
		if (earlier?.success === true) settledLines.add(line);
		if (earlier !== undefined && settledLines.has(line)) standing.set(attempted, earlier);
	}
	return standing;
}
