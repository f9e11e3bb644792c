import Table from 'cli-table3';
import { goalsOf, isMet, seconds } from './goals';
import type { Goal } from './goals';
import { PROFILES } from './plan';
import type { Profile } from './plan';
import { mid, nameOf, titleOf } from './results';
import type { Result, Results } from './results';

/** A table of texts, for the terminal and for Markdown alike. */
export interface Sheet {
	title: string;
	head: string[];
	rows: string[][];
}

export function report(results: Results): string {
	const sheets = [...cellSheets(results), ...otherSheets(results), goalSheet(results)];
	return [...sheets.map(forTerminal), ...leftOutLines(results)].join('\n');
}

export function cellSheets({ cells }: Results): Sheet[] {
	return (Object.keys(PROFILES) as Profile[]).map((profile) => ({
		title: PROFILES[profile].title,
		head: [
			'N',
			'',
			'rounds',
			'wall time',
			'before the first request',
			'ms per item',
			'CPU ms per item',
			'peak MB above idle',
			'in flight',
			'requests',
			'right',
		],
		rows: cells.filter((cell) => cell.profile === profile).map(cellRow),
	}));
}

function cellRow(cell: Result): string[] {
	const { n, setup, runs } = cell;
	const wallMs = mid(cell, (run) => run.wallMs) ?? NaN;
	const peak = mid(cell, (run) => run.peakBytes);
	return [
		String(n),
		nameOf(setup),
		String(runs.length),
		seconds(wallMs),
		seconds(mid(cell, (run) => run.beforeSendingMs) ?? NaN),
		(wallMs / n).toFixed(2),
		(mid(cell, (run) => run.cpuPerItemMs) ?? NaN).toFixed(2),
		peak === null ? '' : megabytes(peak),
		String(Math.max(...runs.map((run) => run.inFlight))),
		String(mid(cell, (run) => run.requests)),
		String(Math.min(...runs.map((run) => run.right))),
	];
}

export function otherSheets({ rate, memory }: Results): Sheet[] {
	const rateSheet: Sheet = {
		title: 'An API that allows 360 requests a minute',
		head: ['N', '', 'wall time', 'requests', 'refused with 429', 'in flight', 'right'],
		rows: rate.map(({ title, n, run }) => [
			String(n),
			title,
			seconds(run.wallMs),
			String(run.requests),
			String(run.refused),
			String(run.inFlight),
			String(run.right),
		]),
	};
	const memorySheet: Sheet = {
		title: 'Memory that is alive, MB above idle',
		head: ['N', 'at its most', 'when the node has ended', 'beyond what it leaves'],
		rows: memory.flatMap(({ n, run: { live } }) =>
			live === null
				? []
				: [
						[
							String(n),
							megabytes(live.peakBytes),
							megabytes(live.endBytes),
							megabytes(live.peakBytes - live.endBytes),
						],
					],
		),
	};
	return [rateSheet, memorySheet].filter(({ rows }) => rows.length > 0);
}

export function goalSheet(results: Results): Sheet {
	const row = (goal: Goal): string[] => [
		goal.about,
		goal.title,
		goal.seen.toFixed(3),
		goal.limit.toFixed(2),
		isMet(goal) ? 'met' : 'missed',
		goal.detail,
	];
	return {
		title: 'Goals',
		head: ['', '', 'seen', 'at most', '', ''],
		rows: goalsOf(results).map(row),
	};
}

export const leftOutLines = ({ leftOut }: Results): string[] =>
	leftOut
		.filter(({ cells }) => cells.length > 0)
		.map(
			({ cells, reason }) => `Left out, since they ${reason}: ${cells.map(titleOf).join('; ')}.`,
		);

function forTerminal({ title, head, rows }: Sheet): string {
	const table = new Table({ head, style: { head: [], border: [], compact: true } });
	table.push(...rows);
	return `\n${title}\n${table.toString()}`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
