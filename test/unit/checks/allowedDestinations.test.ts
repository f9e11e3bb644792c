import fc from 'fast-check';
import {
	destinationRefusal,
	parseAllowedDestinations,
} from '../../../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { withoutInvisible } from '../../../nodes/SmsPartnerCallForward/checks/invisible';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { timesTheUsual } from '../support/property';

const PHONE_SPELLING =
	"With 'Allowed Destinations' in the credential, a phone number goes out only as + and digits. Write it as +33612345678, or set 'Number Format' under 'Options' to Normalize.";
const EMAIL_SPELLING =
	"With 'Allowed Destinations' in the credential, an email address must be plain: letters from a to z, digits and . _ + ' - before one @, and a domain. Write it as team@example.com.";
const NOT_ALLOWED =
	"Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.";
const NO_TEXT =
	"Every destination is refused, because 'Allowed Destinations' of the credential gives no text. If it is an expression, check what it gives for this item; to allow every destination, clear the field.";
const notUnderstood = (entry: string) =>
	`Every destination is refused, because "${entry}" in 'Allowed Destinations' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, and separate entries with commas.`;

/** The mode that takes such a destination. */
const modeFor = (destination: string) =>
	destination.includes('@') ? 'voicemail' : 'callForwarding';

function refusal(entered: string, destination: string, mode: Mode = modeFor(destination)) {
	const list = parseAllowedDestinations(entered);
	if (!list.ok) throw new Error(list.error);
	return destinationRefusal(list.value, mode, destination);
}

describe('what the credential says', () => {
	it.each([
		['an empty text', ''],
		['spaces', ' \n\u00A0'],
		['marks that do not show', '\u200B\uFEFF'],
	])('%s: everything is allowed', (_, entered) => {
		expect(parseAllowedDestinations(entered)).toEqual({ ok: true, value: null });
		expect(refusal(entered, '0899123456')).toBeNull();
		expect(refusal(entered, 'élodie@example.com')).toBeNull();
	});

	it.each([
		['a phone prefix', '+336', ['+336']],
		['a whole number', '+33612345678', ['+33612345678']],
		['marks', '\u202A+33\u200B6\u202C, @ex\u00ADample.com', ['+336', '@example.com']],
		['one digit', '+1', ['+1']],
		['spaces inside and around', ' +33 6\u00A0, +33\u202F7 \n', ['+336', '+337']],
		['no spaces', '+336,+337', ['+336', '+337']],
		['an address', 'team@example.com', ['team@example.com']],
		['every plain character', "O.n_e+two's-3@example.com", ["o.n_e+two's-3@example.com"]],
		['a domain', '@example.com', ['@example.com']],
		['dashes, digits and many dots', '@a-1.b2.example.com', ['@a-1.b2.example.com']],
		['upper case', 'Team@Example.COM, @EXAMPLE.org', ['team@example.com', '@example.org']],
		['commas too many', ',+336,, @example.com ,', ['+336', '@example.com']],
		['nothing but commas', ' , ,', []],
	])('%s', (_, entered, allowed) => {
		expect(parseAllowedDestinations(entered)).toEqual({ ok: true, value: allowed });
	});

	it.each([
		['a prefix without plus', '336'],
		['a prefix with 00', '00336'],
		['a national prefix', '06'],
		['a plus alone, which would allow every number', '+'],
		['a prefix that starts with 0', '+06'],
		['a prefix with (0)', '+33(0)6'],
		['a prefix with dots', '+33.6'],
		['two plus', '++336'],
		['a wildcard in a prefix', '+336*'],
		['full-width digits', '+\uFF13\uFF13\uFF16'],
		['semicolons', '+336;+337'],
		['lines', '+336\n+337'],
		['addresses with a space between', 'team@example.com night@example.com'],
		['a space in a name', 'te am@example.com'],
		['a domain without @', 'example.com'],
		['an @ alone, which would allow every address', '@'],
		['a domain without a dot', '@localhost'],
		['a dot at the end', '@example.com.'],
		['a dot at the start', '@.example.com'],
		['two @', '@@example.com'],
		['two @ in an address', 'team@night@example.com'],
		['a wildcard for subdomains', '@*.example.com'],
		['a wildcard for names', '*@example.com'],
		['an address in angle brackets', '<team@example.com>'],
		['a Cyrillic letter in a domain', '@ex\u0430mple.com'],
		['an accent in a name', 'élodie@example.com'],
		['a letter that turns into ASCII in lower case', 'mar\u212A@example.com'],
		['a long s, which turns into ASCII in upper case', '@e\u017Fample.com'],
		['a percent sign in a name', 'team%evil.test@example.com'],
		['something behind the domain', 'team@example.com x'],
		['something before a domain', '!@example.com'],
		['a word', 'none'],
	])('%s cannot be understood, and is named', (_, entry) => {
		for (const entered of [entry, `+336, ${entry}`, `${entry} ,@example.com`]) {
			expect(parseAllowedDestinations(entered)).toEqual({ ok: false, error: notUnderstood(entry) });
		}
	});

	it('names no more than 50 characters of an entry', () => {
		const error = notUnderstood(`${'x'.repeat(50)}…`);
		expect(parseAllowedDestinations('x'.repeat(51))).toEqual({ ok: false, error });
	});

	it.each([undefined, null, 33, true, {}, ['+336'], () => '+336'])(
		'%p, as an expression can give it, allows nothing',
		(entered) => {
			expect(parseAllowedDestinations(entered)).toEqual({ ok: false, error: NO_TEXT });
		},
	);
});

