import fc from 'fast-check';
import { lineOf, parsePhoneNumber } from '../../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { timesTheUsual } from '../support/property';

const AS_ENTERED = "set 'Number Format' under 'Options' to As Entered to send it unchanged";
const EMPTY = 'Enter a phone number, e.g. 06 12 34 56 78.';
const NUMBER =
	'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".';
const DECIMAL =
	'It ends like a decimal number, as spreadsheets write it. Remove the dot or comma and the zeros after it.';
const SCIENTIFIC =
	'A spreadsheet has shortened it, and its last digits are lost. Format the column as text, then enter the number again.';
const SECOND = 'There is a second number in it. Enter one phone number only, e.g. 06 12 34 56 78.';
const DOUBLED_ZERO =
	'It begins with 00 and then has 9 digits: it is a French number with one 0 too many, or the number of another country. Write it with + and the country code, e.g. +33612345678.';
const ZERO_AFTER_PLUS =
	'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.';
const BRACKETED_ZERO =
	'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.';
const STRAY_ZERO = `A 0 after this country code is not dialed from abroad. Remove it, or ${AS_ENTERED}.`;
const UNCLEAR = `It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, ${AS_ENTERED}.`;
const tooLong = (digits: number) =>
	`It has ${digits} digits, too many for one phone number. Enter one number only, e.g. 06 12 34 56 78.`;
const french = (digits: string) =>
	`This French number has ${digits}; it needs 10. If it is from another country, start with + and the country code.`;
const length = (code: string, wanted: string, digits: number) =>
	`+${code} must be followed by ${wanted} digits; this number has ${digits}.`;
const total = (digits: number) =>
	`In international format a number has 7 to 15 digits, with its country code; this one has ${digits}.`;
const noCode = (start: string) =>
	`No country code begins with ${start}. Write the number with + and the country code, e.g. +33612345678.`;

const EMAIL = 'It is an email address. Enter a phone number, e.g. 06 12 34 56 78.';
const SCRIPT = 'Its digits or its + are of another script. Write it with 0 to 9 and +.';
const NO_DIGITS = 'It has no digits. Enter a phone number, e.g. 06 12 34 56 78.';
const ENCODED = 'It is written for a web address, where %2B stands for +. Write +.';
const CONTEXT =
	'It is not complete without its phone context. Write it with + and the country code.';
const EXTENSION = 'It has an extension, which call forwarding cannot dial. Remove the extension.';
const LETTERS =
	'It has letters in it. Remove words, and write the number in digits, e.g. 06 12 34 56 78.';
const QUOTES = 'Remove the quotes around it.';
const COMMAS =
	'It has commas in it. Remove them, and enter one phone number only, e.g. 06 12 34 56 78.';
const PLUS =
	'A + can stand only once, in front of the country code. Write the number as +33612345678.';
const UNSEEN = 'It has characters that cannot be seen. Delete it, and type it again.';
const sign = (found: string) =>
	`Remove "${found}". A phone number is written in digits, e.g. 06 12 34 56 78.`;

type Cells = Array<[cell: string | number, read: string]>;

function itReads(cells: Cells): void {
	it.each(cells)('%j is %s', (cell, digits) => {
		expect(parsePhoneNumber(cell)).toEqual({ ok: true, value: digits });
	});
}

function itRefuses(cells: Cells): void {
	it.each(cells)('%j: %s', (cell, advice) => {
		expect(parsePhoneNumber(cell)).toEqual({ ok: false, error: advice });
	});
}

