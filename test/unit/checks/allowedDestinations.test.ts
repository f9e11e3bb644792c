import fc from 'fast-check';
import {
	destinationRefusal,
	parseAllowedDestinations,
	type AllowedDestinations,
} from '../../../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { timesTheUsual } from '../support/property';

const PHONE_SPELLING =
	"With 'Allowed Destinations' in the credential, a phone number goes out only as + and digits. Write it as +33612345678, or set 'Number Format' under 'Options' to Normalize.";
const EMAIL_SPELLING =
	"With 'Allowed Destinations' in the credential, an email address must be plain: letters from a to z, digits and . _ + ' - before one @, and a domain. Write it as team@example.com.";
const NOT_ALLOWED =
	"Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.";
/** The mode that takes such a destination. */
const modeFor = (destination: string) =>
	destination.includes('@') ? 'voicemail' : 'callForwarding';

function listOf(entered: unknown): AllowedDestinations {
	const list = parseAllowedDestinations(entered);
	if (!list.ok) throw new Error(`"${list.error}" cannot be understood`);
	return list.value;
}

const refusal = (allowed: unknown, destination: string, mode: Mode = modeFor(destination)) =>
	destinationRefusal(listOf(allowed), mode, destination);

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
		['a phone prefix', '+336', ['+336'], []],
		['a whole number', '+33612345678', ['+33612345678'], []],
		[
			'marks that do not show',
			'\u202A+33\u200B6\u202C, @ex\u00ADample.com',
			['+336'],
			['@example.com'],
		],
		['one digit', '+1', ['+1'], []],
		['spaces inside and around', ' +33 6\u00A0, +33\u202F7 \n', ['+336', '+337'], []],
		['no spaces', '+336,+337', ['+336', '+337'], []],
		['an address', 'team@example.com', [], ['team@example.com']],
		['a sub-address', 'team+night@example.com', [], ['team+night@example.com']],
		[
			'a name of every plain character',
			"O.n_e+two's-3@example.com",
			[],
			["o.n_e+two's-3@example.com"],
		],
		['a domain', '@example.com', [], ['@example.com']],
		[
			'a domain with dashes, digits and many dots',
			'@a-1.b2.example.com',
			[],
			['@a-1.b2.example.com'],
		],
		['upper case', 'Team@Example.COM, @EXAMPLE.org', [], ['team@example.com', '@example.org']],
		['all kinds', '+336, @example.com, a@b.fr', ['+336'], ['@example.com', 'a@b.fr']],
		['commas too many', ',+336,, @example.com ,', ['+336'], ['@example.com']],
		['nothing but commas', ' , ,', [], []],
	])('%s', (_, entered, phonePrefixes, emails) => {
		expect(parseAllowedDestinations(entered)).toEqual({
			ok: true,
			value: { phonePrefixes, emails },
		});
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
		['letters in a prefix', '+33six'],
		['a wildcard in a prefix', '+336*'],
		['tel:', 'tel:+336'],
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
		['an exclamation mark in a name', 'evil.test!team@example.com'],
		['something behind the domain', 'team@example.com x'],
		['something before a domain', '!@example.com'],
		['a word', 'none'],
	])('%s cannot be understood, and is named', (_, entry) => {
		for (const entered of [entry, `+336, ${entry}`, `${entry} ,@example.com`]) {
			expect(parseAllowedDestinations(entered)).toEqual({
				ok: false,
				error: `Every destination is refused, because "${entry}" in 'Allowed Destinations' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, with commas between entries.`,
			});
		}
	});

	it('names no more than 50 characters of an entry', () => {
		const advice = expect.stringContaining(`because "${'x'.repeat(50)}…" in`);
		expect(parseAllowedDestinations('x'.repeat(51))).toEqual({ ok: false, error: advice });
		const whole = expect.stringContaining(`because "${'x'.repeat(50)}" in`);
		expect(parseAllowedDestinations('x'.repeat(50))).toEqual({ ok: false, error: whole });
	});

	it.each([undefined, null, 33, true, {}, ['+336'], () => '+336'])(
		'%p, as an expression can give it, allows nothing',
		(entered) => {
			expect(parseAllowedDestinations(entered)).toEqual({
				ok: false,
				error:
					"Every destination is refused, because 'Allowed Destinations' of the credential gives no text. If it is an expression, check what it gives for this item; to allow every destination, clear the field.",
			});
		},
	);
});

