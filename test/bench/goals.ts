import type { Contender } from './contenders';
import type { Run } from './measure';
import { CONCURRENCIES, idealMs, PROFILES, RATE_PER_MINUTE } from './plan';
import type { Profile } from './plan';
import { find, mid, titleOf } from './results';
import type { Results } from './results';

/** What must hold on any machine, however busy. */
export interface Check {
	title: string;
	problem: string | null;
}

export function checksOf(results: Results): Check[] {
	const ofCells = results.cells
		.filter(({ setup }) => setup.contender === 'node')
		.flatMap((cell) => cell.runs.map((run) => ({ ...cell, title: titleOf(cell), run })));
	const ofRate = results.rate.filter(({ setup }) => setup.contender === 'node');
	return [...ofCells, ...ofRate].map(({ title, n, setup, run }) => ({
		title,
		problem: problemOf(run, n, setup.concurrency ?? Infinity, setup.requestsPerMinute),
	}));
}

function problemOf(
	{ right, inFlight, refused }: Run,
	n: number,
	concurrency: number,
	requestsPerMinute: number | undefined,
): string | null {
	if (right !== n) return `${n - right} of ${n} items are wrong`;
	if (inFlight > concurrency) return `${inFlight} requests were in flight`;
	if (requestsPerMinute !== undefined && refused > 0) return `the API refused ${refused} requests`;
	return null;
}

/** How much the memory that is alive in n8n differs from one reading to the next. */
const MEMORY_NOISE_MB = 5;

/** A goal for a calm machine: mostly a ratio within one run. */
export interface Goal {
	about: string;
	title: string;
	seen: number;
	limit: number;
	/** What the ratio is made of. */
	detail: string;
}

export const isMet = ({ seen, limit }: Goal): boolean => seen <= limit;

export function goalsOf(results: Results): Goal[] {
	return [
		...latencyGoals(results, 'ms100', 'Wall time at 100 ms'),
		...latencyGoals(results, 'tail', 'Heavy tail'),
		...httpGoals(results),
		...firstRequestGoals(results),
		...cpuGoals(results),
		...rateGoals(results),
		...linearGoals(results),
		...memoryGoals(results),
	];
}

/** From the first item to the last, against the API's latency and the node's own time without latency. */
function latencyGoals(results: Results, profile: Profile, about: string): Goal[] {
	return [100, 1000, 10_000].flatMap((n) =>
		CONCURRENCIES.flatMap((concurrency) => {
			const wallMs = wallOf(results, profile, n, 'node', concurrency);
			const ownMs = wallOf(results, 'none', n, 'node', concurrency);
			if (Number.isNaN(wallMs + ownMs)) return [];
			const schedule = idealMs(n, concurrency, profile);
			return {
				about,
				title: `N = ${n}, ${concurrency} at once`,
				seen: wallMs / Math.max(schedule, ownMs),
				limit: concurrency === 50 ? 1.2 : 1.1,
				detail: `${seconds(wallMs)}; schedule ${seconds(schedule)}, without latency ${seconds(ownMs)}`,
			};
		}),
	);
}

/** HTTP Request has no such limit: all its requests are on their way at once. */
function httpGoals(results: Results): Goal[] {
	return [100, 1000, 10_000].flatMap((n) =>
		[5, 50].flatMap((concurrency) => {
			const node = wallOf(results, 'none', n, 'node', concurrency);
			const http = wallOf(results, 'none', n, 'httpKey', null);
			if (Number.isNaN(node + http)) return [];
			return {
				about: 'No latency, against HTTP Request with the key in the body',
				title: `N = ${n}, ${concurrency} at once`,
				seen: node / http,
				limit: 1,
				detail: `${seconds(node)}; ${seconds(http)}`,
			};
		}),
	);
}

function firstRequestGoals({ cells }: Results): Goal[] {
	return cells
		.filter(({ profile, setup }) => profile === 'ms100' && setup.contender === 'node')
		.map((cell) => ({
			about: 'Until the first request, ms',
			title: titleOf(cell),
			seen: mid(cell, (run) => run.beforeSendingMs) ?? NaN,
			limit: 50,
			detail: '',
		}));
}

/** How far beyond a goal a quick run may be: the machine can be busy. Smaller losses show in a full run only. */
const GUARD_FACTOR = 2;

