import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';

const SKIPPED = ['node_modules', 'dist', 'coverage', 'reports', '.git', '.stryker-tmp'];
const GITHUB = 'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner';
/** Our own files by their address on GitHub, which the README on npm needs for pictures. */
const OWN_FILE = new RegExp(`^${GITHUB}/(?:blob|raw|tree)/main/`);

/** All Markdown files of the repository, as paths in it. */
export async function markdownFiles(repository: string, folder = ''): Promise<string[]> {
	const entries = await readdir(join(repository, folder), { withFileTypes: true });
	const found = entries
		.filter(({ name }) => !SKIPPED.includes(name))
		.map(async (entry) => {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) return await markdownFiles(repository, path);
			return entry.name.endsWith('.md') ? [path] : [];
		});
	return (await Promise.all(found)).flat();
}

/** The text without code, where brackets are no links and `#` is no heading. */
const withoutCode = (text: string): string =>
	text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.slice(1, -1));

/** The addresses that a document links to or shows as pictures. */
export function linksIn(text: string): string[] {
	const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
	const inline = [...prose.matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g)];
	const html = [...prose.matchAll(/\b(?:href|src|srcset)="([^"\s]+)/g)];
	const definitions = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
	return [...inline, ...html, ...definitions].map(([, address]) => String(address));
}

/** The anchors that GitHub makes of a document's headings. */
export function anchorsIn(text: string): string[] {
	const counts = new Map<string, number>();
	return [...withoutCode(text).matchAll(/^#{1,6}\s+(.+?)\s*$/gm)].map(([, heading]) => {
		const anchor = String(heading)
			.toLowerCase()
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-');
		const count = counts.get(anchor) ?? 0;
		counts.set(anchor, count + 1);
		return count === 0 ? anchor : `${anchor}-${count}`;
	});
}

/** Links to files and anchors that are not there, in any document. */
export async function findProblems(repository: string): Promise<string[]> {
	const texts = new Map<string, string>();
	for (const file of await markdownFiles(repository)) {
		texts.set(file, await readFile(join(repository, file), 'utf8'));
	}
	const problems: string[] = [];
	for (const [file, text] of texts) {
		for (const link of linksIn(text)) {
			const problem = problemOf(repository, texts, file, link);
			if (problem !== undefined) problems.push(`${file}: ${link} ${problem}`);
		}
	}
	return problems;
}

function problemOf(
	repository: string,
	texts: Map<string, string>,
	file: string,
	link: string,
): string | undefined {
	const own = link.replace(`${GITHUB}#`, `${GITHUB}/blob/main/README.md#`);
	if (/^(https?|mailto):/.test(own) && !OWN_FILE.test(own)) return undefined;
	const [path = '', anchor] = own.replace(OWN_FILE, '/').split('#');
	const target = path.startsWith('/')
		? path.slice(1)
		: path === ''
			? file
			: join(dirname(file), decodeURIComponent(path));
	if (relative('.', normalize(target)).startsWith('..')) return 'leads out of the repository';
	if (!existsSync(join(repository, target))) return 'does not exist';
	if (anchor === undefined || anchor === 'readme' || !target.endsWith('.md')) return undefined;
	return anchorsIn(texts.get(normalize(target)) ?? '').includes(anchor)
		? undefined
		: 'has no such heading';
}
