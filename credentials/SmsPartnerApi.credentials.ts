import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { DEFAULT_BASE_URL } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import { adviceFor, GENERAL_LABELS } from '../nodes/SmsPartnerCallForward/reasons';
import { authenticate } from './gate';

const KEY_REJECTED =
	"SMS Partner did not accept the API key. Copy it again from https://my.smspartner.fr/dashboard/api, and check there that this n8n's IP address is authorized.";
const NO_ANSWER =
	"What answered is not the SMS Partner API. Check 'Base URL', e.g. https://api.smspartner.fr/v1.";

/**
 * What fails the test, with what the person is told: the first that fits. n8n compares with `===`, and
 * the vendor writes numbers as text, too.
 */
const FAILURES: Array<[key: string, values: unknown[], message: string]> = [
	['code', [20, '20'], adviceFor('accountDisabled', GENERAL_LABELS)],
	['code', [30, '30'], adviceFor('accountBlocked', GENERAL_LABELS)],
	['code', [40, '40'], adviceFor('apiAccessDenied', GENERAL_LABELS)],
	['code', [96, '96'], adviceFor('ipNotAuthorized', GENERAL_LABELS)],
	['success', [false, 'false', 'False', 'FALSE', 0, '0'], KEY_REJECTED],
	['success', [undefined, null, ''], NO_ANSWER],
];

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
		// n8n adds this field to every credential that has none, with All as the default.
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description:
						'The HTTP Request and GraphQL nodes may use the key, at the Base URL only. Whoever edits workflows can then read it.',
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
	];

	authenticate = authenticate;

	test: ICredentialTestRequest = {
		request: {
			// As it is entered: `authenticate` reads it as it reads the field itself.
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/me',
			// The vendor says `success: false` with any HTTP status.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: FAILURES.flatMap(([key, values, message]) =>
			values.map((value) => ({
				type: 'responseSuccessBody' as const,
				properties: { key, value, message },
			})),
		),
	};
}
