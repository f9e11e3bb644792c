import type { Run } from './bench';
import { cell, idealMs, titleOf } from './plan';
import type { Cell } from './plan';

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
}

/** What must hold on any machine, however busy; undefined where it does. */
export function problemOf({ contender, n, concurrency, executions }: Cell, run: Run) {
	if (run.right !== n) return `${n - run.right} of ${n} items are wrong`;
	const isOver = contender === 'this node' && run.inFlight > concurrency * executions;
	if (isOver) return `${run.inFlight} requests were in flight`;
	if (run.refused > 0) return `${run.refused} requests were refused`;
	return undefined;
}

/** The goals whose cells were measured. */
export function goalsOf(results: Result[]): Goal[] {
	/** The median over the rounds; NaN where the cell was not measured. */
	const read = (asked: Partial<Cell>, value: keyof Run = 'wallMs'): number => {
		const title = titleOf(cell(asked));
		const runs = results.find((result) => titleOf(result.cell) === title)?.runs ?? [];
		const sorted = runs.map((run) => run[value] ?? NaN).sort((a, b) => a - b);
		return sorted[Math.floor(sorted.length / 2)] ?? NaN;
	};

	const bySize = (n: number, concurrency: 5 | 50): Goal[] => {
		const title = `N = ${n}, ${concurrency} at once`;
		const ownMs = read({ n, concurrency });
		const late = (['100 ms each', '100 ms, 1 in 20 takes 1 s'] as const).map((profile) => {
			const asked = cell({ profile, n, concurrency });
			return {
				about: `${profile}: time ÷ schedule, or ÷ its own time without latency`,
				seen: read(asked) / Math.max(idealMs(asked), ownMs),
				limit: concurrency === 50 ? 1.2 : 1.1,
			};
		});
		const contender = 'HTTP Request';
		const against = {
			about: `No latency, against ${contender}`,
			seen: ownMs / read({ contender, n }),
			limit: 1.1,
		};
		const first = {
			about: 'Until the first request, in ms',
			seen: read({ profile: '100 ms each', n, concurrency }, 'untilFirstRequestMs'),
			limit: 50,
		};
		const all = [...late, against, first];
		return all.map((goal) => ({ ...goal, title }));
	};

	const perMinute = (n: number) =>
		read({ n, profile: '360 requests a minute' }, 'arrivedPerMinute');
	const transient = (n: number) => read({ n, watchesMemory: true }, 'transientBytes') / 1e6;
	return [
		...[100, 1000, 10_000].flatMap((n) => [...bySize(n, 5), ...bySize(n, 50)]),
		...([5, 50] as const).map((concurrency) => ({
			about: 'Time for an item, N = 10 000 against 1 000',
			title: `${concurrency} at once`,
			seen: read({ n: 10_000, concurrency }) / 10 / read({ n: 1000, concurrency }),
			limit: 1.2,
		})),
		{
			about: 'Ten executions that share the items, against one',
			title: 'N = 1000, 5 at once each',
			seen: read({ n: 1000, executions: 10 }) / read({ n: 1000 }),
			limit: 1.2,
		},
		...[30, 120].map((n) => ({
			about: 'Paced at 360 a minute: allowed rate ÷ rate reached',
			title: `N = ${n}`,
			seen: 360 / perMinute(n),
			limit: 1.03,
		})),
		{
			about: 'Memory beyond what the node leaves, in MB',
			title: 'N = 10 000 less N = 1 000',
			seen: transient(10_000) - transient(1000),
			limit: 5,
		},
	].filter(({ seen }) => !Number.isNaN(seen));
}
