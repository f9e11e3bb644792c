import {
	adviceFor,
	ALREADY_DISABLED,
	ALREADY_ENABLED,
	GENERAL_LABELS,
	reasonOfCode,
	type Reason,
} from '../../../nodes/SmsPartnerCallForward/api/controlCodes';
import { properties } from '../../../nodes/SmsPartnerCallForward/description';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/api/wire';
import { SmsPartnerApi } from '../../../credentials/SmsPartnerApi.credentials';
import { VENDOR_TEXTS } from '../support/vendor';

const MODES: Mode[] = ['callForwarding', 'voicemail', 'disabled'];

/** Section 5: the codes of the vendor's page, then those of its other pages. */
const REASONS: ReadonlyArray<readonly [code: number, reason: Reason]> = [
	[10, 'apiKeyRejected'],
	[1, 'nameRequired'],
	[5, 'virtualNumberRequired'],
	[6, 'modeRequired'],
	[7, 'modeInvalid'],
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
];

const OTHER_REASONS: Reason[] = [
	'forwardingNumberRequired',
	'emailRequired',
	'unknown',
	'virtualNumberInvalid',
	'forwardingLoop',
	'destinationNotAllowed',
	'insecureBaseUrl',
	'baseUrlInvalid',
	'optionInvalid',
	'timeout',
	'network',
	'rateLimited',
	'serverUnavailable',
	'httpError',
	'invalidResponse',
];
const ALL_REASONS: Reason[] = [...REASONS.map(([, reason]) => reason), ...OTHER_REASONS];

describe('the reason for a control code', () => {
	it.each(REASONS)('%i is %s in every mode', (code, reason) => {
		for (const mode of MODES) expect(reasonOfCode(code, mode, 'a text')).toBe(reason);
	});

	it('has one for every code of the vendor’s table', () => {
		for (const [code, text] of VENDOR_TEXTS) {
			expect(reasonOfCode(code, 'callForwarding', text)).not.toBe('unknown');
		}
	});

	it.each([
		['callForwarding', 'forwardingNumberRequired'],
		['voicemail', 'emailRequired'],
		['disabled', 'forwardingNumberRequired'],
	] as const)('8 asks in mode %s for the destination: %s', (mode, reason) => {
		expect(reasonOfCode(8, mode, 'Parameter is required')).toBe(reason);
	});

	it.each(['email is not valid', 'The E-mail is wrong', "L'e-mail est invalide", 'EMAIL'])(
		'5 with "%s" is about the e-mail in voicemail mode, and only there',
		(message) => {
			expect(reasonOfCode(5, 'voicemail', message)).toBe('emailInvalid');
			expect(reasonOfCode(5, 'callForwarding', message)).toBe('virtualNumberRequired');
			expect(reasonOfCode(5, 'disabled', message)).toBe('virtualNumberRequired');
		},
	);

	it('5 without a word about an e-mail is the virtual number in voicemail mode too', () => {
		expect(reasonOfCode(5, 'voicemail', 'The virtual number is required')).toBe(
			'virtualNumberRequired',
		);
	});

	it('a text about an e-mail does not change another code', () => {
		expect(reasonOfCode(13, 'voicemail', 'email is not valid')).toBe('virtualNumberNotFound');
	});

	it.each([null, 0, 2, 3, 4, 11, 19, 95, 97, 200, -5, 5.5])('%p is unknown', (code) => {
		for (const mode of MODES)
			expect(reasonOfCode(code, mode, 'email is not valid')).toBe('unknown');
	});

	it('names the codes that say "already set"', () => {
		expect(ALREADY_ENABLED).toEqual({ callForwarding: 16, voicemail: 17 });
		expect(ALREADY_DISABLED).toBe(18);
	});
});

