import { SmsPartnerApi } from '../../../credentials/SmsPartnerApi.credentials';
import { authenticate } from '../../../credentials/gate';

const { test, authenticate: ownGate, ...shown } = new SmsPartnerApi();

it('is what people see and save, as it was reviewed', () => {
	expect(shown).toMatchInlineSnapshot(`
		{
		  "displayName": "SMS Partner API",
		  "documentationUrl": "https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner#get-an-api-key",
		  "icon": {
		    "dark": "file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.dark.svg",
		    "light": "file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.svg",
		  },
		  "name": "smsPartnerApi",
		  "properties": [
		    {
		      "default": "",
		      "description": "The key of your SMS Partner account. Copy it from <a href="https://my.smspartner.fr/dashboard/api">your dashboard</a>.",
		      "displayName": "API Key",
		      "name": "apiKey",
		      "required": true,
		      "type": "string",
		      "typeOptions": {
		        "password": true,
		      },
		    },
		    {
		      "default": "https://api.smspartner.fr/v1",
		      "description": "Where requests go. Change it only for a gateway or the local sandbox. Plain http is accepted for this machine only.",
		      "displayName": "Base URL",
		      "name": "baseUrl",
		      "type": "string",
		    },
		    {
		      "default": "",
		      "description": "Where calls may be forwarded, to guard against call-forwarding fraud: phone prefixes in international format, email addresses and email domains, separated by commas. Empty allows all. +33 includes premium-rate numbers (+3389).",
		      "displayName": "Allowed Destinations",
		      "name": "allowedDestinations",
		      "placeholder": "e.g. +336, +337, @example.com",
		      "type": "string",
		    },
		    {
		      "default": "none",
		      "description": "Whether the HTTP Request and GraphQL nodes may use this credential",
		      "displayName": "Allowed HTTP Request Domains",
		      "name": "allowedHttpRequestDomains",
		      "options": [
		        {
		          "description": "The HTTP Request and GraphQL nodes may use the key, at the Base URL only",
		          "name": "All",
		          "value": "all",
		        },
		        {
		          "description": "The same, and only at domains that are listed",
		          "name": "Specific Domains",
		          "value": "domains",
		        },
		        {
		          "description": "Only the SMS Partner Call Forward node may use the key",
		          "name": "None",
		          "value": "none",
		        },
		      ],
		      "type": "options",
		    },
		    {
		      "default": "",
		      "description": "Domains where the HTTP Request and GraphQL nodes may use the key, separated by commas",
		      "displayName": "Allowed Domains",
		      "displayOptions": {
		        "show": {
		          "allowedHttpRequestDomains": [
		            "domains",
		          ],
		        },
		      },
		      "name": "allowedDomains",
		      "placeholder": "e.g. api.smspartner.fr",
		      "type": "string",
		    },
		  ],
		}
	`);
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
