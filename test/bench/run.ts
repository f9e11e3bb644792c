/**
 * Compares ways to set N lines: this node, n8n's HTTP Request node and a bare client, all in one n8n.
 *
 *   npm run bench                full: up to 30 minutes, on a machine that does nothing else
 *   npm run bench -- --quick     every part once, in under three minutes; what CI runs
 *   npm run bench -- --minutes N what does not fit into N minutes is left out and named (full: 27)
 *   npm run bench -- --from FILE nothing is run: the results of an earlier run, for its tables
 *   npm run bench -- --profile   instead: CPU profiles of 1 000 items, for Chrome's developer tools
 *
 * Fails when an item is wrong, when more requests are in flight than the node's setting allows, when
 * nothing ran, or when a ratio of a quick run is far beyond its goal. Absolute times fail nothing.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../e2e/lib/paths';
import { sleep } from '../e2e/lib/processes';
import type { Setup } from './contenders';
import { checksOf, guardsOf } from './goals';
import type { Check } from './goals';
import { measure, measureCell } from './measure';
import type { Run } from './measure';
import { estimateMs, fullPlan, isBatched, quickPlan, PROFILES, RATE_PER_MINUTE } from './plan';
import type { Cell, Plan } from './plan';
import { report } from './report';
import { machine, nameOf, titleOf } from './results';
import type { RateResult, Result, Results } from './results';
import { openWorld } from './world';
import type { ApiAccess, World } from './world';

const REPORTS = join(REPOSITORY, 'reports/bench');
const WARM_UP_ITEMS = 200;
/** How long the runs without a pace may compute before the paced one starts. */
const SETTLE_MS = 15_000;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean' },
			profile: { type: 'boolean' },
			from: { type: 'string' },
			minutes: { type: 'string' },
		},
	});
	await mkdir(REPORTS, { recursive: true });
	if (values.profile === true) return await withWorld(profile);
	const plan = values.quick === true ? quickPlan() : fullPlan();
	const minutes = Number(values.minutes ?? plan.minutes);
	const results =
		values.from === undefined
			? await withWorld((world) => compare(world, { ...plan, minutes }))
			: (JSON.parse(await readFile(values.from, 'utf8')) as Results);
	close(results, values.quick === true ? guardsOf(results) : []);
}

async function withWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
	const world = await openWorld();
	try {
		return await work(world);
	} finally {
		await world.close();
	}
}

async function compare(world: World, plan: Plan): Promise<Results> {
	const startedAt = new Date();
	const [, , loadBefore = NaN] = loadavg();
	const access = await world.openApi();
	const rate = await measureRate(plan.rateLimited, world);
	const deadline = startedAt.getTime() + plan.minutes * 60_000;
	const { cells, unmeasured } = await measureCells(plan.cells, world, access, deadline);
	const memory: Results['memory'] = [];
	for (const n of plan.memory) {
		const setup: Setup = { contender: 'node', concurrency: 5 };
		if (Date.now() + estimateMs({ profile: 'none', n, setup, rounds: 1 }) > deadline) continue;
		const settings = { latency: PROFILES.none.latency };
		memory.push({ n, run: await measure(world, access, setup, n, settings, { sampleLive: true }) });
	}
	const [, , loadAfter = NaN] = loadavg();
	const results: Results = {
		about: {
			n8n: world.n8nVersion,
			node: world.nodeVersion,
			...machine(),
			startedAt: startedAt.toISOString(),
			minutes: (Date.now() - startedAt.getTime()) / 60_000,
			load: [loadBefore, loadAfter],
		},
		cells,
		rate,
		memory,
		leftOut: [
			...plan.leftOut,
			{ cells: unmeasured, reason: `did not fit into ${plan.minutes} minutes` },
		],
	};
	await writeFile(join(REPORTS, 'results.json'), JSON.stringify(results, null, 1));
	return results;
}

