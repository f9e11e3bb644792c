/** The labels, in quotes, of the fields that an item's values came from. */
export interface FieldLabels {
	/** `'Forwarding Mode'`, or `'Mode'` for From Input Data. */
	mode: string;
	/** `'Forwarding Number'`, `'Notification Email'`, or `'Destination'` for From Input Data. */
	destination: string;
}

/** Labels where no field holds the value, or where it is not known yet which one does. */
export const GENERAL_LABELS: FieldLabels = {
	mode: "'Forwarding Mode'",
	destination: 'the destination',
};

/** Who says that an item failed. A reason of the API can also be found by our own checks beforehand. */
export type Source = 'api' | 'validation' | 'transport';

interface ReasonRow {
	source: Source;
	/** What our own checks say, and the control code that the API would use; only where they can find it. */
	check?: { code: number | null; message: string };
	/** What to do next; not there where every check says it itself, with the value. */
	advice?: (labels: FieldLabels) => string;
}

const KEY_PAGE = 'https://my.smspartner.fr/dashboard/api';

/** Where n8n has the option that a line needs once it is set. */
const IF_ALREADY_SET = "Under 'Options', select Add option, then 'If Already Set'";

/**
 * Why an item failed, a row per reason. Control codes point into it (api/controlCodes.ts), and the
 * documents' tables are made from it.
 */
