import { latencyOf } from '../../sandbox/traffic';
import { BATCH_INTERVAL_MS } from './contenders';
import type { Contender, Setup } from './contenders';

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

export interface Cell {
	profile: Profile;
	n: number;
	setup: Setup;
	/** Three where the cell is short enough. */
	rounds: 1 | 3;
}

export interface Plan {
	/** No cell begins that would not end by then. */
	minutes: number;
	cells: Cell[];
	/** What would take too long, and why. */
	leftOut: { cells: Cell[]; reason: string }[];
	/** Items for the runs against an API that allows 360 requests a minute. */
	rateLimited: { n: number; contenders: 'all' | 'paced' };
	/** Items for the runs that look at what is alive in memory. */
	memory: number[];
}

export const RATE_PER_MINUTE = 360;
export const CONCURRENCIES = [1, 5, 50];
const MAX_CELL_MS = 60_000;
const SHORT_MS = 8_000;

/** For planning only, on two cores that do nothing else. */
const CPU_PER_ITEM_MS: Record<Contender, number> = {
	node: 4,
	httpKey: 4.5,
	httpKeyBatched: 4.5,
	httpAuth: 7,
	httpAuthBatched: 7,
	floor: 0.7,
	floorNew: 0.7,
};

export function fullPlan(): Plan {
	const all = (Object.keys(PROFILES) as Profile[]).flatMap((profile) =>
		[1, 100, 1000, 10_000].flatMap((n) => cellsOf(profile, n)),
	);
	const tooLong = all.filter((cell) => estimateMs(cell) > MAX_CELL_MS);
	const fieldCells = (['node', 'httpKey', 'httpAuth'] as const).map((contender) => {
		const concurrency = contender === 'node' ? 5 : null;
		return cell('none', 1000, { contender, concurrency, fields: 'oneExpression' });
	});
	return {
		minutes: 27,
		cells: [...all.filter((each) => !tooLong.includes(each)), ...fieldCells],
		leftOut: [{ cells: tooLong, reason: 'would take over 60 seconds' }],
		rateLimited: { n: 500, contenders: 'all' },
		memory: [1000, 10_000],
	};
}

/** A few cells, three rounds in turns, in under three minutes. */
export function quickPlan(): Plan {
	const setups: Setup[] = [
		{ contender: 'node', concurrency: 5 },
		{ contender: 'node', concurrency: 50 },
		{ contender: 'httpKey', concurrency: null },
	];
	const cells = (Object.keys(PROFILES) as Profile[]).flatMap((profile) =>
		setups.map((setup): Cell => ({ profile, n: 100, setup, rounds: 3 })),
	);
	return {
		minutes: 3,
		cells,
		leftOut: [],
		rateLimited: { n: 30, contenders: 'paced' },
		memory: [],
	};
}

function cellsOf(profile: Profile, n: number): Cell[] {
	const unbatched = (['httpKey', 'httpAuth'] as const).map((contender) => ({
		contender,
		concurrency: null,
	}));
	const others = (['node', 'floor', 'httpKeyBatched', 'httpAuthBatched'] as const).flatMap(
		(contender) => CONCURRENCIES.map((concurrency) => ({ contender, concurrency })),
	);
	// Shows what a new connection for each request does where many requests wait for answers.
	const fresh =
		profile === 'ms100' && n > 1 ? [{ contender: 'floorNew', concurrency: 50 } as const] : [];
	return [...others, ...fresh, ...unbatched].map((setup) => cell(profile, n, setup));
}

function cell(profile: Profile, n: number, setup: Setup): Cell {
	const draft: Cell = { profile, n, setup, rounds: 1 };
	// Batching waits most of the time, and a single item takes about as long in every way.
	const isRepeated = n > 1 && estimateMs(draft) <= SHORT_MS && !isBatched(setup);
	return { ...draft, rounds: isRepeated ? 3 : 1 };
}

export function estimateMs({ profile, n, setup }: Cell): number {
	const { contender } = setup;
	const concurrency = setup.concurrency ?? n;
	const cpuMs = n * CPU_PER_ITEM_MS[contender];
	if (contender === 'node' || contender === 'floor' || contender === 'floorNew') {
		return Math.max(cpuMs, idealMs(n, concurrency, profile));
	}
	const pausesMs = isBatched(setup) ? (n / concurrency) * BATCH_INTERVAL_MS : 0;
	return Math.max(cpuMs, pausesMs) + idealMs(1, 1, profile);
}

export function isBatched({ contender }: Setup): boolean {
	return contender === 'httpKeyBatched' || contender === 'httpAuthBatched';
}

/**
 * How long N requests take that cost nothing but the API's latency, each starting as soon as one of
 * the slots is free: the i-th to arrive takes what the emulated API makes the i-th wait.
 */
export function idealMs(n: number, concurrency: number, profile: Profile): number {
	const { latency } = PROFILES[profile];
	const freeAt = Array.from({ length: Math.min(n, concurrency) }, () => 0);
	for (let i = 1; i <= n; i++) {
		const slot = freeAt.indexOf(Math.min(...freeAt));
		freeAt[slot] = (freeAt[slot] ?? 0) + latencyOf(i, latency);
	}
	return Math.max(...freeAt);
}
