import { CONTROL_CODES, CONTROL_MESSAGES } from '../../../sandbox/rules';
import { SEEDED_LINES } from '../../../sandbox/server';
import { CODES } from '../support/controlCodes';
import { callForwardBody, KEY, NUMBER, post, postJson, useSandbox } from './client';

const ON = '33612345680';
const ON_VOICEMAIL = '33612345681';

type Row = [what: string, code: number, message: string, fields: Record<string, unknown>];

const REJECTED: Row[] = [
	['no key', 10, 'The API key is required', { apiKey: undefined }],
	['an empty key', 10, 'The API key is required', { apiKey: '' }],
	['a wrong key', 10, 'Invalid API key', { apiKey: 'wrong' }],
	['no virtual number', 5, 'The virtual number is required', { number: '' }],
	['no type', 6, 'The type is required', { type: undefined }],
	['an unknown type', 7, 'The type is not valid', { type: 3 }],
	['a type as text', 7, 'The type is not valid', { type: '1' }],
	['no forwarding number', 8, 'Parameter is required', { type: 1, param: '' }],
	['no email address', 8, 'Parameter is required', { type: 2, param: '' }],
	['a text for an email address', 9, 'The email is not valid', { type: 2, param: 'nobody' }],
	['an address under .invalid', 9, 'The email is not valid', { type: 2, param: 'a@b.invalid' }],
	['an accented address', 9, 'The email is not valid', { type: 2, param: 'é@example.com' }],
	['a text for a number', 12, 'The transfer number is not valid', { param: 'nobody' }],
	['country code 999', 12, 'The transfer number is not valid', { param: '+99912345678' }],
	['an unknown line', 13, 'The virtual number does not exist', { number: '33600000000' }],
	['a plus before the line', 13, 'The virtual number does not exist', { number: `+${NUMBER}` }],
	['a list for the line', 13, 'The virtual number does not exist', { number: [NUMBER] }],
	['forwarding, forwarded', 16, 'Call forwarding is already enabled', { number: ON }],
	['forwarding, on voicemail', 17, 'Voicemail is already enabled', { number: ON_VOICEMAIL }],
	[
		'voicemail, forwarded',
		16,
		'Call forwarding is already enabled',
		{ number: ON, type: 2, param: 'a@example.com' },
	],
	[
		'voicemail, on voicemail',
		17,
		'Voicemail is already enabled',
		{ number: ON_VOICEMAIL, type: 2, param: 'a@example.com' },
	],
	['off, off', 18, 'Call forwarding is already disabled', { type: 0, param: '' }],
	[
		"the vendor's page example: code 5 about an email",
		5,
		'email is not valid',
		{ number: '33612345605', type: 2, param: 'a@example.com' },
	],
	...CONTROL_CODES.map((code): Row => [
		`the line of code ${code}`,
		code,
		CONTROL_MESSAGES[code],
		{ number: `336123456${String(code).padStart(2, '0')}` },
	]),
];

describe('control codes', () => {
	const sandbox = useSandbox();

	it.each(REJECTED)('%s: %i %s', async (_what, code, message, fields) => {
		const before = SEEDED_LINES.map(({ number }) => sandbox().line(number));
		const response = await post(sandbox(), callForwardBody(fields));
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ success: false, code, message });
		expect(SEEDED_LINES.map(({ number }) => sandbox().line(number))).toEqual(before);
	});

	it.each(['{"apiKey":', '', '[]', '"text"', 'null', 'apiKey=k&number=1'])(
		'a body that is no JSON object is code 90: %s',
		async (body) => {
			const response = await post(sandbox(), body);
			expect(await response.json()).toEqual({
				success: false,
				code: 90,
				message: 'Malformed JSON',
			});
		},
	);

	it("covers the vendor's table", () => {
		const reached = new Set(REJECTED.map(([, code]) => code));
		expect([...reached].sort((a, b) => a - b)).toEqual(CODES);
	});
});