describe('formatting is ignored', () => {
	itReads(
		[
			'+33 6 12 34 56 78',
			' \t\r\n+33612345678\n ',
			'+ 33612345678',
			'+33\u00A06\u202F12\u200934\u300056\u205F78',
			'+33.6.12.34.56.78',
			'+33-6-12-34-56-78',
			'+33 6 - 12 - 34 - 56 - 78',
			'06 12 34 56 (78)',
			'06 12 34 56 - 78',
			'+33\u20116\u201312\u201434\u221256\uFF0D78',
			'(+33) 6 12 34 56 78',
			'+(33) [6] 12 34 56 78',
			'+33/612345678',
			'/+33 6 12 34 56 78/',
			'tel:+33-6-12-34-56-78',
			' TEL: +33 6 12 34 56 78',
			'Tel.: 06 12 34 56 78',
			"'0612345678",
			'’ +33612345678',
			"'tel:0612345678",
			'\uFEFF+33\u200B6\u00AD12\u206034\u200C56\uFE0F78',
			'\u202D+33 6 12 34 56 78\u202C',
			'\u2068+33612345678\u2069',
			'\u200F06 12 34 56 78\u200E',
			'0033612345678',
			'(00)33612345678',
			'[0033] 612345678',
			'33612345678',
			33612345678,
			'612345678',
			612345678,
		].map((cell) => [cell, '33612345678']),
	);
});

describe('a French number', () => {
	itReads([
		['07.12.34.56.78', '33712345678'],
		['06/12/34/56/78', '33612345678'],
		['06.01.02.03.00', '33601020300'],
		['0899 12 34 56', '33899123456'],
		['(0)6 12 34 56 78', '33612345678'],
		['6 12 34 56 78', '33612345678'],
		['987654321', '33987654321'],
		['692123456', '262692123456'],
		['508412345', '508412345'],
		['6/12345678', '33612345678'],
		// The overseas territories' ranges
		['0262 16 12 34', '262262161234'],
		['0263 12 34 56', '262263123456'],
		['0692 12 34 56', '262692123456'],
		['0693 12 34 56', '262693123456'],
		['0269 60 12 34', '262269601234'],
		['0639 01 23 45', '262639012345'],
		['0590 20 12 34', '590590201234'],
		['0690 00 12 34', '590690001234'],
		['0691 22 12 34', '590691221234'],
		['0594 10 12 34', '594594101234'],
		['0694 20 12 34', '594694201234'],
		['0596 30 12 34', '596596301234'],
		['0696 20 12 34', '596696201234'],
		['0697 20 12 34', '596697201234'],
		['0508 41 23 45', '508412345'],
		['0708 45 23 45', '508708452345'],
		['0708 56 23 45', '508708562345'],
		['0709 04 12 34', '590709041234'],
		['0709 13 12 34', '596709131234'],
		['0709 23 12 34', '262709231234'],
		['0709 33 12 34', '594709331234'],
		['0709 35 12 34', '262709351234'],
	]);

	it.each(
		(
			'0261123456 0264123456 0268123456 0507123456 0509123456 0591123456 0595123456 0598123456 ' +
			'0638123456 0640123456 0689123456 0695123456 0698123456 0708391234 0708461234 0708571234 ' +
			'0709051234 0709141234 0709241234 0709341234 0709381234 ' +
			// With such a range further on
			'0102620692 0106390708 0105905080 0106910709 0105940694 0105960697 0107084012 0105080508'
		).split(' '),
	)('%s, beside those ranges, is in mainland France', (cell) => {
		expect(parsePhoneNumber(cell)).toEqual({ ok: true, value: `33${cell.slice(1)}` });
	});

	itRefuses([
		['061234567', french('9 digits')],
		['06123456789', french('11 digits')],
		['061234567890123', french('15 digits')],
		['0', french('1 digit')],
		[0, french('1 digit')],
		['0800', french('4 digits')],
		['01 23/45 67', french('8 digits')],
		['00698765432', DOUBLED_ZERO],
		['0 06 98 76 54 32', DOUBLED_ZERO],
		['(0)06 98 76 54 32', DOUBLED_ZERO],
		['004 92 34 56 78', DOUBLED_ZERO],
		['3020', UNCLEAR],
		[3020, UNCLEAR],
		['12345678', UNCLEAR],
	]);
});

