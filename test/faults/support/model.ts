import fc from 'fast-check';
import type { OnError } from 'n8n-workflow';
import type { LineState, WhenOn } from '../../../sandbox/rules';
import type { Fault } from '../../../sandbox/server';
import { ON_ERROR, REFUSED, UNREADABLE } from './answers';

export const LINES = ['33600000001', '33600000002', '33600000003', '33600000004'] as const;
/** Of no line in the sandbox. */
export const UNKNOWN = '33600000099';

const MODES = ['callForwarding', 'voicemail', 'disabled'] as const;
const ALREADY_SET = ['error', 'keep', 'replace'] as const;
const WHEN_ON = ['alreadyOn', 'sameDestination', 'overwrite'] as const;

/** A row as it comes in; `mode` can be one that does not exist. */
export type Row = {
	/** The virtual number in some spelling. */
	number: string;
	/** The virtual number as it is sent. */
	line: string;
	mode: string;
	destination: string;
	alreadySet: (typeof ALREADY_SET)[number];
	dryRun: boolean;
};

/** One execution of the node, with settings of its own. */
export interface Execution {
	account: number;
	/** In milliseconds from the beginning, another one for each execution. */
	startAt: number;
	/** How long after its start it is stopped; undefined where it is not. */
	stopAfter: number | undefined;
	rows: Row[];
	numberFormat: 'normalize' | 'asEntered';
	onError: OnError;
	concurrency: number;
	requestsPerMinute: number;
	maxRetries: number;
}

export interface Scenario {
	/** In the order of their starts. */
	executions: Execution[];
	/** Where each line points at first, in either account. */
	start: LineState[];
	/** Of the first account's API. */
	faults: Fault[];
	whenOn: WhenOn;
	rejectionStatus: number;
	/** Of the answers, one after another and then again, in milliseconds. */
	latencies: number[];
	/** What the node gets for chance. */
	chance: number;
}

const TYPE_OF_MODE: Readonly<Record<string, LineState['type'] | undefined>> = {
	disabled: 0,
	callForwarding: 1,
	voicemail: 2,
};

/** Where a row wants its line to point; undefined where its mode does not exist. */
export function wanted({ mode, destination }: Row): LineState | undefined {
	const type = TYPE_OF_MODE[mode];
	return type === undefined ? undefined : { type, param: destination };
}

const SPELLINGS: Array<(line: string) => string> = [
	(line) => line,
	(line) => `+33 (0)${line.slice(2)}`,
	(line) => line.replace(/^33/, '0'),
];

const row: fc.Arbitrary<Row> = fc
	.record({
		line: fc.oneof(
			{ weight: 12, arbitrary: fc.constantFrom(...LINES) },
			{ weight: 1, arbitrary: fc.constant(UNKNOWN) },
		),
		spelling: fc.constantFrom(...SPELLINGS),
		mode: fc.oneof(
			{ weight: 25, arbitrary: fc.constantFrom(...MODES) },
			{ weight: 1, arbitrary: fc.constant('sometimes') },
		),
		alreadySet: fc.constantFrom(...ALREADY_SET),
		dryRun: fc.integer({ min: 0, max: 15 }).map((dice) => dice === 0),
	})
	.map(({ spelling, ...fields }) => ({
		...fields,
		number: spelling(fields.line),
		destination: '',
	}));

/** Another destination for each row, so that the API can tell them apart. */
const DESTINATION_OF_MODE: Readonly<Record<string, ((own: string) => string) | undefined>> = {
	callForwarding: (own) => `+3369800${own}`,
	voicemail: (own) => `team${own}@example.com`,
};

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
/** None takes the timeout, which is in real time. */
const faultKind = fc.oneof(
	fc.constantFrom(...WITH_EITHER_FATE),
	fc.constantFrom(...RATE_LIMITS),
	fc.constantFrom(...REFUSED, ...LIES, ...LIES, { kind: 'delay' as const, ms: 15 }),
);

const fault: fc.Arbitrary<Fault> = fc
	.tuple(
		faultKind,
		fc.constantFrom(...LINES),
		fc.integer({ min: 0, max: 3 }),
		fc.integer({ min: 1, max: 3 }),
	)
	.map(([what, number, skip, times]): Fault => ({ ...what, number, skip, times }));

const execution = fc.record({
	account: fc.constantFrom(0, 0, 0, 0, 1),
	/** After the start of the one before. */
	gap: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5000 })),
	stopAfter: fc.oneof(
		{ weight: 5, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.integer({ min: 0, max: 8000 }) },
	),
	rows: fc.array(row, { minLength: 1, maxLength: 4 }),
	numberFormat: fc.constantFrom('normalize' as const, 'normalize' as const, 'asEntered' as const),
	onError: fc.constantFrom(...ON_ERROR),
	concurrency: fc.constantFrom(1, 2, 5, 50),
	requestsPerMinute: fc.constantFrom(0, 0, 0, 20, 60, 600),
	maxRetries: fc.constantFrom(0, 1, 2, 2, 4),
});

const executions = fc.array(execution, { minLength: 1, maxLength: 4 }).map((drawn) => {
	let startAt = 0;
	let index = 0;
	return drawn.map(({ gap, rows, ...settings }): Execution => {
		startAt += gap;
		const isAsEntered = settings.numberFormat === 'asEntered';
		return {
			...settings,
			startAt,
			rows: rows.map((each) => ({
				...each,
				destination: DESTINATION_OF_MODE[each.mode]?.(String(index++).padStart(4, '0')) ?? '',
				// As it is entered, it is as the API wants it.
				number: isAsEntered ? each.line : each.number,
			})),
		};
	});
});

export const scenario: fc.Arbitrary<Scenario> = fc.record({
	executions,
	start: fc.tuple(lineState, lineState, lineState, lineState),
	faults: fc.oneof(
		{ weight: 2, arbitrary: fc.array(fault, { minLength: 1, maxLength: 6 }) },
		{ weight: 1, arbitrary: fc.constant<Fault[]>([]) },
	),
	whenOn: fc.constantFrom(...WHEN_ON),
	rejectionStatus: fc.constantFrom(200, 400),
	latencies: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 5 }),
	chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** What an item says about itself, in any of the three outputs. */
export interface Claim {
	success: boolean;
	status: string;
	changed: boolean | null;
	code: number | null;
}

/** A line on which the API's rules are played without any fault. */
export function predict(
	line: LineState,
	row: Row,
	whenOn: WhenOn,
): { claim: Claim; line: LineState } {
	const target = wanted(row);
	const rejected = (code: number | null) => ({
		claim: { success: false, status: 'rejected', changed: false, code },
		line,
	});
	const done = (status: string, changed: boolean, code: number | null, now: LineState) => ({
		claim: { success: true, status, changed, code },
		line: now,
	});
	if (target === undefined) return rejected(7);
	if (row.dryRun) return done('dryRun', false, null, line);
	if (row.line === UNKNOWN) return rejected(13);
	if (target.type === 0) {
		if (line.type !== 0) return done('applied', true, 2, target);
		return row.alreadySet === 'error' ? rejected(18) : done('unchanged', false, 18, line);
	}
	// No two rows have the same destination, so `sameDestination` lets all of them pass.
	if (line.type === 0 || whenOn !== 'alreadyOn') return done('applied', true, 200, target);
	const code = line.type === 1 ? 16 : 17;
	if (row.alreadySet === 'keep' && target.type === line.type) {
		return done('unchanged', false, code, line);
	}
	return row.alreadySet === 'replace' ? done('replaced', true, 200, target) : rejected(code);
}