export function guardsOf(results: Results): Check[] {
	const guarded = [...latencyGoals(results, 'ms100', '100 ms'), ...httpGoals(results)];
	return guarded.map(({ about, title, seen, limit }) => ({
		title: `${about}, ${title}`,
		problem: seen <= limit * GUARD_FACTOR ? null : `the ratio is ${seen.toFixed(2)}`,
	}));
}

function wallOf(
	results: Results,
	profile: Profile,
	n: number,
	contender: Contender,
	concurrency: number | null,
): number {
	const cell = find(results, { profile, n, contender, concurrency });
	return (cell && mid(cell, (run) => run.wallMs)) ?? NaN;
}

function cpuGoals(results: Results): Goal[] {
	return [false, true].flatMap((oneExpression) =>
		[100, 1000].flatMap((n) => {
			const cpu = (contender: Contender, concurrency?: number): number => {
				const query = { profile: 'none', n, contender, concurrency, oneExpression } as const;
				const cell = find(results, query);
				return (cell && mid(cell, (run) => run.cpuPerItemMs)) ?? NaN;
			};
			const [node, auth, key] = [cpu('node', 5), cpu('httpAuth'), cpu('httpKey')];
			if (Number.isNaN(node + auth + key)) return [];
			return {
				about: 'CPU per item against HTTP Request with a credential',
				title: `N = ${n}, ${oneExpression ? 'one expression' : 'three expressions'}`,
				seen: node / auth,
				limit: 0.9,
				detail: `${node.toFixed(2)} ms; ${auth.toFixed(2)} ms with a credential, ${key.toFixed(2)} ms with the key in the body`,
			};
		}),
	);
}

function rateGoals({ rate }: Results): Goal[] {
	const ofNode = rate.filter(({ setup }) => setup.contender === 'node');
	const paced = ofNode.find(({ setup }) => setup.requestsPerMinute !== undefined);
	if (paced === undefined) return [];
	const about = `An API that allows ${RATE_PER_MINUTE} requests a minute`;
	const perMinute = ((paced.run.requests - 1) / paced.run.arrivalsMs) * 60_000;
	const pace = {
		about,
		title: 'allowed rate ÷ rate reached when paced',
		seen: RATE_PER_MINUTE / perMinute,
		limit: 1 / 0.97,
		detail: `${perMinute.toFixed(1)} requests a minute, ${paced.run.refused} refused`,
	};
	const unpaced = ofNode.filter(({ setup }) => setup.requestsPerMinute === undefined);
	return [
		pace,
		...unpaced.map(({ title, n, run }) => ({
			about,
			title: `${title}, time ÷ paced`,
			seen: run.wallMs / paced.run.wallMs,
			limit: 1.3,
			detail: `${seconds(run.wallMs)} and ${seconds(paced.run.wallMs)}; ${run.right} of ${n} right, ${run.refused} refused`,
		})),
	];
}

function linearGoals(results: Results): Goal[] {
	return CONCURRENCIES.flatMap((concurrency) => {
		const perItem = (n: number): number => {
			const cell = find(results, { profile: 'none', n, contender: 'node', concurrency });
			return ((cell && mid(cell, (run) => run.wallMs)) ?? NaN) / n;
		};
		const [small, large] = [perItem(1000), perItem(10_000)];
		if (Number.isNaN(small + large)) return [];
		return {
			about: 'Time per item at 10 000 against 1 000',
			title: `${PROFILES.none.title}, ${concurrency} at once`,
			seen: large / small,
			limit: 1.2,
			detail: `${large.toFixed(2)} ms and ${small.toFixed(2)} ms`,
		};
	});
}

function memoryGoals({ memory }: Results): Goal[] {
	const beyond = (items: number): number => {
		const live = memory.find(({ n }) => n === items)?.run.live;
		return live ? (live.peakBytes - live.endBytes) / 1e6 : NaN;
	};
	const [small, large] = [beyond(1000), beyond(10_000)];
	if (Number.isNaN(small + large)) return [];
	return [
		{
			about: 'Memory beyond what the node leaves, in MB',
			title: '10 000 items less 1 000 items',
			seen: large - small,
			limit: MEMORY_NOISE_MB,
			detail: `${large.toFixed(1)} MB and ${small.toFixed(1)} MB`,
		},
	];
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