describe('an international number', () => {
	itReads([
		['+2902158', '2902158'],
		['002902158', '2902158'],
		['+290 21581', '29021581'],
		['+4912345', '4912345'],
		['+491234567890123', '491234567890123'],
		['+1 212 555 0123', '12125550123'],
		['4512345678', '4512345678'],
		['+390612345678', '390612345678'],
		['+44 7330 123456', '447330123456'],
		['+33102030400', '33102030400'],
		['+508 41 23 45', '508412345'],
		['0032 475 12 34 56', '32475123456'],
	]);

	itRefuses([
		['+33 6 12 34 56 7', length('33', '9', 8)],
		['+33 6 12 34 56 789', length('33', '9', 10)],
		['0033 3020', length('33', '9', 4)],
		['3361234567', length('33', '9', 8)],
		['+262 692 12 34 5', length('262', '9', 8)],
		['+34 612 345 67', length('34', '9', 8)],
		['+1 555 1234', length('1', '10', 7)],
		['+41 44 123 45 67 68', length('41', '9 or 12', 11)],
		['+44 20 7946 01', length('44', '7 or 9 to 10', 8)],
		['+376 1234567', length('376', '6 or 8 to 9', 7)],
		['+49 1234', total(6)],
		['+999 612345678', noCode('999')],
		['00210 612345678', noCode('210')],
		['2101234567', noCode('210')],
		['00', EMPTY],
		['+1234567890123456', tooLong(16)],
		['33612345678 33698765432', tooLong(22)],
		['06 12 34 56 78\n06 98 76 54 32', SECOND],
		['+39 021234567\n8', SECOND],
		['+39 02 1234567 - 8', SECOND],
		['+49 30 1234567 (8)', SECOND],
		['+49 30 123456 [12]', SECOND],
		['+49 30 1234567\r89', SECOND],
		['+49 30 1234567\u202889', SECOND],
		['+49 30 1234567\u202989', SECOND],
		['+49 (0)123456789012345', tooLong(18)],
		['+39 (0)1234567890123', length('39', '6 to 12', 14)],
		['+0612345678', ZERO_AFTER_PLUS],
		['+(0)612345678', ZERO_AFTER_PLUS],
		['+0033612345678', ZERO_AFTER_PLUS],
		['00033612345678', ZERO_AFTER_PLUS],
	]);
});

describe('a 0 after the country code', () => {
	itReads([
		// Dropped from brackets
		['+33 (0)6 12 34 56 78', '33612345678'],
		['+33 ( 0 ) 6 12 34 56 78', '33612345678'],
		['0033[0]612345678', '33612345678'],
		['tel:+33(0)6-12-34-56-78', '33612345678'],
		['(0033)(0)612345678', '33612345678'],
		['33 (0)6 12 34 56 78', '33612345678'],
		['+33 (0)06 12 34 56 78', '33612345678'],
		['+262 (0)692 12 34 56', '262692123456'],
		['+32/(0)475 12 34 56', '32475123456'],
		['+44 (0)20 7946 0123', '442079460123'],
		['+41 (0)79 123 45 67', '41791234567'],
		['598(0)9123456', '5989123456'],
		['+241 (0)62 12 34 56', '24162123456'],
		['+49 (0)1234567890123', '491234567890123'],
		// Kept where it belongs to the number
		['+39 (0)6 1234 5678', '390612345678'],
		['+378 (0)549 123456', '3780549123456'],
		['+225 (0)7 12 34 56 78', '2250712345678'],
		['+241 (0)1 44 12 34', '24101441234'],
		['+242 (0)6 123 4567', '242061234567'],
		['+250 06 123 456', '25006123456'],
		['+34 012 345 678', '34012345678'],
		// Dropped after 33 without brackets, too
		['+33 06 12 34 56 78', '33612345678'],
		['330612345678', '33612345678'],
	]);

	itRefuses([
		['00290(0)2158', BRACKETED_ZERO],
		['+1 (0)212 555 0123', BRACKETED_ZERO],
		['+36 (0)1 123 4567', BRACKETED_ZERO],
		['+34 (0)612 345 678', BRACKETED_ZERO],
		['+250 (0)6 123 456', BRACKETED_ZERO],
		['+330(0)612345678', BRACKETED_ZERO],
		['+3(0)3612345678', BRACKETED_ZERO],
		['+336(0)12345678', BRACKETED_ZERO],
		['+139(0)612345678', BRACKETED_ZERO],
		['+391(0)612345678', BRACKETED_ZERO],
		['0(0)33612345678', BRACKETED_ZERO],
		['+33(0)6(0)12345678', BRACKETED_ZERO],
		['+32 0475 12 34 56', STRAY_ZERO],
		['+44 (020) 7946 0123', STRAY_ZERO],
		['262 0692 12 34 56', STRAY_ZERO],
		['+241 062 12 34 56', STRAY_ZERO],
		['+33 006 12 34 56 78', STRAY_ZERO],
		['+62 (0)0 812 345 678', STRAY_ZERO],
		['+250 06 123 4567', STRAY_ZERO],
		['+33 (0)123456', length('33', '9', 6)],
		['33 (0) 12 34 56', UNCLEAR],
		['3301234567', UNCLEAR],
	]);
});

