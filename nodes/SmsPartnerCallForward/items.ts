import {
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type NodeExecutionHint,
} from 'n8n-workflow';

import type { Failure, Outcome } from './outcome';
import { RETRY_ON_FAIL } from './retryOnFail';
import { cut, enumerate } from './text';
import type { Changed } from './verdict';

/** What the node's On Error setting makes of a failed item. */
export type OnError = 'stop' | 'regularOutput' | 'errorOutput';

/** The outcomes by item; undefined for items that were not started. */
type Outcomes = ReadonlyArray<Outcome | undefined>;

/** So many of the rows that cannot be sent are named with their texts. */
const MAX_ROWS_TOLD = 10;
/** So many changed numbers are named beside their rows. */
const MAX_NUMBERS_NAMED = 10;
/** So many single rows or ranges of rows are named. */
const MAX_RANGES = 10;

export function readOnError(node: INode, continueOnFail: boolean): OnError {
	if (node.onError === 'continueErrorOutput') return 'errorOutput';
	return continueOnFail ? 'regularOutput' : 'stop';
}

/**
 * The items for the outcomes, each paired with its input item. A failed item for the error output
 * has `error` as its only key: that is what n8n recognizes (1.70 to 2.41) and merges the input row
 * into.
 */
export function toItems(outcomes: Outcomes, onError: OnError): INodeExecutionData[] {
	return outcomes.flatMap((outcome, item) => {
		if (outcome === undefined) return [];
		const fields: IDataObject = { ...outcome };
		const json = outcome.success || onError !== 'errorOutput' ? fields : { error: fields };
		return { json, pairedItem: { item } };
	});
}

/** Shown above the output: how many items failed, and which, since they are somewhere among the others. */
export function toHints(node: INode, outcomes: Outcomes): NodeExecutionHint[] {
	const failed = rowsWhere(outcomes, ({ success }) => !success);
	const hints: NodeExecutionHint[] = [];
	if (failed.length > 0) {
		const count = `${failed.length} of ${outcomes.length} lines ${failed.length === 1 ? 'was' : 'were'}`;
		const message =
			outcomes.length === 1 ? 'The line was not set' : `${count} not set: ${rowNames(failed)}`;
		hints.push({ message, type: 'warning', location: 'outputPane' });
	}
	if (node.retryOnFail === true) hints.push({ message: RETRY_ON_FAIL });
	return hints;
}

/**
 * The error that stops the workflow, if an item failed. It carries no item index, since n8n would add
 * a second number to the row's, counted from zero.
 *
 * @param outcomes of all items; undefined for those that were not started
 */
export function toError(node: INode, outcomes: Outcomes): NodeOperationError | undefined {
	const failures = outcomes.flatMap((outcome, item): FailedItem[] =>
		outcome?.success === false ? [{ ...outcome, item }] : [],
	);
	const [lowest] = failures;
	if (lowest === undefined) return undefined;

	// Where the checks refused an item, nothing was sent, and whoever mends one row wants to know of all.
	const { message, sentences } =
		failures.length > 1 && failures.every(({ source }) => source === 'validation')
			? allUnsent(lowest, failures, outcomes.length)
			: firstFailed(lowest, outcomes);
	if (node.retryOnFail === true) sentences.push(RETRY_ON_FAIL);
	const description = sentences.filter((sentence) => sentence !== '').join(' ');
	const error = new NodeOperationError(node, message, { description });
	// n8n puts another text in place of messages that contain words such as EPERM.
	error.message = message;
	return error;
}

type Row = Outcome & { item: number };
type FailedItem = Failure & { item: number };

function allUnsent(lowest: FailedItem, failures: FailedItem[], total: number) {
	const message = `${failures.length} of ${total} rows cannot be sent: ${rowNames(failures)}`;
	// A credential or an option can refuse all rows alike.
	const isOneReason = failures.every((failure) => textOf(failure) === textOf(lowest));
	if (isOneReason) return { message, sentences: [textOf(lowest)] };
	const told = failures.slice(0, MAX_ROWS_TOLD);
	const more = failures.length - told.length;
	return {
		message,
		sentences: [
			...told.map((failure) => `${titleOf(failure, total)}. ${failure.description}`),
			more > 0 ? `And ${more} more.` : '',
		],
	};
}

function textOf({ message, description }: FailedItem): string {
	return `${message}. ${description}`;
}

function firstFailed(failure: FailedItem, outcomes: Outcomes) {
	return {
		message: titleOf(failure, outcomes.length),
		sentences: [
			failure.description,
			changedSentence('Changed in this run', outcomes, true),
			changedSentence('Possibly changed in this run', outcomes, null),
		],
	};
}

/** Where a person finds the item, and what became of it: rows of a table count from one. */
function titleOf({ item, virtualNumber, message }: FailedItem, total: number): string {
	const number = cut(virtualNumber);
	if (total === 1) return number === '' ? message : `${number}: ${message}`;
	return `Row ${item + 1}${number === '' ? '' : ` (${number})`}: ${message}`;
}

function changedSentence(intro: string, outcomes: Outcomes, changed: Changed): string {
	const rows = rowsWhere(outcomes, (outcome) => outcome.changed === changed);
	// A single item's own text says it.
	if (rows.length === 0 || outcomes.length === 1) return '';
	const numbers = new Set(rows.map(({ virtualNumber }) => cut(virtualNumber)));
	const named = numbers.size > MAX_NUMBERS_NAMED ? '' : ` (${[...numbers].join(', ')})`;
	return `${intro}: ${rowNames(rows)}${named}.`;
}

function rowsWhere(outcomes: Outcomes, isMeant: (outcome: Outcome) => boolean): Row[] {
	return outcomes.flatMap((outcome, item) =>
		outcome !== undefined && isMeant(outcome) ? [{ ...outcome, item }] : [],
	);
}

/** `row 3`, or `rows 1–149 and 151`. */
function rowNames(rows: readonly Row[]): string {
	const ranges: Array<{ first: number; last: number }> = [];
	for (const row of rows.map(({ item }) => item + 1)) {
		const range = ranges.at(-1);
		if (range?.last === row - 1) range.last = row;
		else ranges.push({ first: row, last: row });
	}
	const named = ranges.slice(0, MAX_RANGES).flatMap(namesOf);
	const more = ranges
		.slice(MAX_RANGES)
		.reduce((count, { first, last }) => count + last - first + 1, 0);
	if (more > 0) named.push(`${more} more`);
	return `${rows.length === 1 ? 'row' : 'rows'} ${enumerate(named, 'and')}`;
}

function namesOf({ first, last }: { first: number; last: number }): string[] {
	if (last > first + 1) return [`${first}–${last}`];
	return first === last ? [`${first}`] : [`${first}`, `${last}`];
}
