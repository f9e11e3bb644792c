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

/** What to do next, in the words of the node's fields. */
type Advice = string | ((labels: FieldLabels) => string);

/** What our own checks say, and the control code that the API would use; null where it has none. */
interface Check {
	code: number | null;
	message: string;
}

const byApi = (advice: Advice) => ({ source: 'api', advice }) as const;
/** A reason of the API that our own checks can find beforehand. */
const byApiOrCheck = (code: number, message: string, advice: Advice) =>
	({ source: 'api', check: { code, message } satisfies Check, advice }) as const;
const byCheck = (message: string, advice: Advice) =>
	({ source: 'validation', check: { code: null, message } satisfies Check, advice }) as const;
/** The check gives the advice itself, with the value. */
const byCheckOfValue = (message: string) =>
	({ source: 'validation', check: { code: null, message } satisfies Check }) as const;
const byTransport = (advice: Advice) => ({ source: 'transport', advice }) as const;

const KEY_PAGE = 'https://my.smspartner.fr/dashboard/api';

/** Where n8n has the option that a line needs once it is set. */
export const IF_ALREADY_SET = "Under 'Options', select Add option, then 'If Already Set'";

/**
 * Why an item failed, a row per reason. Control codes point into it (api/controlCodes.ts), and the
 * documents' tables are made from it.
 */
export const REASONS = {
	// Control codes of the vendor's page "Manage Call Forwarding"
	apiKeyRejected: byApiOrCheck(
		10,
		'The API key is missing',
		`Check 'API Key' in the SMS Partner API credential: copy the key again from ${KEY_PAGE}.`,
	),
	nameRequired: byApi('Unexpected answer. Contact SMS Partner and mention code 1.'),
	virtualNumberRequired: byApiOrCheck(
		5,
		'The virtual number is required',
		"Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
	),
	modeRequired: byApiOrCheck(
		6,
		'The forwarding mode is required',
		({ mode }) => `Fill in ${mode} with callForwarding, voicemail or disabled.`,
	),
	modeInvalid: byApiOrCheck(
		7,
		'The forwarding mode is not valid',
		({ mode }) =>
			`Set ${mode} to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).`,
	),
	forwardingNumberRequired: byApiOrCheck(
		8,
		'The forwarding number is required',
		({ destination }) => `Fill in ${destination} with the phone number to forward calls to.`,
	),
	emailRequired: byApiOrCheck(
		8,
		'The notification email address is required',
		({ destination }) =>
			`Fill in ${destination} with the email address to notify of new voicemail messages.`,
	),
	emailInvalid: byApiOrCheck(
		9,
		'The notification email address is not valid',
		({ destination }) =>
			`Check ${destination}: it takes one email address, preferably without accents, e.g. team@example.com.`,
	),
	forwardingNumberInvalid: byApiOrCheck(
		12,
		'The forwarding number is not valid',
		({ destination }) =>
			`Check ${destination}: write the number in international format, e.g. +33612345678.`,
	),
	virtualNumberNotFound: byApi(
		"Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.",
	),
	forwardingNotEnabled: byApi(
		"Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
	),
	numberDisabled: byApi(
		"The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
	),
	forwardingAlreadyEnabled: byApi(
		`Call forwarding is already on, and may go to another destination. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it again, Keep accepts the line without changing it.`,
	),
	voicemailAlreadyEnabled: byApi(
		`Voicemail is already on, and may notify another email address. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it again, Keep accepts the line without changing it.`,
	),
	forwardingAlreadyDisabled: byApi(
		`Forwarding is already off. ${IF_ALREADY_SET}: Keep returns such an item as a success.`,
	),

	// Control codes of the vendor's other pages
	accountDisabled: byApi('Your SMS Partner account is disabled. Contact SMS Partner.'),
	accountBlocked: byApi('Your SMS Partner account is blocked. Contact SMS Partner.'),
	apiAccessDenied: byApi(
		'This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.',
	),
	malformedRequest: byApi(
		"The API could not read the request. Check 'Base URL' in the credential, and any gateway between n8n and the API.",
	),
	ipNotAuthorized: byApi(
		`The IP address of this n8n is not authorized. Add it to the list at ${KEY_PAGE}, or remove the restriction.`,
	),
	unknown: byApi(
		'The code is not in the list for call forwarding. Read the message. If it does not help, contact SMS Partner and mention the code.',
	),
	contradictory: byApi(
		'The API reported success together with a code that refuses the request. Check where the virtual number points, and contact SMS Partner.',
	),

	// Our own checks, before anything is sent
	virtualNumberInvalid: byCheckOfValue('The virtual number is not valid'),
	forwardingLoop: byCheck(
		'The virtual number would be forwarded to itself',
		({ destination }) =>
			`A number cannot be forwarded to itself. Change ${destination} or 'Virtual Number'.`,
	),
	destinationNotAllowed: byCheck(
		'The destination is not allowed by the credential',
		"Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.",
	),
	insecureBaseUrl: byCheck(
		'The Base URL is not secure',
		"Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
	),
	baseUrlInvalid: byCheck(
		'The Base URL is not valid',
		"Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
	),
	credentialUnreadable: byCheckOfValue('The credential cannot be read'),
	optionInvalid: byCheckOfValue('An option has an unsupported value'),

	// No usable answer
	timeout: byTransport("Raise 'Timeout' under 'Options' if this happens often."),
	network: byTransport(
		"Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
	),
	rateLimited: byTransport(
		"Lower the pace with 'Requests per Minute' under 'Options', and run the item again later.",
	),
	serverUnavailable: byTransport('The API is unavailable at the moment. Run the item again later.'),
	httpError: byTransport(
		"Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway between n8n and the API.",
	),
	invalidResponse: byTransport(
		"Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
	),
} as const;

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

/** Why there was no answer to go by. */
export type FaultReason = TransportReason | 'contradictory';

/** What our own checks can find. */
export type CheckReason = {
	[R in Reason]: Reasons[R] extends { check: unknown } ? R : never;
}[Reason];

export function isTransportReason(reason: Reason): reason is TransportReason {
	return REASONS[reason].source === 'transport';
}

/** The reasons that have advice of their own. */
export type AdvisedReason = {
	[R in Reason]: Reasons[R] extends { advice: unknown } ? R : never;
}[Reason];

/** What to do next about a reason, in the words of the node's fields. */
export function adviceFor(reason: AdvisedReason, labels: FieldLabels): string {
	const advice: Advice = REASONS[reason].advice;
	return typeof advice === 'string' ? advice : advice(labels);
}
