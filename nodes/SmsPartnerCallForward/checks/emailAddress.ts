import { no, ok, type Result } from './result';

/** The address without the blanks around it, or what to do next. */
export type EmailAddressResult = Result<string, string>;

const ADVICE = {
	invisible:
		'An e-mail address has no blanks in it, nor characters that cannot be seen. Enter one address only, e.g. team@example.com.',
	form: 'Enter one e-mail address: a name, one @ and a domain with a dot, e.g. team@example.com.',
} as const;

/** Blanks of every kind, control characters, marks that do not show and halves of characters. */
const INVISIBLE = /[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Checks the form of an e-mail address. Whether it exists, and whether letters beyond ASCII are
 * welcome, is for the API to say.
 */
export function parseEmailAddress(entered: string): EmailAddressResult {
	const address = entered.trim();
	if (INVISIBLE.test(address)) return no(ADVICE.invisible);
	if (!/^[^@]+@[^@.]+(?:\.[^@.]+)+$/.test(address)) return no(ADVICE.form);
	return ok(address);
}

/** Whether every character of the text is ASCII. */
export function isAscii(text: string): boolean {
	return /^\p{ASCII}*$/u.test(text);
}
