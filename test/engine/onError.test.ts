import type { IDataObject } from 'n8n-workflow';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

/** Applied, refused by the API, refused by our checks, applied. */
const ROWS = [
	{ number: '33612345678', mode: 'callForwarding', destination: '+33698765432', who: 'Ana' },
	{ number: '33612345613', mode: 'disabled', destination: '', who: { first: ['Bob'] } },
	{ number: '33612345679', mode: 'night', destination: '', who: 'Cleo' },
	{ number: '06 12 34 56 81', mode: 'off', destination: '', who: 'Dan' },
] satisfies [IDataObject, IDataObject, IDataObject, IDataObject];
const [FORWARD, UNKNOWN, NIGHT, OFF] = ROWS;

const NOT_FOUND = {
	virtualNumber: '33612345613',
	mode: 'disabled',
	destination: '',
	success: false,
	status: 'rejected',
	changed: false,
	code: 13,
	reason: 'virtualNumberNotFound',
	message: 'The virtual number does not exist',
	description: expect.stringMatching(/^Control code 13: .*'Virtual Number'/),
	source: 'api',
	httpStatus: 200,
};
const MODE_INVALID = {
	...NOT_FOUND,
	virtualNumber: '33612345679',
	mode: 'night',
	code: 7,
	reason: 'modeInvalid',
	message: expect.any(String),
	description: expect.stringMatching(/^Check 'Mode' \("night"\)/),
	source: 'validation',
	httpStatus: null,
};
const FORWARDED = {
	virtualNumber: '33612345678',
	mode: 'callForwarding',
	destination: '+33698765432',
	success: true,
	status: 'applied',
	changed: true,
	code: 200,
	message: 'Callforward enabled',
};
const IS_OFF = {
	...FORWARDED,
	virtualNumber: '33612345681',
	mode: 'disabled',
	destination: '',
	code: 2,
	message: 'Callforward disabled',
};

const pairs = (...items: number[]) => items.map((item) => ({ item }));

it('Continue: one flat item per input item, in input order, paired', async () => {
	const { status, success, error, delivered, runError, hints } = await api.run({
		items: ROWS,
		onError: 'continueRegularOutput',
	});
	expect(status).toBe('success');
	expect(runError).toBeUndefined();
	expect(jsonOf(success)).toEqual([FORWARDED, NOT_FOUND, MODE_INVALID, IS_OFF]);
	expect(pairsOf(success)).toEqual(pairs(0, 1, 2, 3));
	expect(success.filter((item) => 'error' in item || 'error' in item.json)).toEqual([]);
	expect(jsonOf(delivered.success)).toEqual(jsonOf(success));
	expect(error).toEqual([]);
	expect(hints).toMatchObject([{ message: '2 of 4 lines were not set: rows 2–3' }]);
});

describe('Continue (using error output)', () => {
	const onError = 'continueErrorOutput';

	it('sends successes down one branch, and the input rows with their error down the other', async () => {
		const { status, success, error, delivered } = await api.run({ items: ROWS, onError });
		expect(status).toBe('success');
		expect(jsonOf(success)).toEqual([FORWARDED, IS_OFF]);
		expect(pairsOf(success)).toEqual(pairs(0, 3));
		expect(jsonOf(error)).toEqual([
			{ ...UNKNOWN, error: NOT_FOUND },
			{ ...NIGHT, error: MODE_INVALID },
		]);
		expect(pairsOf(error)).toEqual(pairs(1, 2));
		expect(jsonOf(delivered.success)).toEqual(jsonOf(success));
		expect(jsonOf(delivered.error)).toEqual(jsonOf(error));
	});

	it('leaves the success branch empty when all items fail', async () => {
		const { delivered, error } = await api.run({ items: [UNKNOWN, NIGHT], onError });
		expect(delivered.success).toEqual([]);
		expect(pairsOf(error)).toEqual(pairs(0, 1));
	});

	it("replaces an 'error' field of the input row by the error object", async () => {
		const { error } = await api.run({ items: [{ ...UNKNOWN, error: 'from before' }], onError });
		expect(jsonOf(error)).toEqual([{ ...UNKNOWN, error: NOT_FOUND }]);
	});
});

it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'only successes come out when nothing fails, each authenticated with the credential: %s',
	async (onError) => {
		const { status, success, error, hints } = await api.run({ items: [FORWARD, OFF], onError });
		expect(status).toBe('success');
		expect(jsonOf(success)).toEqual([FORWARDED, IS_OFF]);
		expect(pairsOf(success)).toEqual(pairs(0, 1));
		expect([error, hints]).toEqual([[], []]);
		const request = { method: 'POST', path: '/v1/vn/callforward', key: 'right' };
		expect(api.sandbox.requests).toMatchObject([request, request]);
	},
);
