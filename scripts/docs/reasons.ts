import type { Reason } from '../../nodes/SmsPartnerCallForward/reasons';

/**
 * What docs/control-codes.md adds to the advice in the code's own table, as cells of its tables: what it
 * means, and its likely cause. The compiler asks for a row when the code gets a new reason.
 */
export const MEANING_AND_CAUSE: Record<Reason, string> = {
	apiKeyRejected:
		'No API key, or one that SMS Partner does not know. | The key was mistyped, revoked or belongs to another account. The call forwarding page calls this code "The API key is required", the vendor\'s other pages "Invalid API key".',
	nameRequired:
		'The API asks for a name. | The vendor lists this code, but call forwarding has no such parameter.',
	virtualNumberRequired:
		'The virtual number is missing. | The field is empty, often because an expression found nothing in the item.',
	modeRequired:
		'The mode is missing. | With From Input Data, the item has no mode: an empty cell, or another column name.',
	modeInvalid:
		'SMS Partner does not know this mode. | With From Input Data, the item has another word, e.g. `on` or `night`.',
	forwardingNumberRequired: 'There is no number to forward to. | The field or the cell is empty.',
	emailRequired: 'There is no email address to notify. | The field or the cell is empty.',
	emailInvalid:
		'The email address is not valid. | Several addresses, a space, no domain. The API can answer 5 for this, as in the example on its page; `code` then stays 5.',
	forwardingNumberInvalid:
		'The forwarding number is not valid. | Digits are missing, or it is unclear which country the number belongs to.',
	virtualNumberNotFound:
		'SMS Partner does not know this virtual number. | A mistyped number, one of another account, or one that you no longer rent. Or a phone of your own that is not a virtual number.',
	forwardingNotEnabled:
		'Call forwarding is not enabled for this number. | The number was rented without it.',
	numberDisabled:
		'The virtual number is disabled. | SMS Partner or you switched it off in the account.',
	forwardingAlreadyEnabled:
		'Call forwarding is already on. | The line was set before. The vendor does not say whether the destination was changed: see [Already set](#already-set-16-17-and-18).',
	voicemailAlreadyEnabled:
		'Voicemail is already on. | The line was set before. The vendor does not say whether the email address was changed: see [Already set](#already-set-16-17-and-18).',
	forwardingAlreadyDisabled:
		'Forwarding is already off. | The line was switched off before: see [Already set](#already-set-16-17-and-18).',
	accountDisabled: 'The SMS Partner account is disabled. | Only SMS Partner can say why.',
	accountBlocked: 'The SMS Partner account is blocked. | Only SMS Partner can say why.',
	apiAccessDenied: 'The account may not use the API. | API access is switched off in the account.',
	malformedRequest:
		'The API could not read the request. | A gateway or proxy between n8n and SMS Partner changed it.',
	ipNotAuthorized:
		'The IP address of this n8n is not authorized. | The account restricts the API to listed addresses, and n8n calls from another one: after a move, or from another worker.',
	unknown:
		'A code that is not in the lists, or no code at all. | The API uses codes that its pages do not list. `message` is what it said.',
	contradictory:
		'The answer says success, with a code that refuses. | A fault of the API, or of a gateway before it. `status` is `failed`.',
	virtualNumberInvalid:
		'The virtual number cannot be read. | Letters, too few digits, a list instead of one number.',
	forwardingLoop:
		'The number would be forwarded to itself. | Both fields hold the same number, perhaps written in two ways.',
	destinationNotAllowed:
		"The credential's Allowed Destinations refuse it. | The destination is not in the list, or an entry of the list cannot be understood: then every item is refused, and the description names the entry.",
	insecureBaseUrl:
		'The Base URL would send the key unencrypted. | It begins with `http://` and is not on this machine.',
	baseUrlInvalid:
		'The Base URL is not an address. | It is empty, has no `https://`, has a backslash, `?`, `#`, user name or password in it, or ends in `/vn/callforward`.',
	credentialUnreadable:
		'n8n could not give the credential to the node. | None is selected, it was deleted, it cannot be decrypted, or an expression in it failed. The description has the words of n8n.',
	optionInvalid:
		'An option has an unsupported value. | Text where a number belongs (`60/min`), or an expression that fails.',
	timeout:
		'No answer in time. | The API or the network is slow. The request may have taken effect.',
	network:
		'The API could not be reached, or the connection broke. | DNS, firewall, proxy, certificate, or the API is down.',
	rateLimited:
		'Too many requests (HTTP 429). | The account sends more than SMS Partner accepts. Nothing was changed by this item.',
	serverUnavailable:
		'The API is unavailable (HTTP 5xx). | SMS Partner, or a gateway in between, is down or overloaded. The request may have taken effect.',
	httpError:
		'An HTTP status and no result: a redirect, 403, 404 … | Usually a wrong Base URL or a gateway. Redirects are never followed.',
	invalidResponse:
		'The answer cannot be read. | It is empty, not JSON, or JSON without `success`. The request may have taken effect.',
};