describe('a success', () => {
	const sandbox = useSandbox();

	it('forwards, goes to voicemail only after off, and switches off', async () => {
		const voicemail = { type: 2, param: 'office@example.com' };
		const off = { success: true, code: 2, message: 'Callforward disabled' };

		expect(await postJson(sandbox())).toEqual({
			success: true,
			code: 200,
			message: 'Callforward enabled',
		});
		expect(sandbox().line(NUMBER)).toEqual({ type: 1, param: '+33698765432' });

		expect(await postJson(sandbox(), { type: 0, param: 'ignored' })).toEqual(off);
		expect(sandbox().line(NUMBER)).toEqual({ type: 0, param: '' });

		expect(await postJson(sandbox(), voicemail)).toEqual({
			success: true,
			code: 200,
			message: 'Voicemail enabled',
		});
		expect(sandbox().line(NUMBER)).toEqual(voicemail);
	});

	it.each(['+33698765432', '33698765432', '0698765432', '+6834002'])(
		'takes the forwarding number %s as it is',
		async (param) => {
			await postJson(sandbox(), { param });
			expect(sandbox().line(NUMBER)).toEqual({ type: 1, param });
		},
	);

	it('reads a virtual number that is a JSON number', async () => {
		await postJson(sandbox(), { number: Number(NUMBER) });
		expect(sandbox().line(NUMBER)?.type).toBe(1);
	});
});

describe('whenOn', () => {
	const sandbox = useSandbox();
	const CASES = [
		['alreadyOn', 'the same destination', '+33698765432', 16],
		['alreadyOn', 'another destination', '+33611111111', 16],
		['sameDestination', 'the same destination', '+33698765432', 16],
		['sameDestination', 'another destination', '+33611111111', 200],
		['overwrite', 'the same destination', '+33698765432', 200],
		['overwrite', 'another destination', '+33611111111', 200],
	] as const;

	it.each(CASES)('%s, %s', async (whenOn, _what, param, code) => {
		sandbox().configure({ whenOn });
		expect(await postJson(sandbox(), { number: ON, param })).toMatchObject({ code });
		const expected = code === 200 ? param : '+33698765432';
		expect(sandbox().line(ON)).toEqual({ type: 1, param: expected });
	});

	it('sameDestination overwrites another mode', async () => {
		sandbox().configure({ whenOn: 'sameDestination' });
		await postJson(sandbox(), { number: ON_VOICEMAIL });
		expect(sandbox().line(ON_VOICEMAIL)?.type).toBe(1);
	});

	it('never makes a second "off" a success', async () => {
		sandbox().configure({ whenOn: 'overwrite' });
		expect(await postJson(sandbox(), { type: 0 })).toMatchObject({ success: false, code: 18 });
	});
});

describe('destinationCheck', () => {
	const sandbox = useSandbox({ destinationCheck: 'afterState' });

	it.each([
		['a number, the line on', { number: ON, param: 'nobody' }, 16],
		['a number, the line off', { param: 'nobody' }, 12],
		['an address, the line on', { number: ON_VOICEMAIL, type: 2, param: 'nobody' }, 17],
		['an address, the line off', { type: 2, param: 'nobody' }, 9],
	])('afterState, %s', async (_what, fields, code) => {
		expect(await postJson(sandbox(), fields)).toMatchObject({ success: false, code });
	});
});

describe('rejectionStatus', () => {
	const sandbox = useSandbox({ rejectionStatus: 400 });

	it('is the HTTP status of rejections only', async () => {
		expect((await post(sandbox(), callForwardBody({ type: 7 }))).status).toBe(400);
		expect((await post(sandbox())).status).toBe(200);
		expect((await fetch(`${sandbox().baseUrl}/me`)).status).toBe(400);
	});
});

describe("lines: 'any'", () => {
	const sandbox = useSandbox({ lines: 'any' });

	it('knows every number of 8 to 15 digits, off at first', async () => {
		expect(sandbox().line('41441234567')).toEqual({ type: 0, param: '' });
		expect(await postJson(sandbox(), { number: '41441234567' })).toMatchObject({ success: true });
		expect(sandbox().line('41441234567')).toEqual({ type: 1, param: '+33698765432' });
		expect(await postJson(sandbox(), { number: '33612345614' })).toMatchObject({ success: true });
	});

	it.each(['1234567', '1234567890123456', '+33612345678'])('does not know %s', async (number) => {
		expect(await postJson(sandbox(), { number })).toMatchObject({ code: 13 });
	});
});

describe('GET /v1/me', () => {
	const sandbox = useSandbox();
	const me = async (query: string) => {
		const response = await fetch(`${sandbox().baseUrl}/me${query}`);
		return await response.json();
	};

	it('gives the account to the right key', async () => {
		expect(await me(`?apiKey=${encodeURIComponent(KEY)}`)).toMatchObject({
			success: true,
			code: 200,
			user: { lastname: 'Fictive', email: 'camille.fictive@example.com' },
			credits: { creditSms: 4321 },
		});
	});

	it.each(['', '?apiKey=', '?apiKey=wrong'])('refuses any other: "%s"', async (query) => {
		expect(await me(query)).toEqual({ success: false, code: 10, message: 'Invalid API key' });
	});
});