describe('what to do next', () => {
	const labels = { mode: 'THE MODE', destination: 'THE DESTINATION' };

	it('is said for every reason', () => {
		const advice = ALL_REASONS.map((reason) => [reason, adviceFor(reason, labels)]);
		expect(Object.fromEntries(advice)).toMatchInlineSnapshot(`
		{
		  "accountBlocked": "Your SMS Partner account is blocked. Contact SMS Partner.",
		  "accountDisabled": "Your SMS Partner account is disabled. Contact SMS Partner.",
		  "apiAccessDenied": "This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.",
		  "apiKeyRejected": "Check 'API Key' in the SMS Partner API credential: copy the key again from https://my.smspartner.fr/dashboard/api.",
		  "baseUrlInvalid": "Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
		  "destinationNotAllowed": "Whoever owns the credential decides: add it to 'Allowed Destinations' there, or change THE DESTINATION.",
		  "emailInvalid": "Check THE DESTINATION: it takes one e-mail address, e.g. team@example.com.",
		  "emailRequired": "Fill in THE DESTINATION with the e-mail address that is told about new voicemail messages.",
		  "forwardingAlreadyDisabled": "Forwarding is off already. Set 'If Already Set' to Keep where that is no error.",
		  "forwardingAlreadyEnabled": "Call forwarding is on already, and the destination may be another one. Set 'If Already Set' to Replace to switch it off and set it again, or to Keep to accept it as it is.",
		  "forwardingLoop": "A number cannot be forwarded to itself. Change THE DESTINATION or 'Virtual Number'.",
		  "forwardingNotEnabled": "Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
		  "forwardingNumberInvalid": "Check THE DESTINATION: write the number in international format, e.g. +33612345678.",
		  "forwardingNumberRequired": "Fill in THE DESTINATION with the phone number that takes the calls.",
		  "httpError": "Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway on the way.",
		  "insecureBaseUrl": "Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
		  "invalidResponse": "Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
		  "ipNotAuthorized": "The IP address of this n8n is not authorised. Add it to the list at https://my.smspartner.fr/dashboard/api, or remove the restriction.",
		  "malformedRequest": "The API could not read the request. Check 'Base URL' in the credential and any gateway on the way.",
		  "modeInvalid": "Set THE MODE to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).",
		  "modeRequired": "Fill in THE MODE with callForwarding, voicemail or disabled.",
		  "nameRequired": "The API asked for a name, which call forwarding does not have. Check 'Base URL' in the credential, then ask SMS Partner's support with this code.",
		  "network": "Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
		  "numberDisabled": "The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
		  "optionInvalid": "Check the field named here under 'Options', or remove it.",
		  "rateLimited": "Lower the pace with 'Requests per Minute' under 'Options', and run the item again later.",
		  "serverUnavailable": "The API has a problem of its own. Run the item again later.",
		  "timeout": "Raise 'Timeout (Ms)' under 'Options' if this happens often.",
		  "unknown": "The code is not in the list for call forwarding. Read the message, and ask SMS Partner with the code if it does not help.",
		  "virtualNumberInvalid": "Check 'Virtual Number': write it in international format, e.g. 33612345678.",
		  "virtualNumberNotFound": "Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678.",
		  "virtualNumberRequired": "Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
		  "voicemailAlreadyEnabled": "Voicemail is on already, and the e-mail address may be another one. Set 'If Already Set' to Replace to switch it off and set it again, or to Keep to accept it as it is.",
		}
	`);
	});

	it('has general words where no field is known', () => {
		expect(adviceFor('modeInvalid', GENERAL_LABELS)).toContain("Set 'Forwarding Mode' to");
		expect(adviceFor('forwardingLoop', GENERAL_LABELS)).toContain('Change the destination or');
	});

	it.each(ALL_REASONS)('%s: names only fields that exist, and ends as a sentence', (reason) => {
		const options = properties.flatMap(({ options: fields = [] }) => fields);
		const names = [...properties, ...new SmsPartnerApi().properties, ...options].map((field) =>
			'displayName' in field ? field.displayName : '',
		);
		const advice = adviceFor(reason, GENERAL_LABELS);
		for (const [, label] of advice.matchAll(/'([A-Z][^']*)'/g)) {
			expect(['Options', ...names]).toContain(label);
		}
		expect(advice).toMatch(/\.$/);
		expect(advice).not.toContain('{');
	});
});
