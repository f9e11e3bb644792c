import { err, ok, type Result } from './result';

const ADVICE = {
	invisible:
		'Enter one address only, without a name, spaces or characters that cannot be seen, e.g. team@example.com.',
	form: 'Enter one email address, with one @ and a dot after it, e.g. team@example.com.',
} as const;

/** Whitespace, control characters, marks that do not show and halves of characters. */
const INVISIBLE = /[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Checks the form of an email address. Whether it exists, and whether letters beyond ASCII are
 * welcome, is for the API to say.
 *
 * @returns the address without the whitespace around it, or what to do next
 */
export function parseEmailAddress(entered: string): Result<string, string> {
	const address = entered.trim();
	if (INVISIBLE.test(address)) return err(ADVICE.invisible);
	if (!/^[^@]+@[^@.]+(?:\.[^@.]+)+$/.test(address)) return err(ADVICE.form);
	return ok(address);
}
