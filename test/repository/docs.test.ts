import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INodeProperties } from 'n8n-workflow';
import { SmsPartnerApi } from '../../credentials/SmsPartnerApi.credentials';
import { properties } from '../../nodes/SmsPartnerCallForward/description';
import { fillRegions } from '../../scripts/docs/regions';
import { codeTable, commonCodeTable } from '../../scripts/docs/tables';
import { CODES } from '../unit/support/controlCodes';

const REPOSITORY = join(__dirname, '../..');
const GITHUB = 'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner';
const GENERATING_MS = 60_000;

const execute = promisify(execFile);

describe('the documents', () => {
	it(
		'have the tables and the output that the code gives',
		async () => {
			const { stdout } = await execute(
				process.execPath,
				['--import', 'tsx', 'scripts/docs.ts', '--check'],
				{ cwd: REPOSITORY },
			);
			expect(stdout).toContain('up to date');
		},
		GENERATING_MS,
	);

	const cellsOfReadme = async (): Promise<string[][]> =>
		(await readFile(join(REPOSITORY, 'README.md'), 'utf8'))
			.split('\n')
			.filter((line) => line.startsWith('|'))
			.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('**', '')));

	const options = properties.find(({ name }) => name === 'options')?.options ?? [];
	it.each(options as INodeProperties[])('have the option $displayName', async (option) => {
		const choice = option.options?.find(
			(each) => 'value' in each && each.value === option.default,
		)?.name;
		const shown = choice ?? (option.default === false ? 'off' : String(option.default));
		const row = (await cellsOfReadme()).find(([, label]) => label === option.displayName);
		expect(row?.[2]).toBe(shown);
		for (const each of option.options ?? []) expect(row?.[3]).toContain(each.name);
	});

	const mode = properties.find(({ name }) => name === 'mode');
	it.each(mode?.options ?? [])('have the mode $name', async ({ name }) => {
		expect((await cellsOfReadme()).map(([, label]) => label)).toContain(name);
	});

	it.each(new SmsPartnerApi().properties)('have the field $displayName', async (field) => {
		expect((await cellsOfReadme()).map(([, label]) => label)).toContain(field.displayName);
	});
});

describe('the tables of codes', () => {
	it("has the vendor's codes, and 8 for each mode that can lack a destination", () => {
		const codes = codeTable()
			.split('\n')
			.slice(2)
			.map((row) => row.split(' | ')[0]?.replace('| ', ''));
		const expected = CODES.flatMap((code) => (code === 8 ? [8, 8] : [code]));
		expect(codes).toEqual([...expected.map(String), 'other']);
	});

	it('has five codes for the README', () => {
		const codes = [...commonCodeTable().matchAll(/^\| (\d+) /gm)].map(([, code]) => code);
		expect(codes).toEqual(['10', '12', '13', '16', '17']);
	});

	it('name fields by their labels', () => {
		expect(codeTable()).toContain("| Check 'Notification Email'");
		expect(codeTable()).not.toMatch(/[{}]/);
	});
});

describe('a generated region', () => {
	const document = 'a\n<!-- generated: x -->\nold\n<!-- end -->\nb';

	it('is filled, and nothing around it is touched', () => {
		expect(fillRegions('x.md', document, { x: 'new' })).toBe(
			'a\n<!-- generated: x -->\n\nnew\n\n<!-- end -->\nb',
		);
	});

	it('is reported when nothing is generated for it', () => {
		expect(() => fillRegions('x.md', document, {})).toThrow(
			'x.md: nothing is generated for the region x',
		);
	});

	it('is reported when it is missing', () => {
		expect(() => fillRegions('x.md', document, { x: '', y: '' })).toThrow(
			'x.md: the region y is missing',
		);
	});
});

describe('links', () => {
	jest.setTimeout(GENERATING_MS);

	const remark = async (folder: string): Promise<string> => {
		const bin = join(REPOSITORY, 'node_modules/remark-cli/cli.js');
		const rc = join(REPOSITORY, '.remarkrc.json');
		const { stderr } = await execute(
			process.execPath,
			[bin, '.', '--rc-path', rc, '--quiet', '--no-stdout', '--no-color'],
			{ cwd: folder },
		);
		return stderr;
	};

	it('lead to files and headings that are there', async () => {
		expect(await remark(REPOSITORY)).toBe('');
	});

	it('are reported when they lead nowhere', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-smspartner-'));
		try {
			await writeFile(
				join(folder, 'README.md'),
				`# Top\n[a](no.md) [b](#no) [c](${GITHUB}/blob/main/no.md) [d](#top) [e](https://example.com/x)`,
			);
			const problems = await remark(folder);
			expect(problems).toContain('3 warnings');
			for (const good of ['#top', 'example.com']) expect(problems).not.toContain(good);
		} finally {
			await rm(folder, { recursive: true });
		}
	});

	it('of pictures, absolute for the page on npm, lead to files that are there', async () => {
		const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8');
		const pictures = [...readme.matchAll(new RegExp(`"${GITHUB}/raw/main/([^"]+)"`, 'g'))];
		expect(pictures.length).toBeGreaterThan(0);
		expect(pictures.filter(([, file]) => !existsSync(join(REPOSITORY, String(file))))).toEqual([]);
	});
});
