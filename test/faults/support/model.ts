import fc from 'fast-check';
import type { LineState, WhenOn } from '../../../sandbox/rules';
import type { Fault } from '../../../sandbox/server';

export const LINES = ['33600000001', '33600000002', '33600000003', '33600000004'] as const;
/** Of no line in the sandbox. */
export const UNKNOWN = '33600000099';

export const MODES = ['callForwarding', 'voicemail', 'disabled'] as const;
export const ON_ERROR = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
const ALREADY_SET = ['error', 'keep', 'replace'] as const;
const WHEN_ON = ['alreadyOn', 'sameDestination', 'overwrite'] as const;

/** A row as it comes in; `mode` can be one that does not exist. */
export type Row = {
	number: string;
	mode: string;
	/** Another one for each row, so that requests can be told apart. */
	destination: string;
	alreadySet: (typeof ALREADY_SET)[number];
	dryRun: boolean;
};

export interface Scenario {
	rows: Row[];
	/** Where each line points at first. */
	start: LineState[];
	faults: Fault[];
	onError: (typeof ON_ERROR)[number];
	concurrency: number;
	requestsPerMinute: number;
	maxRetries: number;
	whenOn: WhenOn;
	rejectionStatus: number;
	/** Of the answers, one after another and then again, in milliseconds. */
	latencies: number[];
	/** What the node gets for chance. */
	chance: number;
}

export const TYPE_OF_MODE: Readonly<Record<string, LineState['type'] | undefined>> = {
	disabled: 0,
	callForwarding: 1,
	voicemail: 2,
};

/** Where a row wants its line to point; undefined where its mode does not exist. */
export function wanted({ mode, destination }: Row): LineState | undefined {
	const type = TYPE_OF_MODE[mode];
	return type === undefined ? undefined : { type, param: destination };
}

const row = fc
	.record({
		number: fc.oneof(
			{ weight: 12, arbitrary: fc.constantFrom(...LINES) },
			{ weight: 1, arbitrary: fc.constant(UNKNOWN) },
		),
		mode: fc.oneof(
			{ weight: 20, arbitrary: fc.constantFrom(...MODES) },
			{ weight: 1, arbitrary: fc.constant('sometimes') },
		),
		alreadySet: fc.constantFrom(...ALREADY_SET),
		dryRun: fc.integer({ min: 0, max: 15 }).map((dice) => dice === 0),
	})
	.map((fields): Row => ({ ...fields, destination: '' }));

function withDestination(fields: Row, index: number): Row {
	const own = String(index).padStart(4, '0');
	switch (fields.mode) {
		case 'callForwarding':
			return { ...fields, destination: `+3369800${own}` };
		case 'voicemail':
			return { ...fields, destination: `team${own}@example.com` };
		default:
			return fields;
	}
}

const lineState = fc.constantFrom<LineState>(
	{ type: 0, param: '' },
	{ type: 1, param: '+33711111111' },
	{ type: 2, param: 'before@example.com' },
);

const apply = fc.boolean();

/** Faults of networks and servers; none in which the API itself says what is not so. */
const faultKind: fc.Arbitrary<Fault> = fc.oneof(
	fc.record({
		kind: fc.constant('status' as const),
		status: fc.constantFrom(500, 502, 503, 504),
		apply,
	}),
	fc.record({ kind: fc.constant('reset' as const), apply }),
	fc.record({ kind: fc.constant('closeMidBody' as const), apply }),
	fc.record({ kind: fc.constant('truncatedJson' as const), apply }),
	fc.record({ kind: fc.constantFrom('empty' as const, 'xml' as const, 'html200' as const), apply }),
	fc.record({
		kind: fc.constant('rateLimit' as const),
		retryAfter: fc.constantFrom<string | number>(0, 1, 5, 59, 61, -1, 'soon'),
	}),
	fc.record({ kind: fc.constant('rateLimit' as const) }),
	fc.record({ kind: fc.constant('redirect' as const), status: fc.constantFrom(301, 302, 307) }),
	fc.record({
		kind: fc.constantFrom('stringified' as const, 'latin1' as const, 'protoBody' as const),
	}),
	fc.record({ kind: fc.constant('delay' as const), ms: fc.constantFrom(1, 15) }),
	// The vendor may say "already on" of a line that points elsewhere, or is off.
	fc.record({
		kind: fc.constant('answer' as const),
		body: fc.constantFrom(13, 16, 17, 4711, null).map((code) => ({ success: false, code })),
	}),
);

/** Takes the timeout of an attempt in real time, so it comes seldom. */
const hang: fc.Arbitrary<Fault> = fc.record({
	kind: fc.constantFrom('hang' as const, 'headersOnly' as const),
	apply,
});

const fault: fc.Arbitrary<Fault> = fc
	.tuple(
		fc.oneof({ weight: 30, arbitrary: faultKind }, { weight: 1, arbitrary: hang }),
		fc.constantFrom(...LINES),
		fc.integer({ min: 0, max: 3 }),
		fc.integer({ min: 1, max: 3 }),
	)
	.map(([what, number, skip, times]): Fault => ({ ...what, number, skip, times }));

export const scenario: fc.Arbitrary<Scenario> = fc.record({
	rows: fc.array(row, { minLength: 1, maxLength: 14 }).map((rows) => rows.map(withDestination)),
	start: fc.tuple(lineState, lineState, lineState, lineState),
	faults: fc.oneof(
		{ weight: 3, arbitrary: fc.array(fault, { minLength: 1, maxLength: 8 }) },
		{ weight: 1, arbitrary: fc.constant<Fault[]>([]) },
	),
	onError: fc.constantFrom(...ON_ERROR),
	concurrency: fc.constantFrom(1, 2, 3, 5, 50),
	requestsPerMinute: fc.constantFrom(0, 0, 0, 1, 7, 60, 600),
	maxRetries: fc.constantFrom(0, 1, 2, 2, 4),
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
	if (row.number === UNKNOWN) return rejected(13);
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