describe('what is allowed', () => {
	it.each([
		['a number with the prefix', '+336', '+33612345678'],
		['a number with the second prefix', '+336, +337', '+33712345678'],
		['the number itself', '+33612345678', '+33612345678'],
		['a premium-rate number, where all of France is allowed', '+33', '+33899123456'],
		['the address', 'team@example.com', 'team@example.com'],
		['the address in upper case', 'team@example.com', 'TEAM@Example.COM'],
		['the address, listed in upper case', 'TEAM@Example.COM', 'team@example.com'],
		['the sub-address', 'team+night@example.com', 'team+night@example.com'],
		['an address of the domain', '@example.com', 'team@example.com'],
		['a name of every plain character', '@example.com', "O.n_e+two's-3@example.com"],
		['a sub-address of the domain', '@example.com', 'team+night@example.com'],
		['an address of the domain in upper case', '@example.com', 'team@EXAMPLE.com'],
		['an address of the second domain', '@example.com, @example.org', 'team@example.org'],
	])('%s', (_, allowed, destination) => {
		expect(refusal(allowed, destination)).toBeNull();
	});
});

describe('what is refused', () => {
	it.each([
		['another prefix', '+336, +337', '+33899123456', NOT_ALLOWED],
		['a number that only contains the prefix', '+336', '+4433612345', NOT_ALLOWED],
		['a number shorter than the prefix', '+336123', '+33612', NOT_ALLOWED],
		['a number, where only emails are allowed', '@example.com', '+33612345678', NOT_ALLOWED],
		['anything, where there are only commas', ',', '+33612345678', NOT_ALLOWED],
		['a number without plus', '+336', '33612345678', PHONE_SPELLING],
		['00', '+336', '0033612345678', PHONE_SPELLING],
		['00 behind a plus', '+336', '+0033612345678', NOT_ALLOWED],
		['a national number', '+336', '0612345678', PHONE_SPELLING],
		['tel:', '+336', 'tel:+33612345678', PHONE_SPELLING],
		['(0), which a switch may read another way', '+336', '+336(0)899123456', PHONE_SPELLING],
		['spaces inside', '+336', '+33 612345678', PHONE_SPELLING],
		['a leading space', '+336', ' +33612345678', PHONE_SPELLING],
		['a line break at the end', '+336', '+33612345678\n', PHONE_SPELLING],
		['a second number behind a line break', '+336', '+33612345678\n+33899123456', PHONE_SPELLING],
		['a second number in front', '+336', '+33899123456\n+33612345678', PHONE_SPELLING],
		['a second number behind a comma', '+336', '+33612345678,+33899123456', PHONE_SPELLING],
		['letters', '+336', '+336office', PHONE_SPELLING],
		['a plus alone', '+336', '+', PHONE_SPELLING],
		['nothing', '+336', '', PHONE_SPELLING],
		['full-width digits', '+336', '+336\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17', PHONE_SPELLING],
		['a full-width plus', '+336', '\uFF0B33612345678', PHONE_SPELLING],
		['a right-to-left mark', '+336', '+33\u200F612345678', PHONE_SPELLING],
		['a short code', '+336', '3020', PHONE_SPELLING],
		['another address', 'team@example.com', 'night@example.com', NOT_ALLOWED],
		['a sub-address of the address', 'team@example.com', 'team+night@example.com', NOT_ALLOWED],
		['the address of a sub-address', 'team+night@example.com', 'team@example.com', NOT_ALLOWED],
		['an address with more in front', 'team@example.com', 'steam@example.com', NOT_ALLOWED],
		['another domain', '@example.com', 'team@example.org', NOT_ALLOWED],
		['a subdomain', '@example.com', 'team@mail.example.com', NOT_ALLOWED],
		['the parent domain', '@mail.example.com', 'team@example.com', NOT_ALLOWED],
		['the domain as a subdomain', '@example.com', 'team@example.com.evil.test', NOT_ALLOWED],
		['the domain with more in front', '@example.com', 'team@notexample.com', NOT_ALLOWED],
		['the domain in the name', '@example.com', 'example.com@evil.test', NOT_ALLOWED],
		['an email, where only numbers are allowed', '+336', 'team@example.com', NOT_ALLOWED],
		['an email that begins with a prefix', '+336', '+33612345678@evil.test', NOT_ALLOWED],
		['two @', '@example.com', 'team@evil.test@example.com', EMAIL_SPELLING],
		['two addresses', '@example.com', 'team@example.com,a@evil.test', EMAIL_SPELLING],
		['the domain alone', '@example.com', '@example.com', EMAIL_SPELLING],
		['a dot at the end', '@example.com', 'team@example.com.', EMAIL_SPELLING],
		['a leading space', '@example.com', ' team@example.com', EMAIL_SPELLING],
		['a line break at the end', '@example.com', 'team@example.com\n', EMAIL_SPELLING],
		['a second recipient', '@example.com', 'a\r\nbcc:b@example.com', EMAIL_SPELLING],
		['a Cyrillic letter', '@example.com', 'team@ex\u0430mple.com', EMAIL_SPELLING],
		['a full-width dot', '@example.com', 'team@example\uFF0Ecom', EMAIL_SPELLING],
		['a full-width @', '@example.com', 'team\uFF20evil.test@example.com', EMAIL_SPELLING],
		[
			'a letter that is ASCII in lower case',
			'mark@example.com',
			'mar\u212A@example.com',
			EMAIL_SPELLING,
		],
		['an accent in the name', '@example.com', 'élodie@example.com', EMAIL_SPELLING],
		['a percent sign, an old route', '@example.com', 'team%evil.test@example.com', EMAIL_SPELLING],
		['a bang path', '@example.com', 'evil.test!team@example.com', EMAIL_SPELLING],
		['a comma', '@example.com', 'a,b@example.com', EMAIL_SPELLING],
		['a semicolon', '@example.com', 'a;b@example.com', EMAIL_SPELLING],
		['a colon', '@example.com', 'a:b@example.com', EMAIL_SPELLING],
		['quotes', '@example.com', '"a"@example.com', EMAIL_SPELLING],
		['a comment', '@example.com', 'a(b)@example.com', EMAIL_SPELLING],
		['a slash', '@example.com', 'a/b@example.com', EMAIL_SPELLING],
		['an encoded word', '@example.com', '=?utf-8?q?a?=@example.com', EMAIL_SPELLING],
		['a port', '@example.com', 'team@example.com:25', EMAIL_SPELLING],
		['no dot in the domain', '@example.com', 'team@example', EMAIL_SPELLING],
		['a zero-width space', '@example.com', 'team@example.com\u200B', EMAIL_SPELLING],
		['a NUL', '@example.com', 'team\u0000@example.com', EMAIL_SPELLING],
	])('%s', (_, allowed, destination, advice) => {
		expect(refusal(allowed, destination)).toBe(advice);
	});
});