describe('a slash stands behind an area code, or before a second number', () => {
	itReads([
		['+32 475/12.34.56', '32475123456'],
		['+49 33056/12345', '493305612345'],
		['+49 (0)33056/12345', '493305612345'],
		['0032 4/75/12.34.56', '32475123456'],
		['32 475/12.34.56', '32475123456'],
		['+41 44 123 45 67 /', '41441234567'],
		['+32 12345/678', '3212345678'],
		['01/23 45 67 89', '33123456789'],
		['01 23 45 67 8/9', '33123456789'],
	]);

	itRefuses([
		['+41 44 123 45 67 / 68', SECOND],
		['+39 02 1234567 / 8', SECOND],
		['+677 40123 / 23', SECOND],
		['+690 3101/10', SECOND],
		['+49 330561/2345', SECOND],
		['+49 (0)330561/2345', SECOND],
		['+33 6/12/34/56/78', SECOND],
		['01 23 45 67 89 / 90', SECOND],
		['06 12 34 56/7', SECOND],
		['612345/678', SECOND],
		['612345678 / 9', SECOND],
		['+33 6 12 34 56 78 / 06 98 76 54 32', tooLong(21)],
	]);
});

describe('what is no number is refused, with what is wrong with it', () => {
	itRefuses([
		['', EMPTY],
		[' \t\u00A0', EMPTY],
		['tel:', EMPTY],
		['-', EMPTY],
		['()', EMPTY],
		["'", EMPTY],
		['33612345678.0', DECIMAL],
		[' 612345678,00\n', DECIMAL],
		['3.36E+10', SCIENTIFIC],
		['3,36123e+10', SCIENTIFIC],
		['3E10', SCIENTIFIC],
		['3.36123E+10x', LETTERS],
		['x3.36123E+10', LETTERS],
		['3.36123E+', LETTERS],
		[-33612345678, NUMBER],
		[33612345678.5, NUMBER],
		[2 ** 53, NUMBER],
		[NaN, NUMBER],
		[Infinity, NUMBER],
		['team@example.com', EMAIL],
		['+33\uFF16\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18', SCRIPT],
		['\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668', SCRIPT],
		['06 12 34 56 7\u00B2', SCRIPT],
		['\uFF0B33612345678', SCRIPT],
		['Dr Martin', NO_DIGITS],
		['+', NO_DIGITS],
		['\uD83D\uDCDE', NO_DIGITS],
		['%2B33612345678', ENCODED],
		['tel:612345678;phone-context=+33', CONTEXT],
		['+33123456789 ext. 5', EXTENSION],
		['+33123456789 extension: 5', EXTENSION],
		['+33123456789x12', EXTENSION],
		['+33123456789 X 12', EXTENSION],
		['0123456789 #5', EXTENSION],
		['0123456789 poste 12', EXTENSION],
		['0123456789p12', EXTENSION],
		['tel:+33-1-23-45-67-89;ext=12', EXTENSION],
		['+33 6 12 34 56 78, 07 98 76 54 32', SECOND],
		['06 12 34 56 78 ou 07 98 76 54 32', SECOND],
		['06 12 34 56 78;07 98 76 54 32', SECOND],
		['+33612345678 +33698765432', SECOND],
		['+33612345678 / +33698765432', SECOND],
		['Paul 06 12 34 56 78 (Anne 07 98 76 54 32)', SECOND],
		['123456 - abc 123456', SECOND],
		['33,698,765,432', COMMAS],
		['+33123456789,12', COMMAS],
		['+33123456789x12345', EXTENSION],
		['+33612345678 (office)', LETTERS],
		['+3361234567O', LETTERS],
		['0800 FLOWERS', LETTERS],
		['t\u0435l:+33612345678', LETTERS],
		['tel:tel:+33612345678', LETTERS],
		['sip:+33612345678', LETTERS],
		['++33612345678', PLUS],
		['33+612345678', PLUS],
		['33612345678+', PLUS],
		['\u202E87654321633+', PLUS],
		['+33612345678\u0000', UNSEEN],
		['06 12 34\uD800 56 78', UNSEEN],
		['*21*0612345678#', sign('*')],
		['#31#0612345678', sign('#')],
		['"0612345678"', QUOTES],
		['« 06 12 34 56 78 »', QUOTES],
		['0123456789 ext 5 6x', LETTERS],
		["33'612'345'678", sign("'")],
		['06_12_34_56_78', sign('_')],
		['06 12 34 56 78;', sign(';')],
		['06 12 34 56 78 \u{1F4DE}', sign('\u{1F4DE}')],
	]);

	itReads([
		['+3361234567.0', '33612345670'],
		['06.12.34.56.7.0', '33612345670'],
		['336123456.10', '33612345610'],
	]);
});

