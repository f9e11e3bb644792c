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

type Row = readonly [source: Source, code: number | null, checkMessage?: string];

/**
 * Why an item failed, a row per reason: who says it, the control code if there is one, and what our own
 * checks say if they can find it.
 */
export const REASONS = {
	// Control codes of the vendor's page "Manage Call Forwarding"
	apiKeyRejected: ['api', 10, 'The API key is missing'],
	nameRequired: ['api', 1],
	virtualNumberRequired: ['api', 5, 'The virtual number is required'],
	modeRequired: ['api', 6, 'The forwarding mode is required'],
	modeInvalid: ['api', 7, 'The forwarding mode is not valid'],
	forwardingNumberRequired: ['api', 8, 'The forwarding number is required'],
	emailRequired: ['api', 8, 'The notification email address is required'],
	emailInvalid: ['api', 9, 'The notification email address is not valid'],
	forwardingNumberInvalid: ['api', 12, 'The forwarding number is not valid'],
	virtualNumberNotFound: ['api', 13],
	forwardingNotEnabled: ['api', 14],
	numberDisabled: ['api', 15],
	forwardingAlreadyEnabled: ['api', 16],
	voicemailAlreadyEnabled: ['api', 17],
	forwardingAlreadyDisabled: ['api', 18],

	// Control codes of the vendor's other pages
	accountDisabled: ['api', 20],
	accountBlocked: ['api', 30],
	apiAccessDenied: ['api', 40],
	malformedRequest: ['api', 90],
	ipNotAuthorized: ['api', 96],

	// Any other code or none, and a success with a code that refuses
	unknown: ['api', null],
	contradictory: ['api', null],

	// Our own checks, before anything is sent
	virtualNumberInvalid: ['validation', null, 'The virtual number is not valid'],
	forwardingLoop: ['validation', null, 'The virtual number would be forwarded to itself'],
	destinationNotAllowed: ['validation', null, 'The destination is not allowed by the credential'],
	insecureBaseUrl: ['validation', null, 'The Base URL is not secure'],
	baseUrlInvalid: ['validation', null, 'The Base URL is not valid'],
	credentialUnreadable: ['validation', null, 'The credential cannot be read'],
	optionInvalid: ['validation', null, 'An option has an unsupported value'],

	// No usable answer
	timeout: ['transport', null],
	network: ['transport', null],
	rateLimited: ['transport', null],
	serverUnavailable: ['transport', null],
	httpError: ['transport', null],
	invalidResponse: ['transport', null],
} as const satisfies Record<string, Row>;

type Reasons = typeof REASONS;

/** Why an item failed: the name that workflows branch on. */
export type Reason = keyof Reasons;

type From<S extends Source> = {
	[R in Reason]: Reasons[R][0] extends S ? R : never;
}[Reason];

/** What a control code can mean. */
export type ApiReason = From<'api'>;

/** Why there was no answer to go by. */
export type FaultReason = From<'transport'> | 'contradictory';

/** What our own checks can find. */
export type CheckReason = {
	[R in Reason]: Reasons[R]['length'] extends 3 ? R : never;
}[Reason];

/** The reasons that have advice of their own: for the others the check gives it, with the value. */
export type AdvisedReason = Exclude<
	Reason,
	'virtualNumberInvalid' | 'credentialUnreadable' | 'optionInvalid'
>;

const KEY_PAGE = 'https://my.smspartner.fr/dashboard/api';

/** Where n8n has the option that a line needs once it is set. */
export const IF_ALREADY_SET = "Under 'Options', select Add option, then 'If Already Set'";

const REPLACE_OR_KEEP = `${IF_ALREADY_SET}: Replace switches forwarding off and sets it again, Keep accepts the line without changing it.`;

/** What to do next. `{mode}` and `{destination}` stand for the labels of the item's fields. */
export const ADVICE: Record<AdvisedReason, string> = {
	apiKeyRejected: `Check 'API Key' in the SMS Partner API credential: copy the key again from ${KEY_PAGE}.`,
	nameRequired: 'Unexpected answer. Contact SMS Partner and mention code 1.',
	virtualNumberRequired:
		"Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
	modeRequired: 'Fill in {mode} with callForwarding, voicemail or disabled.',
	modeInvalid: 'Set {mode} to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).',
	forwardingNumberRequired: 'Fill in {destination} with the phone number to forward calls to.',
	emailRequired:
		'Fill in {destination} with the email address to notify of new voicemail messages.',
	emailInvalid:
		'Check {destination}: it takes one email address, preferably without accents, e.g. team@example.com.',
	forwardingNumberInvalid:
		'Check {destination}: write the number in international format, e.g. +33612345678.',
	virtualNumberNotFound:
		"Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.",
	forwardingNotEnabled:
		"Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
	numberDisabled:
		"The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
	forwardingAlreadyEnabled: `Call forwarding is already on, and may go to another destination. ${REPLACE_OR_KEEP}`,
	voicemailAlreadyEnabled: `Voicemail is already on, and may notify another email address. ${REPLACE_OR_KEEP}`,
	forwardingAlreadyDisabled: `Forwarding is already off. ${IF_ALREADY_SET}: Keep returns such an item as a success.`,
	accountDisabled: 'Your SMS Partner account is disabled. Contact SMS Partner.',
	accountBlocked: 'Your SMS Partner account is blocked. Contact SMS Partner.',
	apiAccessDenied:
		'This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.',
	malformedRequest:
		"The API could not read the request. Check 'Base URL' in the credential, and any gateway between n8n and the API.",
	ipNotAuthorized: `The IP address of this n8n is not authorized. Add it to the list at ${KEY_PAGE}, or remove the restriction.`,
	unknown:
		'The code is not in the list for call forwarding. Read the message. If it does not help, contact SMS Partner and mention the code.',
	contradictory:
		'The API reported success together with a code that refuses the request. Check where the virtual number points, and contact SMS Partner.',
	forwardingLoop:
		"A number cannot be forwarded to itself. Change {destination} or 'Virtual Number'.",
	destinationNotAllowed:
		"Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.",
	insecureBaseUrl:
		"Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
	baseUrlInvalid:
		"Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
	timeout: "Raise 'Timeout' under 'Options' if this happens often.",
	network:
		"Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
	rateLimited:
		"Run the item again later. If this happens often, limit 'Requests per Minute' under 'Options'.",
	serverUnavailable: 'The API is unavailable at the moment. Run the item again later.',
	httpError:
		"Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway between n8n and the API.",
	invalidResponse:
		"Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
};

/** What to do next about a reason, in the words of the node's fields. */
export function adviceFor(reason: AdvisedReason, { mode, destination }: FieldLabels): string {
	return ADVICE[reason].replace('{mode}', mode).replace('{destination}', destination);
}
