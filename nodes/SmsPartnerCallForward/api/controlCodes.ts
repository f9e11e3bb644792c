import type { Mode } from '../forwarding';
import { REASONS, type ApiReason, type Reason } from '../reasons';

/** The codes for a line that is already on, by the mode that it is in. */
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
	return code !== 1 && !isAlreadySet(code) && reasonWith(code) !== 'unknown';
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
	return reasonWith(code);
}

const REASON_NAMES = Object.keys(REASONS) as Reason[];

/** The first reason in the table with this code. No code is that of `unknown`. */
function reasonWith(code: number | null): ApiReason {
	const hasCode = (reason: Reason): reason is ApiReason => REASONS[reason][1] === code;
	return REASON_NAMES.find(hasCode) ?? 'unknown';
}
