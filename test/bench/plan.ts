import type { SettingsInput } from '../../sandbox/settings';
import { latencyOf } from '../../sandbox/traffic';

/** How the emulated API behaves. */
export const PROFILES = {
	'no latency': {},
	'100 ms each': { latency: { ms: 100 } },
	'100 ms, 1 in 20 takes 1 s': { latency: { ms: 100, slowEvery: 20, slowMs: 1000 } },
	'360 requests a minute': { requestsPerMinute: 360 },
} satisfies Record<string, SettingsInput>;
export type Profile = keyof typeof PROFILES;

/** HTTP Request sends all its requests at once, with this package's credential. */
export type Contender = 'this node' | 'HTTP Request';

/** One way to set N lines. */
export interface Cell {
	contender: Contender;
	profile: Profile;
	n: number;
	/** Concurrent Requests. */
	concurrency: 5 | 50;
	/** Executions at the same time, which share the items. */
	executions: number;
	/** Looks at what is alive in memory instead of the time. */
	watchesMemory: boolean;
}

export const cell = (differences: Partial<Cell>): Cell => ({
	contender: 'this node',
	profile: 'no latency',
	n: 100,
	concurrency: 5,
	executions: 1,
	watchesMemory: false,
	...differences,
});

export const titleOf = (cell: Cell): string =>
	[
		`N = ${cell.n}: ${cell.contender}`,
		cell.profile,
		...(cell.contender === 'this node' ? [`${cell.concurrency} at once`] : []),
		...(cell.executions > 1 ? [`${cell.executions} executions`] : []),
		...(cell.watchesMemory ? ['memory'] : []),
	].join(', ');

/** Cells that are measured in turns, so that what else the machine does falls on all of them alike. */
export interface Turns {
	rounds: number;
	cells: Cell[];
}

const HEAVY_TAIL = '100 ms, 1 in 20 takes 1 s';

const bySize = (n: number): Cell[] => [
	...(['no latency', '100 ms each', HEAVY_TAIL] as const).flatMap((profile) =>
		([5, 50] as const).map((concurrency) => cell({ profile, n, concurrency })),
	),
	cell({ contender: 'HTTP Request', n }),
];

/** Under two minutes. */
export const QUICK: Turns[] = [
	{ rounds: 3, cells: bySize(100) },
	{ rounds: 1, cells: [cell({ profile: '360 requests a minute', n: 30 })] },
];

/** About 15 minutes. */
export const FULL: Turns[] = [
	{ rounds: 5, cells: bySize(100) },
	{ rounds: 3, cells: [...bySize(1000), cell({ n: 1000, executions: 10 })] },
	// With a heavy tail it would take longer than the five minutes that Node.js waits for a webhook's answer.
	{ rounds: 1, cells: bySize(10_000).filter(({ profile }) => profile !== HEAVY_TAIL) },
	{ rounds: 1, cells: [cell({ profile: '360 requests a minute', n: 120 })] },
	{ rounds: 1, cells: [1000, 10_000].map((n) => cell({ n, watchesMemory: true })) },
];

/**
 * How long N requests take that cost nothing but the API's latency, each starting as soon as one of
 * the slots is free: the i-th to arrive takes what the emulated API makes the i-th wait.
 */
export function idealMs({ n, concurrency, profile }: Cell): number {
	const settings = PROFILES[profile];
	const latency = 'latency' in settings ? settings.latency : { ms: 0 };
	const freeAt = Array.from({ length: Math.min(n, concurrency) }, () => 0);
	for (let i = 1; i <= n; i++) {
		const slot = freeAt.indexOf(Math.min(...freeAt));
		freeAt[slot] = (freeAt[slot] ?? 0) + latencyOf(i, latency);
	}
	return Math.max(...freeAt);
}
