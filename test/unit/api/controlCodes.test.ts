import {
	ALREADY_DISABLED,
	ALREADY_ENABLED,
	reasonOfCode,
} from '../../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { REASON_BY_CODE } from '../support/controlCodes';
import { VENDOR_TEXTS } from '../support/vendor';

const MODES: Mode[] = ['callForwarding', 'voicemail', 'disabled'];

describe('the reason for a control code', () => {
	// 8 depends on the mode.
	it.each(REASON_BY_CODE.filter(([code]) => code !== 8))(
		'%i is %s in every mode',
		(code, reason) => {
			for (const mode of MODES) expect(reasonOfCode(code, mode, 'a text')).toBe(reason);
		},
	);

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

	it.each([
		'email is not valid',
		"L'email n'est pas valide",
		'The E-mail is wrong',
		"L'e-mail est invalide",
		'EMAIL',
	])('5 with "%s" is about the email address in voicemail mode, and only there', (message) => {
		expect(reasonOfCode(5, 'voicemail', message)).toBe('emailInvalid');
		expect(reasonOfCode(5, 'callForwarding', message)).toBe('virtualNumberRequired');
		expect(reasonOfCode(5, 'disabled', message)).toBe('virtualNumberRequired');
	});

	it('5 without a word about an email is the virtual number in voicemail mode too', () => {
		expect(reasonOfCode(5, 'voicemail', 'The virtual number is required')).toBe(
			'virtualNumberRequired',
		);
	});

	it('a text about an email does not change another code', () => {
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
