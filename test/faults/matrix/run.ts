import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { KEY, skipWaits } from '../../engine/useSandbox';
import { countCases, itRanAll } from '../support/countCases';
import { claimIn, runCells, untruths, type Seen } from './cells';
import { claimOf, MODES, STARTS, type Claim } from './expected';
import type { Row } from './rows';

/** Declares the tests of some rows of the matrix: one for each row, mode and start, 9 cells in each. */
export function testMatrix(cases: number, rows: readonly Row[], rejectionStatus = 200): void {
	const count = countCases();
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ key: KEY, lines: 'any', rejectionStatus });
	});
	beforeEach(() => {
		sandbox.reset();
		skipWaits();
	});
	afterAll(() => sandbox.close());

	describe.each(rows)('$name', ({ fault, ends, requests, timeout }) => {
		const places = MODES.flatMap((mode) => STARTS[mode].map((start) => ({ mode, start })));

		it.each(places)('$mode on a line that is: $start', async (place) => {
			const seen = await runCells(
				sandbox,
				[fault],
				place,
				timeout === undefined ? {} : { timeout },
			);
			const expected = seen.map(({ cell }) =>
				typeof ends === 'string' ? claimOf(ends, cell, rejectionStatus) : ends,
			);
			expectCells(
				seen,
				expected,
				expected.map(({ status }) => requests + (status === 'replaced' ? 2 : 0)),
			);
			count(seen.length);
		});
	});

	itRanAll(cases, count);
}

/** Compares cells with what is expected of them, and their claims with their lines. */
export function expectCells(seen: Seen[], expected: Claim[], requests: number[]): void {
	const claims = seen.map((one) => claimIn(one));
	const list = (claimsOfCells: Array<Partial<Claim>>, counts: number[]) =>
		seen.map(({ cell, onError }, i) => ({
			...cell,
			onError,
			...claimsOfCells[i],
			requests: counts[i],
		}));
	// A run that was stopped shows less: only what it shows is compared.
	const shown = expected.map((claim, i) => {
		const isStopped = claims[i]?.status === undefined;
		return isStopped ? { code: claim.code, changed: claim.changed } : claim;
	});
	expect(
		list(
			claims,
			seen.map((one) => one.requests),
		),
	).toEqual(list(shown, requests));
	expect(seen.flatMap((one, i) => untruths(one, claims[i] ?? {}))).toEqual([]);
	expectSameTexts(seen);
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect('polluted' in {}).toBe(false);
}

/** The error that stops a run has the texts of the item that would have come out. */
function expectSameTexts(seen: Seen[]): void {
	for (const { cell, number, result } of seen.filter((one) => one.result.runError !== undefined)) {
		const sibling = seen.find(
			(one) => one.cell.alreadySet === cell.alreadySet && one.result.success[0],
		);
		const item = sibling?.result.success[0]?.json;
		expect(result.runError?.message).toBe(`Row 1 (${number}): ${item?.message}`);
		expect(result.runError).toMatchObject({
			description: expect.stringContaining(String(item?.description)),
		});
	}
}
