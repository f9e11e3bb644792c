import {
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Changed, Failure, Outcome } from './outcome';
import { RETRY_ON_FAIL } from './retryOnFail';

/** What the node's On Error setting makes of a failed item. */
export type OnError = 'stop' | 'regularOutput' | 'errorOutput';

const MAX_NUMBERS_NAMED = 50;

export function readOnError(node: INode, continueOnFail: boolean): OnError {
	if (node.onError === 'continueErrorOutput') return 'errorOutput';
	return continueOnFail ? 'regularOutput' : 'stop';
}

/**
 * The items for the outcomes, each paired with its input item. A failed item for the error output
 * has `error` as its only key: that is what n8n recognizes (1.70 to 2.41) and merges the input row
 * into.
 */
export function toItems(
	outcomes: ReadonlyArray<Outcome | undefined>,
	onError: OnError,
): INodeExecutionData[] {
	return outcomes.flatMap((outcome, item) => {
		if (outcome === undefined) return [];
		const fields: IDataObject = { ...outcome };
		const json = outcome.success || onError !== 'errorOutput' ? fields : { error: fields };
		return { json, pairedItem: { item } };
	});
}

/**
 * The error that stops the workflow: the lowest failed item's, with what the run changed before.
 *
 * @param outcomes of all items; undefined for those that were not started
 */
export function toError(
	node: INode,
	outcomes: ReadonlyArray<Outcome | undefined>,
): NodeOperationError | undefined {
	const itemIndex = outcomes.findIndex((outcome) => outcome?.success === false);
	const failure = outcomes[itemIndex];
	if (failure?.success !== false) return undefined;

	const description = [
		failure.description,
		numbersSentence('Changed in this run', outcomes, true),
		numbersSentence('Possibly changed in this run', outcomes, null),
		node.retryOnFail === true ? RETRY_ON_FAIL : '',
	];
	const message = `${rowOf(itemIndex, failure)}: ${failure.message}`;
	const error = new NodeOperationError(node, message, {
		description: description.filter((sentence) => sentence !== '').join(' '),
		itemIndex,
	});
	// n8n puts another text in place of messages that contain words such as EPERM.
	error.message = message;
	return error;
}

/** Where a person finds the item: rows of a table count from one. */
function rowOf(itemIndex: number, { virtualNumber }: Failure): string {
	const row = `Row ${itemIndex + 1}`;
	return virtualNumber === '' ? row : `${row} (${virtualNumber})`;
}

function numbersSentence(
	intro: string,
	outcomes: ReadonlyArray<Outcome | undefined>,
	changed: Changed,
): string {
	const numbers = new Set<string>();
	for (const outcome of outcomes) {
		if (outcome?.changed === changed) numbers.add(outcome.virtualNumber);
	}
	if (numbers.size === 0) return '';
	const named = [...numbers].slice(0, MAX_NUMBERS_NAMED).join(', ');
	const more = numbers.size - MAX_NUMBERS_NAMED;
	return `${intro}: ${named}${more > 0 ? ` and ${more} more` : ''}.`;
}
