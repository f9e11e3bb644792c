import fc from 'fast-check';
import type { LineState, WhenOn } from '../../../sandbox/rules';
import type { Fault } from '../../../sandbox/server';
import { ON_ERROR, REFUSED, UNREADABLE } from './answers';

export const LINES = ['33600000001', '33600000002', '33600000003', '33600000004'] as const;
/** Of no line in the sandbox. */
export const UNKNOWN = '33600000099';

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** Where a row of each mode wants its line to point, another place for each row. */
const TARGETS: Readonly<Record<string, ((own: string) => LineState) | undefined>> = {
	callForwarding: (own) => ({ type: 1, param: `+3369800${own}` }),
	voicemail: (own) => ({ type: 2, param: `team${own}@example.com` }),
	disabled: () => ({ type: 0, param: '' }),
};

const SPELLINGS: Array<(line: string) => string> = [
	(line) => line,
	(line) => `+33 (0)${line.slice(2)}`,
	(line) => line.replace(/^33/, '0'),
];

const row = fc.record({
	/** The virtual number as it is sent. */
	line: fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...LINES) },
		{ weight: 1, arbitrary: fc.constant(UNKNOWN) },
	),
	spelling: fc.constantFrom(...SPELLINGS),
	mode: fc.oneof(
		{ weight: 25, arbitrary: fc.constantFrom(...Object.keys(TARGETS)) },
		{ weight: 1, arbitrary: fc.constant('sometimes') },
	),
	alreadySet: fc.constantFrom('error', 'keep', 'replace'),
	dryRun: fc.integer({ min: 0, max: 15 }).map((dice) => dice === 0),
});

const lineState = fc.constantFrom<LineState>(
	{ type: 0, param: '' },
	{ type: 1, param: '+33711111111' },
	{ type: 2, param: 'before@example.com' },
);

const WITH_EITHER_FATE = UNREADABLE.flatMap((shape): Fault[] => [shape, { ...shape, apply: true }]);
const RATE_LIMITS = [0, 1, 5, 20, 60, 61, -1, 'soon', undefined].map((retryAfter): Fault => {
	return { kind: 'rateLimit', retryAfter };
});
/** The vendor may say "already on" of a line that points elsewhere, or is off. */
const LIES = [16, 17, 4711].map((code): Fault => {
	return { kind: 'answer', body: { success: false, code } };
});

const fault = fc
	.record({
		/** None takes the timeout, which is in real time. */
		what: fc.oneof(
			fc.constantFrom(...WITH_EITHER_FATE),
			fc.constantFrom(...RATE_LIMITS),
			fc.constantFrom<Fault>(...REFUSED, ...LIES, ...LIES, { kind: 'delay', ms: 15 }),
		),
		number: fc.constantFrom(...LINES),
		skip: fc.integer({ min: 0, max: 3 }),
		times: fc.integer({ min: 1, max: 3 }),
	})
	.map(({ what, ...matching }): Fault => ({ ...what, ...matching }));

const execution = fc.record({
	account: fc.constantFrom(0, 0, 0, 0, 1),
	/** In milliseconds, after the start of the one before. */
	gap: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5000 })),
	/** In milliseconds after its own start, where it is stopped. */
	stopAfter: fc.oneof(
		{ weight: 5, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.integer({ min: 0, max: 8000 }) },
	),
	rows: fc.array(row, { minLength: 1, maxLength: 4 }),
	numberFormat: fc.constantFrom('normalize', 'normalize', 'asEntered'),
	onError: fc.constantFrom(...ON_ERROR),
	concurrency: fc.constantFrom(1, 2, 5, 50),
	requestsPerMinute: fc.constantFrom(0, 0, 0, 20, 60, 600),
	maxRetries: fc.constantFrom(0, 1, 2, 2, 4),
});

/** In the order of their starts. */
const executions = fc.array(execution, { minLength: 1, maxLength: 4 }).map((drawn) => {
	let startAt = 0;
	let index = 0;
	return drawn.map(({ gap, rows, ...settings }) => ({
		...settings,
		/** In milliseconds from the beginning. */
		startAt: (startAt += gap),
		rows: rows.map(({ spelling, ...fields }) => {
			/** Undefined where its mode does not exist. */
			const target = TARGETS[fields.mode]?.(String(index++).padStart(4, '0'));
			// As it is entered, it is as the API wants it.
			const isAsEntered = settings.numberFormat === 'asEntered';
			const number = isAsEntered ? fields.line : spelling(fields.line);
			return { ...fields, target, number, destination: target?.param ?? '' };
		}),
	}));
});

export const scenario = fc.record({
	executions,
	/** Where each line points at first, in either account. */
	start: fc.tuple(lineState, lineState, lineState, lineState),
	/** Of the first account's API. */
	faults: fc.oneof(
		{ weight: 2, arbitrary: fc.array(fault, { minLength: 1, maxLength: 6 }) },
		{ weight: 1, arbitrary: fc.constant<Fault[]>([]) },
	),
	whenOn: fc.constantFrom<WhenOn>('alreadyOn', 'sameDestination', 'overwrite'),
	rejectionStatus: fc.constantFrom(200, 400),
	/** Of the answers, one after another and then again, in milliseconds. */
	latencies: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 5 }),
	/** What the node gets for chance. */
	chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

export type Scenario = Drawn<typeof scenario>;
export type Execution = Scenario['executions'][number];
export type Row = Execution['rows'][number];

/** What an item says about itself, in any of the three outputs. */
export interface Claim {
	success: boolean;
	status: string;
	changed: boolean | null;
	code: number | null;
}

/** What the API's rules make of a row without any fault. */
export function predict(
	line: LineState,
	{ target, dryRun, line: number, alreadySet }: Row,
	whenOn: WhenOn,
): Omit<Claim, 'success'> {
	const changed = (status: string, code: number) => ({ status, changed: true, code });
	const notChanged = (status: string, code: number | null) => ({ status, changed: false, code });
	if (target === undefined) return notChanged('rejected', 7);
	if (dryRun) return notChanged('dryRun', null);
	if (number === UNKNOWN) return notChanged('rejected', 13);
	if (target.type === 0) {
		if (line.type !== 0) return changed('applied', 2);
		return notChanged(alreadySet === 'error' ? 'rejected' : 'unchanged', 18);
	}
	// No two rows have the same destination, so `sameDestination` lets all of them pass.
	if (line.type === 0 || whenOn !== 'alreadyOn') return changed('applied', 200);
	if (alreadySet === 'replace') return changed('replaced', 200);
	const isKept = alreadySet === 'keep' && target.type === line.type;
	return notChanged(isKept ? 'unchanged' : 'rejected', line.type === 1 ? 16 : 17);
}
