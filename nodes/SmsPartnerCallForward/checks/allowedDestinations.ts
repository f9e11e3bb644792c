import type { Mode } from '../forwarding';
import { adviceFor, GENERAL_LABELS } from '../reasons';
import { cut } from '../text';
import { withoutInvisible } from './invisible';
import { err, ok, type Result } from './result';

/** Phone prefixes, and in lower case email addresses and domains with their `@` in front; null for all. */
export type AllowedDestinations = string[] | null;

const PHONE_PREFIX = /^\+[1-9]\d*$/;
/** Nothing before the `@` that a mail server could read as a route to somewhere else. */
const PLAIN_ADDRESS = /^[a-z\d._+'-]+@[a-z\d-]+(?:\.[a-z\d-]+)+$/i;
const DOMAIN = /^@[a-z\d-]+(?:\.[a-z\d-]+)+$/i;

const ADVICE = {
	phoneSpelling:
		"With 'Allowed Destinations' in the credential, a phone number goes out only as + and digits. Write it as +33612345678, or set 'Number Format' under 'Options' to Normalize.",
	emailSpelling:
		"With 'Allowed Destinations' in the credential, an email address must be plain: letters from a to z, digits and . _ + ' - before one @, and a domain. Write it as team@example.com.",
	notAllowed: adviceFor('destinationNotAllowed', GENERAL_LABELS),
	noText:
		"Every destination is refused, because 'Allowed Destinations' of the credential gives no text. If it is an expression, check what it gives for this item; to allow every destination, clear the field.",
} as const;

/**
 * Reads the credential's Allowed Destinations. An empty text allows everything (n8n gives one for a field
 * that was never touched), commas alone nothing, and neither does an expression that came to nothing.
 *
 * @returns the list, or what to do next
 */
export function parseAllowedDestinations(entered: unknown): Result<AllowedDestinations, string> {
	if (typeof entered !== 'string') return err(ADVICE.noText);
	const text = withoutInvisible(entered).trim();
	if (text === '') return ok(null);

	const allowed: string[] = [];
	for (const part of text.split(',')) {
		const entry = part.trim();
		const prefix = entry.replace(/\s/g, '');
		if (PHONE_PREFIX.test(prefix)) allowed.push(prefix);
		else if (PLAIN_ADDRESS.test(entry) || DOMAIN.test(entry)) allowed.push(entry.toLowerCase());
		else if (entry !== '') return err(notUnderstood(entry));
	}
	return ok(allowed);
}

function notUnderstood(entry: string): string {
	return `Every destination is refused, because "${cut(entry)}" in 'Allowed Destinations' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, and separate entries with commas.`;
}

/**
 * @param mode how the destination is dialed or notified, so how it has to be judged
 * @param destination exactly as it is sent; switching off has none and is allowed
 * @returns null when it is allowed, otherwise what to do next
 */
export function destinationRefusal(
	allowed: AllowedDestinations,
	mode: Mode,
	destination: string,
): string | null {
	if (allowed === null || mode === 'disabled') return null;
	return mode === 'voicemail'
		? emailRefusal(allowed, destination)
		: phoneRefusal(allowed, destination);
}

function phoneRefusal(allowed: string[], number: string): string | null {
	if (!/^\+\d+$/.test(number)) return ADVICE.phoneSpelling;
	return allowed.some((prefix) => number.startsWith(prefix)) ? null : ADVICE.notAllowed;
}

function emailRefusal(allowed: string[], address: string): string | null {
	if (!PLAIN_ADDRESS.test(address)) return ADVICE.emailSpelling;
	const lower = address.toLowerCase();
	const domain = lower.slice(lower.indexOf('@'));
	return allowed.includes(lower) || allowed.includes(domain) ? null : ADVICE.notAllowed;
}
