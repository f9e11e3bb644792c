import type { ApiReason } from '../reasons';
import type { Mode } from '../forwarding';

/** The vendor's control codes and their reasons; 8 depends on the mode, see {@link reasonOfCode}. */
const REASON_BY_CODE: ReadonlyMap<number, ApiReason> = new Map([
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

/** Whether a code says that the line is on already, whichever way. */
export function isAlreadyEnabled(code: number | null | undefined): boolean {
	return code === ALREADY_ENABLED.callForwarding || code === ALREADY_ENABLED.voicemail;
}
export const ALREADY_DISABLED = 18;

/**
 * The reason for a control code of the API.
 *
 * @param message the vendor's text: the page's own example pairs code 5 with "email is not valid",
 *   so in voicemail mode a code 5 that speaks of an email is about the email.
 */
export function reasonOfCode(code: number | null, mode: Mode, message: string): ApiReason {
	if (mode === 'voicemail') {
		if (code === 8) return 'emailRequired';
		if (code === 5 && /e-?mail/i.test(message)) return 'emailInvalid';
	}
	return REASON_BY_CODE.get(code ?? NaN) ?? 'unknown';
}
