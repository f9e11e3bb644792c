/**
 * The end-to-end tests' driver: installs what they need, packs the package once, runs each part in a process of
 * its own and closes with how many checks ran.
 *
 *   npm run test:e2e                       everything that one n8n can show
 *   npm run test:e2e -- --all              also the other n8n version and queue mode
 *   npm run test:e2e -- --n8n 2.39.10      the REST part on that version
 *   npm run test:e2e -- --queue            one part by its name; several can be given
 *   npm run test:e2e -- --network --all    that part on both n8n versions
 */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { DEFAULT_VERSION, ensureN8n, PREVIOUS_VERSION } from './lib/install';
import { packPackage } from './lib/package';
import { E2E, TEMPORARY } from './lib/paths';
import { exitOnSignals, processesIn } from './lib/processes';
import { howToInstall, provide, TOOLS } from './lib/tools';
import type { Tool } from './lib/tools';

interface Part {
	/** Also the folder that holds its tests. */
	name: string;
	/** What must be on the machine. */
	tools: Tool[];
	/** Whether it runs when no part is named. */
	usual: boolean;
	/** Whether --all runs it on the previous n8n too, once more. */
	both: boolean;
	/** The n8n that it runs on, in E2E_N8N. */
	version: string;
}

const usual = { tools: [], usual: true, both: false, version: DEFAULT_VERSION };
const PARTS: Part[] = [
	{ ...usual, name: 'rest', both: true },
	{ ...usual, name: 'gate', both: true },
	{ ...usual, name: 'network', both: true },
	{ ...usual, name: 'browser', tools: [TOOLS.chromium], both: true },
	{ ...usual, name: 'agent', both: true },
	{ ...usual, name: 'mcp', both: true },
	{ ...usual, name: 'examples', both: true },
	{ ...usual, name: 'desk', both: true },
	{ ...usual, name: 'start' },
	{ ...usual, name: 'queue', usual: false, tools: [TOOLS.redis, TOOLS.postgres] },
];

const PART_TIMEOUT_MS = 15 * 60_000;

interface Tally {
	passed: number;
	failed: number;
}

function wanted(): Part[] {
	const { values } = parseArgs({
		options: {
			all: { type: 'boolean' },
			n8n: { type: 'string' },
			...Object.fromEntries(PARTS.map(({ name }) => [name, { type: 'boolean' as const }])),
		},
	});
	const named = PARTS.filter(({ name }) => Object.entries(values).some(([key]) => key === name));
	const { n8n } = values;
	if (typeof n8n === 'string') {
		const parts = named.length > 0 ? named : PARTS.filter(({ name }) => name === 'rest');
		return parts.map((part) => ({ ...part, version: n8n }));
	}
	const all = values['all'] === true;
	const parts = named.length > 0 ? named : PARTS.filter((part) => all || part.usual);
	const onPrevious = parts.filter(({ both }) => both);
	return [...parts, ...(all ? onPrevious : []).map(toPrevious)];
}

const toPrevious = (part: Part): Part => ({ ...part, version: PREVIOUS_VERSION });

async function runPart(part: Part): Promise<Tally> {
	const folder = join(E2E, part.name);
	const files = existsSync(folder)
		? readdirSync(folder)
				.filter((file) => file.endsWith('.test.ts'))
				.map((file) => join(folder, file))
		: [];
	const tally = { passed: 0, failed: 0 };
	if (files.length === 0) return tally;
	process.env['E2E_N8N'] = part.version;
	const stream = run({ files, concurrency: 1, timeout: PART_TIMEOUT_MS });
	// A file that cannot even be loaded fails as a test of its own.
	stream.on('test:fail', ({ details }) => {
		if (details.type !== 'suite') tally.failed += 1;
	});
	stream.on('test:pass', ({ details, skip, name }) => {
		const counts = details.type !== 'suite' && skip === undefined && !files.includes(name);
		if (counts) tally.passed += 1;
	});
	for await (const text of stream.compose(new spec())) process.stdout.write(String(text));
	return tally;
}

async function main(): Promise<void> {
	exitOnSignals();
	const inCi = process.env['CI'] === 'true';
	const total = { passed: 0, failed: 0 };
	const lines: string[] = [];
	const parts = wanted();
	const versions = new Set(parts.map((part) => part.version));
	await Promise.all([...versions].map((version) => ensureN8n(version, console.log)));
	const packed = await packPackage();
	process.env['E2E_TARBALL'] = packed.tarball;
	try {
		for (const part of parts) {
			const label = `${part.name}@${part.version}`;
			const absent = await provide(part.tools, console.log);
			if (absent.length > 0) {
				for (const tool of absent) lines.push(`${label} was not run: ${howToInstall(tool)}`);
				if (inCi) total.failed += 1;
				continue;
			}
			console.log(`\n== ${label}`);
			const startedAt = Date.now();
			const tally = await runPart(part);
			const seconds = Math.round((Date.now() - startedAt) / 1000);
			if (tally.passed + tally.failed === 0) {
				tally.failed += 1;
				lines.push(`${label} ran no check at all`);
			}
			const left = processesIn(join(tmpdir(), TEMPORARY));
			if (left.length > 0) {
				tally.failed += 1;
				lines.push(`${label} left processes running: ${left.join(' ')}`);
			}
			total.passed += tally.passed;
			total.failed += tally.failed;
			lines.push(`${label} took ${seconds} s:`, `${label}: ${closing(tally)}`);
		}
	} finally {
		await packed.remove();
	}
	console.log(`\n${lines.join('\n')}\n\ne2e: ${closing(total)}`);
	process.exitCode = total.failed > 0 || (inCi && total.passed === 0) ? 1 : 0;
}

const closing = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
