import fc from 'fast-check';
import {
	destinationRefusal,
	parseAllowedDestinations,
} from '../../../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { withoutInvisible } from '../../../nodes/SmsPartnerCallForward/checks/invisible';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { cellsIn, rowsOf } from '../support/cells';
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
	it.each(['', ' \n\u00A0', '\u200B\uFEFF'])('%j: everything is allowed', (entered) => {
		expect(parseAllowedDestinations(entered)).toEqual({ ok: true, value: null });
		expect(refusal(entered, '0899123456')).toBeNull();
		expect(refusal(entered, 'élodie@example.com')).toBeNull();
	});

	it.each([
		...cellsIn(
			"+336 ¦ +33612345678 ¦ +1 ¦ team@example.com ¦ O.n_e+two's-3@example.com ¦ @example.com",
			'@a-1.b2.example.com',
		).map((entry): [string, string[]] => [entry, [entry.toLowerCase()]]),
		['\u202A+33\u200B6\u202C, @ex\u00ADample.com', ['+336', '@example.com']],
		[' +33 6\u00A0, +33\u202F7 \n', ['+336', '+337']],
		['+336,+337', ['+336', '+337']],
		['Team@Example.COM, @EXAMPLE.org', ['team@example.com', '@example.org']],
		[',+336,, @example.com ,', ['+336', '@example.com']],
		[' , ,', []],
	])('%j: allowed is %j', (entered, allowed) => {
		expect(parseAllowedDestinations(entered)).toEqual({ ok: true, value: allowed });
	});

	it.each(
		cellsIn(
			'336 ¦ 00336 ¦ 06 ¦ +06 ¦ +33(0)6 ¦ +33.6 ¦ ++336 ¦ +336* ¦ +\uFF13\uFF13\uFF16 ¦ none',
			// Alone, these would allow everything
			'+ ¦ @',
			'+336;+337 ¦ +336\n+337 ¦ team@example.com night@example.com ¦ te am@example.com',
			'example.com ¦ @localhost ¦ @example.com. ¦ @.example.com ¦ @@example.com',
			'team@night@example.com ¦ @*.example.com ¦ *@example.com ¦ <team@example.com>',
			'@ex\u0430mple.com ¦ élodie@example.com ¦ team%evil.test@example.com',
			// Letters that are ASCII in the other case
			'mar\u212A@example.com ¦ @e\u017Fample.com',
			'team@example.com x ¦ !@example.com',
		),
	)('%j cannot be understood, and is named', (entry) => {
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

it.each(
	rowsOf([
		['+336, +337', '+33612345678 ¦ +33712345678'],
		['+33612345678', '+33612345678'],
		// Premium rate, too
		['+33', '+33899123456'],
		['team@example.com', 'TEAM@Example.COM'],
		['TEAM@Example.COM', 'team@example.com'],
		['team+night@example.com', 'team+night@example.com'],
		['@example.com, @example.org', "O.n_e+two's-3@example.com ¦ team@EXAMPLE.com ¦ a@example.org"],
	]),
)('%j is allowed by %j', (destination, entered) => {
	expect(refusal(entered, String(destination))).toBeNull();
});

it.each(
	rowsOf([
		[',', '+33612345678'],
		['+336, +337', '+33899123456 ¦ +4433612345 ¦ +0033612345678'],
		['+336, +337', 'team@example.com ¦ +33612345678@evil.test'],
		['+336123', '+33612'],
		['team@example.com', 'night@example.com ¦ team+night@example.com ¦ steam@example.com'],
		['team+night@example.com', 'team@example.com'],
		['@mail.example.com', 'team@example.com'],
		['@example.com', '+33612345678 ¦ team@example.org ¦ team@mail.example.com'],
		['@example.com', 'team@example.com.evil.test ¦ team@notexample.com ¦ example.com@evil.test'],
	]),
)('%j is not allowed by %j', (destination, entered) => {
	expect(refusal(entered, String(destination))).toBe(NOT_ALLOWED);
});

it.each([
	...cellsIn(
		'33612345678 ¦ 0033612345678 ¦ tel:+33612345678 ¦ +33 612345678 ¦ +336office ¦ +',
		' +33612345678 ¦ +33612345678\n ¦ \uFF0B33612345678 ¦ +33\u200F612345678 ¦ team@example.com',
		// Switches may dial these otherwise
		'+336(0)899123456 ¦ +33899123456\n+33612345678 ¦ +33612345678,+33899123456',
		'+336\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17',
	),
	'',
])('%j is no spelling of a number that goes out', (number) => {
	expect(refusal('+336, @example.com', number, 'callForwarding')).toBe(PHONE_SPELLING);
});

it.each([
	...cellsIn(
		'@example.com ¦ team@example.com. ¦ team@example ¦ team@example.com:25 ¦ +33612345678',
		' team@example.com ¦ team@example.com\n ¦ team@example.com\u200B ¦ team\u0000@example.com',
		'team@ex\u0430mple.com ¦ team@example\uFF0Ecom ¦ mar\u212A@example.com ¦ élodie@example.com',
		// Mail servers may deliver these elsewhere
		'team@evil.test@example.com ¦ team@example.com,a@evil.test ¦ a\r\nbcc:b@example.com',
		'team\uFF20evil.test@example.com ¦ team%evil.test@example.com ¦ evil.test!team@example.com',
		'a,b@example.com ¦ a;b@example.com ¦ "a"@example.com ¦ a(b)@example.com',
		'=?utf-8?q?a?=@example.com',
	),
	'',
])('%j is no spelling of an address that goes out', (address) => {
	const list = '+336, @example.com, mark@example.com';
	expect(refusal(list, address, 'voicemail')).toBe(EMAIL_SPELLING);
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
