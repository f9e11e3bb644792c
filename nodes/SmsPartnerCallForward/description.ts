import type { INodeProperties } from 'n8n-workflow';

/** Ranges and defaults are those of parameters.ts; lint wants them written out here. */
const optionFields: INodeProperties[] = [
	{
		displayName: 'Concurrent Requests',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 5,
		description:
			'How many items are in flight at once. Items of the same virtual number always run one after another. The first item decides.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to check the items and put out what would be sent, without sending it',
	},
	{
		displayName: 'If Already Set',
		name: 'alreadySet',
		type: 'options',
		options: [
			{
				name: 'Error',
				value: 'error',
				description: 'Put out an error item: the line may point to another destination',
			},
			{
				name: 'Keep',
				value: 'keep',
				description:
					'Accept the line as it is, whatever its destination, if its mode is the one asked for',
			},
			{
				name: 'Replace',
				value: 'replace',
				description: 'Switch forwarding off, then set it again with the new destination',
			},
		],
		default: 'error',
		description:
			'What to do when SMS Partner says that forwarding is on already (control codes 16 and 17) or off already (18)',
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: 2,
		description:
			'How many more times to try after a temporary failure, such as a lost connection. The first item decides.',
	},
	{
		displayName: 'Number Format',
		name: 'numberFormat',
		type: 'options',
		options: [
			{
				name: 'As Entered',
				value: 'asEntered',
				description: 'Send numbers exactly as they are, e.g. short codes',
			},
			{
				name: 'Normalize',
				value: 'normalize',
				description: 'Check numbers and send them in international format',
			},
		],
		default: 'normalize',
		description: 'How to send phone numbers',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 60000 },
		default: 0,
		description:
			'How many requests to start per minute at most, evenly spread and retries included. 0 means no limit. The first item decides.',
	},
	{
		displayName: 'Timeout (Ms)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 300000 },
		default: 10000,
		description:
			'How many milliseconds to wait for the answer to one attempt. The first item decides.',
	},
];

/** The fields a person sees, in the order in which they are filled in. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Virtual Number',
		name: 'virtualNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 33612345678',
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
				name: 'Voicemail',
				value: 'voicemail',
				description: 'Send calls to voicemail, and tell an e-mail address about new messages',
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
		placeholder: 'e.g. +33698765432',
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
		description: 'The e-mail address that is told about new voicemail messages',
	},
	{
		displayName: 'Mode',
		name: 'modeValue',
		type: 'string',
		required: true,
		displayOptions: { show: { mode: ['fromData'] } },
		default: '',
		placeholder: 'e.g. {{ $json.mode }}',
		description:
			'The mode of each item: <code>callForwarding</code> (or <code>forward</code>, <code>1</code>), <code>voicemail</code> (<code>2</code>) or <code>disabled</code> (<code>off</code>, <code>0</code>)',
	},
	{
		displayName: 'Destination',
		name: 'destination',
		type: 'string',
		displayOptions: { show: { mode: ['fromData'] } },
		default: '',
		placeholder: 'e.g. {{ $json.destination }}',
		description:
			'A phone number for <code>callForwarding</code>, an e-mail address for <code>voicemail</code>; ignored for <code>disabled</code>',
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
