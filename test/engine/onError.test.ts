import type { IDataObject } from 'n8n-workflow';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

/** A row of each kind: applied three ways, refused by the API twice, refused by our checks twice. */
const ROWS = [
	{ number: '33612345678', mode: 'callForwarding', destination: '+33698765432', who: 'Ana' },
	{ number: '33612345613', mode: 'disabled', destination: '', who: 'Bob' },
	{ number: '06 12 34 56 79', mode: 'voicemail', destination: 'team@example.com', who: 'Cleo' },
	{ number: '33612345678', mode: 'night', destination: '', who: 'Dan' },
	{ number: '33612345681', mode: 'off', destination: '', who: 'Eve' },
	{ number: '33612345680', mode: 1, destination: '0611111111', who: 'Flo' },
	{ number: '33612345679', mode: 'voicemail', destination: 'nobody', who: 'Gus' },
];

const REJECTED = { success: false, status: 'rejected', changed: false };
const NOT_FOUND = {
	...REJECTED,
	virtualNumber: '33612345613',
	mode: 'disabled',
	destination: '',
	code: 13,
	reason: 'virtualNumberNotFound',
	message: 'The virtual number does not exist',
	description: expect.stringMatching(/^Control code 13: .*'Virtual Number'/),
	source: 'api',
	httpStatus: 200,
};
const ALREADY_ON = {
	...NOT_FOUND,
	virtualNumber: '33612345680',
	mode: 'callForwarding',
	destination: '+33611111111',
	code: 16,
	reason: 'forwardingAlreadyEnabled',
	message: 'Call forwarding is already enabled',
	description: expect.stringMatching(/^Control code 16: .*'If Already Set'/),
};
const MODE_INVALID = {
	...REJECTED,
	virtualNumber: '33612345678',
	mode: 'night',
	destination: '',
	code: 7,
	reason: 'modeInvalid',
	message: expect.any(String),
	description: expect.stringMatching(/^Check 'Mode' \("night"\)/),
	source: 'validation',
	httpStatus: null,
};
const EMAIL_INVALID = {
	...MODE_INVALID,
	virtualNumber: '33612345679',
	mode: 'voicemail',
	destination: 'nobody',
	code: 9,
	reason: 'emailInvalid',
	description: expect.stringMatching(/^Check 'Destination' \("nobody"\)/),
};
const set = (
	virtualNumber: string,
	mode: string,
	destination: string,
	code: number,
	message: string,
) => ({
	virtualNumber,
	mode,
	destination,
	success: true,
	status: 'applied',
	changed: true,
	code,
	message,
});
const APPLIED = [
	set('33612345678', 'callForwarding', '+33698765432', 200, 'Callforward enabled'),
	set('33612345679', 'voicemail', 'team@example.com', 200, 'Voicemail enabled'),
	set('33612345681', 'disabled', '', 2, 'Callforward disabled'),
];

const pairs = (...items: number[]) => items.map((item) => ({ item }));

describe('On Error: Continue', () => {
	it('returns one flat item per input item, in input order, paired', async () => {
		const { status, success, error, delivered, runError, hints } = await api.run({
			items: ROWS,
			onError: 'continueRegularOutput',
		});
		expect(status).toBe('success');
		expect(runError).toBeUndefined();
		expect(jsonOf(success)).toEqual([
			APPLIED[0],
			NOT_FOUND,
			APPLIED[1],
			MODE_INVALID,
			APPLIED[2],
			ALREADY_ON,
			EMAIL_INVALID,
		]);
		expect(pairsOf(success)).toEqual(pairs(0, 1, 2, 3, 4, 5, 6));
		expect(success.every(({ json, error: own }) => !('error' in json) && own === undefined)).toBe(
			true,
		);
		expect(jsonOf(delivered.success)).toEqual(jsonOf(success));
		expect(error).toEqual([]);
		expect(hints).toMatchObject([{ message: '4 of 7 lines were not set: rows 2, 4 and 6–7' }]);
	});
});

describe('On Error: Continue (using error output)', () => {
	it('sends successes down one branch, and the input rows with their error down the other', async () => {
		const { status, success, error, delivered } = await api.run({
			items: ROWS,
			onError: 'continueErrorOutput',
		});
		expect(status).toBe('success');
		expect(jsonOf(success)).toEqual(APPLIED);
		expect(pairsOf(success)).toEqual(pairs(0, 2, 4));
		expect(jsonOf(error)).toEqual([
			{ ...ROWS[1], error: NOT_FOUND },
			{ ...ROWS[3], error: MODE_INVALID },
			{ ...ROWS[5], error: ALREADY_ON },
			{ ...ROWS[6], error: EMAIL_INVALID },
		]);
		expect(pairsOf(error)).toEqual(pairs(1, 3, 5, 6));
		expect(jsonOf(delivered.success)).toEqual(jsonOf(success));
		expect(jsonOf(delivered.error)).toEqual(jsonOf(error));
	});

	it('leaves the success branch empty when all items fail', async () => {
		const { success, error, delivered } = await api.run({
			items: [ROWS[1], ROWS[3]] as IDataObject[],
			onError: 'continueErrorOutput',
		});
		expect(success).toEqual([]);
		expect(delivered.success).toEqual([]);
		expect(pairsOf(error)).toEqual(pairs(0, 1));
	});

	it("replaces an 'error' field of the input row by the error object", async () => {
		const row = { number: '33612345613', mode: 'off', destination: '', error: 'from before' };
		const { error } = await api.run({ items: [row], onError: 'continueErrorOutput' });
		expect(jsonOf(error)).toEqual([{ ...row, error: NOT_FOUND }]);
	});
});

it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'only successes come out when nothing fails, each authenticated with the credential: %s',
	async (onError) => {
		const items = [ROWS[0], ROWS[2], ROWS[4]] as IDataObject[];
		const { status, success, error, hints } = await api.run({ items, onError });
		expect(status).toBe('success');
		expect(jsonOf(success)).toEqual(APPLIED);
		expect(pairsOf(success)).toEqual(pairs(0, 1, 2));
		expect([error, hints]).toEqual([[], []]);
		expect(api.sandbox.line('33612345678')).toEqual({ type: 1, param: '+33698765432' });
		expect(api.sandbox.line('33612345679')).toEqual({ type: 2, param: 'team@example.com' });
		expect(api.sandbox.line('33612345681')).toEqual({ type: 0, param: '' });
		const request = { method: 'POST', path: '/v1/vn/callforward', key: 'right' };
		expect(api.sandbox.requests).toMatchObject([request, request, request]);
	},
);
