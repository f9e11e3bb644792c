import fc from 'fast-check';
import { parseEmailAddress } from '../../../nodes/SmsPartnerCallForward/checks/emailAddress';
import { timesTheUsual } from '../support/property';

const INVISIBLE =
	'Enter one address only, without a name, spaces or characters that cannot be seen, e.g. team@example.com.';
const FORM = 'Enter one email address, with one @ and a dot after it, e.g. team@example.com.';

describe('parseEmailAddress', () => {
	it.each([
		['an address', 'team@example.com', 'team@example.com'],
		['whitespace around it, which is trimmed', ' \t\u00A0team@example.com\r\n', 'team@example.com'],
		['upper case, which is kept', 'Team@Example.COM', 'Team@Example.COM'],
		['a sub-address', 'team+night@example.com', 'team+night@example.com'],
		['a subdomain', 'team@mail.example.com', 'team@mail.example.com'],
		['the shortest one', 'a@b.c', 'a@b.c'],
		['dots in the name', '.t.e.a.m.@example.com', '.t.e.a.m.@example.com'],
		['letters beyond ASCII, which the API judges', 'élodie@société.fr', 'élodie@société.fr'],
		['an emoji, which the API judges', '📞@example.com', '📞@example.com'],
	])('takes %s', (_, entered, address) => {
		expect(parseEmailAddress(entered)).toEqual({ ok: true, value: address });
	});

	it.each([
		['nothing', '', FORM],
		['whitespace', ' \n ', FORM],
		['no @', 'team.example.com', FORM],
		['two @', 'team@night@example.com', FORM],
		['two @ side by side', 'team@@example.com', FORM],
		['two addresses', 'team@example.com,night@example.com', FORM],
		['nothing before the @', '@example.com', FORM],
		['nothing after the @', 'team@', FORM],
		['a domain without a dot', 'team@localhost', FORM],
		['a dot at the start of the domain', 'team@.example.com', FORM],
		['a dot at the end of the domain', 'team@example.com.', FORM],
		['only a dot in the domain', 'team@.', FORM],
		['two dots side by side in the domain', 'team@example..com', FORM],
		['a phone number', '+33612345678', FORM],
		['a space in the name', 'te am@example.com', INVISIBLE],
		['a space in the domain', 'team@example .com', INVISIBLE],
		['a name in front', 'Team <team@example.com>', INVISIBLE],
		['a non-breaking space', 'team@\u00A0example.com', INVISIBLE],
		['a line break', 'team@example.com\nbcc:night@example.com', INVISIBLE],
		['a zero-width space', 'team\u200B@example.com', INVISIBLE],
		['a soft hyphen', 'team@exam\u00ADple.com', INVISIBLE],
		['a right-to-left override', 'team@\u202Emoc.example', INVISIBLE],
		['a Hangul filler', 'team\u3164@example.com', INVISIBLE],
		['a NUL', 'team\u0000@example.com', INVISIBLE],
		['a C1 control character', 'team\u0085@example.com', INVISIBLE],
		['half an emoji', 'team\uD83D@example.com', INVISIBLE],
	])('refuses %s', (_, entered, advice) => {
		expect(parseEmailAddress(entered)).toEqual({ ok: false, error: advice });
	});

	it('takes an address or refuses with advice, whatever is entered, and reads the same again', () => {
		const piece = fc.constantFrom('a', '@', '.', ' ', 'é', '\u200B', '\uD800', 'example.com');
		const anyText = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.emailAddress(),
			fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
		);
		fc.assert(
			fc.property(anyText, (entered) => {
				const result = parseEmailAddress(entered);
				if (!result.ok) {
					expect(result.error).toMatch(/\.$/);
					return;
				}
				expect(result.value.split('@')).toHaveLength(2);
				expect(result.value).toBe(entered.trim());
				expect(parseEmailAddress(result.value)).toEqual(result);
			}),
			timesTheUsual(20),
		);
	});
});
