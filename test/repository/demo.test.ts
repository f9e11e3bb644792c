import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../nodes/SmsPartnerCallForward/outcome';
import { report } from '../../scripts/demo/report';
import { readRows } from '../../scripts/demo/rows';

const EXAMPLES = join(__dirname, '../../examples');

describe('the demo', () => {
	it('prints each row of a long file, and what to do once for each reason', () => {
		const errors = Array.from({ length: 1000 }, (_, index) => ({
			row: index + 1,
			outcome: {
				virtualNumber: '33612345678',
				reason: index === 500 ? 'emailInvalid' : 'modeInvalid',
				message: 'A message',
				description: 'Advice.',
			} as Failure,
		}));
		const text = report({ success: [], errors, retried: [], requests: 0 });
		expect(text.match(/^│ \d+ .*modeInvalid/gm)).toHaveLength(999);
		expect(text.match(/^\w+ \(.*\)$/gm)).toEqual([
			'modeInvalid (999 rows, the first is 1)',
			'emailInvalid (row 501)',
		]);
		expect(text).toContain('A message. Advice.');
	});

	it('has the same rows pinned in its workflow', async () => {
		const workflow = JSON.parse(await readFile(join(EXAMPLES, 'start-here.json'), 'utf8')) as {
			pinData: { Rows: unknown[] };
		};
		expect(workflow.pinData.Rows).toEqual(
			(await readRows(join(EXAMPLES, 'demo-rows.csv'))).map((json) => ({ json })),
		);
	});
});

describe('a CSV file for the demo', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-smspartner-'));
	});
	afterAll(() => rm(folder, { recursive: true }));

	const rowsOf = async (content: string | Buffer) => {
		const file = join(folder, 'rows.csv');
		await writeFile(file, content);
		return await readRows(file);
	};

	const ROW = { number: '336', mode: 'off', destination: '' };

	it.each([
		['with semicolons, as French spreadsheets write it', 'number;mode;destination\n336;off;\n'],
		['with tabs', 'number\tmode\tdestination\n336\toff\t\n'],
		['after a byte order mark, in quotes', '\uFEFF"number",mode,destination\r\n336,off,\r\n'],
		['with other columns and spellings', 'Mode , NUMBER,x,destination\noff, 336 ,1,\n\n'],
		['with French headers', 'numéro;mode;destination\n336;off;\n'],
		['with French headers, the accent apart', 'Nume\u0301ro;Mode;Destination\n336;off;\n'],
		['with French headers without accents', 'NUMERO;MODE;DESTINATION\n336;off;\n'],
		['without a line end', 'number,mode,destination\n336,off,'],
		["with Excel's own hint", 'sep=;\r\nnumber;mode;destination\r\n336;off;\r\n'],
		['with the hint of a comma', '\uFEFFSEP=,\nnumber,mode,destination\n336,off,'],
		['with the hint of a tab', 'sep=\t\nnumber\tmode\tdestination\n336\toff\t\n'],
	])('is read %s', async (_case, text) => {
		expect(await rowsOf(text)).toEqual([ROW]);
	});

	it('has one separator: the other ones are part of a cell', async () => {
		const text = 'number;mode;destination;note\n336;off;;a, b\n"337";"off";"";"c; ""d"""\n';
		expect(await rowsOf(text)).toEqual([ROW, { ...ROW, number: '337' }]);
	});

	it('is read as Windows-1252 where it is not UTF-8', async () => {
		const text = 'numéro;mode;destination\n336;désactivé;5 \x80\n';
		const row = { ...ROW, mode: 'désactivé', destination: '5 €' };
		expect(await rowsOf(Buffer.from(text, 'latin1'))).toEqual([row]);
	});

	const HEAD = 'number,mode,destination\n';

	it.each([
		['empty', '', 'The file is empty. Its first line must name the columns number, mode'],
		['whitespace only', '\n \r\n', 'The file is empty.'],
		['only a header', `${HEAD},,\n`, 'has a header only. Add a row'],
		['other columns', '\nnumber,b\n1,2\n', 'Line 2 must name the columns number, mode and dest'],
		['a column twice', 'numéro,mode,number,destination\n1,2,3,4\n', 'has the column number twice'],
		[
			'a row too short',
			`${HEAD}1,off,\n2,off\n`,
			'Line 3 has 2 cells, the header has 3. Add the missing separators (,)',
		],
		['a row too long', `${HEAD}1,off,a, b\n`, 'has 4 cells, the header has 3. Put a cell that'],
		['an open quote', `${HEAD}"1,2,3\n`, 'Line 2 has a quotation mark that is'],
		['a quote that ends later', `${HEAD}1,off,\n2,off,"\n3,off,"\n`, 'Line 3 has a quotation mark'],
		['a quote in a cell', `${HEAD}1,2,b "c"\n`, 'Line 2 has a quotation mark'],
		['a number cut by Excel', 'number;mode;destination\n3,3E+10;off;\n', 'has 3,3E+10: Excel sho'],
		['a row too short below a hint', `sep=,\n${HEAD}1,off\n`, 'Line 3 has 2 cells'],
		['a header other than its hint', `sep=;\n${HEAD}1,off,\n`, 'separated as line 1 says. It is:'],
		['an unknown hint', 'sep=|\nnumber|mode\n', 'Line 1 says that the separator is |. It must be'],
		['no text', 'PK\u0003\u0004\u0000\u0000', 'This is not a CSV file. In Excel, choose Save As'],
	])('is refused with a clear text: %s', async (_case, text, refusal) => {
		await expect(rowsOf(text)).rejects.toThrow(refusal);
	});

	it('is refused with five lines named, and the number of the others', async () => {
		await expect(rowsOf(HEAD + '1,off\n'.repeat(7))).rejects.toThrow(
			/: Line 2 .* Line 6 .* And 2 more like this\.$/,
		);
	});

	it('is refused with a clear text: missing, or a folder', async () => {
		await expect(readRows(join(folder, 'other.csv'))).rejects.toThrow('There is no file');
		await expect(readRows(folder)).rejects.toThrow('is a folder, not a CSV file');
	});
});
