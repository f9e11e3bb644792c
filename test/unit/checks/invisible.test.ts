import { asSeen, withoutInvisible } from '../../../nodes/SmsPartnerCallForward/checks/invisible';

describe('marks that no font shows', () => {
	it.each([
		['a byte order mark', '\uFEFF'],
		['a zero-width space', '\u200B'],
		['a zero-width non-joiner', '\u200C'],
		['a right-to-left mark', '\u200F'],
		['what contact lists wrap around a number', '\u202D\u202C'],
		['the newer marks of that kind', '\u2068\u2069'],
		['a word joiner', '\u2060'],
		['a soft hyphen', '\u00AD'],
		['a variation selector', '\uFE0F'],
		['a Hangul filler', '\u3164'],
		['one beyond the first plane', '\u{E0001}'],
	])('%s goes, wherever it stands', (_, marks) => {
		expect(withoutInvisible(`${marks}06 12${marks}34${marks}`)).toBe('06 1234');
	});

	it.each(['a\u0000b', 'a\tb', 'a\u0085b', 'a\uD800b', ' a ', "'a"])('%j stays', (text) => {
		expect(withoutInvisible(text)).toBe(text);
	});
});

describe('what is seen of a cell', () => {
	it.each([
		["'0612", '0612'],
		['’0612', '0612'],
		['‘0612', '0612'],
		['ʼ0612', '0612'],
		[" \u200B' 0612\u00A0\n", '0612'],
		["''06'12'", "'06'12'"],
		["06'12", "06'12"],
	])('%j is %j', (cell, seen) => {
		expect(asSeen(cell)).toBe(seen);
	});
});
