import fc from 'fast-check';
import { parseEmailAddress } from '../../../nodes/SmsPartnerCallForward/checks/emailAddress';
import { cellsIn, rowsOf } from '../support/cells';
import { timesTheUsual } from '../support/property';

it.each(
	rowsOf([
		[
			'team@example.com',
			'team@example.com ¦  \t\u00A0team@example.com\r\n ¦ mailto:team@example.com',
			"mailto://team@example.com ¦  MAILTO: team@example.com ¦ 'team@example.com",
			'\uFEFFte\u00ADam@exam\u200Bple.com\u2069',
		],
		...[
			'Team@Example.COM',
			'team+night@mail.example.com',
			"t.!#$%&'*+-/=?^_{|}~1@example.com",
			'_team@example.com',
			'50%25b@example.com',
			'a@b.c',
			'1@2.3',
			'team@my-company.co.uk',
			'élodie@société.fr',
			'e\u0301lodie@xn--socit-esab.fr',
			'用户@例え.テスト',
			'संपर्क@डाटामेल.भारत',
		].map((address) => [address, address] as const),
	]),
)('%j is sent as %s', (entered, value) => {
	expect(parseEmailAddress(String(entered))).toEqual({ ok: true, value });
});

const front = (found: string) => `Remove "${found}" in front of the address.`;
const end = (found: string) => `Remove "${found}" at the end of the address.`;
const encoded = (found: string) =>
	`Write the sign that "${found}" stands for in a link, e.g. team@example.com.`;
const html = (found: string) =>
	`It has HTML in it ("${found}"). Enter it as plain text, e.g. team@example.com.`;
const instead = (found: string) =>
	`Remove "${found}", or write a dot instead. Enter one address only.`;

it.each(
	rowsOf([
		[
			'Enter the address alone, without a name or brackets, e.g. team@example.com.',
			'<team@example.com> ¦ Team<team@example.com> ¦ Team <team@example.com>',
			'team@example.com (night) ¦ [team@example.com]',
		],
		[
			'Remove the quotes, e.g. team@example.com.',
			`"team"@example.com ¦ “team@example.com” ¦ 'team@example.com' ¦ ‘team@example.com’`,
			'o’brien@example.com ¦ `team@example.com`',
		],
		[
			'It has more than one @. Enter one address only, e.g. team@example.com.',
			'team@example.com,night@example.com ¦ team@example.com; night@example.com',
			'team@example.com\nbcc:night@example.com ¦ team@@example.com',
		],
		[
			'It has no @. Enter an email address, e.g. team@example.com.',
			...['', ' \n ', 'team.example.com ¦ +33612345678'],
		],
		...cellsIn(
			'SMTP: ¦ E-mail: ¦ Réception: ¦ email= ¦ mail= ¦ xmailto: ¦ x500: ¦ // ¦ = ¦ * ¦ ?',
		).map((found) => [front(found), `${found}team@example.com`] as const),
		[front('mailto:'), 'mailto:mailto:team@example.com'],
		[front('='), '="team@example.com"'],
		[front(`${'='.repeat(50)}…`), `${'='.repeat(51)}team@example.com`],
		[front('*'), '* team@example.com'],
		[front('|'), '| team@example.com |'],
		[encoded('%2B'), 'team%2Bnight@example.com'],
		[encoded('%2b'), 'team%2bnight@example.com'],
		[encoded('%40'), 'team%40example.com'],
		[html('&nbsp;'), 'team&nbsp;@example.com'],
		[html('&#64;'), 'team&#64;example.com'],
		...[...',;!?:.'].map((found) => [end(found), `team@example.com${found}`] as const),
		[end(';'), 'team@example.com ;'],
		[
			'Remove the ? and what stands after it.',
			'mailto:team@example.com?subject=x ¦ team@example.com\n?subject=x',
		],
		[instead(','), 'team@gmail,com.fr'],
		[instead(';'), 'team;night@example.com'],
		[
			'Remove the spaces, and words beside the address, e.g. team@example.com.',
			'te am@example.com ¦ Team team@example.com ¦ team@\u00A0example.com ¦ team@example.com\nnight',
		],
		[
			'It has characters that cannot be seen. Delete it, and type it again.',
			'team\u0000@example.com ¦ team\u0085@example.com ¦ team\uD83D@example.com',
		],
		['Something is missing before or after the @, e.g. team@example.com.', '@example.com ¦ team@'],
		['There is no dot after the @. Complete the address, e.g. team@example.com.', 'team@localhost'],
		[
			'A dot cannot come first or last, nor beside the @ or another dot, e.g. team@example.com.',
			'.team@example.com ¦ team.@example.com ¦ te..am@example.com',
			'team@.example.com ¦ team@example..com',
		],
		[
			"Before the @ come letters, digits or ! # $ % & ' * + - / = ? ^ _ { | } ~, after it letters, digits and dashes, e.g. team@example.com.",
			'team@-example.com ¦ team@example-.com ¦ team@example.c_m ¦ team@example.com/path',
			'team\\night@example.com ¦ \u{1F4DE}@example.com',
		],
	]),
)('%j: %s', (entered, error) => {
	expect(parseEmailAddress(String(entered))).toEqual({ ok: false, error });
});

it('an address that is sent reads the same again, and has nothing around it', () => {
	const piece = fc.constantFrom(
		...['a', '@', '.', ' ', 'é', '\u200B', '\uD800', 'example.com', '-', "'", 'mailto:', ',', '<'],
	);
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
			expect(result.value).toMatch(/^[^\s,;:<>()[\]"@]+@[^\s,;:<>()[\]"@?!]+$/);
			expect(result.value.startsWith("'") || parseEmailAddress(result.value).ok).toBe(true);
		}),
		timesTheUsual(20),
	);
});