function close(results: Results, guards: Check[]): void {
	console.log(report(results));
	const checks = [...checksOf(results), ...guards];
	const failed = checks.filter(({ problem }) => problem !== null);
	for (const { title, problem } of failed) console.log(`FAILED ${title}: ${problem}`);
	console.log(`\nbench: ${checks.length - failed.length} passed, ${failed.length} failed`);
	if (failed.length > 0 || checks.length === 0) process.exitCode = 1;
}

/**
 * Three rounds of the short cells, so that what else the machine does falls on all contenders alike; then
 * the long ones, batching last since it waits most: they are left out where the machine is too busy.
 */
async function measureCells(
	planned: Cell[],
	world: World,
	access: ApiAccess,
	deadline: number,
): Promise<{ cells: Result[]; unmeasured: Cell[] }> {
	for (const contender of new Set(planned.map(({ setup }) => setup.contender))) {
		await measure(world, access, { contender, concurrency: 50 }, WARM_UP_ITEMS, {});
	}
	const runs = new Map(planned.map((cell): [Cell, Run[]] => [cell, []]));
	const byLength = [...planned].sort((a, b) => estimateMs(a) - estimateMs(b));
	const repeated = byLength.filter((cell) => cell.rounds > 1);
	const once = byLength.filter((cell) => cell.rounds === 1);
	const single = [
		...once.filter(({ setup }) => !isBatched(setup)),
		...once.filter(({ setup }) => isBatched(setup)),
	];
	for (const cell of [...repeated, ...repeated, ...repeated, ...single]) {
		if (Date.now() + estimateMs(cell) > deadline) continue;
		const run = await measureCell(cell, world, access);
		runs.get(cell)?.push(run);
		const seconds = (run.wallMs / 1000).toFixed(2);
		console.log(`${titleOf(cell)}: ${seconds} s, ${run.right} right`);
	}
	const results = planned.map((cell): Result => ({ ...cell, runs: runs.get(cell) ?? [] }));
	return {
		cells: results.filter((result) => result.runs.length > 0),
		unmeasured: planned.filter((cell) => runs.get(cell)?.length === 0),
	};
}

/** All at the same time, each with an API of its own: they mostly wait, and nothing but their pace is compared. */
async function measureRate(
	{ n, contenders }: Plan['rateLimited'],
	world: World,
): Promise<RateResult[]> {
	const paced: Setup = { contender: 'node', concurrency: 5, requestsPerMinute: RATE_PER_MINUTE };
	const unpaced: Setup[] = [
		{ contender: 'node', concurrency: 5 },
		{ contender: 'node', concurrency: 50 },
		{ contender: 'httpAuth', concurrency: null },
		{ contender: 'httpAuthBatched', concurrency: 6, batchIntervalMs: 1000 },
	];
	const one = async (setup: Setup, title: string): Promise<RateResult> => {
		const access = await world.openApi();
		const settings = { requestsPerMinute: RATE_PER_MINUTE };
		return { title, setup, n, run: await measure(world, access, setup, n, settings) };
	};
	const others = contenders === 'all' ? unpaced.map((setup) => one(setup, nameOf(setup))) : [];
	if (others.length > 0) await sleep(SETTLE_MS);
	const first = await one(paced, `${nameOf(paced)}, ${RATE_PER_MINUTE} requests per minute`);
	return [first, ...(await Promise.all(others))];
}

async function profile(world: World): Promise<void> {
	const access = await world.openApi();
	const setups: Setup[] = [
		{ contender: 'node', concurrency: 5 },
		{ contender: 'httpAuth', concurrency: null },
		{ contender: 'httpKey', concurrency: null },
	];
	for (const setup of setups) {
		await measure(world, access, setup, WARM_UP_ITEMS, {});
		const profileTo = join(REPORTS, `${setup.contender}.cpuprofile`);
		await measure(world, access, setup, 1000, {}, { profileTo });
		console.log(profileTo);
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
