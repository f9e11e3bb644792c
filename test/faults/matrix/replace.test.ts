import { startSandbox, type Fault, type Sandbox } from '../../../sandbox/server';
import { KEY, skipWaits } from '../../engine/useSandbox';
import { countCases, itRanAll } from '../support/countCases';
import { runCells } from './cells';
import {
	DECLINED,
	lineAt,
	lost,
	MODES,
	rejected,
	WANTED,
	type CellMode,
	type Claim,
} from './expected';
import { expectCells } from './run';

/** The line is on, so `replace` sends: 1 the request (16 or 17), 2 off, 3 the request again. */
const AT_OFF = 1;
const AT_SET = 2;
const ALWAYS = 999;
const TIMEOUT_MS = 1000;

interface Death {
	name: string;
	faults: Fault[];
	claim: Claim;
	requests: number;
	line: 'as before' | 'off' | 'as asked';
}

const NO_NUMBER = { success: false, code: 13, message: 'The virtual number does not exist' };
const DISABLED = { success: false, code: 15, message: 'The number is disabled' };
const REPLACED: Claim = { status: 'replaced', changed: true, code: 200 };

const inDoubt = (claim: Claim): Claim => ({ ...claim, status: 'failed', changed: null });
const switchedOff = (claim: Claim): Claim => ({ ...claim, status: 'failed', changed: true });

const AT_SWITCHING_OFF: Death[] = [
	{
		name: 'a control answer',
		faults: [{ kind: 'answer', body: NO_NUMBER, skip: AT_OFF }],
		claim: rejected(13, 'virtualNumberNotFound'),
		requests: 2,
		line: 'as before',
	},
	{
		name: 'a control answer after an attempt that took no effect',
		faults: [
			{ kind: 'status', status: 504, skip: AT_OFF },
			{ kind: 'answer', body: NO_NUMBER, skip: AT_OFF + 1 },
		],
		claim: inDoubt(rejected(13, 'virtualNumberNotFound')),
		requests: 3,
		line: 'as before',
	},
	{
		name: 'a control answer after an attempt that took effect',
		faults: [
			{ kind: 'status', status: 504, skip: AT_OFF, apply: true },
			{ kind: 'answer', body: NO_NUMBER, skip: AT_OFF + 1 },
		],
		claim: inDoubt(rejected(13, 'virtualNumberNotFound')),
		requests: 3,
		line: 'off',
	},
	{
		name: '429 without end',
		faults: [{ kind: 'rateLimit', skip: AT_OFF, times: ALWAYS }],
		claim: DECLINED,
		requests: 4,
		line: 'as before',
	},
	{
		name: 'one 504 that took no effect',
		faults: [{ kind: 'status', status: 504, skip: AT_OFF }],
		claim: REPLACED,
		requests: 4,
		line: 'as asked',
	},
	{
		name: 'one 504 that took effect',
		faults: [{ kind: 'status', status: 504, skip: AT_OFF, apply: true }],
		claim: REPLACED,
		requests: 4,
		line: 'as asked',
	},
	...[false, true].flatMap((apply): Death[] => {
		const fate = apply ? 'took effect' : 'took no effect';
		const line = apply ? 'off' : 'as before';
		const at = { skip: AT_OFF, times: ALWAYS, apply };
		return [
			{
				name: `resets without end, the first of which ${fate}`,
				faults: [{ kind: 'reset', ...at }],
				claim: lost('network', null),
				requests: 4,
				line,
			},
			{
				name: `silence without end, which ${fate}`,
				faults: [{ kind: 'hang', ...at }],
				claim: lost('timeout', null),
				requests: 4,
				line,
			},
			{
				name: `an HTML page, which ${fate}`,
				faults: [{ kind: 'html200', ...at }],
				claim: lost('invalidResponse', 200),
				requests: 2,
				line,
			},
		];
	}),
];

const AT_SETTING_AGAIN: Death[] = [
	{
		name: 'a control answer',
		faults: [{ kind: 'answer', body: DISABLED, skip: AT_SET }],
		claim: switchedOff(rejected(15, 'numberDisabled')),
		requests: 3,
		line: 'off',
	},
	{
		name: 'a control answer after an attempt that took no effect',
		faults: [
			{ kind: 'status', status: 504, skip: AT_SET },
			{ kind: 'answer', body: DISABLED, skip: AT_SET + 1 },
		],
		claim: switchedOff(rejected(15, 'numberDisabled')),
		requests: 4,
		line: 'off',
	},
	{
		name: 'a control answer after an attempt that took effect',
		faults: [
			{ kind: 'status', status: 504, skip: AT_SET, apply: true },
			{ kind: 'answer', body: DISABLED, skip: AT_SET + 1 },
		],
		claim: switchedOff(rejected(15, 'numberDisabled')),
		requests: 4,
		line: 'as asked',
	},
	{
		name: '429 without end',
		faults: [{ kind: 'rateLimit', skip: AT_SET, times: ALWAYS }],
		claim: switchedOff(DECLINED),
		requests: 5,
		line: 'off',
	},
	{
		name: 'one 504 that took no effect',
		faults: [{ kind: 'status', status: 504, skip: AT_SET }],
		claim: REPLACED,
		requests: 4,
		line: 'as asked',
	},
	{
		// The retry is told that the line is on, which again follows If Already Set.
		name: 'one 504 that took effect',
		faults: [{ kind: 'status', status: 504, skip: AT_SET, apply: true }],
		claim: REPLACED,
		requests: 6,
		line: 'as asked',
	},
	...[false, true].flatMap((apply): Death[] => {
		const fate = apply ? 'took effect' : 'took no effect';
		const line = apply ? 'as asked' : 'off';
		const at = { skip: AT_SET, times: ALWAYS, apply };
		return [
			{
				name: `resets without end, the first of which ${fate}`,
				faults: [{ kind: 'reset', ...at }],
				claim: switchedOff(lost('network', null)),
				requests: 5,
				line,
			},
			{
				name: `silence without end, which ${fate}`,
				faults: [{ kind: 'hang', ...at }],
				claim: switchedOff(lost('timeout', null)),
				requests: 5,
				line,
			},
			{
				name: `an HTML page, which ${fate}`,
				faults: [{ kind: 'html200', ...at }],
				claim: switchedOff(lost('invalidResponse', 200)),
				requests: 3,
				line,
			},
		];
	}),
];

const count = countCases();
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ key: KEY, lines: 'any' });
});
beforeEach(() => {
	sandbox.reset();
	skipWaits();
});
afterAll(() => sandbox.close());

const MODES_TO_SET = MODES.filter((mode) => mode !== 'disabled');

describe.each([
	['switching off', AT_SWITCHING_OFF],
	['setting again', AT_SETTING_AGAIN],
])('replace that meets, at %s,', (_step, deaths) => {
	describe.each(deaths)('$name', ({ faults, claim, requests, line }) => {
		it.each(MODES_TO_SET)('%s', async (mode: CellMode) => {
			const place = { mode, start: 'same' } as const;
			const seen = await runCells(sandbox, faults, place, { timeout: TIMEOUT_MS }, ['replace']);
			expectCells(
				seen,
				seen.map(() => claim),
				seen.map(() => requests),
			);
			const lines = {
				'as before': lineAt('same', mode),
				off: { type: 0, param: '' },
				'as asked': WANTED[mode],
			};
			expect(seen.map(({ after }) => after)).toEqual(seen.map(() => lines[line]));
			count(seen.length);
		});
	});
});

itRanAll(216, count);
