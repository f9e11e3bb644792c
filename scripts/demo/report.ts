import Table from 'cli-table3';
import type { DemoResult } from './run';

const LONGEST_CELL = 40;
const LINE = ['virtualNumber', 'mode', 'destination'];
const CODES =
	"Code 200 and code 2 both mean success: SMS Partner's own example of a success has code 2, so the node goes by the\nfield 'success' of the answer.\n";

/** What the demo prints: a table for each branch, and the attempts of the row that was retried. */
export function report({ success, errors, retried, requests }: DemoResult): string {
	const codes = success.map(({ outcome }) => outcome.code);
	const rowsOf = (items: { row: number; outcome: object }[]) =>
		items.map(({ row, outcome }) => ({ row, ...outcome }));
	return [
		`Success branch: ${count(success.length, 'item')}`,
		table(['row', ...LINE, 'status', 'code', 'message'], rowsOf(success)),
		...(codes.includes(2) && codes.includes(200) ? [CODES] : []),
		`Error branch: ${count(errors.length, 'item')}`,
		table(['row', ...LINE, 'code', 'reason', 'source'], rowsOf(errors)),
		...advice(errors),
		...retries(retried),
		`${count(requests, 'request')} reached the sandbox.`,
	].join('\n');
}

/** What to do, once for each reason. */
function advice(errors: DemoResult['errors']): string[] {
	const reasons = new Set(errors.map(({ outcome }) => outcome.reason));
	const paragraphs = [...reasons].map((reason) => {
		const alike = errors.filter(({ outcome }) => outcome.reason === reason);
		const { row, outcome } = alike[0] ?? {};
		const rows = alike.length === 1 ? `row ${row}` : `${alike.length} rows, the first is ${row}`;
		return `${reason} (${rows})\n  ${printable(`${outcome?.message}. ${outcome?.description}`)}`;
	});
	return errors.length === 0 ? [] : ['What to do, in the field description:', ...paragraphs, ''];
}

function retries(attempts: DemoResult['retried']): string[] {
	const [first] = attempts;
	if (!first) return ['No request was sent, so none was retried.'];
	const rows = attempts.map((attempt, index) => ({
		...{ ...attempt, request: index + 1 },
		'sent after': `${attempt.startedAt - first.startedAt} ms`,
		'HTTP status': attempt.status,
	}));
	return [
		`Requests for ${String(first.number)}, whose first one the sandbox was told to answer with HTTP 503:`,
		table(['request', 'sent after', 'type', 'param', 'HTTP status', 'code'], rows),
	];
}

function table(columns: string[], rows: Record<string, unknown>[]): string {
	if (rows.length === 0) return '';
	const texts = rows.map((row) => columns.map((column) => printable(row[column] ?? '-')));
	const head = columns.map((column) => column.replace('virtualNumber', 'virtual number'));
	const widths = head.map((title, column) =>
		Math.max(title.length, ...texts.map((row) => row[column]?.length ?? 0)),
	);
	const printed = new Table({
		head,
		colWidths: widths.map((width) => Math.min(width, LONGEST_CELL) + 2),
		wordWrap: true,
		style: { head: [], border: [] },
	});
	printed.push(...texts);
	const lines = printed.toString().split('\n');
	// A line under the head, none between the rows.
	return [...lines.filter((line, index) => index === 2 || line !== lines[2]), ''].join('\n');
}

/** A file of the user's may hold anything: control characters would garble the terminal. */
function printable(cell: unknown): string {
	return String(cell).replace(/\p{Cc}+/gu, ' ');
}

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
