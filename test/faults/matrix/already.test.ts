import { startSandbox, type Fault, type Sandbox } from '../../../sandbox/server';
import { KEY, skipWaits } from '../../engine/useSandbox';
import { reasonOf } from '../../unit/support/controlCodes';
import { countCases, itRanAll } from '../support/countCases';
import { runCells } from './cells';
import { MODES, WANTED, type CellMode, type Claim } from './expected';
import { expectCells } from './run';

type Verdict = 'applied' | 'kept' | 'replaced' | 'inDoubt';

/**
 * The first attempt takes effect and gets a 504; the retry is told "already set". What the item says,
 * for each value of If Already Set: error, keep, replace.
 */
const EXPECTED: Record<16 | 17 | 18, Record<CellMode, readonly [Verdict, Verdict, Verdict]>> = {
	16: {
		callForwarding: ['inDoubt', 'kept', 'replaced'],
		fromData: ['inDoubt', 'kept', 'replaced'],
		voicemail: ['inDoubt', 'inDoubt', 'replaced'],
		disabled: ['inDoubt', 'inDoubt', 'inDoubt'],
	},
	17: {
		callForwarding: ['inDoubt', 'inDoubt', 'replaced'],
		fromData: ['inDoubt', 'inDoubt', 'replaced'],
		voicemail: ['inDoubt', 'kept', 'replaced'],
		disabled: ['inDoubt', 'inDoubt', 'inDoubt'],
	},
	18: {
		callForwarding: ['inDoubt', 'inDoubt', 'inDoubt'],
		fromData: ['inDoubt', 'inDoubt', 'inDoubt'],
		voicemail: ['inDoubt', 'inDoubt', 'inDoubt'],
		disabled: ['applied', 'applied', 'applied'],
	},
};

function claimFor(verdict: Verdict, code: 16 | 17 | 18): Claim {
	switch (verdict) {
		case 'applied':
			return { status: 'applied', changed: true, code };
		case 'kept':
			return { status: 'unchanged', changed: null, code };
		case 'replaced':
			return { status: 'replaced', changed: true, code: 200 };
		case 'inDoubt':
			return {
				status: 'failed',
				changed: null,
				code,
				reason: reasonOf(code),
				source: 'api',
				httpStatus: 200,
			};
	}
}

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

describe.each([16, 17, 18] as const)('a request that took effect, a 504, then code %i', (code) => {
	const faults: Fault[] = [
		{ kind: 'status', status: 504, apply: true },
		{ kind: 'answer', body: { success: false, code, message: 'As the vendor says' } },
	];

	it.each(MODES)('%s', async (mode) => {
		const start = mode === 'disabled' ? 'other' : 'off';
		const seen = await runCells(sandbox, faults, { mode, start });
		const [error, keep, replace] = EXPECTED[code][mode];
		const verdicts = { error, keep, replace };
		const expected = seen.map(({ cell }) => claimFor(verdicts[cell.alreadySet], code));
		expectCells(
			seen,
			expected,
			expected.map(({ status }) => (status === 'replaced' ? 4 : 2)),
		);
		expect(seen.map(({ after }) => after)).toEqual(seen.map(() => WANTED[mode]));
		count(seen.length);
	});
});

itRanAll(108, count);
