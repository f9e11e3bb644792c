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

/** Said of a line that is on already, by the mode that it is on in. */
export const ALREADY_ENABLED = { callForwarding: 16, voicemail: 17 } as const;
export const ALREADY_DISABLED = 18;

/** Whether a code says that the line is on already, whichever way. */
export function isAlreadyEnabled(code: number | null): boolean {
	return code === ALREADY_ENABLED.callForwarding || code === ALREADY_ENABLED.voicemail;
}

/** Whether a code says that the line is set already, whatever `success` beside it says. */
export function isAlreadySet(code: number | null): boolean {
	return code === ALREADY_DISABLED || isAlreadyEnabled(code);
}

/** Whether a code cannot stand beside `success: true`. Code 1 can: the vendor's successes carry 1, 2 or 200. */
export function isRefusal(code: number | null): boolean {
	return code !== 1 && !isAlreadySet(code) && REASON_BY_CODE.has(code ?? NaN);
}

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
