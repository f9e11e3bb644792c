import fc from 'fast-check';
import { parseEmailAddress } from '../../../nodes/SmsPartnerCallForward/checks/emailAddress';
import { timesTheUsual } from '../support/property';

describe('an email address', () => {
	it.each([
		['team@example.com', 'team@example.com'],
		[' \t\u00A0team@example.com\r\n', 'team@example.com'],
		['mailto:team@example.com', 'team@example.com'],
		['mailto://team@example.com', 'team@example.com'],
		[' MAILTO: team@example.com', 'team@example.com'],
		["'team@example.com", 'team@example.com'],
		['\uFEFFte\u00ADam@exam\u200Bple.com\u2069', 'team@example.com'],
		['Team@Example.COM', 'Team@Example.COM'],
		['team+night@mail.example.com', 'team+night@mail.example.com'],
		["t.!#$%&'*+-/=?^_{|}~1@example.com", "t.!#$%&'*+-/=?^_{|}~1@example.com"],
		['a@b.c', 'a@b.c'],
		['1@2.3', '1@2.3'],
		['team@my-company.co.uk', 'team@my-company.co.uk'],
		['élodie@société.fr', 'élodie@société.fr'],
		['e\u0301lodie@xn--socit-esab.fr', 'e\u0301lodie@xn--socit-esab.fr'],
		['用户@例え.テスト', '用户@例え.テスト'],
		['संपर्क@डाटामेल.भारत', 'संपर्क@डाटामेल.भारत'],
	])('%j is sent as %s', (entered, address) => {
		expect(parseEmailAddress(entered)).toEqual({ ok: true, value: address });
	});
});

describe('what is more or less than one address is refused, with what is wrong with it', () => {
	const E = 'e.g. team@example.com.';
	const BRACKETS = `Enter the address alone, without a name or brackets, ${E}`;
	const QUOTES = `Remove the quotes, ${E}`;
	const SECOND = `It has more than one @. Enter one address only, ${E}`;
	const NO_AT = `It has no @. Enter an email address, ${E}`;
	const QUERY = 'Remove the ? and what stands after it.';
	const SPACES = `Remove the spaces, and words beside the address, ${E}`;
	const UNSEEN = 'It has characters that cannot be seen. Delete it, and type it again.';
	const MISSING = `Something is missing before or after the @, ${E}`;
	const NO_DOT = `There is no dot after the @. Complete the address, ${E}`;
	const DOTS = `A dot cannot come first or last, nor beside the @ or another dot, ${E}`;
	const SIGNS = `Before the @ come letters, digits or ! # $ % & ' * + - / = ? ^ _ { | } ~, after it letters, digits and dashes, ${E}`;
	const front = (found: string) => `Remove "${found}" in front of the address.`;
	const end = (found: string) => `Remove "${found}" at the end of the address.`;
	const instead = (found: string) =>
		`Remove "${found}", or write a dot instead. Enter one address only.`;

	it.each([
		['<team@example.com>', BRACKETS],
		['Team<team@example.com>', BRACKETS],
		['Team <team@example.com>', BRACKETS],
		['team@example.com (night)', BRACKETS],
		['[team@example.com]', BRACKETS],
		['"team"@example.com', QUOTES],
		['“team@example.com”', QUOTES],
		["'team@example.com'", QUOTES],
		['‘team@example.com’', QUOTES],
		['o’brien@example.com', QUOTES],
		['team@example.com,night@example.com', SECOND],
		['team@example.com; night@example.com', SECOND],
		['team@example.com\nbcc:night@example.com', SECOND],
		['team@@example.com', SECOND],
		['', NO_AT],
		[' \n ', NO_AT],
		['team.example.com', NO_AT],
		['+33612345678', NO_AT],
		['SMTP:team@example.com', front('SMTP:')],
		['smtp:team@example.com', front('smtp:')],
		['mailto:mailto:team@example.com', front('mailto:')],
		['x500:team@example.com', front('x500:')],
		['abcdefghijklm:team@example.com', SIGNS],
		['team@example.com,', end(',')],
		['team@example.com ;', end(';')],
		['team@example.com!', end('!')],
		['team@example.com?', end('?')],
		['team@example.com:', end(':')],
		['team@example.com.', end('.')],
		['mailto:team@example.com?subject=x', QUERY],
		['team@example.com\n?subject=x', QUERY],
		['team@gmail,com.fr', instead(',')],
		['team;night@example.com', instead(';')],
		['te am@example.com', SPACES],
		['Team team@example.com', SPACES],
		['team@\u00A0example.com', SPACES],
		['team@example.com\nnight', SPACES],
		['team\u0000@example.com', UNSEEN],
		['team\u0085@example.com', UNSEEN],
		['team\uD83D@example.com', UNSEEN],
		['@example.com', MISSING],
		['team@', MISSING],
		['team@localhost', NO_DOT],
		['.team@example.com', DOTS],
		['team.@example.com', DOTS],
		['te..am@example.com', DOTS],
		['team@.example.com', DOTS],
		['team@example..com', DOTS],
		['team@-example.com', SIGNS],
		['team@example-.com', SIGNS],
		['team@example.c_m', SIGNS],
		['team@example.com/path', SIGNS],
		['team\\night@example.com', SIGNS],
		['\u{1F4DE}@example.com', SIGNS],
	])('%j: %s', (entered, advice) => {
		expect(parseEmailAddress(entered)).toEqual({ ok: false, error: advice });
	});
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
