import {
	ALREADY_DISABLED,
	ALREADY_ENABLED,
	reasonOfCode,
} from '../../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Reason } from '../../../nodes/SmsPartnerCallForward/reasons';
import { REASON_BY_CODE } from '../support/controlCodes';

const MODES = ['callForwarding', 'voicemail', 'disabled'] as const;

describe('the reason for a control code', () => {
	// 8 depends on the mode.
	it.each(REASON_BY_CODE.filter(([code]) => code !== 8))(
		'%i is %s in every mode',
		(code, reason) => {
			for (const mode of MODES) expect(reasonOfCode(code, mode, 'a text')).toBe(reason);
		},
	);

	it.each<[number | null, string, Reason, Reason]>([
		[8, 'Parameter is required', 'emailRequired', 'forwardingNumberRequired'],
		[5, 'email is not valid', 'emailInvalid', 'virtualNumberRequired'],
		[5, "L'email n'est pas valide", 'emailInvalid', 'virtualNumberRequired'],
		[5, 'The E-mail is wrong', 'emailInvalid', 'virtualNumberRequired'],
		[5, "L'e-mail est invalide", 'emailInvalid', 'virtualNumberRequired'],
		[5, 'EMAIL', 'emailInvalid', 'virtualNumberRequired'],
		[5, 'The virtual number is required', 'virtualNumberRequired', 'virtualNumberRequired'],
		[13, 'email is not valid', 'virtualNumberNotFound', 'virtualNumberNotFound'],
	])('%i with "%s" is %s in voicemail mode, else %s', (code, message, inVoicemail, otherwise) => {
		expect(reasonOfCode(code, 'voicemail', message)).toBe(inVoicemail);
		expect(reasonOfCode(code, 'callForwarding', message)).toBe(otherwise);
		expect(reasonOfCode(code, 'disabled', message)).toBe(otherwise);
	});

	it.each([null, 0, 2, 3, 4, 11, 19, 95, 97, 200, -5, 5.5])('%p is unknown', (code) => {
		for (const mode of MODES) expect(reasonOfCode(code, mode, 'an email')).toBe('unknown');
	});
});

it('the codes that say "already set" are those of the vendor’s page', () => {
	expect(ALREADY_ENABLED).toEqual({ callForwarding: 16, voicemail: 17 });
	expect(ALREADY_DISABLED).toBe(18);
});
