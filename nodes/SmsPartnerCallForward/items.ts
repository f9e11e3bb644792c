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

/** At most this many rows, ranges of rows or numbers are listed in a text. */
const MAX_NAMED = 10;

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
	const failed = rowsOf(outcomes).filter(hasFailed);
	const hints: NodeExecutionHint[] = [];
	if (failed.length > 0) {
		const message = failedLines(failed, outcomes.length);
		hints.push({ message, type: 'warning', location: 'outputPane' });
	}
	if (node.retryOnFail === true) hints.push({ message: RETRY_ON_FAIL });
	return hints;
}

/** Only where no failed item can have changed its line is it certain that it was not set. */
function failedLines(failed: readonly Failed[], total: number): string {
	const areUnchanged = failed.every(({ changed }) => changed === false);
	const [one, many] = areUnchanged
		? ['was not set', 'were not set']
		: ['needs a look', 'need a look'];
	if (total === 1) return `The line ${one}`;
	return `${failed.length} of ${total} lines ${failed.length === 1 ? one : many}: ${rowNames(failed)}`;
}

/**
 * The error that stops the workflow, if an item failed. It carries no item index, since n8n would add
 * a second number to the row's, counted from zero.
 */
export function toError(node: INode, outcomes: Outcomes): NodeOperationError | undefined {
	const failed = rowsOf(outcomes).filter(hasFailed);
	const [lowest] = failed;
	if (lowest === undefined) return undefined;

	// Where the checks refused an item, nothing was sent, and whoever mends one row wants to know of all.
	const { message, sentences } =
		failed.length > 1 && failed.every(({ source }) => source === 'validation')
			? allUnsent(failed, outcomes.length)
			: firstFailed(lowest, outcomes);
	if (node.retryOnFail === true) sentences.push(RETRY_ON_FAIL);
	const description = sentences.filter((sentence) => sentence !== '').join(' ');
	const error = new NodeOperationError(node, message, { description });
	// n8n puts another text in place of messages that contain words such as EPERM.
	error.message = message;
	return error;
}

type Row = Outcome & { item: number };
type Failed = Failure & { item: number };

function rowsOf(outcomes: Outcomes): Row[] {
	return outcomes.flatMap((outcome, item) => (outcome === undefined ? [] : [{ ...outcome, item }]));
}

function hasFailed(row: Row): row is Failed {
	return !row.success;
}

function allUnsent(failed: readonly Failed[], total: number) {
	const message = `${failed.length} of ${total} rows cannot be sent: ${rowNames(failed)}`;
	// A credential or an option can refuse all rows alike.
	const texts = new Set(failed.map((row) => `${row.message}. ${row.description}`));
	if (texts.size === 1) return { message, sentences: [...texts] };
	const told = failed
		.slice(0, MAX_NAMED)
		.map((row) => `${titleOf(row, total)}. ${row.description}`);
	const more = failed.length - told.length;
	return { message, sentences: [...told, more > 0 ? `And ${more} more.` : ''] };
}

function firstFailed(lowest: Failed, outcomes: Outcomes) {
	return {
		message: titleOf(lowest, outcomes.length),
		sentences: [
			lowest.description,
			changedSentence('Changed in this run', outcomes, true),
			changedSentence('Possibly changed in this run', outcomes, null),
		],
	};
}

/** Where a person finds the item, and what became of it: rows of a table count from one. */
function titleOf({ item, virtualNumber, message }: Failed, total: number): string {
	const number = cut(virtualNumber);
	if (total === 1) return number === '' ? message : `${number}: ${message}`;
	return `Row ${item + 1}${number === '' ? '' : ` (${number})`}: ${message}`;
}

function changedSentence(intro: string, outcomes: Outcomes, changed: Changed): string {
	const rows = rowsOf(outcomes).filter((row) => row.changed === changed);
	// A single item's own text says it.
	if (rows.length === 0 || outcomes.length === 1) return '';
	const numbers = new Set(rows.map(({ virtualNumber }) => cut(virtualNumber)));
	const named = numbers.size > MAX_NAMED ? '' : ` (${[...numbers].join(', ')})`;
	return `${intro}: ${rowNames(rows)}${named}.`;
}

/** `row 3`, or `rows 1–149 and 151`. */
function rowNames(rows: readonly Row[]): string {
	const ranges: number[][] = [];
	for (const row of rows.map(({ item }) => item + 1)) {
		const range = ranges.at(-1);
		if (range?.at(-1) === row - 1) range.push(row);
		else ranges.push([row]);
	}
	const named = ranges
		.slice(0, MAX_NAMED)
		.map((range) => (range.length === 1 ? `${range[0]}` : `${range[0]}–${range.at(-1)}`));
	const more = ranges.slice(MAX_NAMED).flat().length;
	if (more > 0) named.push(`${more} more`);
	return `${rows.length === 1 ? 'row' : 'rows'} ${enumerate(named, 'and')}`;
}
