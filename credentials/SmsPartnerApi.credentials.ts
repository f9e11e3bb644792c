import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { DEFAULT_BASE_URL } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import { authenticate } from './gate';

const KEY_REJECTED =
	"SMS Partner did not accept the API key. Copy it again from https://my.smspartner.fr/dashboard/api, and check there that this n8n's IP address is authorized.";
const NO_ANSWER =
	"What answered is not the SMS Partner API. Check 'Base URL', e.g. https://api.smspartner.fr/v1.";

/** How `success` can say no, as far as n8n's `===` can tell. */
const FALSE_VALUES = [false, 'false', 'False', 'FALSE', 0, '0'];
const NO_VALUES = [undefined, null, ''];

export class SmsPartnerApi implements ICredentialType {
	name = 'smsPartnerApi';

	displayName = 'SMS Partner API';

	icon = {
		light: 'file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.svg',
		dark: 'file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner#get-an-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The key of your SMS Partner account. Copy it from <a href="https://my.smspartner.fr/dashboard/api">your dashboard</a>.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description:
				'Where requests go. Change it only for a gateway or the local sandbox. Plain http is accepted for this machine only.',
		},
		{
			displayName: 'Allowed Destinations',
			name: 'allowedDestinations',
			type: 'string',
			default: '',
			placeholder: 'e.g. +336, +337, @example.com',
			description:
				'Where calls may be forwarded, to guard against call-forwarding fraud: phone prefixes in international format, email addresses and email domains, separated by commas. Empty allows all. +33 includes premium-rate numbers (+3389).',
		},
		// n8n adds these two to every credential, with All as the default, unless they are declared.
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'The HTTP Request and GraphQL nodes may use the key, at the Base URL only',
				},
				{
					name: 'Specific Domains',
					value: 'domains',
					description: 'The same, and only at domains that are listed',
				},
				{
					name: 'None',
					value: 'none',
					description: 'Only the SMS Partner Call Forward node may use the key',
				},
			],
			default: 'none',
			description: 'Whether the HTTP Request and GraphQL nodes may use this credential',
		},
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'string',
			default: '',
			placeholder: 'e.g. api.smspartner.fr',
			description:
				'Domains where the HTTP Request and GraphQL nodes may use the key, separated by commas',
			displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		},
	];

	authenticate = authenticate;

	test: ICredentialTestRequest = {
		request: {
			// As it is entered: `authenticate` reads it as it reads the field itself.
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/me',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		// A rule that matches is a failure. The vendor says `success: false` with any HTTP status.
		rules: [
			...FALSE_VALUES.map((value) => failure(value, KEY_REJECTED)),
			...NO_VALUES.map((value) => failure(value, NO_ANSWER)),
		],
	};
}

function failure(value: unknown, message: string) {
	return { type: 'responseSuccessBody' as const, properties: { key: 'success', value, message } };
}
