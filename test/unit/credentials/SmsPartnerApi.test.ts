import { SmsPartnerApi } from '../../../credentials/SmsPartnerApi.credentials';
import { authenticate } from '../../../credentials/gate';

const { name, properties, test, authenticate: ownGate } = new SmsPartnerApi();

it('has the names that saved credentials have', () => {
	expect(name).toBe('smsPartnerApi');
	expect(properties.map((field) => [field.name, field.displayName, field.default])).toEqual([
		['apiKey', 'API Key', ''],
		['baseUrl', 'Base URL', 'https://api.smspartner.fr/v1'],
		['allowedHttpRequestDomains', 'Allowed HTTP Request Domains', 'none'],
		['allowedDomains', 'Allowed Domains', ''],
		['allowedDestinations', 'Allowed Destinations', ''],
	]);
});

it('hides the key, and asks for it', () => {
	expect(properties[0]).toMatchObject({ required: true, typeOptions: { password: true } });
});

it('warns that +33 includes premium-rate numbers', () => {
	expect(properties[4]?.description).toContain('+33 includes premium-rate numbers (+3389)');
});

it('is guarded by the gate', () => {
	expect(ownGate).toBe(authenticate);
});

describe('the credential test', () => {
	it('reads the account, whatever the status of the answer, and follows no redirect', () => {
		expect(test.request).toEqual({
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/me',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});

	it.each([
		...[false, 'false', 'False', 'FALSE', 0, '0'].map((value) => [value, /^SMS Partner did not/]),
		...[undefined, null, ''].map((value) => [value, /^What answered is not the SMS Partner API/]),
	] as Array<[unknown, RegExp]>)('fails where `success` is %p, with what to do', (value, text) => {
		const matching = test.rules?.filter(({ type, properties: rule }) => {
			return type === 'responseSuccessBody' && 'key' in rule && rule.value === value;
		});
		expect(matching).toMatchObject([
			{ properties: { key: 'success', message: expect.stringMatching(text) } },
		]);
	});

	it.each([true, 'true', 1, '1'])('passes where `success` is %p', (value) => {
		const values = test.rules?.map(({ properties: rule }) => 'value' in rule && rule.value);
		expect(values).not.toContain(value);
	});
});
