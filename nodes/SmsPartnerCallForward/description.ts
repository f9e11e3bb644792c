import type { IBuilderHint, INodeProperties, NodeHint } from 'n8n-workflow';

import { NUMBERS } from './checks/options';

/** What was typed into a field; empty where an expression decides. */
const typed = (field: string): string =>
	`String($rawParameter["${field}"] ?? "").replace(/^=.*/s, "").trim()`;

/** What n8n shows below the node: `33612345678 → voicemail` where the line is fixed, a sentence where it is not. */
export const subtitle = `={{ ${typed('virtualNumber')}
	? ${typed('virtualNumber')} + " → " + ({
		callForwarding: ${typed('forwardingNumber')} || "a number",
		voicemail: "voicemail",
		disabled: "off",
		fromData: "from input",
	})[$parameter["mode"]]
	: ({
		callForwarding: "forward calls to a number",
		voicemail: "send calls to voicemail",
		disabled: "switch forwarding off",
		fromData: "set from input data",
	})[$parameter["mode"]] }}`;

/** Before the first run, while nothing is chosen: later runs would find the line set already. */
export const alreadySetHint: NodeHint = {
	type: 'info',
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
	displayCondition: '={{ $parameter["options"]["alreadySet"] === undefined }}',
	message:
		"SMS Partner refuses to set a line that is already set (control codes 16, 17 and 18). For a workflow that runs more than once, add the option 'If Already Set' (under Options, Add option) and choose Replace or Keep.",
};

/** For n8n's assistant and whatever else builds workflows: it sees neither the hint above nor the output. */
export const builderHint: IBuilderHint = {
	searchHint:
		"Sets where calls to SMS Partner virtual numbers go: to a phone number, to voicemail or nowhere (off). Use it to send a line to voicemail at 18:00, to forward the on-call line to whoever a calendar names, or to set a line for each row of a spreadsheet (mode 'fromData'). A workflow that runs more than once (a schedule, a webhook) needs options.alreadySet, since SMS Partner refuses to set a line that is already set.",
	extraTypeDefContent: [
		{
			content: `<patterns>
<pattern title="Every evening: the line to voicemail, whatever it was set to">
parameters: { virtualNumber: '33612345678', mode: 'voicemail', notificationEmail: 'team@example.com', options: { alreadySet: 'replace' } }
</pattern>
<pattern title="One line for each input item">
parameters: { virtualNumber: expr('{{ $json.number }}'), mode: 'fromData', modeValue: expr('{{ $json.mode }}'),
  destination: expr('{{ $json.destination }}'), options: { alreadySet: 'replace' } }
</pattern>
<pattern title="Output: one item for each input item, in the same order">
// Set as asked. The values are as they were sent; read the input's fields with $('Node Name').item.json
{ virtualNumber: string, mode: 'callForwarding' | 'voicemail' | 'disabled', destination: string | null, success: true,
  status: 'applied' | 'unchanged' | 'replaced' | 'dryRun', changed: boolean | null, code: number | null, message: string }
// Not set, with onError 'continueRegularOutput' on the same output; branch on success, then on reason
{ virtualNumber: string, mode: string, destination: string, success: false, reason: string, message: string,
  description: string, status: 'rejected' | 'failed', changed: boolean | null, code: number | null,
  source: 'api' | 'validation' | 'transport', httpStatus: number | null }
// With onError 'continueErrorOutput' on the second output, in the field 'error' beside the input's fields
</pattern>
</patterns>`,
		},
	],
};

const optionFields: INodeProperties[] = [
	{
		displayName: 'Concurrent Requests',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: NUMBERS.concurrency.min, maxValue: NUMBERS.concurrency.max },
		default: 5,
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
				description: 'Reject the item, since the line may point to another destination',
			},
			{
				name: 'Keep',
				value: 'keep',
				description:
					'Treat as a success if the line is already in the requested mode, whatever its destination',
			},
			{
				name: 'Replace',
				value: 'replace',
				description: 'Switch forwarding off, then set it again with the new destination',
			},
		],
		default: 'error',
		description:
			'What to do when SMS Partner says that forwarding is already on (control codes 16 and 17) or already off (18)',
		builderHint: {
			propertyHint:
				"Set this in every workflow that runs more than once. 'replace': the line ends as asked, whatever it was set to. 'keep': only where its destination never changes. Left out, an item whose line is already set is rejected with control code 16, 17 or 18.",
		},
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: NUMBERS.maxRetries.min, maxValue: NUMBERS.maxRetries.max },
		default: 2,
		description:
			'How many more times to try after a temporary interruption, such as a lost connection. Once Replace has switched a line off, it tries for 90 seconds to set the line again, whatever is entered here. Read from the first item.',
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
		default: 'normalize',
		description: 'How to send phone numbers',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: {
			minValue: NUMBERS.requestsPerMinute.min,
			maxValue: NUMBERS.requestsPerMinute.max,
		},
		default: 0,
		description:
			'How many requests to start per minute at most, evenly spread and retries included. Replace takes three requests for a line that is already set. 0 means no limit. Read from the first item.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: NUMBERS.timeout.min, maxValue: NUMBERS.timeout.max },
		default: 10_000,
		description:
			'How long to wait for the answer to one attempt, in milliseconds. Allow more time than SMS Partner takes, since a request that timed out can still change the line later. Read from the first item.',
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

const virtualNumber: INodeProperties = {
	displayName: 'Virtual Number',
	name: 'virtualNumber',
	type: 'string',
	required: true,
	displayOptions: { hide: { mode: ['fromData'] } },
	default: '',
	placeholder: 'e.g. 33612345678 or 06 12 34 56 78',
	description: 'The SMS Partner virtual number whose calls are routed',
};

/** The fields a person sees, in the order in which they are filled in. */
export const properties: INodeProperties[] = [
	toolDescription,
	virtualNumber,
	{
		...virtualNumber,
		displayOptions: { show: { mode: ['fromData'] } },
		default: '={{ $json.number }}',
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
			{ name: 'Disabled', value: 'disabled', description: 'Switch forwarding off' },
			{
				name: 'From Input Data',
				value: 'fromData',
				description: 'Take the mode and the destination from each item, e.g. a spreadsheet row',
				builderHint: {
					propertyHint:
						"Use this where the data decides, item by item: rows of a spreadsheet, a webhook's body, an AI agent's tool (with $fromAI, and with onError 'continueRegularOutput', so that the model reads why an item was rejected). 'modeValue' takes callForwarding, voicemail or disabled; 'destination' a phone number, an email address or nothing.",
				},
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
		description: 'The phone number to forward calls to, preferably in international format',
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
