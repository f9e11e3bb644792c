import { checkAccess } from '../../../nodes/SmsPartnerCallForward/checks/credential';

const BASE_URL = 'https://api.smspartner.fr/v1';

it('gives what requests need, without whitespace and slashes around it', () => {
	expect(
		checkAccess({ apiKey: ' key\n', baseUrl: ` ${BASE_URL}/ `, allowedDestinations: '' }),
	).toEqual({
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
	['the field is not there', undefined],
	['it is empty', ''],
	['it is whitespace', ' \n'],
	['it is a number', 42],
	['it is an object', { key: 'key' }],
])('without an API key (%s) it is code 10', (_, apiKey) => {
	expect(checkAccess({ apiKey, baseUrl: BASE_URL })).toEqual({
		ok: false,
		error: {
			reason: 'apiKeyRejected',
			code: 10,
			message: 'The API key is missing',
			advice: expect.stringContaining("'API Key'"),
		},
	});
});

it('takes a key of 500 characters, and none that is longer', () => {
	const key = 'k'.repeat(500);
	expect(checkAccess({ apiKey: ` ${key} `, baseUrl: BASE_URL })).toMatchObject({
		ok: true,
		value: { apiKey: key },
	});
	expect(checkAccess({ apiKey: `${key}k`, baseUrl: BASE_URL })).toEqual({
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
	expect(checkAccess({ apiKey: 'key', baseUrl })).toMatchObject({
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

it('asks for the key first, then for the Base URL, then for the destinations', () => {
	const broken = { baseUrl: 'x', allowedDestinations: '*' };
	expect(checkAccess(broken)).toMatchObject({ error: { reason: 'apiKeyRejected' } });
	expect(checkAccess({ ...broken, apiKey: 'key' })).toMatchObject({
		error: { reason: 'baseUrlInvalid' },
	});
});
