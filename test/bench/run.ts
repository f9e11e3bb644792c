/**
 * Compares this node with n8n's HTTP Request node, in one n8n, from the first item to the last.
 *
 *   npm run bench                full: about 15 minutes, on a machine that does nothing else
 *   npm run bench -- --quick     100 items in each way, in two minutes
 *
 * Fails when an item is wrong, when more requests are in flight than the node's setting allows, or when
 * something is twice its goal: less than that can be the machine.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { openBench } from './bench';
import type { Bench } from './bench';
import { goalsOf, problemOf } from './goals';
import type { Goal, Result } from './goals';
import { cell, FULL, QUICK, titleOf } from './plan';
import type { Turns } from './plan';

const GUARD_FACTOR = 2;

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { quick: { type: 'boolean' } } });
	const bench = await openBench();
	const results: Result[] = [];
	try {
		console.log(`n8n ${bench.n8nVersion}, ${cpus().length} cores (${cpus()[0]?.model})`);
		await bench.measure(cell({ n: 200, concurrency: 50 }));
		await bench.measure(cell({ n: 200, contender: 'HTTP Request' }));
		for (const turns of values.quick ? QUICK : FULL) results.push(...(await measure(bench, turns)));
	} finally {
		await bench.close();
	}
	const goals = goalsOf(results);
	printGoals(goals);
	const problems = [
		...results.flatMap(({ cell, runs }) =>
			runs.map((run) => ({ title: titleOf(cell), problem: problemOf(cell, run) })),
		),
		...goals.map(({ about, title, seen, limit }) => ({
			title: `${about}, ${title}`,
			problem: seen <= limit * GUARD_FACTOR ? undefined : `it is ${seen.toFixed(2)}`,
		})),
	];
	const failed = problems.filter(({ problem }) => problem !== undefined);
	for (const { title, problem } of failed) console.log(`FAILED ${title}: ${problem}`);
	console.log(`\nbench: ${problems.length - failed.length} passed, ${failed.length} failed`);
	if (failed.length > 0) process.exitCode = 1;
}

async function measure(bench: Bench, { rounds, cells }: Turns): Promise<Result[]> {
	const results = cells.map((cell): Result => ({ cell, runs: [] }));
	for (let round = 0; round < rounds; round++) {
		for (const { cell, runs } of results) {
			const run = await bench.measure(cell);
			runs.push(run);
			const seconds = (run.wallMs / 1000).toFixed(2);
			const first = `first request after ${Math.round(run.untilFirstRequestMs)} ms`;
			console.log(`${titleOf(cell)}: ${seconds} s, ${first}`);
		}
	}
	return results;
}

function printGoals(goals: Goal[]): void {
	const table = new Table({
		head: ['', '', 'seen', 'at most', ''],
		style: { head: [], border: [], compact: true },
	});
	for (const { about, title, seen, limit } of goals) {
		const verdict = seen <= limit ? 'met' : 'missed';
		table.push([about, title, seen.toFixed(2), limit.toFixed(2), verdict]);
	}
	console.log(`\nGoals for a calm machine\n${table.toString()}`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
