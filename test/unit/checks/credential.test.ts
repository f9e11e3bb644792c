import { checkAccess } from '../../../nodes/SmsPartnerCallForward/checks/credential';

const BASE_URL = 'https://api.smspartner.fr/v1';

it('gives what requests need, without blanks and slashes around it', () => {
	expect(
		checkAccess({ apiKey: ' key\n', baseUrl: ` ${BASE_URL}/ `, allowedDestinations: '' }),
	).toEqual({
		ok: true,
		apiKey: 'key',
		baseUrl: BASE_URL,
		policy: { kind: 'all' },
	});
});

it('gives the allowed destinations', () => {
	const fields = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '+336, @Example.com' };
	expect(checkAccess(fields)).toMatchObject({
		ok: true,
		policy: { kind: 'list', phonePrefixes: ['+336'], emails: ['@example.com'] },
	});
});

it.each([
	['the field is not there', undefined],
	['it is empty', ''],
	['it is blank', ' \n'],
	['it is a number', 42],
	['it is an object', { key: 'key' }],
])('without an API key (%s) it is code 10', (_, apiKey) => {
	expect(checkAccess({ apiKey, baseUrl: BASE_URL })).toEqual({
		ok: false,
		problem: {
			reason: 'apiKeyRejected',
			code: 10,
			message: 'The API key is missing',
			advice: expect.stringContaining("'API Key'"),
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
		problem: { reason, code: null, advice: expect.stringContaining(advice) },
	});
});

it('names the entry of Allowed Destinations that cannot be understood', () => {
	const fields = { apiKey: 'key', baseUrl: BASE_URL, allowedDestinations: '+336, o6' };
	expect(checkAccess(fields)).toMatchObject({
		ok: false,
		problem: {
			reason: 'destinationNotAllowed',
			code: null,
			advice: expect.stringContaining('because "o6" in the credential'),
		},
	});
});

it('asks for the key first, then for the Base URL, then for the destinations', () => {
	const broken = { baseUrl: 'x', allowedDestinations: '*' };
	expect(checkAccess(broken)).toMatchObject({ problem: { reason: 'apiKeyRejected' } });
	expect(checkAccess({ ...broken, apiKey: 'key' })).toMatchObject({
		problem: { reason: 'baseUrlInvalid' },
	});
});
