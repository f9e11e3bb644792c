/**
 * What each item has to say in the fault matrix, written down by hand from the node's contract: never
 * from what the node does.
 */
import type { Reason } from '../../../nodes/SmsPartnerCallForward/reasons';
import type { LineState } from '../../../sandbox/rules';
import { reasonOf } from '../../unit/support/controlCodes';

export const MODES = ['callForwarding', 'voicemail', 'disabled', 'fromData'] as const;
export type CellMode = (typeof MODES)[number];

export const ALREADY_SET = ['error', 'keep', 'replace'] as const;
export type AlreadySet = (typeof ALREADY_SET)[number];

export const ON_ERROR = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** Where the line points before the request: nowhere, or elsewhere in the asked mode or in the other. */
export type Start = 'off' | 'same' | 'other';

export const STARTS: Record<CellMode, Start[]> = {
	callForwarding: ['off', 'same', 'other'],
	voicemail: ['off', 'same', 'other'],
	fromData: ['off', 'same', 'other'],
	// To switch off, where it points does not matter.
	disabled: ['off', 'other'],
};

/** What the request asks for. In the cells of `fromData`, the row's mode is call forwarding. */
export const WANTED: Record<CellMode, LineState> = {
	callForwarding: { type: 1, param: '+33698765432' },
	voicemail: { type: 2, param: 'team@example.com' },
	disabled: { type: 0, param: '' },
	fromData: { type: 1, param: '+33698765432' },
};

const OFF: LineState = { type: 0, param: '' };
const FORWARDED: LineState = { type: 1, param: '+33700000001' };
const ON_VOICEMAIL: LineState = { type: 2, param: 'elsewhere@example.com' };

export function lineAt(start: Start, mode: CellMode): LineState {
	if (start === 'off') return OFF;
	return (mode === 'voicemail') === (start === 'same') ? ON_VOICEMAIL : FORWARDED;
}

/** What an item says about its fate. */
export interface Claim {
	status: 'applied' | 'unchanged' | 'replaced' | 'rejected' | 'failed';
	changed: boolean | null;
	code: number | null;
	reason?: Reason;
	source?: 'api' | 'transport';
	httpStatus?: number | null;
}

/** What the API's word comes to: `…InDoubt` after an attempt whose fate is unknown. */
type Verdict =
	| 'applied'
	| 'appliedByRetry'
	| 'unchanged'
	| 'unchangedInDoubt'
	| 'replaced'
	| 'already'
	| 'alreadyInDoubt';

/** For each value of If Already Set: error, keep, replace. */
type ByAlreadySet = readonly [error: Verdict, keep: Verdict, replace: Verdict];

/** How far the request gets: at once, or at the retry after a first attempt that was lost or took effect. */
export type Way = 'answered' | 'lostThenAnswered' | 'appliedThenAnswered';

const SET: Record<Way, Record<Start, ByAlreadySet>> = {
	answered: {
		off: ['applied', 'applied', 'applied'],
		same: ['already', 'unchanged', 'replaced'],
		other: ['already', 'already', 'replaced'],
	},
	lostThenAnswered: {
		off: ['applied', 'applied', 'applied'],
		same: ['alreadyInDoubt', 'unchangedInDoubt', 'replaced'],
		other: ['alreadyInDoubt', 'alreadyInDoubt', 'replaced'],
	},
	// A line that is on is not moved by a request to switch it on, so only `off` differs.
	appliedThenAnswered: {
		off: ['alreadyInDoubt', 'unchangedInDoubt', 'replaced'],
		same: ['alreadyInDoubt', 'unchangedInDoubt', 'replaced'],
		other: ['alreadyInDoubt', 'alreadyInDoubt', 'replaced'],
	},
};

const SWITCH_OFF: Record<Way, Record<Exclude<Start, 'same'>, ByAlreadySet>> = {
	answered: {
		off: ['already', 'unchanged', 'unchanged'],
		other: ['applied', 'applied', 'applied'],
	},
	lostThenAnswered: {
		off: ['appliedByRetry', 'appliedByRetry', 'appliedByRetry'],
		other: ['applied', 'applied', 'applied'],
	},
	appliedThenAnswered: {
		off: ['appliedByRetry', 'appliedByRetry', 'appliedByRetry'],
		other: ['appliedByRetry', 'appliedByRetry', 'appliedByRetry'],
	},
};

/** The code that says "already set", by the type of the line that it is about. */
const ALREADY_CODE = { 0: 18, 1: 16, 2: 17 } as const;

export interface Cell {
	mode: CellMode;
	start: Start;
	alreadySet: AlreadySet;
}

/** @param rejectionStatus the HTTP status that the sandbox gives rejections */
export function claimOf(way: Way, cell: Cell, rejectionStatus = 200): Claim {
	const { mode, start, alreadySet } = cell;
	const [error, keep, replace] = verdictsFor(way, mode, start);
	const verdict = { error, keep, replace }[alreadySet];
	// After an attempt that took effect, the line that the API speaks of is as asked.
	const line =
		way === 'appliedThenAnswered' && start === 'off' ? WANTED[mode] : lineAt(start, mode);
	const already = ALREADY_CODE[line.type];
	const refusal = {
		code: already,
		reason: reasonOf(already),
		source: 'api',
		httpStatus: rejectionStatus,
	} as const;
	const success = mode === 'disabled' ? 2 : 200;
	switch (verdict) {
		case 'applied':
			return { status: 'applied', changed: true, code: success };
		case 'appliedByRetry':
			return { status: 'applied', changed: true, code: 18 };
		case 'unchanged':
			return { status: 'unchanged', changed: false, code: already };
		case 'unchangedInDoubt':
			return { status: 'unchanged', changed: null, code: already };
		case 'replaced':
			return { status: 'replaced', changed: true, code: success };
		case 'already':
			return { status: 'rejected', changed: false, ...refusal };
		case 'alreadyInDoubt':
			return { status: 'failed', changed: null, ...refusal };
	}
}

function verdictsFor(way: Way, mode: CellMode, start: Start): ByAlreadySet {
	if (mode !== 'disabled') return SET[way][start];
	if (start === 'same') throw new Error('A line that is switched off has no other mode');
	return SWITCH_OFF[way][start];
}

export function rejected(code: number | null, reason: Reason, httpStatus = 200): Claim {
	return { status: 'rejected', changed: false, code, reason, source: 'api', httpStatus };
}

export function lost(reason: Reason, httpStatus: number | null): Claim {
	return { status: 'failed', changed: null, code: null, reason, source: 'transport', httpStatus };
}

/** The API declined to look. */
export const DECLINED: Claim = { ...lost('rateLimited', 429), changed: false };
