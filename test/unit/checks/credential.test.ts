import {
	checkAccess,
	createAccessCheck,
	unreadableCredential,
} from '../../../nodes/SmsPartnerCallForward/checks/credential';

const BASE_URL = 'https://api.smspartner.fr/v1';
const USUAL = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '' };

it('gives what requests need, without what surrounds it and does not show', () => {
	const apiKey = '\u202A\u2066 key\u2069\n\u202C';
	expect(checkAccess({ ...USUAL, apiKey, baseUrl: ` \uFEFF${BASE_URL}/ ` })).toEqual({
		ok: true,
		value: { apiKey: 'key', baseUrl: BASE_URL, allowed: null },
	});
});

it('gives the allowed destinations', () => {
	const fields = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '+336, @Example.com' };
	expect(checkAccess(fields)).toMatchObject({
		ok: true,
		value: { allowed: { phonePrefixes: ['+336'], emails: ['@example.com'] } },
	});
});

it.each([
	['it is empty', ''],
	['it is whitespace', ' \n'],
	['it is a mark that does not show', '\u200B'],
])('without an API key (%s) it is code 10', (_, apiKey) => {
	expect(checkAccess({ ...USUAL, apiKey })).toEqual({
		ok: false,
		error: {
			reason: 'apiKeyRejected',
			code: 10,
			message: 'The API key is missing',
			advice: expect.stringContaining('copy the key again'),
		},
	});
});

it.each([undefined, null, 42, { key: 'key' }])(
	'a key that is %p, as an expression can give it, is not called missing',
	(apiKey) => {
		expect(checkAccess({ ...USUAL, apiKey })).toEqual({
			ok: false,
			error: {
				reason: 'apiKeyRejected',
				code: 10,
				message: 'The API key is not a text',
				advice:
					"'API Key' in the SMS Partner API credential gives no text. If it is an expression, check what it gives for this item; otherwise enter the key again.",
			},
		});
	},
);

it('takes a key of 500 characters, and none that is longer', () => {
	const key = 'k'.repeat(500);
	expect(checkAccess({ ...USUAL, apiKey: ` ${key} ` })).toMatchObject({
		ok: true,
		value: { apiKey: key },
	});
	expect(checkAccess({ ...USUAL, apiKey: `${key}k` })).toEqual({
		ok: false,
		error: {
			reason: 'apiKeyRejected',
			code: 10,
			message: 'The API key has more than 500 characters',
			advice: expect.stringContaining('copy the key again'),
		},
	});
});

it.each([
	['baseUrlInvalid', 'not an address', "Change 'Base URL' in the credential to a full address"],
	[
		'insecureBaseUrl',
		'http://api.smspartner.fr/v1',
		"Change 'Base URL' in the credential to https",
	],
])('%s: "%s"', (reason, baseUrl, advice) => {
	expect(checkAccess({ ...USUAL, baseUrl })).toMatchObject({
		ok: false,
		error: { reason, code: null, advice: expect.stringContaining(advice) },
	});
});

it('names the entry of Allowed Destinations that cannot be understood', () => {
	const fields = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '+336, o6' };
	expect(checkAccess(fields)).toMatchObject({
		ok: false,
		error: {
			reason: 'destinationNotAllowed',
			code: null,
			message: "'Allowed Destinations' cannot be read",
			advice:
				'Every destination is refused, because "o6" in \'Allowed Destinations\' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, with commas between entries.',
		},
	});
});

it('refuses everything where Allowed Destinations came to nothing', () => {
	const error = {
		reason: 'destinationNotAllowed',
		message: "'Allowed Destinations' cannot be read",
	};
	expect(checkAccess({ ...USUAL, allowedDestinations: undefined })).toMatchObject({ error });
});

it('asks for the key first, then for the Base URL, then for the destinations', () => {
	const broken = { apiKey: '', baseUrl: 'x', allowedDestinations: '*' };
	expect(checkAccess(broken)).toMatchObject({ error: { reason: 'apiKeyRejected' } });
	expect(checkAccess({ ...broken, apiKey: 'key' })).toMatchObject({
		error: { reason: 'baseUrlInvalid' },
	});
});

describe('a check for all items of a run', () => {
	it('reads a credential once as long as its fields are the same', () => {
		const check = createAccessCheck();
		const access = check({ ...USUAL });
		expect(access).toEqual(checkAccess(USUAL));
		expect(check({ ...USUAL })).toBe(access);
	});

	it.each([
		{ apiKey: 'another' },
		{ baseUrl: 'https://gateway.example' },
		{ allowedDestinations: '+336' },
		{ allowedDestinations: undefined },
	])('reads it again where one of them is another: %p', (change) => {
		const check = createAccessCheck();
		const access = check({ ...USUAL });
		const changed = { ...USUAL, ...change };
		expect(check(changed)).toEqual(checkAccess(changed));
		expect(check(changed)).not.toEqual(access);
		expect(check({ ...USUAL })).toEqual(access);
	});

	it('is not misled by fields that change under it', () => {
		const check = createAccessCheck();
		const fields = { ...USUAL };
		check(fields);
		fields.apiKey = 'another';
		expect(check(fields)).toMatchObject({ value: { apiKey: 'another' } });
	});
});

describe('a credential that n8n cannot give', () => {
	it('is told in the words of n8n', () => {
		expect(unreadableCredential('Credential with ID "9" does not exist.')).toEqual({
			reason: 'credentialUnreadable',
			code: null,
			message: 'The credential cannot be read',
			advice:
				'Open this node\'s SMS Partner API credential and select or correct it. n8n says: Credential with ID "9" does not exist.',
		});
	});

	it.each([
		[
			'without what n8n adds',
			'nope is not defined [Error resolving credentials]',
			/ nope is not defined$/,
		],
		['in at most 200 characters', 'x'.repeat(201), / x{200}…$/],
		['as a whole where it is no longer', 'x'.repeat(200), / x{200}$/],
	])('%s', (_, cause, advice) => {
		expect(unreadableCredential(cause).advice).toMatch(advice);
	});
});
