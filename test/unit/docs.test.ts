import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INodeProperties } from 'n8n-workflow';
import { SmsPartnerApi } from '../../credentials/SmsPartnerApi.credentials';
import { properties } from '../../nodes/SmsPartnerCallForward/description';
import { anchorsIn, findProblems, linksIn } from '../../scripts/docs/links';
import { fillRegions } from '../../scripts/docs/regions';
import { codeTable, commonCodeTable } from '../../scripts/docs/tables';

const REPOSITORY = join(__dirname, '../..');
const GENERATING_MS = 60_000;

describe('the documents', () => {
	it(
		'have the tables and the output that the code gives, and links that hold',
		async () => {
			const { stdout } = await promisify(execFile)(
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
		expect(codes.join(' ')).toBe('1 5 6 7 8 8 9 10 12 13 14 15 16 17 18 20 30 40 90 96 other');
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
		expect(fillRegions(document, { x: 'new' })).toBe(
			'a\n<!-- generated: x -->\n\nnew\n\n<!-- end -->\nb',
		);
	});

	it('is reported when nothing is generated for it', () => {
		expect(() => fillRegions(document, {})).toThrow('Nothing is generated for x');
	});

	it('is reported when it is missing', () => {
		expect(() => fillRegions(document, { x: '', y: '' })).toThrow('No place for y');
	});
});

describe('links', () => {
	it('are found in text and pictures, not in code', () => {
		const text =
			'[a](b.md#c) ![p](p.png "P") <img src="q.png"> `[no](no.md)`\n```md\n[no](no.md)\n```\n[r]: s.md';
		expect(linksIn(text)).toEqual(['b.md#c', 'p.png', 'q.png', 's.md']);
	});

	it('lead to headings as GitHub names them, a second one of a name numbered', () => {
		const text =
			'# Already set: 16, 17\n```sh\n# no\n```\n## `a_b` and *c*\n## Already set: 16, 17';
		expect(anchorsIn(text)).toEqual(['already-set-16-17', 'a_b-and-c', 'already-set-16-17-1']);
	});

	it('are reported when they lead nowhere', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-smspartner-'));
		try {
			await mkdir(join(folder, 'docs'));
			await writeFile(join(folder, 'README.md'), '# Top\n[ok](docs/a.md#sub) [no](docs/b.md)');
			await writeFile(
				join(folder, 'docs/a.md'),
				[
					'# Sub',
					'[ok](../README.md#top) [no](#top) [no](../../x) [ok](https://example.com/x)',
					'[ok](https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner#top)',
					'![no](https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner/raw/main/p.png)',
				].join('\n'),
			);
			expect((await findProblems(folder)).sort()).toEqual([
				'README.md: docs/b.md does not exist',
				'docs/a.md: #top has no such heading',
				'docs/a.md: ../../x leads out of the repository',
				'docs/a.md: https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner/raw/main/p.png does not exist',
			]);
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});