describe('what the mode says', () => {
	it('judges an email address as a number where it would be dialed', () => {
		expect(refusal('@example.com', 'team@example.com', 'callForwarding')).toBe(PHONE_SPELLING);
	});

	it('judges a number as an email address where it would be written to', () => {
		expect(refusal('+336', '+33612345678', 'voicemail')).toBe(EMAIL_SPELLING);
		expect(refusal('+336', '', 'voicemail')).toBe(EMAIL_SPELLING);
	});

	it('lets forwarding be switched off', () => {
		expect(refusal('+336', '', 'disabled')).toBeNull();
		expect(refusal('', '', 'disabled')).toBeNull();
	});
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
	fc.assert(
		fc.property(fc.array(listed), destination, (entries, sent) => {
			const entered = entries.join(',');
			const list = parseAllowedDestinations(entered);
			if (!list.ok) return;
			const refused = destinationRefusal(list.value, modeFor(sent), sent);
			if (refused !== null) {
				expect(refused).toMatch(/\.$/);
				return;
			}
			if (entered.trim() === '') return;
			const parts = entered
				.toLowerCase()
				.split(',')
				.map((part) => part.replace(/\s/g, ''));
			const named = sent.includes('@')
				? parts.includes(sent.toLowerCase()) ||
					parts.includes(`@${sent.toLowerCase().split('@')[1]}`)
				: /^\+\d+$/.test(sent) && parts.some((part) => part !== '' && sent.startsWith(part));
			expect(named).toBe(true);
		}),
		timesTheUsual(30),
	);
});
