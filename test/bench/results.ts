import { cpus, totalmem } from 'node:os';
import type { Run } from './measure';
import { CONTENDERS } from './contenders';
import type { Contender, Setup } from './contenders';
import { PROFILES } from './plan';
import type { Cell, Plan, Profile } from './plan';

export interface Result {
	profile: Profile;
	n: number;
	setup: Setup;
	runs: Run[];
}

/** A run against the API that allows so many requests a minute. */
export interface RateResult {
	title: string;
	setup: Setup;
	n: number;
	run: Run;
}

export interface Results {
	about: About;
	cells: Result[];
	rate: RateResult[];
	memory: { n: number; run: Run }[];
	leftOut: Plan['leftOut'];
}

export interface About {
	n8n: string;
	node: string;
	cpu: string;
	cores: number;
	memoryGb: number;
	startedAt: string;
	minutes: number;
	/** The system's load over 15 minutes at the start and at the end: of other work too. */
	load: [number, number];
}

export const machine = () => ({
	cpu: cpus()[0]?.model.trim() ?? 'unknown',
	cores: cpus().length,
	memoryGb: Math.round(totalmem() / 2 ** 30),
});

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return (low + high) / 2;
}

/** The median over the rounds; null where there is nothing to measure. */
export function mid({ runs }: Result, read: (run: Run) => number | null): number | null {
	const values = runs.map(read).filter((value) => value !== null);
	return values.length === 0 ? null : median(values);
}

export function nameOf({ contender, concurrency, fields }: Setup): string {
	const size = contender.endsWith('Batched')
		? `batches of ${concurrency}`
		: `${concurrency} at once`;
	return [
		CONTENDERS[contender],
		...(concurrency === null ? [] : [size]),
		...(fields === 'oneExpression' ? ['one expression'] : []),
	].join(', ');
}

export const titleOf = ({ profile, n, setup }: Pick<Cell, 'profile' | 'n' | 'setup'>): string =>
	`${PROFILES[profile].title}, N = ${n}: ${nameOf(setup)}`;

export interface Query {
	profile: Profile;
	n: number;
	contender: Contender;
	/** Any where it is left out. */
	concurrency?: number | null | undefined;
	oneExpression?: boolean;
}

export function find(results: Results, query: Query): Result | undefined {
	return results.cells.find(
		({ profile, n, setup }) =>
			profile === query.profile &&
			n === query.n &&
			setup.contender === query.contender &&
			(query.concurrency === undefined || setup.concurrency === query.concurrency) &&
			(setup.fields === 'oneExpression') === (query.oneExpression ?? false),
	);
}