it.each([
	['a number with the prefix', '+336', '+33612345678'],
	['a number with the second prefix', '+336, +337', '+33712345678'],
	['the number itself', '+33612345678', '+33612345678'],
	['a premium-rate number, where all of France is allowed', '+33', '+33899123456'],
	['the address, in upper case', 'team@example.com', 'TEAM@Example.COM'],
	['the address, listed in upper case', 'TEAM@Example.COM', 'team@example.com'],
	['the sub-address', 'team+night@example.com', 'team+night@example.com'],
	['a name of every plain character', '@example.com', "O.n_e+two's-3@example.com"],
	['an address of the domain in upper case', '@example.com', 'team@EXAMPLE.com'],
	['an address of the second domain', '@example.com, @example.org', 'team@example.org'],
])('allows %s', (_, entered, destination) => {
	expect(refusal(entered, destination)).toBeNull();
});

it.each([
	['another prefix', '+336, +337', '+33899123456'],
	['a number that only contains the prefix', '+336', '+4433612345'],
	['a number shorter than the prefix', '+336123', '+33612'],
	['a number, where only emails are allowed', '@example.com', '+33612345678'],
	['anything, where there are only commas', ',', '+33612345678'],
	['00 behind a plus', '+336', '+0033612345678'],
	['another address', 'team@example.com', 'night@example.com'],
	['a sub-address of the address', 'team@example.com', 'team+night@example.com'],
	['the address of a sub-address', 'team+night@example.com', 'team@example.com'],
	['an address with more in front', 'team@example.com', 'steam@example.com'],
	['another domain', '@example.com', 'team@example.org'],
	['a subdomain', '@example.com', 'team@mail.example.com'],
	['the parent domain', '@mail.example.com', 'team@example.com'],
	['the domain as a subdomain', '@example.com', 'team@example.com.evil.test'],
	['the domain with more in front', '@example.com', 'team@notexample.com'],
	['the domain in the name', '@example.com', 'example.com@evil.test'],
	['an email, where only numbers are allowed', '+336', 'team@example.com'],
	['an email that begins with a prefix', '+336', '+33612345678@evil.test'],
])('refuses %s', (_, entered, destination) => {
	expect(refusal(entered, destination)).toBe(NOT_ALLOWED);
});

