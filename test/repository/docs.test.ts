import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { SmsPartnerApi } from '../../credentials/SmsPartnerApi.credentials';
import { properties } from '../../nodes/SmsPartnerCallForward/description';
import { codeTable } from '../../scripts/docs/tables';
import { CODES } from '../unit/support/controlCodes';

const REPOSITORY = join(__dirname, '../..');
const GITHUB = 'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner';
const IN_REPOSITORY = { cwd: REPOSITORY, encoding: 'utf8' } as const;

const textOf = (file: string) => readFileSync(join(REPOSITORY, file), 'utf8');

describe('the documents', () => {
	it('have the tables and the output that the code gives', () => {
		const check = ['--import', 'tsx', 'scripts/docs.ts', '--check'];
		expect(execFileSync(process.execPath, check, IN_REPOSITORY)).toContain('up to date');
	});

	const cellsOfReadme = textOf('README.md')
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('**', '')));
	const labels = cellsOfReadme.map(([, label]) => label);

	const options = properties.find(({ name }) => name === 'options')?.options ?? [];
	it.each(options as INodeProperties[])('have the option $displayName', (option) => {
		const choice = option.options?.find(
			(each) => 'value' in each && each.value === option.default,
		)?.name;
		const shown = choice ?? (option.default === false ? 'off' : String(option.default));
		const row = cellsOfReadme.find(([, label]) => label === option.displayName);
		expect(row?.[2]).toBe(shown);
		for (const each of option.options ?? []) expect(row?.[3]).toContain(each.name);
	});

	const mode = properties.find(({ name }) => name === 'mode');
	it.each(mode?.options ?? [])('have the mode $name', ({ name }) => {
		expect(labels).toContain(name);
	});

	it.each(new SmsPartnerApi().properties)('have the field $displayName', ({ displayName }) => {
		expect(labels).toContain(displayName);
	});
});

describe('the tables of codes', () => {
	it("has the vendor's codes, and 8 for each mode that can lack a destination", () => {
		const codes = codeTable()
			.split('\n')
			.slice(2)
			.map((row) => row.split(' | ')[0]?.replace('| ', ''));
		const expected = CODES.flatMap((code) => (code === 8 ? [8, 8] : [code]));
		expect(codes).toEqual([...expected.map(String), 'other', 'with success']);
	});

	it('name fields by their labels', () => {
		expect(codeTable()).toContain("| Check 'Notification Email'");
		expect(codeTable()).not.toMatch(/[{}]/);
	});
});

describe('links', () => {
	const documents = execFileSync('git', ['ls-files', '*.md'], IN_REPOSITORY).trim().split('\n');
	/** As GitHub names headings in links; the second of a name ends in -1. */
	const headingsOf = (file: string): string[] => {
		const slugs = [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
			String(heading)
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
				.replaceAll(' ', '-'),
		);
		return slugs.map((slug, i) => {
			const before = slugs.slice(0, i).filter((it) => it === slug).length;
			return before === 0 ? slug : `${slug}-${before}`;
		});
	};

	it.each(documents)('of %s lead to files and headings that are there', (document) => {
		const links = [...textOf(document).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)]
			.map(([, inline, reference]) => String(inline ?? reference))
			.map((link) => link.replace(new RegExp(`^${GITHUB}/(blob|tree|raw)/main/`), '/'))
			.filter((link) => !/^[a-z]+:/.test(link));
		const broken = links.filter((link) => {
			const [path = '', heading] = link.split('#');
			const file = path.startsWith('/') ? path.slice(1) : join(dirname(document), path);
			const target = path === '' ? document : file;
			if (!existsSync(join(REPOSITORY, target))) return true;
			return heading !== undefined && !headingsOf(target).includes(heading);
		});
		expect(broken).toEqual([]);
	});

	it('of pictures, absolute for the page on npm, lead to files that are there', () => {
		const pictures = [
			...textOf('README.md').matchAll(new RegExp(`"${GITHUB}/raw/main/([^"]+)"`, 'g')),
		];
		expect(pictures.length).toBeGreaterThan(0);
		expect(pictures.filter(([, file]) => !existsSync(join(REPOSITORY, String(file))))).toEqual([]);
	});
});
