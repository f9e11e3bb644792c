import type { Mode } from './wire';

/** Why an item failed: the name that workflows branch on. */
export type Reason = keyof typeof ADVICE;

/** The labels, in quotes, of the fields that the item's values came from. */
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

const KEY_PAGE = 'https://my.smspartner.fr/dashboard/api';

/**
 * What to do next, for each reason. `{mode}` and `{destination}` stand for the labels of the fields
 * in use.
 */
const ADVICE = {
	// Control codes of the vendor's page "Manage Call Forwarding"
	apiKeyRejected: `Check 'API Key' in the SMS Partner API credential: copy the key again from ${KEY_PAGE}.`,
	nameRequired:
		"The API asked for a name, which call forwarding does not have. Check 'Base URL' in the credential, then ask SMS Partner's support with this code.",
	virtualNumberRequired:
		"Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
	modeRequired: 'Fill in {mode} with callForwarding, voicemail or disabled.',
	modeInvalid: 'Set {mode} to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).',
	forwardingNumberRequired: 'Fill in {destination} with the phone number that takes the calls.',
	emailRequired:
		'Fill in {destination} with the e-mail address that is told about new voicemail messages.',
	emailInvalid: 'Check {destination}: it takes one e-mail address, e.g. team@example.com.',
	forwardingNumberInvalid:
		'Check {destination}: write the number in international format, e.g. +33612345678.',
	virtualNumberNotFound:
		"Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678.",
	forwardingNotEnabled:
		"Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
	numberDisabled:
		"The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
	forwardingAlreadyEnabled:
		"Call forwarding is on already, and the destination may be another one. Set 'If Already Set' to Replace to switch it off and set it again, or to Keep to accept it as it is.",
	voicemailAlreadyEnabled:
		"Voicemail is on already, and the e-mail address may be another one. Set 'If Already Set' to Replace to switch it off and set it again, or to Keep to accept it as it is.",
	forwardingAlreadyDisabled:
		"Forwarding is off already. Set 'If Already Set' to Keep where that is no error.",

	// Control codes of the vendor's other pages
	accountDisabled: 'Your SMS Partner account is disabled. Contact SMS Partner.',
	accountBlocked: 'Your SMS Partner account is blocked. Contact SMS Partner.',
	apiAccessDenied:
		'This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.',
	malformedRequest:
		"The API could not read the request. Check 'Base URL' in the credential and any gateway on the way.",
	ipNotAuthorized: `The IP address of this n8n is not authorised. Add it to the list at ${KEY_PAGE}, or remove the restriction.`,
	unknown:
		'The code is not in the list for call forwarding. Read the message, and ask SMS Partner with the code if it does not help.',

	// Our own checks, before anything is sent
	virtualNumberInvalid:
		"Check 'Virtual Number': write it in international format, e.g. 33612345678.",
	forwardingLoop:
		"A number cannot be forwarded to itself. Change {destination} or 'Virtual Number'.",
	destinationNotAllowed:
		"Whoever owns the credential decides: add it to 'Allowed Destinations' there, or change {destination}.",
	insecureBaseUrl:
		"Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
	baseUrlInvalid:
		"Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
	optionInvalid: "Check the field named here under 'Options', or remove it.",

	// No usable answer
	timeout: "Raise 'Timeout (Ms)' under 'Options' if this happens often.",
	network:
		"Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
	rateLimited:
		"Lower the pace with 'Requests per Minute' under 'Options', and run the item again later.",
	serverUnavailable: 'The API has a problem of its own. Run the item again later.',
	httpError:
		"Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway on the way.",
	invalidResponse:
		"Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
} as const;

/** The vendor's control codes and their reasons; 8 depends on the mode, see {@link reasonOfCode}. */
const REASON_BY_CODE: ReadonlyMap<number, Reason> = new Map([
	[10, 'apiKeyRejected'],
	[1, 'nameRequired'],
	[5, 'virtualNumberRequired'],
	[6, 'modeRequired'],
	[7, 'modeInvalid'],
	[8, 'forwardingNumberRequired'],
	[9, 'emailInvalid'],
	[12, 'forwardingNumberInvalid'],
	[13, 'virtualNumberNotFound'],
	[14, 'forwardingNotEnabled'],
	[15, 'numberDisabled'],
	[16, 'forwardingAlreadyEnabled'],
	[17, 'voicemailAlreadyEnabled'],
	[18, 'forwardingAlreadyDisabled'],
	[20, 'accountDisabled'],
	[30, 'accountBlocked'],
	[40, 'apiAccessDenied'],
	[90, 'malformedRequest'],
	[96, 'ipNotAuthorized'],
]);

/** The codes that say "already set". */
export const ALREADY_ENABLED = { callForwarding: 16, voicemail: 17 } as const;
export const ALREADY_DISABLED = 18;

/**
 * The reason for a control code of the API.
 *
 * @param message the vendor's text: the page's own example pairs code 5 with "email is not valid",
 *   so in voicemail mode a code 5 that speaks of an e-mail is about the e-mail.
 */
export function reasonOfCode(code: number | null, mode: Mode, message: string): Reason {
	if (mode === 'voicemail') {
		if (code === 8) return 'emailRequired';
		if (code === 5 && /e-?mail/i.test(message)) return 'emailInvalid';
	}
	return REASON_BY_CODE.get(code ?? NaN) ?? 'unknown';
}

/** What to do next about a reason, in the words of the node's fields. */
export function adviceFor(reason: Reason, labels: FieldLabels): string {
	return ADVICE[reason].replace('{mode}', labels.mode).replace('{destination}', labels.destination);
}