it.each([
	['no plus', '33612345678'],
	['00', '0033612345678'],
	['tel:', 'tel:+33612345678'],
	['(0), which a switch may read another way', '+336(0)899123456'],
	['spaces inside', '+33 612345678'],
	['a leading space', ' +33612345678'],
	['a line break at the end', '+33612345678\n'],
	['a second number in front', '+33899123456\n+33612345678'],
	['a second number behind a comma', '+33612345678,+33899123456'],
	['letters', '+336office'],
	['a plus alone', '+'],
	['nothing', ''],
	['full-width digits', '+336\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17'],
	['a full-width plus', '\uFF0B33612345678'],
	['a right-to-left mark', '+33\u200F612345678'],
	['an email address', 'team@example.com'],
])('refuses a number that is spelled with %s', (_, number) => {
	expect(refusal('+336, @example.com', number, 'callForwarding')).toBe(PHONE_SPELLING);
});

it.each([
	['two @', 'team@evil.test@example.com'],
	['a second address', 'team@example.com,a@evil.test'],
	['a domain alone', '@example.com'],
	['a dot at the end', 'team@example.com.'],
	['a leading space', ' team@example.com'],
	['a line break at the end', 'team@example.com\n'],
	['a second recipient', 'a\r\nbcc:b@example.com'],
	['a Cyrillic letter', 'team@ex\u0430mple.com'],
	['a full-width dot', 'team@example\uFF0Ecom'],
	['a full-width @', 'team\uFF20evil.test@example.com'],
	['a letter that is ASCII in lower case', 'mar\u212A@example.com'],
	['an accent in the name', 'élodie@example.com'],
	['a percent sign, an old route', 'team%evil.test@example.com'],
	['a bang path', 'evil.test!team@example.com'],
	['a comma', 'a,b@example.com'],
	['a semicolon', 'a;b@example.com'],
	['quotes', '"a"@example.com'],
	['a comment', 'a(b)@example.com'],
	['an encoded word', '=?utf-8?q?a?=@example.com'],
	['a port', 'team@example.com:25'],
	['no dot in the domain', 'team@example'],
	['a zero-width space', 'team@example.com\u200B'],
	['a NUL', 'team\u0000@example.com'],
	['digits alone', '+33612345678'],
	['nothing', ''],
])('refuses an address that is spelled with %s', (_, address) => {
	expect(refusal('+336, @example.com, mark@example.com', address, 'voicemail')).toBe(
		EMAIL_SPELLING,
	);
});

it('lets forwarding be switched off', () => {
	expect(refusal('+336', '', 'disabled')).toBeNull();
	expect(refusal('', '', 'disabled')).toBeNull();
});

it('lets through only what an entry names, as it is sent, whatever is listed and sent', () => {
	const listed = fc.oneof(
		fc.constantFrom('+336', '+33 7', 'team@example.com', '@example.com', '336', '@', ''),
		fc.string({ unit: 'binary' }),
	);
	const destination = fc.oneof(
		fc.stringMatching(/^\+33[0-9]{0,12}$/),
		fc.constantFrom('team@example.com', 'a@example.com', 'a@mail.example.com'),
		fc.emailAddress(),
		fc.string({ unit: 'binary' }),
	);
	const property = fc.property(fc.array(listed), destination, (entries, sent) => {
		const entered = entries.join(',');
		const list = parseAllowedDestinations(entered);
		if (!list.ok || list.value === null || refusal(entered, sent) !== null) return;
		const lower = sent.toLowerCase();
		const parts = withoutInvisible(entered)
			.toLowerCase()
			.split(',')
			.map((part) => part.replace(/\s/g, ''));
		const isNamed = sent.includes('@')
			? parts.includes(lower) || parts.includes(`@${lower.split('@')[1]}`)
			: /^\+\d+$/.test(sent) && parts.some((part) => part !== '' && sent.startsWith(part));
		expect(isNamed).toBe(true);
	});
	fc.assert(property, timesTheUsual(30));
});
