import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report } from '../../scripts/demo/report';
import { readRows } from '../../scripts/demo/rows';
import { runDemo } from '../../scripts/demo/run';

const EXAMPLES = join(__dirname, '../../examples');
const SAMPLE = join(EXAMPLES, 'demo-rows.csv');

describe('the demo over its own rows', () => {
	it('shows all modes, control codes, a validation error and a retry that recovered', async () => {
		const rows = await readRows(SAMPLE);
		const { success, errors, retried } = await runDemo(rows);

		const leaving = [...success, ...errors].map(({ row }) => row).sort((a, b) => a - b);
		expect(leaving).toEqual(rows.map((_, index) => index + 1));
		expect(new Set(success.map(({ outcome }) => outcome.mode))).toEqual(
			new Set(['callForwarding', 'voicemail', 'disabled']),
		);
		const refused = errors.filter(({ outcome }) => outcome.source === 'api');
		expect(refused.map(({ outcome }) => outcome.code)).toEqual([18, 16, 17, 13, 14, 15]);
		const mistaken = errors.filter(({ outcome }) => outcome.source === 'validation');
		expect(mistaken.map(({ outcome }) => outcome.reason)).toEqual(['emailInvalid', 'modeInvalid']);
		expect(retried.slice(0, 2).map(({ status }) => status)).toEqual([503, 200]);
		expect(success[0]).toMatchObject({ row: 1, outcome: { status: 'applied' } });
	});

	it('prints what came out, and what could garble a terminal as a blank', async () => {
		const text = report(
			await runDemo([{ number: '33612345678', mode: 'night\u001b[2J\u0007', destination: '' }]),
		);
		expect(text).toContain('Success branch: 0 items');
		expect(text).toContain('modeInvalid');
		expect(text).toContain('No request was sent');
		expect(text).not.toContain('\u001b');
		expect(text).not.toContain('\u0007');
	});

	it('pins the same rows in the workflow', async () => {
		const workflow = JSON.parse(await readFile(join(EXAMPLES, 'demo-workflow.json'), 'utf8')) as {
			pinData: { Rows: unknown[] };
		};
		expect(workflow.pinData.Rows).toEqual((await readRows(SAMPLE)).map((json) => ({ json })));
	});
});

describe('a CSV file for the demo', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-smspartner-'));
	});
	afterAll(() => rm(folder, { recursive: true }));

	const rowsOf = async (text: string) => {
		const file = join(folder, 'rows.csv');
		await writeFile(file, text);
		return await readRows(file);
	};

	it.each([
		['with semicolons, as French spreadsheets write it', 'number;mode;destination\n336;off;\n'],
		[
			'with a byte order mark and Windows line ends',
			'\uFEFFnumber,mode,destination\r\n336,off,\r\n',
		],
		['with other columns, spellings and blanks', 'Mode , NUMBER,destination\noff, 336 ,\n\n'],
	])('is read %s', async (_case, text) => {
		expect(await rowsOf(text)).toEqual([{ number: '336', mode: 'off', destination: '' }]);
	});

	it.each([
		['empty', '\n', 'is empty. It needs a header line: number,mode,destination'],
		['only a header', 'number,mode,destination\n', 'has a header line, but no rows'],
		['other columns', 'number,b\n1,2\n', 'lacks the columns mode, destination.'],
		['a column twice', 'mode,mode,number,destination\n1,2,3,4\n', 'has the column mode twice'],
		['a short row', 'number,mode,destination\n1,2\n', 'got 2 on line 2'],
		['an open quote', 'number,mode,destination\n"1,2,3\n', 'Quote Not Closed'],
	])('is refused with a clear text: %s', async (_case, text, problem) => {
		await expect(rowsOf(text)).rejects.toThrow(problem);
	});

	it('is refused with a clear text: missing, or a folder', async () => {
		await expect(readRows(join(folder, 'other.csv'))).rejects.toThrow('There is no file');
		await expect(readRows(folder)).rejects.toThrow('is a folder, not a CSV file');
	});
});
