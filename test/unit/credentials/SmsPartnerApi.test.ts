import { SmsPartnerApi } from '../../../credentials/SmsPartnerApi.credentials';
import { authenticate } from '../../../credentials/gate';

const { test, authenticate: ownGate, ...shown } = new SmsPartnerApi();

it('is what people see and save, as it was reviewed', () => {
	expect(shown).toMatchSnapshot();
});

it('is guarded by the gate', () => {
	expect(ownGate).toBe(authenticate);
});

describe('the credential test', () => {
	/** What n8n shows: the first rule whose value is the answer's, by `===`. */
	function told(answer: Record<string, unknown>): string | undefined {
		const rule = test.rules?.find(({ type, properties }) => {
			if (type !== 'responseSuccessBody' || !('key' in properties)) throw new Error('another rule');
			return answer[properties.key] === properties.value;
		});
		return rule?.properties.message;
	}

	it('reads the account, whatever the status of the answer, and follows no redirect', () => {
		expect(test.request).toEqual({
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/me',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});

	it.each([false, 'false', 'False', 'FALSE', 0, '0'])('fails where `success` is %p', (success) => {
		expect(told({ success, code: 10 })).toMatch(
			/^SMS Partner did not accept the API key\. Copy it/,
		);
	});

	it.each([undefined, null, ''])('is told of a wrong Base URL where `success` is %p', (success) => {
		expect(told({ success })).toMatch(
			/^What answered is not the SMS Partner API\. Check 'Base URL'/,
		);
	});

	it.each([true, 'true', 1, '1'])('passes where `success` is %p', (success) => {
		expect(told({ success, code: 200 })).toBeUndefined();
	});

	it.each([
		[20, /^Your SMS Partner account is disabled/],
		[30, /^Your SMS Partner account is blocked/],
		[40, /^This account may not use the API/],
		[96, /^The IP address of this n8n is not authorized/],
	])('does not blame the key for code %p', (code, text) => {
		expect(told({ success: false, code })).toMatch(text);
		expect(told({ success: 'false', code: String(code) })).toMatch(text);
	});
});