export const REASONS = {
	// Control codes of the vendor's page "Manage Call Forwarding"
	apiKeyRejected: {
		source: 'api',
		check: { code: 10, message: 'The API key is missing' },
		advice: () =>
			`Check 'API Key' in the SMS Partner API credential: copy the key again from ${KEY_PAGE}.`,
	},
	nameRequired: {
		source: 'api',
		advice: () => 'Unexpected answer. Contact SMS Partner and name code 1.',
	},
	virtualNumberRequired: {
		source: 'api',
		check: { code: 5, message: 'The virtual number is required' },
		advice: () =>
			"Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
	},
	modeRequired: {
		source: 'api',
		check: { code: 6, message: 'The forwarding mode is required' },
		advice: ({ mode }) => `Fill in ${mode} with callForwarding, voicemail or disabled.`,
	},
	modeInvalid: {
		source: 'api',
		check: { code: 7, message: 'The forwarding mode is not valid' },
		advice: ({ mode }) =>
			`Set ${mode} to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).`,
	},
	forwardingNumberRequired: {
		source: 'api',
		check: { code: 8, message: 'The forwarding number is required' },
		advice: ({ destination }) =>
			`Fill in ${destination} with the phone number that takes the calls.`,
	},
	emailRequired: {
		source: 'api',
		check: { code: 8, message: 'The notification email address is required' },
		advice: ({ destination }) =>
			`Fill in ${destination} with the email address to notify of new voicemail messages.`,
	},
	emailInvalid: {
		source: 'api',
		check: { code: 9, message: 'The notification email address is not valid' },
		advice: ({ destination }) =>
			`Check ${destination}: it takes one email address, best without accents, e.g. team@example.com.`,
	},
	forwardingNumberInvalid: {
		source: 'api',
		check: { code: 12, message: 'The forwarding number is not valid' },
		advice: ({ destination }) =>
			`Check ${destination}: write the number in international format, e.g. +33612345678.`,
	},
	virtualNumberNotFound: {
		source: 'api',
		advice: () =>
			"Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.",
	},
	forwardingNotEnabled: {
		source: 'api',
		advice: () =>
			"Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
	},
	numberDisabled: {
		source: 'api',
		advice: () =>
			"The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
	},
	forwardingAlreadyEnabled: {
		source: 'api',
		advice: () =>
			`Call forwarding is already on, and may go to another destination. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it again, Keep accepts the line without changing it.`,
	},
	voicemailAlreadyEnabled: {
		source: 'api',
		advice: () =>
			`Voicemail is already on, and may notify another email address. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it again, Keep accepts the line without changing it.`,
	},
	forwardingAlreadyDisabled: {
		source: 'api',
		advice: () =>
			`Forwarding is already off. ${IF_ALREADY_SET}: Keep returns such an item as a success.`,
	},

	// Control codes of the vendor's other pages
	accountDisabled: {
		source: 'api',
		advice: () => 'Your SMS Partner account is disabled. Contact SMS Partner.',
	},
	accountBlocked: {
		source: 'api',
		advice: () => 'Your SMS Partner account is blocked. Contact SMS Partner.',
	},
	apiAccessDenied: {
		source: 'api',
		advice: () =>
			'This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.',
	},
	malformedRequest: {
		source: 'api',
		advice: () =>
			"The API could not read the request. Check 'Base URL' in the credential, and any gateway between n8n and the API.",
	},
	ipNotAuthorized: {
		source: 'api',
		advice: () =>
			`The IP address of this n8n is not authorized. Add it to the list at ${KEY_PAGE}, or remove the restriction.`,
	},
	unknown: {
		source: 'api',
		advice: () =>
			'The code is not in the list for call forwarding. Read the message. If it does not help, contact SMS Partner and name the code.',
	},

	// Our own checks, before anything is sent
	virtualNumberInvalid: {
		source: 'validation',
		check: { code: null, message: 'The virtual number is not valid' },
	},
	forwardingLoop: {
		source: 'validation',
		check: { code: null, message: 'The virtual number would be forwarded to itself' },
		advice: ({ destination }) =>
			`A number cannot be forwarded to itself. Change ${destination} or 'Virtual Number'.`,
	},
	destinationNotAllowed: {
		source: 'validation',
		check: { code: null, message: 'The destination is not allowed by the credential' },
		advice: () =>
			"Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.",
	},
	insecureBaseUrl: {
		source: 'validation',
		check: { code: null, message: 'The Base URL is not secure' },
		advice: () =>
			"Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
	},
	baseUrlInvalid: {
		source: 'validation',
		check: { code: null, message: 'The Base URL is not valid' },
		advice: () =>
			"Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
	},
	credentialUnreadable: {
		source: 'validation',
		check: { code: null, message: 'The credential cannot be read' },
	},
	optionInvalid: {
		source: 'validation',
		check: { code: null, message: 'An option has an unsupported value' },
	},

	// No usable answer
	timeout: {
		source: 'transport',
		advice: () => "Raise 'Timeout' under 'Options' if this happens often.",
	},
	network: {
		source: 'transport',
		advice: () =>
			"Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
	},
	rateLimited: {
		source: 'transport',
		advice: () =>
			"Lower the pace with 'Requests per Minute' under 'Options', and run the item again later.",
	},
	serverUnavailable: {
		source: 'transport',
		advice: () => 'The API is unavailable at the moment. Run the item again later.',
	},
	httpError: {
		source: 'transport',
		advice: () =>
			"Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway between n8n and the API.",
	},
	invalidResponse: {
		source: 'transport',
		advice: () =>
			"Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
	},
} as const satisfies Record<string, ReasonRow>;

type Reasons = typeof REASONS;

/** Why an item failed: the name that workflows branch on. */
export type Reason = keyof Reasons;

type From<S extends Source> = {
	[R in Reason]: Reasons[R]['source'] extends S ? R : never;
}[Reason];

/** What a control code can mean. */
export type ApiReason = From<'api'>;

/** Why there was no usable answer. */
export type TransportReason = From<'transport'>;

/** What our own checks can find. */
export type CheckReason = {
	[R in Reason]: Reasons[R] extends { check: unknown } ? R : never;
}[Reason];

/** The reasons that have advice of their own. */
export type AdvisedReason = {
	[R in Reason]: Reasons[R] extends { advice: unknown } ? R : never;
}[Reason];

/** What to do next about a reason, in the words of the node's fields. */
export function adviceFor(reason: AdvisedReason, labels: FieldLabels): string {
	return REASONS[reason].advice(labels);
}
