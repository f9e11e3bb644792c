import type { INodeProperties } from 'n8n-workflow';

import {
	DEFAULT_ALREADY_SET,
	DEFAULT_CONCURRENCY,
	DEFAULT_NUMBER_FORMAT,
	DEFAULT_REQUESTS_PER_MINUTE,
	DEFAULT_RETRIES,
	DEFAULT_TIMEOUT_MS,
	MAX_CONCURRENCY,
	MAX_REQUESTS_PER_MINUTE,
	MAX_RETRIES,
	MAX_TIMEOUT_MS,
	MIN_CONCURRENCY,
	MIN_REQUESTS_PER_MINUTE,
	MIN_RETRIES,
	MIN_TIMEOUT_MS,
} from './checks/options';

const optionFields: INodeProperties[] = [
	{
		displayName: 'Concurrent Requests',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: MIN_CONCURRENCY, maxValue: MAX_CONCURRENCY },
		default: DEFAULT_CONCURRENCY,
		description:
			'How many items are sent at the same time. Items of the same virtual number always run one after another. Read from the first item.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to check the items and return what would be sent, without sending it',
	},
	{
		displayName: 'If Already Set',
		name: 'alreadySet',
		type: 'options',
		options: [
			{
				name: 'Error',
				value: 'error',
				description: 'Fail the item, since the line may point to another destination',
			},
			{
				name: 'Keep',
				value: 'keep',
				description:
					'Accept the line without changing it, whatever its destination, if its mode is the one asked for',
			},
			{
				name: 'Replace',
				value: 'replace',
				description: 'Switch forwarding off, then set it again with the new destination',
			},
		],
		default: DEFAULT_ALREADY_SET,
		description:
			'What to do when SMS Partner says that forwarding is already on (control codes 16 and 17) or already off (18)',
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: MIN_RETRIES, maxValue: MAX_RETRIES },
		default: DEFAULT_RETRIES,
		description:
			'How many more times to try after a temporary interruption, such as a lost connection. Read from the first item.',
	},
	{
		displayName: 'Number Format',
		name: 'numberFormat',
		type: 'options',
		options: [
			{
				name: 'As Entered',
				value: 'asEntered',
				description: 'Send numbers exactly as entered, e.g. short codes',
			},
			{
				name: 'Normalize',
				value: 'normalize',
				description: 'Check numbers and send them in international format',
			},
		],
		default: DEFAULT_NUMBER_FORMAT,
		description: 'How to send phone numbers',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: MIN_REQUESTS_PER_MINUTE, maxValue: MAX_REQUESTS_PER_MINUTE },
		default: DEFAULT_REQUESTS_PER_MINUTE,
		description:
			'How many requests to start per minute at most, evenly spread and retries included. 0 means no limit. Read from the first item.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: MIN_TIMEOUT_MS, maxValue: MAX_TIMEOUT_MS },
		default: DEFAULT_TIMEOUT_MS,
		description: 'Time in ms to wait for the answer to one attempt. Read from the first item.',
	},
];

// What a model reads. n8n adds such a field to every tool, but gives it the node's own description, which does not say
// what Mode and Destination take; and what it takes from `usableAsTool` for the editor is gone when the tool runs.
const toolDescription: INodeProperties = {
	displayName: 'Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	displayOptions: { show: { '@tool': [true] } },
	default:
		"Set the call forwarding of an SMS Partner virtual number. Mode takes 'callForwarding', 'voicemail' or 'disabled'. Destination takes a phone number in international format such as +33612345678 for callForwarding, an email address for voicemail, and nothing for disabled.",
	description: 'What the model is told about this tool',
};

/** The fields a person sees, in the order in which they are filled in. */
export const properties: INodeProperties[] = [
	toolDescription,
	{
		displayName: 'Virtual Number',
		name: 'virtualNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 33612345678 or 06 12 34 56 78',
		description: 'The SMS Partner virtual number whose calls are routed',
	},
	{
		displayName: 'Forwarding Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Call Forwarding',
				value: 'callForwarding',
				description: 'Forward calls to another phone number',
			},
			{
				name: 'Disabled',
				value: 'disabled',
				description: 'Switch forwarding off',
			},
			{
				name: 'From Input Data',
				value: 'fromData',
				description: 'Take the mode and the destination from each item, e.g. a spreadsheet row',
			},
			{
				name: 'Voicemail',
				value: 'voicemail',
				description: 'Send calls to voicemail, and notify an email address of new messages',
			},
		],
		default: 'callForwarding',
		description: 'Where calls to the virtual number go',
	},
	{
		displayName: 'Forwarding Number',
		name: 'forwardingNumber',
		type: 'string',
		required: true,
		displayOptions: { show: { mode: ['callForwarding'] } },
		default: '',
		placeholder: 'e.g. +33698765432 or 06 98 76 54 32',
		description: 'The phone number that takes the calls, best in international format',
	},
	{
		displayName: 'Notification Email',
		name: 'notificationEmail',
		type: 'string',
		required: true,
		displayOptions: { show: { mode: ['voicemail'] } },
		default: '',
		placeholder: 'e.g. team@example.com',
		description: 'The email address to notify of new voicemail messages',
	},
	{
		displayName: 'Mode',
		name: 'modeValue',
		type: 'string',
		required: true,
		displayOptions: { show: { mode: ['fromData'] } },
		default: '={{ $json.mode }}',
		placeholder: 'e.g. voicemail',
		description:
			'The mode of each item: <code>callForwarding</code> (or <code>forward</code>, <code>renvoi</code>, <code>1</code>), <code>voicemail</code> (<code>messagerie</code>, <code>2</code>) or <code>disabled</code> (<code>off</code>, <code>désactivé</code>, <code>0</code>)',
	},
	{
		displayName: 'Destination',
		name: 'destination',
		type: 'string',
		displayOptions: { show: { mode: ['fromData'] } },
		default: '={{ $json.destination }}',
		placeholder: 'e.g. +33698765432 or team@example.com',
		description:
			'A phone number for <code>callForwarding</code>, an email address for <code>voicemail</code>; ignored for <code>disabled</code>',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: optionFields,
	},
];
