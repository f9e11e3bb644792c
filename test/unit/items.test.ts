import { NodeOperationError, type INode } from 'n8n-workflow';
import { readOnError, toError, toHints, toItems } from '../../nodes/SmsPartnerCallForward/items';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { RETRY_ON_FAIL } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { aFailure, aSuccess } from './support/outcomes';

const NODE: INode = {
	id: 'node-1',
	name: 'Forward',
	type: 'n8n-nodes-smspartner.smsPartnerCallForward',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const RETRIED = { ...NODE, retryOnFail: true };

/** What a run left of its items, a letter for each. */
const KINDS: Record<string, Outcome | undefined> = {
	'✓': aSuccess(),
	'=': aSuccess({ status: 'unchanged', changed: false }),
	x: aFailure(),
	'?': aFailure({ status: 'failed', changed: null, code: null, source: 'transport' }),
	'!': aFailure({ status: 'failed', changed: true }),
	v: aFailure({ source: 'validation', description: 'Check it.' }),
	'.': undefined,
};
/** Their numbers are 33600000001 and so on, as their rows. */
function outcomes(letters: string): Array<Outcome | undefined> {
	return [...letters].map((letter, index) => {
		const kind = KINDS[letter];
		return kind && { ...kind, virtualNumber: String(33600000001 + index) };
	});
}

describe('the On Error setting', () => {
	it.each([
		['Stop Workflow', {}, false, 'stop'],
		['Stop Workflow, written out', { onError: 'stopWorkflow' }, false, 'stop'],
		['Continue', { onError: 'continueRegularOutput' }, true, 'regularOutput'],
		['Continue as older workflows have it', { continueOnFail: true }, true, 'regularOutput'],
		['Continue (using error output)', { onError: 'continueErrorOutput' }, true, 'errorOutput'],
	] as const)('is read: %s', (_, node, continueOnFail, expected) => {
		expect(readOnError({ ...NODE, ...node }, continueOnFail)).toBe(expected);
	});
});

describe('the items', () => {
	it('are one per outcome, in order, each paired with its own input', () => {
		expect(toItems([undefined, aSuccess(), undefined, aFailure()], 'regularOutput')).toEqual([
			{ json: aSuccess(), pairedItem: { item: 1 } },
			{ json: aFailure(), pairedItem: { item: 3 } },
		]);
	});

	it('have `error` as the only key of a failure for the error output, and nowhere else', () => {
		const both = [aFailure(), aSuccess()];
		const json = (onError: 'stop' | 'regularOutput' | 'errorOutput') =>
			toItems(both, onError).map((item) => item.json);
		expect(json('errorOutput')).toEqual([{ error: aFailure() }, aSuccess()]);
		expect(json('regularOutput')).toEqual(both);
		expect(json('stop')).toEqual(both);
	});

	it('are objects of their own', () => {
		const outcome = aSuccess();
		expect(toItems([outcome], 'stop')[0]?.json).not.toBe(outcome);
	});
});

describe('the hint above the output', () => {
	const hint = (letters: string) => toHints(NODE, outcomes(letters));

	it.each([
		['✓✓x✓x✓', '2 of 6 lines were not set: rows 3 and 5'],
		['v✓', '1 of 2 lines was not set: row 1'],
		['✓v=✓x', '2 of 5 lines were not set: rows 2 and 5'],
		['✓?!v✓x', '4 of 6 lines need a look: rows 2–4 and 6'],
		['✓!', '1 of 2 lines needs a look: row 2'],
		['?', 'The line needs a look'],
		['xx', '2 of 2 lines were not set: rows 1–2'],
		['x', 'The line was not set'],
	])('%s: %s', (letters, message) => {
		expect(hint(letters)).toEqual([{ message, type: 'warning', location: 'outputPane' }]);
	});

	it.each(['', '✓', '✓=✓'])('is none where all went well: %j', (letters) => {
		expect(hint(letters)).toEqual([]);
	});

	it('says that n8n may run the node again, where Retry On Fail is on', () => {
		expect(toHints(RETRIED, outcomes('✓'))).toEqual([{ message: RETRY_ON_FAIL }]);
		expect(toHints(RETRIED, outcomes('x'))).toHaveLength(2);
	});
});

describe('the error that stops the workflow', () => {
	const error = (letters: string, node = NODE) => toError(node, outcomes(letters));
	const ofNumber = (virtualNumber: string, ...before: Outcome[]) =>
		toError(NODE, [...before, aFailure({ virtualNumber })]);
	const NOT_FOUND = 'The virtual number does not exist';
	const START = 'Control code 13: Check it.';

	it.each(['', '✓=', '.✓.'])('is none where no item failed: %j', (letters) => {
		expect(error(letters)).toBeUndefined();
	});

	it('is n8n’s own, of the node, without an item index, which n8n would count from zero', () => {
		const thrown = error('✓x');
		expect(thrown).toBeInstanceOf(NodeOperationError);
		expect(thrown?.node).toBe(NODE);
		expect(thrown?.context?.itemIndex).toBeUndefined();
	});

	it.each([
		['.x?', 'Row 2 (33600000002)'],
		['vx', 'Row 1 (33600000001)'],
		['x', '33600000001'],
		['v', '33600000001'],
		['vx✓', 'Row 1 (33600000001)'],
		['✓v', 'Row 2 (33600000002)'],
	])('names the lowest row that failed, and no row of one item: %s', (letters, where) => {
		expect(error(letters)?.message).toBe(`${where}: ${NOT_FOUND}`);
	});

	it.each([
		['1'.repeat(200_000), `${'1'.repeat(50)}…`],
		[`${'1'.repeat(49)}😀😀`, `${'1'.repeat(49)}😀…`],
	])('cuts a number between characters: %#', (virtualNumber, where) => {
		expect(ofNumber(virtualNumber)?.message).toBe(`${where}: ${NOT_FOUND}`);
	});

	it('names no number where none was entered', () => {
		expect(ofNumber('')?.message).toBe(NOT_FOUND);
		expect(ofNumber('', aSuccess())?.message).toBe(`Row 2: ${NOT_FOUND}`);
	});

	it.each([
		['x', ''],
		['!', ''],
		['xx', ''],
		['✓x', ' Changed in this run: row 1 (33600000001).'],
		[
			'✓?x',
			' Changed in this run: row 1 (33600000001). Possibly changed in this run: row 2 (33600000002).',
		],
		[
			'✓=✓!x?✓',
			' Changed in this run: rows 1, 3–4 and 7 (33600000001, 33600000003, 33600000004, 33600000007). Possibly changed in this run: row 6 (33600000006).',
		],
		[`${'✓'.repeat(149)}x✓`, ' Changed in this run: rows 1–149 and 151.'],
		[`${'✓'.repeat(11)}x`, ' Changed in this run: rows 1–11.'],
		[
			`x${'=✓✓'.repeat(12)}`,
			' Changed in this run: rows 3–4, 6–7, 9–10, 12–13, 15–16, 18–19, 21–22, 24–25, 27–28, 30–31 and 4 more.',
		],
	])('tells what was changed, as rows: %s', (letters, changed) => {
		expect(error(letters)?.description).toBe(`${START}${changed}`);
	});

	it('names up to ten changed numbers, each once and cut', () => {
		const same = Array<Outcome>(11).fill(aSuccess({ virtualNumber: '3'.repeat(60) }));
		expect(ofNumber('', ...same)?.description).toBe(
			`${START} Changed in this run: rows 1–11 (${'3'.repeat(50)}…).`,
		);
		expect(error(`${'✓'.repeat(10)}x`)?.description).toMatch(
			/: rows 1–10 \((\d{11}, ){9}\d{11}\)\.$/,
		);
	});

	describe('of rows that cannot be sent', () => {
		const refused = (letters: string) =>
			toError(
				NODE,
				outcomes(letters).map(
					(one, index) => one && ({ ...one, description: `Advice ${index + 1}.` } as Outcome),
				),
			);

		it('names all of them, each with what to do', () => {
			const thrown = refused('.v..v.');
			expect(thrown?.message).toBe('2 of 6 rows cannot be sent: rows 2 and 5');
			expect(thrown?.description).toBe(
				`Row 2 (33600000002): ${NOT_FOUND}. Advice 2. Row 5 (33600000005): ${NOT_FOUND}. Advice 5.`,
			);
		});

		it('tells ten of them, and how many more', () => {
			expect(refused('v'.repeat(10))?.description).toMatch(/Advice 10\.$/);
			expect(refused('v'.repeat(12))?.description).toMatch(/Advice 10\. And 2 more\.$/);
		});

		it('tells once what is the same for all', () => {
			const thrown = error('v'.repeat(200));
			expect(thrown?.message).toBe('200 of 200 rows cannot be sent: rows 1–200');
			expect(thrown?.description).toBe(`${NOT_FOUND}. Check it.`);
		});
	});

	it('says that n8n may run the node again, where Retry On Fail is on', () => {
		expect(error('x', RETRIED)?.description).toBe(`${START} ${RETRY_ON_FAIL}`);
		expect(error('x', { ...NODE, retryOnFail: false })?.description).toBe(START);
		expect(RETRY_ON_FAIL).toMatch(
			/^Retry On Fail is on .* not sent again\. .* Max Retries under Options\.$/,
		);
	});

	it('keeps its message where n8n would put another in its place', () => {
		const thrown = toError(NODE, [aFailure({ message: 'EPERM, says the API' })]);
		expect(thrown?.message).toBe('33612345678: EPERM, says the API');
	});
});
