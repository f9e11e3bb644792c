import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

/** One row of the CSV file. */
export type Row = Record<'number' | 'mode' | 'destination', string>;

/** A file that cannot be used; the message is for people. */
export class RowsError extends Error {}

/** What n8n gives to a Code node, as far as this one asks for it. */
type ReadCsv = (
	this: { helpers: { getBinaryDataBuffer(): Promise<Buffer> } },
	$input: { first(): { binary?: { File: object } } },
) => Promise<{ json: Row | { refused: string } }[]>;

/** Reads the rows as the CSV example does: with the code of its node Read CSV. */
export async function readRows(file: string): Promise<Row[]> {
	const bytes = await bytesOf(file);
	const readCsv = await readCsvNode();
	const items = await readCsv.call(
		{ helpers: { getBinaryDataBuffer: () => Promise.resolve(bytes) } },
		{ first: () => (bytes.length > 0 ? { binary: { File: {} } } : {}) },
	);
	return items.map(({ json }) => {
		if ('refused' in json) throw new RowsError(`${file}: ${json.refused}`);
		return json;
	});
}

async function readCsvNode(): Promise<ReadCsv> {
	const example = join(__dirname, '../../examples/lines-from-csv.json');
	const { nodes } = JSON.parse(await readFile(example, 'utf8')) as {
		nodes: { name: string; parameters: { jsCode?: string } }[];
	};
	const code = nodes.find(({ name }) => name === 'Read CSV')?.parameters.jsCode;
	// As n8n runs it: the body of an async function.
	return runInThisContext(`(async function ($input) {${String(code)}})`) as ReadCsv;
}

async function bytesOf(file: string): Promise<Buffer> {
	try {
		return await readFile(file);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') throw new RowsError(`There is no file ${file}.`);
		if (code === 'EISDIR') throw new RowsError(`${file} is a folder, not a CSV file.`);
		throw new RowsError(`${file} cannot be read: ${String(error)}`);
	}
}
