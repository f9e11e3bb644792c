import {
	checkAccess,
	createAccessCheck,
	unreadableCredential,
} from '../../../nodes/SmsPartnerCallForward/checks/credential';

const BASE_URL = 'https://api.smspartner.fr/v1';
const USUAL = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '' };

const errorOf = (changes: object) => {
	const access = checkAccess({ ...USUAL, ...changes });
	return access.ok ? undefined : access.error;
};

it('gives what requests need, without what surrounds it and does not show', () => {
	const apiKey = '\u202A\u2066 key\u2069\n\u202C';
	expect(checkAccess({ ...USUAL, apiKey, baseUrl: ` \uFEFF${BASE_URL}/ ` })).toEqual({
		ok: true,
		value: { apiKey: 'key', baseUrl: BASE_URL, allowed: null },
	});
});

it('gives the allowed destinations', () => {
	expect(checkAccess({ ...USUAL, allowedDestinations: '+336, @Example.com' })).toMatchObject({
		value: { allowed: ['+336', '@example.com'] },
	});
});

it.each(['', ' \n', '\u200B'])('misses an API key of %j, as code 10', (apiKey) => {
	expect(errorOf({ apiKey })).toEqual({
		reason: 'apiKeyRejected',
		code: 10,
		message: 'The API key is missing',
		advice: expect.stringContaining('copy the key again'),
	});
});

it.each([undefined, null, 42, { key: 'key' }])(
	'does not call a key missing that is %p, as an expression can give it',
	(apiKey) => {
		expect(errorOf({ apiKey })).toEqual({
			reason: 'apiKeyRejected',
			code: 10,
			message: 'The API key is not a text',
			advice:
				"'API Key' in the SMS Partner API credential gives no text. If it is an expression, check what it gives for this item; otherwise enter the key again.",
		});
	},
);

it('takes a key of 500 characters, and none that is longer', () => {
	const key = 'k'.repeat(500);
	expect(checkAccess({ ...USUAL, apiKey: ` ${key} ` })).toMatchObject({ value: { apiKey: key } });
	expect(errorOf({ apiKey: `${key}k` })).toEqual({
		reason: 'apiKeyRejected',
		code: 10,
		message: 'The API key has more than 500 characters',
		advice: expect.stringContaining('copy the key again'),
	});
});

it.each([
	['baseUrlInvalid', 'not an address', "Change 'Base URL' in the credential to a full address"],
	['insecureBaseUrl', 'http://a.example', "Change 'Base URL' in the credential to https"],
])('advises on a Base URL: %s', (reason, baseUrl, advice) => {
	const error = { reason, code: null, advice: expect.stringContaining(advice) };
	expect(errorOf({ baseUrl })).toMatchObject(error);
});

it.each([
	['+336, o6', /because "o6" in 'Allowed Destinations' .+ cannot be understood/],
	[undefined, /because 'Allowed Destinations' .+ gives no text/],
])('refuses everything where Allowed Destinations are %p', (allowedDestinations, advice) => {
	expect(errorOf({ allowedDestinations })).toEqual({
		reason: 'destinationNotAllowed',
		code: null,
		message: "'Allowed Destinations' cannot be read",
		advice: expect.stringMatching(advice),
	});
});

it('asks for the key first, then for the Base URL, then for the destinations', () => {
	const broken = { apiKey: '', baseUrl: 'x', allowedDestinations: '*' };
	expect(errorOf(broken)).toMatchObject({ reason: 'apiKeyRejected' });
	expect(errorOf({ ...broken, apiKey: 'key' })).toMatchObject({ reason: 'baseUrlInvalid' });
});

describe('a check for all items of a run', () => {
	it('reads a credential once as long as its fields are the same', () => {
		const check = createAccessCheck();
		const access = check({ ...USUAL });
		expect(access).toEqual(checkAccess(USUAL));
		expect(check({ ...USUAL })).toBe(access);
		expect(createAccessCheck()({})).toEqual(checkAccess({}));
	});

	it.each([
		{ apiKey: 'another' },
		{ baseUrl: 'https://gateway.example' },
		{ allowedDestinations: '+336' },
		{ allowedDestinations: undefined },
	])('reads it again where one of them is another: %p', (change) => {
		const check = createAccessCheck();
		const fields = { ...USUAL };
		const access = check(fields);
		Object.assign(fields, change);
		expect(check(fields)).toEqual(checkAccess(fields));
		expect(check(fields)).not.toEqual(access);
		expect(check({ ...USUAL })).toEqual(access);
	});
});

it.each([
	['does not exist', /^Open this node's SMS Partner API credential .+ n8n says: does not exist$/],
	['nope is not defined [Error resolving credentials]', / n8n says: nope is not defined$/],
	['x'.repeat(201), / x{200}…$/],
	['x'.repeat(200), / x{200}$/],
])('tells in n8n’s own words why a credential cannot be read: %s', (cause, advice) => {
	expect(unreadableCredential(cause)).toEqual({
		reason: 'credentialUnreadable',
		code: null,
		message: 'The credential cannot be read',
		advice: expect.stringMatching(advice),
	});
});
