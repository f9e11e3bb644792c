import type { Run } from './bench';
import { cell, idealMs, titleOf } from './plan';
import type { Cell, Profile } from './plan';

export interface Result {
	cell: Cell;
	runs: Run[];
}

/** For a calm machine. */
export interface Goal {
	about: string;
	title: string;
	seen: number;
	limit: number;
	/** What the ratio is made of; empty for a figure that depends on the machine. */
	detail: string;
}

/** What must hold on any machine, however busy; undefined where it does. */
export function problemOf({ n, concurrency, executions, requestsPerMinute }: Cell, run: Run) {
	if (run.right !== n) return `${n - run.right} of ${n} items are wrong`;
	if (run.inFlight > concurrency * executions) return `${run.inFlight} requests were in flight`;
	if (requestsPerMinute > 0 && run.refused > 0) return `the API refused ${run.refused} requests`;
	return undefined;
}

/** The goals whose cells were measured. */
export function goalsOf(results: Result[]): Goal[] {
	const read = (asked: Partial<Cell>, value: (run: Run) => number | undefined): number =>
		median(results, cell(asked), value);
	const wall = (asked: Partial<Cell>): number => read(asked, (run) => run.wallMs);
	const sizes = [100, 1000, 10_000];
	const bySizeAndSlots = (goal: (n: number, concurrency: number) => Goal): Goal[] =>
		sizes.flatMap((n) => [goal(n, 5), goal(n, 50)]);

	/** Against the larger of the API's latency and the node's own time without latency. */
	const latency = (profile: Profile, about: string): Goal[] =>
		bySizeAndSlots((n, concurrency) => {
			const wallMs = wall({ profile, n, concurrency });
			const ownMs = wall({ n, concurrency });
			const scheduleMs = idealMs(cell({ profile, n, concurrency }));
			return {
				about,
				title: `N = ${n}, ${concurrency} at once`,
				seen: wallMs / Math.max(scheduleMs, ownMs),
				limit: concurrency === 50 ? 1.2 : 1.1,
				detail: `${seconds(wallMs)}; schedule ${seconds(scheduleMs)}, without latency ${seconds(ownMs)}`,
			};
		});

	const ratio = (
		about: string,
		title: string,
		limit: number,
		ms: number,
		thanMs: number,
	): Goal => ({
		about,
		title,
		seen: ms / thanMs,
		limit,
		detail: `${seconds(ms)}; ${seconds(thanMs)}`,
	});
	const http = { contender: 'HTTP Request', concurrency: Infinity } as const;
	const paced = (n: number): number =>
		read({ n, requestsPerMinute: 360 }, (run) => run.arrivedPerMinute);
	const transient = (n: number): number =>
		read({ n, watchesMemory: true }, (run) => run.transientBytes) / 1e6;

	return [
		...latency('ms100', '100 ms'),
		...latency('tail', 'Heavy tail'),
		...bySizeAndSlots((n, concurrency) =>
			ratio(
				'No latency, against HTTP Request',
				`N = ${n}, ${concurrency} at once`,
				1,
				wall({ n, concurrency }),
				wall({ n, ...http }),
			),
		),
		...bySizeAndSlots((n, concurrency) => ({
			about: 'Until the first request, in ms',
			title: `N = ${n}, ${concurrency} at once`,
			seen: read({ profile: 'ms100', n, concurrency }, (run) => run.untilFirstRequestMs),
			limit: 50,
			detail: '',
		})),
		...[5, 50].map((concurrency) =>
			ratio(
				'Time for an item, N = 10 000 against 1 000',
				`${concurrency} at once`,
				1.2,
				wall({ n: 10_000, concurrency }) / 10,
				wall({ n: 1000, concurrency }),
			),
		),
		ratio(
			'Ten executions that share the items, against one',
			'N = 1000, 5 at once each',
			1.2,
			wall({ n: 1000, executions: 10 }),
			wall({ n: 1000 }),
		),
		...[30, 120].map((n) => ({
			about: 'Paced at 360 a minute: allowed rate ÷ rate reached',
			title: `N = ${n}`,
			seen: 360 / paced(n),
			limit: 1.03,
			detail: `${paced(n).toFixed(1)} requests a minute`,
		})),
		{
			about: 'Memory beyond what the node leaves, in MB',
			title: 'N = 10 000 less N = 1 000',
			seen: transient(10_000) - transient(1000),
			limit: 5,
			detail: '',
		},
	].filter(({ seen }) => !Number.isNaN(seen));
}

/** Over the rounds; NaN where the cell was not measured. */
export function median(
	results: Result[],
	asked: Cell,
	value: (run: Run) => number | undefined,
): number {
	const runs = results.find((result) => titleOf(result.cell) === titleOf(asked))?.runs ?? [];
	const sorted = runs.map((run) => value(run) ?? NaN).sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
