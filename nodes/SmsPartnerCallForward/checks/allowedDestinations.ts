import { isAscii, parseEmailAddress } from './emailAddress';
import type { Mode } from '../api/wire';
import { no, ok, type Result } from './result';

/** Which destinations the owner of a credential allows; null for all. */
export type AllowedDestinations = {
	phonePrefixes: string[];
	/** In lower case: addresses, and domains with their `@` in front. */
	emails: string[];
} | null;

const PHONE_PREFIX = /^\+[1-9]\d*$/;
/** An address, or a domain with its `@` in front. A `*` would never match, so it is no entry. */
const EMAIL_OR_DOMAIN = /^[^\s@*]*@[a-z\d-]+(?:\.[a-z\d-]+)+$/i;

const ADVICE = {
	phoneSpelling:
		"With 'Allowed Destinations' in the credential, a phone number goes out only as + and digits. Write it as +33612345678, or set 'Number Format' under 'Options' to Normalize.",
	emailSpelling:
		"With 'Allowed Destinations' in the credential, an e-mail address must be one plain ASCII address. Write it as team@example.com.",
	notAllowed:
		"It is not among the 'Allowed Destinations' of the credential. Choose another destination, or ask whoever owns the credential to add it.",
} as const;

/**
 * Reads the credential's Allowed Destinations: phone prefixes such as `+336`, e-mail addresses and
 * domains such as `@example.com`, separated by commas. Nothing entered allows everything; commas alone allow nothing.
 */
export function parseAllowedDestinations(entered: unknown): Result<AllowedDestinations, string> {
	if (entered === undefined) return ok(null);
	if (typeof entered !== 'string') return no('(not a text)');
	const text = entered.trim();
	if (text === '') return ok(null);

	const phonePrefixes: string[] = [];
	const emails: string[] = [];
	for (const part of text.split(',')) {
		const entry = part.trim();
		if (entry === '') continue;
		const prefix = entry.replace(/\s/g, '');
		// ASCII first: some letters beyond it turn into ASCII ones in lower case.
		if (PHONE_PREFIX.test(prefix)) phonePrefixes.push(prefix);
		else if (isAscii(entry) && EMAIL_OR_DOMAIN.test(entry)) emails.push(entry.toLowerCase());
		else return no(entry);
	}
	return ok({ phonePrefixes, emails });
}

/**
 * @param mode how the destination is dialled or notified, so how it has to be judged
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
		? emailRefusal(allowed.emails, destination)
		: phoneRefusal(allowed.phonePrefixes, destination);
}

function phoneRefusal(prefixes: string[], number: string): string | null {
	if (!/^\+\d+$/.test(number)) return ADVICE.phoneSpelling;
	return prefixes.some((prefix) => number.startsWith(prefix)) ? null : ADVICE.notAllowed;
}

function emailRefusal(allowed: string[], address: string): string | null {
	const parsed = parseEmailAddress(address);
	if (!parsed.ok || parsed.value !== address || !isAscii(address)) return ADVICE.emailSpelling;
	const lower = address.toLowerCase();
	const domain = lower.slice(lower.indexOf('@'));
	return allowed.includes(lower) || allowed.includes(domain) ? null : ADVICE.notAllowed;
}
