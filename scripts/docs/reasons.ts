import type { Reason } from '../../nodes/SmsPartnerCallForward/reasons';

/** What docs/control-codes.md adds to the advice in the code's own table. */
export interface Explanation {
	meaning: string;
	/** Why it comes. */
	cause: string;
}

/** The compiler asks for an entry when the code gets a new reason. */
export const EXPLANATIONS: Record<Reason, Explanation> = {
	apiKeyRejected: {
		meaning: 'No API key, or one that SMS Partner does not know.',
		cause:
			'The key was mistyped, revoked or belongs to another account. The call forwarding page calls this code "The API key is required", the vendor\'s other pages "Invalid API key".',
	},
	nameRequired: {
		meaning: 'The API asks for a name.',
		cause: 'The vendor lists this code, but call forwarding has no such parameter.',
	},
	virtualNumberRequired: {
		meaning: 'The virtual number is missing.',
		cause: 'The field is empty, often because an expression found nothing in the item.',
	},
	modeRequired: {
		meaning: 'The mode is missing.',
		cause: 'With From Input Data, the item has no mode: an empty cell, or another column name.',
	},
	modeInvalid: {
		meaning: 'SMS Partner does not know this mode.',
		cause: 'With From Input Data, the item has another word, e.g. `on` or `night`.',
	},
	forwardingNumberRequired: {
		meaning: 'There is no number to forward to.',
		cause: 'The field or the cell is empty.',
	},
	emailRequired: {
		meaning: 'There is no email address to notify.',
		cause: 'The field or the cell is empty.',
	},
	emailInvalid: {
		meaning: 'The email address is not valid.',
		cause:
			'Several addresses, a space, no domain. The API can answer 5 for this, as in the example on its page; `code` then stays 5.',
	},
	forwardingNumberInvalid: {
		meaning: 'The forwarding number is not valid.',
		cause: 'Digits are missing, or it is unclear which country the number belongs to.',
	},
	virtualNumberNotFound: {
		meaning: 'SMS Partner does not know this virtual number.',
		cause:
			'A mistyped number, one of another account, or one that you no longer rent. Or a phone of your own that is not a virtual number.',
	},
	forwardingNotEnabled: {
		meaning: 'Call forwarding is not enabled for this number.',
		cause: 'The number was rented without it.',
	},
	numberDisabled: {
		meaning: 'The virtual number is disabled.',
		cause: 'SMS Partner or you switched it off in the account.',
	},
	forwardingAlreadyEnabled: {
		meaning: 'Call forwarding is already on.',
		cause:
			'The line was set before. The vendor does not say whether the destination was changed: see [Already set](#already-set-16-17-and-18).',
	},
	voicemailAlreadyEnabled: {
		meaning: 'Voicemail is already on.',
		cause:
			'The line was set before. The vendor does not say whether the email address was changed: see [Already set](#already-set-16-17-and-18).',
	},
	forwardingAlreadyDisabled: {
		meaning: 'Forwarding is already off.',
		cause: 'The line was switched off before: see [Already set](#already-set-16-17-and-18).',
	},
	accountDisabled: {
		meaning: 'The SMS Partner account is disabled.',
		cause: 'Only SMS Partner can say why.',
	},
	accountBlocked: {
		meaning: 'The SMS Partner account is blocked.',
		cause: 'Only SMS Partner can say why.',
	},
	apiAccessDenied: {
		meaning: 'The account may not use the API.',
		cause: 'API access is switched off in the account.',
	},
	malformedRequest: {
		meaning: 'The API could not read the request.',
		cause: 'A gateway or proxy between n8n and SMS Partner changed it.',
	},
	ipNotAuthorized: {
		meaning: 'The IP address of this n8n is not authorized.',
		cause:
			'The account restricts the API to listed addresses, and n8n calls from another one: after a move, or from another worker.',
	},
	unknown: {
		meaning: 'A code that is not in the lists, or no code at all.',
		cause: 'The API uses codes that its pages do not list. `message` is what it said.',
	},
	contradictory: {
		meaning: 'The answer says success, with a code that refuses.',
		cause: 'A fault of the API, or of a gateway before it. `status` is `failed`.',
	},
	virtualNumberInvalid: {
		meaning: 'The virtual number cannot be read.',
		cause: 'Letters, too few digits, a list instead of one number.',
	},
	forwardingLoop: {
		meaning: 'The number would be forwarded to itself.',
		cause: 'Both fields hold the same number, perhaps written in two ways.',
	},
	destinationNotAllowed: {
		meaning: "The credential's Allowed Destinations refuse it.",
		cause:
			'The destination is not in the list, or an entry of the list cannot be understood: then every item is refused, and the description names the entry.',
	},
	insecureBaseUrl: {
		meaning: 'The Base URL would send the key unencrypted.',
		cause: 'It begins with `http://` and is not on this machine.',
	},
	baseUrlInvalid: {
		meaning: 'The Base URL is not an address.',
		cause:
			'It is empty, has no `https://`, or has a backslash, `?`, `#`, user name or password in it.',
	},
	credentialUnreadable: {
		meaning: 'n8n could not give the credential to the node.',
		cause:
			'None is selected, it was deleted, it cannot be decrypted, or an expression in it failed. The description has the words of n8n.',
	},
	optionInvalid: {
		meaning: 'An option has an unsupported value.',
		cause: 'Text where a number belongs (`60/min`), or an expression that fails.',
	},
	timeout: {
		meaning: 'No answer in time.',
		cause: 'The API or the network is slow. The request may have taken effect.',
	},
	network: {
		meaning: 'The API could not be reached, or the connection broke.',
		cause: 'DNS, firewall, proxy, certificate, or the API is down.',
	},
	rateLimited: {
		meaning: 'Too many requests (HTTP 429).',
		cause: 'The account sends more than SMS Partner accepts. Nothing was changed by this item.',
	},
	serverUnavailable: {
		meaning: 'The API is unavailable (HTTP 5xx).',
		cause:
			'SMS Partner, or a gateway in between, is down or overloaded. The request may have taken effect.',
	},
	httpError: {
		meaning: 'An HTTP status and no result: a redirect, 403, 404 …',
		cause: 'Usually a wrong Base URL or a gateway. Redirects are never followed.',
	},
	invalidResponse: {
		meaning: 'The answer cannot be read.',
		cause: 'It is empty, not JSON, or JSON without `success`. The request may have taken effect.',
	},
};
