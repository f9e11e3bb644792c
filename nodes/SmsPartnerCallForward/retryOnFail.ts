import type { Outcome } from './outcome';
import type { ForwardRequest } from './checks/request';

/**
 * What became of items, kept with the item objects. n8n's *Retry On Fail* runs the whole node again
 * with the identical objects, while each pass of a loop gets fresh ones; so an outcome is there for a
 * retry, and goes when the execution's data goes.
 */
const outcomesByItem = new WeakMap<object, Map<string, Outcome>>();

/** The outcomes that one node left behind in one execution; none unless it is to run again on failure. */
export interface Memory {
	recall(item: object, request: ForwardRequest): Outcome | undefined;
	remember(item: object, request: ForwardRequest, outcome: Outcome): void;
}

/** Nodes and executions are told apart, since they can share item objects. */
export function createMemory(
	node: { id: string; retryOnFail?: boolean },
	executionId: string,
): Memory {
	if (node.retryOnFail !== true) return { recall: () => undefined, remember: () => undefined };

	const keyOf = ({ virtualNumber, mode, destination, alreadySet }: ForwardRequest) =>
		JSON.stringify([executionId, node.id, virtualNumber, mode, destination, alreadySet]);
	return {
		recall: (item, request) => outcomesByItem.get(item)?.get(keyOf(request)),
		remember(item, request, outcome) {
			const outcomes = outcomesByItem.get(item) ?? new Map<string, Outcome>();
			outcomesByItem.set(item, outcomes.set(keyOf(request), outcome));
		},
	};
}
