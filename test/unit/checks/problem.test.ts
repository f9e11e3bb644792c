import { adviceFor } from '../../../nodes/SmsPartnerCallForward/reasons';
import { problem, problemWith } from '../../../nodes/SmsPartnerCallForward/checks/problem';

const LABELS = { mode: "'Mode'", destination: "'Destination'" };

describe('our own checks', () => {
	it.each([
		['apiKeyRejected', 10, 'The API key is missing'],
		['insecureBaseUrl', null, 'The Base URL is not secure'],
		['baseUrlInvalid', null, 'The Base URL is not valid'],
		['virtualNumberRequired', 5, 'The virtual number is required'],
		['modeRequired', 6, 'The forwarding mode is required'],
		['modeInvalid', 7, 'The forwarding mode is not valid'],
		['forwardingNumberRequired', 8, 'The forwarding number is required'],
		['forwardingNumberInvalid', 12, 'The forwarding number is not valid'],
		['emailRequired', 8, 'The notification email address is required'],
		['emailInvalid', 9, 'The notification email address is not valid'],
		['forwardingLoop', null, 'The virtual number would be forwarded to itself'],
		['destinationNotAllowed', null, 'The destination is not allowed by the credential'],
	] as const)('%s has the control code %p and a message', (reason, code, message) => {
		expect(problem(reason, LABELS)).toEqual({
			reason,
			code,
			message,
			advice: adviceFor(reason, LABELS),
		});
	});

	it.each([
		['modeInvalid', 7, 'The forwarding mode is not valid'],
		['virtualNumberInvalid', null, 'The virtual number is not valid'],
		['optionInvalid', null, 'An option has an unsupported value'],
	] as const)('%s can have the advice of the check that found it', (reason, code, message) => {
		expect(problemWith(reason, 'Write it so.')).toEqual({
			reason,
			code,
			message,
			advice: 'Write it so.',
		});
	});
});
