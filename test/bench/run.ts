/**
 * Compares this node with n8n's HTTP Request node, in one n8n, from the first item to the last.
 *
 *   npm run bench                full: about 15 minutes, on a machine that does nothing else
 *   npm run bench -- --quick     100 items in each way, in two minutes; what CI runs
 *   npm run bench -- --profile   instead: where the CPU time of 1 000 items goes, and profiles of it
 *
 * Fails when an item is wrong, when more requests are in flight than the node's setting allows, or when a
 * ratio of a quick run is twice its goal. Absolute times fail nothing.
 */
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { REPOSITORY } from '../e2e/lib/paths';
import { openBench } from './bench';
import type { Bench } from './bench';
import { goalsOf, problemOf, seconds } from './goals';
import type { Goal, Result } from './goals';
import { cell, FULL, QUICK, titleOf } from './plan';
import type { Turns } from './plan';
import { sharesOf } from './profile';

/** How far beyond a goal a quick run may be: the machine can be busy. */
const GUARD_FACTOR = 2;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { quick: { type: 'boolean' }, profile: { type: 'boolean' } },
	});
	const bench = await openBench();
	try {
		console.log(`n8n ${bench.n8nVersion}, ${cpus().length} cores (${cpus()[0]?.model})`);
		if (values.profile === true) await profile(bench);
		else await compare(bench, values.quick === true);
	} finally {
		await bench.close();
	}
}

async function compare(bench: Bench, isQuick: boolean): Promise<void> {
	await warmUp(bench);
	const results: Result[] = [];
	for (const turns of isQuick ? QUICK : FULL) results.push(...(await measureInTurns(bench, turns)));
	const goals = goalsOf(results);
	printGoals(goals);
	const guarded = isQuick ? goals.filter(({ detail }) => detail !== '') : [];
	const checks = [
		...results.flatMap(({ cell, runs }) =>
			runs.map((run) => ({ title: titleOf(cell), problem: problemOf(cell, run) })),
		),
		...guarded.map(({ about, title, seen, limit }) => ({
			title: `${about}, ${title}`,
			problem: seen <= limit * GUARD_FACTOR ? undefined : `the ratio is ${seen.toFixed(2)}`,
		})),
	];
	const failed = checks.filter(({ problem }) => problem !== undefined);
	for (const { title, problem } of failed) console.log(`FAILED ${title}: ${problem}`);
	console.log(`\nbench: ${checks.length - failed.length} passed, ${failed.length} failed`);
	if (failed.length > 0 || checks.length === 0) process.exitCode = 1;
}

async function warmUp(bench: Bench): Promise<void> {
	await bench.measure(cell({ n: 200, concurrency: 50 }));
	await bench.measure(cell({ n: 200, contender: 'HTTP Request', concurrency: Infinity }));
}

async function measureInTurns(bench: Bench, { rounds, cells }: Turns): Promise<Result[]> {
	const results = cells.map((cell): Result => ({ cell, runs: [] }));
	for (let round = 0; round < rounds; round++) {
		for (const { cell, runs } of results) {
			const run = await bench.measure(cell);
			runs.push(run);
			const first = Math.round(run.untilFirstRequestMs);
			console.log(`${titleOf(cell)}: ${seconds(run.wallMs)}, first request after ${first} ms`);
		}
	}
	return results;
}

function printGoals(goals: Goal[]): void {
	const table = new Table({
		head: ['', '', 'seen', 'at most', '', ''],
		style: { head: [], border: [], compact: true },
	});
	for (const { about, title, seen, limit, detail } of goals) {
		const verdict = seen <= limit ? 'met' : 'missed';
		table.push([about, title, seen.toFixed(2), limit.toFixed(2), verdict, detail]);
	}
	console.log(`\nGoals for a calm machine\n${table.toString()}`);
}

async function profile(bench: Bench): Promise<void> {
	const folder = join(REPOSITORY, 'reports/bench');
	await mkdir(folder, { recursive: true });
	await warmUp(bench);
	const cells = ([3, 1] as const).flatMap((expressions) => [
		cell({ n: 1000, expressions }),
		cell({ n: 1000, expressions, contender: 'HTTP Request', concurrency: Infinity }),
	]);
	for (const [index, cell] of cells.entries()) {
		const file = join(folder, `${index + 1}.cpuprofile`);
		const { wallMs } = await bench.measure(cell, file);
		console.log(`\n${titleOf(cell)}: ${seconds(wallMs)} (${file})`);
		for (const [owner, ms] of await sharesOf(file)) {
			console.log(`${(ms / cell.n).toFixed(2).padStart(8)} ms an item  ${owner}`);
		}
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
