import { isAscii, parseEmailAddress } from './emailAddress';
import type { Mode } from './mode';

/** Which destinations the owner of a credential allows. */
export type DestinationPolicy =
	| { kind: 'all' }
	/** `emails` in lower case: addresses, and domains with their `@` in front. */
	| { kind: 'list'; phonePrefixes: string[]; emails: string[] }
	/** Refuses everything: `entry` could not be understood. */
	| { kind: 'broken'; entry: string };

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
export function parseAllowedDestinations(entered: unknown): DestinationPolicy {
	if (entered === undefined) return { kind: 'all' };
	if (typeof entered !== 'string') return { kind: 'broken', entry: '(not a text)' };
	const text = entered.trim();
	if (text === '') return { kind: 'all' };

	const phonePrefixes: string[] = [];
	const emails: string[] = [];
	for (const part of text.split(',')) {
		const entry = part.trim();
		if (entry === '') continue;
		const prefix = entry.replace(/\s/g, '');
		// ASCII first: some letters beyond it turn into ASCII ones in lower case.
		if (PHONE_PREFIX.test(prefix)) phonePrefixes.push(prefix);
		else if (isAscii(entry) && EMAIL_OR_DOMAIN.test(entry)) emails.push(entry.toLowerCase());
		else return { kind: 'broken', entry };
	}
	return { kind: 'list', phonePrefixes, emails };
}

/**
 * @param mode how the destination is dialled or notified, so how it has to be judged
 * @param destination exactly as it is sent; switching off has none and is allowed
 * @returns null when it is allowed, otherwise what to do next
 */
export function destinationRefusal(
	policy: DestinationPolicy,
	mode: Mode,
	destination: string,
): string | null {
	switch (policy.kind) {
		case 'all':
			return null;
		case 'broken':
			return `Every destination is refused, because "${policy.entry}" in the credential's 'Allowed Destinations' cannot be understood. Whoever owns the credential can correct it: phone prefixes such as +336, e-mail addresses and domains such as @example.com, with commas between them.`;
		case 'list':
			if (mode === 'disabled') return null;
			return mode === 'voicemail'
				? emailRefusal(policy.emails, destination)
				: phoneRefusal(policy.phonePrefixes, destination);
	}
}

function phoneRefusal(prefixes: string[], number: string): string | null {
	if (!/^\+\d+$/.test(number)) return ADVICE.phoneSpelling;
	return prefixes.some((prefix) => number.startsWith(prefix)) ? null : ADVICE.notAllowed;
}

function emailRefusal(allowed: string[], address: string): string | null {
	const parsed = parseEmailAddress(address);
	if (!parsed.ok || parsed.address !== address || !isAscii(address)) return ADVICE.emailSpelling;
	const lower = address.toLowerCase();
	const domain = lower.slice(lower.indexOf('@'));
	return allowed.includes(lower) || allowed.includes(domain) ? null : ADVICE.notAllowed;
}
