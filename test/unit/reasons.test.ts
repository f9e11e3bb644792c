import { SmsPartnerApi } from '../../credentials/SmsPartnerApi.credentials';
import { properties } from '../../nodes/SmsPartnerCallForward/description';
import {
	ADVICE,
	adviceFor,
	GENERAL_LABELS,
	REASONS,
	type AdvisedReason,
} from '../../nodes/SmsPartnerCallForward/reasons';

const ADVISED = Object.keys(ADVICE) as AdvisedReason[];

describe('what to do next', () => {
	const labels = { mode: 'THE MODE', destination: 'THE DESTINATION' };

	it('is said for every reason, but where each check says it', () => {
		const advice = ADVISED.map((reason) => [reason, adviceFor(reason, labels)]);
		expect(Object.fromEntries(advice)).toMatchInlineSnapshot(`
		{
		  "accountBlocked": "Your SMS Partner account is blocked. Contact SMS Partner.",
		  "accountDisabled": "Your SMS Partner account is disabled. Contact SMS Partner.",
		  "apiAccessDenied": "This account may not use the API. Check the API access in your SMS Partner account, or contact SMS Partner.",
		  "apiKeyRejected": "Check 'API Key' in the SMS Partner API credential: copy the key again from https://my.smspartner.fr/dashboard/api.",
		  "baseUrlInvalid": "Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
		  "contradictory": "The API reported success together with a code that refuses the request. Check where the virtual number points, and contact SMS Partner.",
		  "destinationNotAllowed": "Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.",
		  "emailInvalid": "Check THE DESTINATION: it takes one email address, preferably without accents, e.g. team@example.com.",
		  "emailRequired": "Fill in THE DESTINATION with the email address to notify of new voicemail messages.",
		  "forwardingAlreadyDisabled": "Forwarding is already off. Under 'Options', select Add option, then 'If Already Set': Keep returns such an item as a success.",
		  "forwardingAlreadyEnabled": "Call forwarding is already on, and may go to another destination. Under 'Options', select Add option, then 'If Already Set': Replace switches forwarding off and sets it again, Keep accepts the line without changing it.",
		  "forwardingLoop": "A number cannot be forwarded to itself. Change THE DESTINATION or 'Virtual Number'.",
		  "forwardingNotEnabled": "Call forwarding is not enabled for this number. Ask SMS Partner to enable it, or check 'Virtual Number'.",
		  "forwardingNumberInvalid": "Check THE DESTINATION: write the number in international format, e.g. +33612345678.",
		  "forwardingNumberRequired": "Fill in THE DESTINATION with the phone number to forward calls to.",
		  "httpError": "Check 'Base URL' in the credential, e.g. https://api.smspartner.fr/v1, and any gateway between n8n and the API.",
		  "insecureBaseUrl": "Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
		  "invalidResponse": "Check 'Base URL' in the credential: what answered may not be the SMS Partner API.",
		  "ipNotAuthorized": "The IP address of this n8n is not authorized. Add it to the list at https://my.smspartner.fr/dashboard/api, or remove the restriction.",
		  "malformedRequest": "The API could not read the request. Check 'Base URL' in the credential, and any gateway between n8n and the API.",
		  "modeInvalid": "Set THE MODE to callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).",
		  "modeRequired": "Fill in THE MODE with callForwarding, voicemail or disabled.",
		  "nameRequired": "Unexpected answer. Contact SMS Partner and mention code 1.",
		  "network": "Check 'Base URL' in the credential, and that this n8n can reach it (DNS, firewall, proxy, certificate).",
		  "numberDisabled": "The virtual number is disabled. Check it in your SMS Partner account, or check 'Virtual Number'.",
		  "rateLimited": "Run the item again later. If this happens often, limit 'Requests per Minute' under 'Options'.",
		  "serverUnavailable": "The API is unavailable at the moment. Run the item again later.",
		  "timeout": "Raise 'Timeout' under 'Options' if this happens often.",
		  "unknown": "The code is not in the list for call forwarding. Read the message. If it does not help, contact SMS Partner and mention the code.",
		  "virtualNumberNotFound": "Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.",
		  "virtualNumberRequired": "Fill in 'Virtual Number' with one of your SMS Partner virtual numbers, e.g. 33612345678.",
		  "voicemailAlreadyEnabled": "Voicemail is already on, and may notify another email address. Under 'Options', select Add option, then 'If Already Set': Replace switches forwarding off and sets it again, Keep accepts the line without changing it.",
		}
	`);
	});

	it('has general words where no field is known', () => {
		expect(adviceFor('modeInvalid', GENERAL_LABELS)).toContain("Set 'Forwarding Mode' to");
		expect(adviceFor('forwardingLoop', GENERAL_LABELS)).toContain('Change the destination or');
	});

	it('keeps to the words that n8n wants people to read', () => {
		const texts = [...Object.values(ADVICE), ...Object.values(REASONS).map((row) => `${row[2]}`)];
		for (const text of texts) {
			expect(text).not.toMatch(/error|problem|failure|mistake|e-mail|authoris/i);
		}
	});

	it.each(ADVISED)('%s: names only fields that exist, and ends as a sentence', (reason) => {
		const options = properties.flatMap(({ options: fields = [] }) => fields);
		const names = [...properties, ...new SmsPartnerApi().properties, ...options].map((field) =>
			'displayName' in field ? field.displayName : '',
		);
		const advice = adviceFor(reason, GENERAL_LABELS);
		for (const [, label] of advice.matchAll(/'([A-Z][^']*)'/g)) {
			expect(['Options', ...names]).toContain(label);
		}
		expect(advice).toMatch(/^[^{]*\.$/);
	});
});
