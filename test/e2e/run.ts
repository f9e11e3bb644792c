/**
 * The end-to-end tests' driver: installs what they need, packs the package once, runs each part in a process of
 * its own, the two versions of n8n side by side, and closes with how many checks ran.
 *
 *   npm run test:e2e                       everything that one n8n can show
 *   npm run test:e2e -- --all              also the other n8n version and queue mode
 *   npm run test:e2e -- --n8n 2.39.10      the REST part on that version
 *   npm run test:e2e -- --queue            one part by its name; several can be given
 *   npm run test:e2e -- --network --all    that part on both n8n versions
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_VERSION, ensureN8n, PREVIOUS_VERSION } from './lib/install';
import { packPackage } from './lib/package';
import { E2E, temporaryPrefix } from './lib/paths';
import { collect, exitOnSignals, processesIn } from './lib/processes';
import { howToInstall, provide, TOOLS } from './lib/tools';
import type { Tool } from './lib/tools';

interface Part {
	/** Also the folder that holds its tests. */
	name: string;
	/** What must be on the machine. */
	tools?: Tool[];
	/** Runs on one version only, with nothing beside it. */
	alone?: true;
}

const PARTS: Part[] = [
	{ name: 'rest' },
	{ name: 'gate' },
	{ name: 'network' },
	{ name: 'browser', tools: [TOOLS.chromium] },
	{ name: 'agent' },
	{ name: 'mcp' },
	{ name: 'examples' },
	{ name: 'desk' },
	{ name: 'start', alone: true },
	{ name: 'queue', alone: true, tools: [TOOLS.redis, TOOLS.postgres] },
];

const PART_TIMEOUT_MS = 15 * 60_000;

/** One run of a part. */
interface Job extends Part {
	version: string;
	label: string;
}

function wanted(): Job[] {
	const flag = { type: 'boolean' } as const;
	const { values } = parseArgs({
		options: {
			all: flag,
			n8n: { type: 'string' },
			...Object.fromEntries(PARTS.map(({ name }) => [name, flag])),
		},
	});
	const { all, n8n } = values;
	const named = PARTS.filter(({ name }) => name in values);
	const usual = typeof n8n === 'string' ? ['rest'] : PARTS.map(({ name }) => name);
	const parts =
		named.length > 0
			? named
			: PARTS.filter(({ name }) => usual.includes(name) && (all || name !== 'queue'));
	const both = all ? [DEFAULT_VERSION, PREVIOUS_VERSION] : [DEFAULT_VERSION];
	const versions = typeof n8n === 'string' ? [n8n] : both;
	return versions.flatMap((version, index) =>
		parts
			.filter(({ alone }) => index === 0 || alone !== true)
			.map((part) => ({ ...part, version, label: `${part.name}@${version}` })),
	);
}

/** The part's tests in a process of their own; what they print comes at their end, all at once. */
async function runTests({ name, version, label }: Job, runId: string) {
	const folder = join(E2E, name);
	const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
	const settings = ['--test-concurrency=1', `--test-timeout=${PART_TIMEOUT_MS}`];
	const args = ['--import', 'tsx', '--test', '--test-reporter=spec', ...settings];
	const { output } = await collect(
		process.execPath,
		[...args, ...files.map((file) => join(folder, file))],
		{ env: { ...process.env, E2E_N8N: version, E2E_RUN: runId } },
	);
	console.log(`\n== ${label}\n${output}`);
	const count = (what: string): number =>
		Number(new RegExp(`^ℹ ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
	return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

async function main(): Promise<void> {
	exitOnSignals();
	const inCi = process.env['CI'] === 'true';
	const total = { passed: 0, failed: 0 };
	const lines: string[] = [];
	const jobs = wanted();
	const versions = [...new Set(jobs.map(({ version }) => version))];
	await Promise.all(versions.map((version) => ensureN8n(version, console.log)));
	const tools = new Set(jobs.flatMap((job) => job.tools ?? []));
	const absent = await provide([...tools], console.log);
	const packed = await packPackage();
	process.env['E2E_TARBALL'] = packed.tarball;

	const run = async (job: Job): Promise<void> => {
		const { label } = job;
		const missing = absent.filter((tool) => job.tools?.includes(tool));
		if (missing.length > 0) {
			for (const tool of missing) lines.push(`${label} was not run: ${howToInstall(tool)}`);
			if (inCi) total.failed += 1;
			return;
		}
		console.log(`${label} …`);
		const startedAt = Date.now();
		const runId = `${process.pid}-${label}`;
		const tally = await runTests(job, runId);
		lines.push(`${label} took ${Math.round((Date.now() - startedAt) / 1000)} s:`);
		const fail = (reason: string): void => {
			tally.failed += 1;
			lines.push(`${label} ${reason}`);
		};
		if (tally.passed + tally.failed === 0) fail('ran no check at all');
		const left = processesIn(temporaryPrefix(runId));
		if (left.length > 0) fail(`left processes running: ${left.join(' ')}`);
		total.passed += tally.passed;
		total.failed += tally.failed;
		lines.push(`${label}: ${closing(tally)}`);
	};
	const inTurn = async (turns: Job[]): Promise<void> => {
		for (const job of turns) await run(job);
	};
	try {
		const shared = jobs.filter(({ alone }) => alone !== true);
		await Promise.all(
			versions.map((version) => inTurn(shared.filter((job) => job.version === version))),
		);
		await inTurn(jobs.filter(({ alone }) => alone === true));
	} finally {
		await packed.remove();
	}
	console.log(`\n${lines.join('\n')}\n\ne2e: ${closing(total)}`);
	process.exitCode = total.failed > 0 || (inCi && total.passed === 0) ? 1 : 0;
}

const closing = ({ passed, failed }: { passed: number; failed: number }): string =>
	`${passed} passed, ${failed} failed`;

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
