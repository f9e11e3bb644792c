import Table from 'cli-table3';
import type { DemoResult } from './run';

const LONGEST_CELL = 40;

/** What the demo prints: a table for each branch, and the attempts of the row that was retried. */
export function report({ success, errors, retried, requests }: DemoResult): string {
	return [
		`Success branch: ${count(success.length, 'item')}`,
		table(
			['row', 'virtual number', 'mode', 'destination', 'status', 'code', 'message'],
			success.map(({ row, outcome }) => [
				row,
				outcome.virtualNumber,
				outcome.mode,
				outcome.destination,
				outcome.status,
				outcome.code,
				outcome.message,
			]),
		),
		...codesOfSuccess(success),
		`Error branch: ${count(errors.length, 'item')}`,
		table(
			['row', 'virtual number', 'mode', 'destination', 'code', 'reason', 'source'],
			errors.map(({ row, outcome }) => [
				row,
				outcome.virtualNumber,
				outcome.mode,
				outcome.destination,
				outcome.code,
				outcome.reason,
				outcome.source,
			]),
		),
		...adviceReport(errors),
		...retryReport(retried),
		`${count(requests, 'request')} reached the sandbox.`,
	].join('\n');
}

function codesOfSuccess(success: DemoResult['success']): string[] {
	const codes = new Set(success.map(({ outcome }) => outcome.code));
	if (!codes.has(2) || !codes.has(200)) return [];
	return [
		"Code 200 and code 2 both mean success: SMS Partner's own example of a success has code 2, so the node goes by the\nfield 'success' of the answer.\n",
	];
}

/** What to do, once for each reason. */
function adviceReport(errors: DemoResult['errors']): string[] {
	if (errors.length === 0) return [];
	const byReason = new Map<string, DemoResult['errors']>();
	for (const error of errors) {
		const { reason } = error.outcome;
		byReason.set(reason, [...(byReason.get(reason) ?? []), error]);
	}
	const paragraphs = [...byReason].map(([reason, alike]) => {
		const example = alike[0]?.outcome;
		return `${reason} (${rowsOf(alike)})\n  ${printable(`${example?.message}. ${example?.description}`)}`;
	});
	return ['What to do, in the field description:', ...paragraphs, ''];
}

function rowsOf(errors: DemoResult['errors']): string {
	const rows = errors.map(({ row }) => row);
	const [first] = rows;
	return rows.length === 1 ? `row ${first}` : `${rows.length} rows, the first is ${first}`;
}

function retryReport(attempts: DemoResult['retried']): string[] {
	const [first] = attempts;
	if (!first) return ['No request was sent, so none was retried.'];
	return [
		`Requests for ${String(first.number)}, whose first one the sandbox was told to answer with HTTP 503:`,
		table(
			['request', 'sent after', 'type', 'param', 'HTTP status', 'code'],
			attempts.map(({ startedAt, type, param, status, code }, index) => [
				index + 1,
				`${startedAt - first.startedAt} ms`,
				String(type),
				String(param),
				status,
				code,
			]),
		),
	];
}

type Cell = string | number | null;

function table(head: string[], rows: Cell[][]): string {
	if (rows.length === 0) return '';
	const texts = rows.map((row) => row.map((cell) => (cell === null ? '-' : printable(cell))));
	const widths = head.map((title, column) => {
		const longest = Math.max(title.length, ...texts.map((row) => row[column]?.length ?? 0));
		return Math.min(longest, LONGEST_CELL) + 2;
	});
	const printed = new Table({
		head,
		colWidths: widths,
		wordWrap: true,
		style: { head: [], border: [] },
	});
	printed.push(...texts);
	const lines = printed.toString().split('\n');
	const [, , underHead] = lines;
	// A line under the head, none between the rows.
	return [...lines.filter((line, index) => index === 2 || line !== underHead), ''].join('\n');
}

/** A file of the user's may hold anything: control characters would garble the terminal. */
function printable(cell: string | number): string {
	return String(cell).replace(/\p{Cc}+/gu, ' ');
}

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