it('reads whatever is entered as an international number or refuses it with advice, and the same again', () => {
	const pieces = fc.constantFrom(
		...['+', '00', '0', '(0)', '[0]', '33', '39', '241', '262', '6', '12', '34567', '9', ' '],
		...['\u00A0', '.', '-', '/', '(', ')', 'tel:', 'x', ';ext=', '\u202E', '\uFF16', "'", ','],
	);
	const anyText = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.stringMatching(/^[+0-9() .-]{0,24}$/),
		fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
		fc.double(),
		fc.maxSafeNat(),
	);
	fc.assert(
		fc.property(anyText, (entered) => {
			const result = parsePhoneNumber(entered);
			expect(lineOf(`1${entered}`)).not.toBe('');
			if (!result.ok) {
				expect(result.error).toMatch(/\.$/);
				return;
			}
			expect(result.value).toMatch(/^[1-9]\d{6,14}$/);
			expect(parsePhoneNumber(`+${result.value}`)).toEqual(result);
			if (result.value.length !== 9) expect(parsePhoneNumber(`00${result.value}`)).toEqual(result);
			if (result.value.length >= 10) expect(parsePhoneNumber(result.value)).toEqual(result);
		}),
		timesTheUsual(50),
	);
});

describe('the line behind a number that goes out as entered', () => {
	it.each([
		...['0612345678', '+33612345678', '0033612345678', '33612345678', '612345678'].map((text) => [
			text,
			'33612345678',
		]),
		// Spellings that are refused where they are read
		...['0 06 12 34 56 78', '+0612345678', '33,612,345,678', '+33 6/12/34/56/78'].map((text) => [
			text,
			'33612345678',
		]),
		['\uFF0B\uFF13\uFF13612345678', '33612345678'],
		["'06_12_34_56_78\u200B", '33612345678'],
		...['3610', ' 36 10 ', '36\u00A010', '36.10', '36-10', '36/10', '(36) 10', '+3610'].map(
			(text) => [text, '3610'],
		),
		[' my line ', 'myline'],
		['tel:my line', 'myline'],
		[' - ', '-'],
		['0', '0'],
	])('%j is %s', (entered, line) => {
		expect(lineOf(entered ?? '')).toBe(line);
	});
});
