import { latencyOf } from '../../sandbox/traffic';

/** How the emulated API behaves. */
export const PROFILES = {
	none: { title: 'no latency', latency: { ms: 0 } },
	ms100: { title: '100 ms each', latency: { ms: 100 } },
	tail: {
		title: '100 ms, 1 in 20 takes 1 s',
		latency: { ms: 100, slowEvery: 20, slowMs: 1000 },
	},
} as const;
export type Profile = keyof typeof PROFILES;

/** n8n's HTTP Request has the key in the body, and sends all its requests at once. */
export type Contender = 'this node' | 'HTTP Request';

/** One way to set N lines. */
export interface Cell {
	contender: Contender;
	profile: Profile;
	n: number;
	/** Concurrent Requests; Infinity for HTTP Request. */
	concurrency: number;
	/** Executions at the same time, which share the items. */
	executions: number;
	/** 0 for no limit; the API then has the same one. */
	requestsPerMinute: number;
	/** Values of an item that are expressions on the row: number, mode and destination, or the number only. */
	expressions: 3 | 1;
	/** Looks at what is alive in memory instead of the time. */
	watchesMemory: boolean;
}

const CELL: Cell = {
	contender: 'this node',
	profile: 'none',
	n: 100,
	concurrency: 5,
	executions: 1,
	requestsPerMinute: 0,
	expressions: 3,
	watchesMemory: false,
};

export const cell = (differences: Partial<Cell>): Cell => ({ ...CELL, ...differences });

export const titleOf = (cell: Cell): string =>
	[
		`N = ${cell.n}: ${cell.contender}`,
		PROFILES[cell.profile].title,
		...(cell.contender === 'this node' ? [`${cell.concurrency} at once`] : []),
		...(cell.executions > 1 ? [`${cell.executions} executions`] : []),
		...(cell.requestsPerMinute > 0 ? [`${cell.requestsPerMinute} requests per minute`] : []),
		...(cell.expressions === 1 ? ['one expression'] : []),
		...(cell.watchesMemory ? ['memory'] : []),
	].join(', ');

/** Cells that are measured in turns, so that what else the machine does falls on all of them alike. */
export interface Turns {
	rounds: number;
	cells: Cell[];
}

const HTTP_REQUEST = { contender: 'HTTP Request', concurrency: Infinity } as const;
const PACED = { requestsPerMinute: 360 };

const bySize = (n: number, profiles: Profile[]): Cell[] =>
	profiles.flatMap((profile) => [
		cell({ profile, n, concurrency: 5 }),
		cell({ profile, n, concurrency: 50 }),
		...(profile === 'tail' ? [] : [cell({ profile, n, ...HTTP_REQUEST })]),
	]);

/** About 15 minutes. */
export const FULL: Turns[] = [
	{ rounds: 5, cells: bySize(100, ['none', 'ms100', 'tail']) },
	{
		rounds: 3,
		cells: [...bySize(1000, ['none', 'ms100', 'tail']), cell({ n: 1000, executions: 10 })],
	},
	{ rounds: 1, cells: bySize(10_000, ['none', 'ms100']) },
	{ rounds: 1, cells: [cell({ ...PACED, n: 120 })] },
	{ rounds: 1, cells: [1000, 10_000].map((n) => cell({ n, watchesMemory: true })) },
];

/** Under two minutes. */
export const QUICK: Turns[] = [
	{ rounds: 3, cells: bySize(100, ['none', 'ms100', 'tail']) },
	{ rounds: 1, cells: [cell({ ...PACED, n: 30 })] },
];

/**
 * How long N requests take that cost nothing but the API's latency, each starting as soon as one of
 * the slots is free: the i-th to arrive takes what the emulated API makes the i-th wait.
 */
export function idealMs({ n, concurrency, profile }: Cell): number {
	const { latency } = PROFILES[profile];
	const freeAt = Array.from({ length: Math.min(n, concurrency) }, () => 0);
	for (let i = 1; i <= n; i++) {
		const slot = freeAt.indexOf(Math.min(...freeAt));
		freeAt[slot] = (freeAt[slot] ?? 0) + latencyOf(i, latency);
	}
	return Math.max(...freeAt);
}
