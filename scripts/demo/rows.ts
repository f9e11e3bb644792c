import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';

/** One row of the CSV file; further columns are kept. */
export type Row = Record<string, string> & Record<Column, string>;

const COLUMNS = ['number', 'mode', 'destination'] as const;
type Column = (typeof COLUMNS)[number];

const NAMES_SHOWN = 6;
const LONGEST_NAME_SHOWN = 30;

/** A file that cannot be used; the message is for people. */
export class RowsError extends Error {}

/** Reads comma- or semicolon-separated rows with a header line that names the columns. */
export async function readRows(file: string): Promise<Row[]> {
	const text = await readText(file);
	if (text.trim() === '') {
		throw new RowsError(`${file} is empty. It needs a header line: ${COLUMNS.join(',')}`);
	}
	const records = parseRecords(file, text);
	if (records.length === 0) {
		throw new RowsError(`${file} has a header line, but no rows.`);
	}
	return records;
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') throw new RowsError(`There is no file ${file}.`);
		if (code === 'EISDIR') throw new RowsError(`${file} is a folder, not a CSV file.`);
		throw new RowsError(`${file} cannot be read: ${String(error)}`);
	}
}

function parseRecords(file: string, text: string): Row[] {
	try {
		return parse<Row>(text, {
			bom: true,
			columns: (header: string[]) => checkedHeader(file, header),
			delimiter: [',', ';'],
			skip_empty_lines: true,
			trim: true,
		});
	} catch (error) {
		if (error instanceof CsvError) {
			throw new RowsError(`${file} is not well-formed CSV: ${error.message}.`);
		}
		throw error;
	}
}

function checkedHeader(file: string, header: string[]): string[] {
	const names = header.map((name) => name.toLowerCase());
	const missing = COLUMNS.filter((column) => !names.includes(column));
	if (missing.length > 0) {
		const found = header
			.slice(0, NAMES_SHOWN)
			.map((name) => JSON.stringify(name.slice(0, LONGEST_NAME_SHOWN)));
		throw new RowsError(
			`${file} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}. ` +
				`Its first line must name ${COLUMNS.join(', ')}; it has ${found.join(', ')}.`,
		);
	}
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) throw new RowsError(`${file} has the column ${twice} twice.`);
	return names;
}
