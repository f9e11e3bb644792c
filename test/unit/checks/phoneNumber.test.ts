import fc from 'fast-check';
import { parsePhoneNumber } from '../../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { timesTheUsual } from '../support/property';

const read = (digits: string) => ({ ok: true, value: digits });
const refused = (advice: string) => ({ ok: false, error: advice });

const AS_ENTERED = "set 'Number Format' under 'Options' to As Entered to send it unchanged";
const EMPTY = 'Enter a phone number, e.g. 06 12 34 56 78.';
const NUMBER =
	'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".';
const DECIMAL =
	'It ends like a decimal number, as spreadsheets write it. Remove the dot and the zeros after it.';
const CHARACTERS =
	'Enter one phone number only, e.g. 06 12 34 56 78. Remove words and second numbers, and characters that cannot be seen.';
const TOO_LONG =
	'Enter one phone number only, e.g. 06 12 34 56 78. Remove words and second numbers.';
const ZERO_AFTER_PLUS =
	'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.';
const BRACKETED_ZERO =
	'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.';
const STRAY_ZERO = `A 0 after this country code is not dialed from abroad. Remove it, or ${AS_ENTERED}.`;
const SCIENTIFIC =
	'A spreadsheet has shortened it, and its last digits are lost. Format the column as text, then enter the number again.';
const internationalLength = (digits: number) =>
	`In international format a number has 7 to 15 digits, with its country code; this one has ${digits}.`;
const nineDigits = (code: string, digits: number) =>
	`+${code} must be followed by 9 digits; this number has ${digits}.`;
const nationalLength = (digits: string) =>
	`This French number has ${digits}; it needs 10. If it is from another country, start with + and the country code.`;
const UNCLEAR = `It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, ${AS_ENTERED}.`;

describe('formatting is ignored', () => {
	it.each([
		['spaces', '+33 6 12 34 56 78'],
		['whitespace around it', ' \t\r\n+33612345678\n '],
		['a space after the plus', '+ 33612345678'],
		['non-breaking spaces (U+00A0)', '+33\u00A06\u00A012\u00A034\u00A056\u00A078'],
		['narrow non-breaking spaces (U+202F)', '+33\u202F6\u202F12\u202F34\u202F56\u202F78'],
		['thin spaces (U+2009)', '+33\u20096\u200912\u200934\u200956\u200978'],
		['ideographic spaces (U+3000)', '+33\u3000612345678'],
		['a byte order mark (U+FEFF)', '\uFEFF+33612345678'],
		['zero-width spaces (U+200B) and word joiners (U+2060)', '+33\u200B6123\u206045678'],
		['soft hyphens (U+00AD)', '+336\u00AD12345678'],
		['dots', '+33.6.12.34.56.78'],
		['dashes', '+33-6-12-34-56-78'],
		['non-breaking hyphens (U+2011)', '+33\u20116\u201112345678'],
		['en dashes (U+2013)', '+33 6\u201312\u201334\u201356\u201378'],
		['minus signs (U+2212)', '+33 6\u221212345678'],
		['slashes', '+33/6/12/34/56/78'],
		['round brackets', '(+33) 6 12 34 56 78'],
		['round brackets after the plus', '+(33) 6 12 34 56 78'],
		['square brackets', '+33 [6] 12 34 56 78'],
		['tel:', 'tel:+33-6-12-34-56-78'],
		['TEL: and a space', ' TEL: +33 6 12 34 56 78'],
		['Tel.:', 'Tel.: 06 12 34 56 78'],
		['left-to-right marks (U+200E)', '\u200E+33612345678\u200E'],
		['the marks that contact lists wrap around a number', '\u202A+33 6 12 34 56 78\u202C'],
		['the newer marks of that kind', '\u2066+33612345678\u2069'],
	])('%s', (_, entered) => {
		expect(parsePhoneNumber(entered)).toEqual(read('33612345678'));
	});
});

describe('with + or 00', () => {
	it.each([
		['+', '+33612345678', '33612345678'],
		['00', '0033612345678', '33612345678'],
		['00 with spaces', '00 33 6 12 34 56 78', '33612345678'],
		['00 in brackets', '(00)33612345678', '33612345678'],
		['00 in square brackets with the country code', '[0033] 612345678', '33612345678'],
		['7 digits', '+2902158', '2902158'],
		['7 digits after 00', '002902158', '2902158'],
		['9 digits, which are French without a plus', '+290123456', '290123456'],
		['15 digits', '+123456789012345', '123456789012345'],
		['a zero further on', '+33102030400', '33102030400'],
		['Italian zero', '+390612345678', '390612345678'],
		['French number with the country code of its territory', '+262692123456', '262692123456'],
	])('%s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it.each([
		['6 digits', '+123456', internationalLength(6)],
		['6 digits after 00', '00123456', internationalLength(6)],
		['16 digits', '+1234567890123456', TOO_LONG],
		[
			'16 digits, a 0 in brackets among them that stays',
			'+39 (0)1234567890123',
			internationalLength(16),
		],
		['short code', '+33 3020', nineDigits('33', 4)],
		['00 alone', '00', internationalLength(0)],
		['+ alone', '+', CHARACTERS],
		['+ and a national number', '+0612345678', ZERO_AFTER_PLUS],
		['+ and a 0 in brackets', '+(0)612345678', ZERO_AFTER_PLUS],
		['+00', '+0033612345678', ZERO_AFTER_PLUS],
		['000', '00033612345678', ZERO_AFTER_PLUS],
		['++', '++33612345678', CHARACTERS],
		['+ in the middle', '33+612345678', CHARACTERS],
		['+ at the end', '33612345678+', CHARACTERS],
		['two numbers', '+33612345678 / +33698765432', CHARACTERS],
		['two numbers, the second one national', '+33 6 12 34 56 78 / 06 98 76 54 32', TOO_LONG],
		['two numbers after 00', '0033612345678 0033698765432', TOO_LONG],
		['two numbers, the first one as +0', '+0612345678 / 0698765432', TOO_LONG],
		['17 digits, a 0 in brackets among them', '+49 (0)12345678901234', TOO_LONG],
	])('refuses %s', (_, entered, advice) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(advice));
	});
});

describe('a 0 after the country code', () => {
	it('is dropped only there', () => {
		expect(parsePhoneNumber('+44 7330 123456')).toEqual(read('447330123456'));
	});

	it('in brackets tells a country code from a national number without its 0', () => {
		expect(parsePhoneNumber('33 (0) 12 34 56')).toEqual(refused(UNCLEAR));
	});

	it.each([
		['France', '+33 (0)6 12 34 56 78', '33612345678'],
		['France, square brackets', '+33 [0]6 12 34 56 78', '33612345678'],
		['France, spaces in the brackets', '+33 ( 0 ) 6 12 34 56 78', '33612345678'],
		['France, no spaces', '+33(0)612345678', '33612345678'],
		['France, 00', '0033 (0)6 12 34 56 78', '33612345678'],
		['France, tel:', 'tel:+33(0)6-12-34-56-78', '33612345678'],
		['France, country code in brackets', '(+33) (0)6 12 34 56 78', '33612345678'],
		['France, 00 and country code in brackets', '(0033)(0)612345678', '33612345678'],
		['France, neither + nor 00', '33 (0)6 12 34 56 78', '33612345678'],
		['France, a second 0 that is not in brackets', '+33 (0)06 12 34 56 78', '33612345678'],
		['Réunion', '+262 (0)692 12 34 56', '262692123456'],
		['Belgium', '+32 (0)475 12 34 56', '32475123456'],
		['United Kingdom', '+44 (0)20 7946 0123', '442079460123'],
		['Germany', '+49 (0)30 901820', '4930901820'],
		['Switzerland', '+41 (0)79 123 45 67', '41791234567'],
		['Uruguay, 10 digits, neither + nor 00', '598(0)9123456', '5989123456'],
		['Gabon since 2019: 8 digits after the 0', '+241 (0)62 12 34 56', '24162123456'],
	])('is dropped from brackets: %s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it.each([
		['Italy', '+39 (0)6 1234 5678', '390612345678'],
		['San Marino', '+378 (0)549 123456', '3780549123456'],
		['Ivory Coast', '+225 (0)7 12 34 56 78', '2250712345678'],
		['Gabon before 2019: 7 digits after the 0', '+241 (0)1 44 12 34', '24101441234'],
		['Congo', '+242 (0)6 123 4567', '242061234567'],
	])('is kept where it belongs to the number: %s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it.each([
		['the United States', '+1 (0)212 555 0123'],
		['Russia', '+7 (0)495 123 45 67'],
		['Hungary, whose prefix is 06', '+36 (0)1 123 4567'],
		['Spain', '+34 (0)612 345 678'],
		['Rwanda, where 06 can begin a number', '+250 (0)6 123 456'],
		['no country code in front', '+330(0)612345678'],
		['part of a country code in front', '+3(0)3612345678'],
		['a longer text than a country code in front', '+336(0)12345678'],
		['a code that only ends like one of the list', '+139(0)612345678'],
		['a code that only begins like one of the list', '+391(0)612345678'],
		['a national 0 in front', '0(0)33612345678'],
		['a second one', '+33(0)6(0)12345678'],
	])('is refused in brackets elsewhere: %s', (_, entered) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(BRACKETED_ZERO));
	});

	it.each([
		['+33 06 12 34 56 78', '33612345678'],
		['0033 06 12 34 56 78', '33612345678'],
		['330612345678', '33612345678'],
		['+33 01 33 04 40 00', '33133044000'],
	])('is dropped without brackets after 33: %s', (entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it.each([
		['Belgium', '+32 0475 12 34 56'],
		['United Kingdom, the 0 in brackets with more', '+44 (020) 7946 0123'],
		['Réunion', '262 0692 12 34 56'],
		['Gabon since 2019', '+241 062 12 34 56'],
		['France, a second one', '+33 006 12 34 56 78'],
		['Indonesia, behind one in brackets', '+62 (0)0 812 345 678'],
		['Rwanda, one digit more than the numbers in 06', '+250 06 123 4567'],
		['Taiwan, from the end of the table', '+886 0912 345 678'],
		['Ireland, from the middle of the table', '+353 085 012 3456'],
	])('is refused without brackets where no number begins with it: %s', (_, entered) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(STRAY_ZERO));
	});

	it.each([
		['Italy', '+39 06 1234 5678', '390612345678'],
		['Gabon before 2019', '+241 01 44 12 34', '24101441234'],
		['Gabon, 9 digits after the 0', '+241 0123456789', '2410123456789'],
		['Rwanda', '+250 06 123 456', '25006123456'],
		['Spain', '+34 012 345 678', '34012345678'],
	])('stays without brackets where the 0 may belong to the number: %s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it('is formatting where no country code stands before it', () => {
		expect(parsePhoneNumber('(0)6 12 34 56 78')).toEqual(read('33612345678'));
	});

	it('counts the digits that remain', () => {
		expect(parsePhoneNumber('+33 (0)123456')).toEqual(refused(nineDigits('33', 6)));
		expect(parsePhoneNumber('+33 01234')).toEqual(refused(nineDigits('33', 4)));
		expect(parsePhoneNumber('+44 (0)1234')).toEqual(refused(internationalLength(6)));
		expect(parsePhoneNumber('+44 (0)12345')).toEqual(read('4412345'));
		expect(parsePhoneNumber('3301234567')).toEqual(refused(UNCLEAR));
		expect(parsePhoneNumber('+49 (0)1234567890123')).toEqual(read('491234567890123'));
	});
});

describe('+33 and the overseas territories are followed by 9 digits', () => {
	it.each(['33', '262', '590', '594', '596'])('+%s', (code) => {
		const digits = '612345678901234';
		for (let length = 1; length <= digits.length - code.length; length++) {
			const number = code + digits.slice(0, length);
			const expected = length === 9 ? read(number) : refused(nineDigits(code, length));
			expect(parsePhoneNumber(`+${number}`)).toEqual(expected);
			expect(parsePhoneNumber(`00${number}`)).toEqual(expected);
			if (number.length >= 10) expect(parsePhoneNumber(number)).toEqual(expected);
		}
	});

	it('says first that a 0 is one too many', () => {
		expect(parsePhoneNumber('+262 0692 12 34 56')).toEqual(refused(STRAY_ZERO));
	});

	it.each(['+1 33 123 4567', '+508 41 23 45', '+597 123456', '+39 33 123 4567'])(
		'but not those of another country: %s',
		(entered) => {
			expect(parsePhoneNumber(entered)).toEqual(read(entered.replace(/\D/g, '')));
		},
	);
});

describe('with a leading 0', () => {
	it.each([
		['mobile', '06 12 34 56 78', '33612345678'],
		['mobile in 07', '07.12.34.56.78', '33712345678'],
		['Paris', '01-23-45-67-89', '33123456789'],
		['premium rate', '0899 12 34 56', '33899123456'],
		['tel:', 'tel:0612345678', '33612345678'],
		['brackets', '(06) 12 34 56 78', '33612345678'],
		['0262 Réunion', '0262 16 12 34', '262262161234'],
		['0263 Réunion', '0263 12 34 56', '262263123456'],
		['0692 Réunion', '0692 12 34 56', '262692123456'],
		['0693 Réunion', '0693 12 34 56', '262693123456'],
		['0269 Mayotte', '0269 60 12 34', '262269601234'],
		['0639 Mayotte', '0639 01 23 45', '262639012345'],
		['0590 Guadeloupe', '0590 20 12 34', '590590201234'],
		['0690 Guadeloupe', '0690 00 12 34', '590690001234'],
		['0691 Guadeloupe', '0691 22 12 34', '590691221234'],
		['0594 French Guiana', '0594 10 12 34', '594594101234'],
		['0694 French Guiana', '0694 20 12 34', '594694201234'],
		['0596 Martinique', '0596 30 12 34', '596596301234'],
		['0696 Martinique', '0696 20 12 34', '596696201234'],
		['0697 Martinique', '0697 20 12 34', '596697201234'],
		['0508 Saint Pierre and Miquelon', '0508 41 23 45', '508412345'],
		['0708 4 Saint Pierre and Miquelon', '0708 45 23 45', '508708452345'],
		['0708 5 Saint Pierre and Miquelon', '0708 56 23 45', '508708562345'],
		['0709 0 Guadeloupe', '0709 04 12 34', '590709041234'],
		['0709 1 Martinique', '0709 13 12 34', '596709131234'],
		['0709 2 Réunion', '0709 23 12 34', '262709231234'],
		['0709 3 French Guiana', '0709 33 12 34', '594709331234'],
		['0709 3 Mayotte', '0709 35 12 34', '262709351234'],
	])('%s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});

	it.each([
		'0261123456',
		'0264123456',
		'0268123456',
		'0507123456',
		'0509123456',
		'0591123456',
		'0595123456',
		'0598123456',
		'0638123456',
		'0640123456',
		'0689123456',
		'0695123456',
		'0698123456',
		'0708391234',
		'0708461234',
		'0708571234',
		'0709051234',
		'0709141234',
		'0709241234',
		'0709341234',
		'0709381234',
	])('%s, beside those ranges, is in mainland France', (entered) => {
		expect(parsePhoneNumber(entered)).toEqual(read(`33${entered.slice(1)}`));
	});

	it.each([
		'0102620692',
		'0106390708',
		'0105905080',
		'0106910709',
		'0105940694',
		'0105960697',
		'0107084012',
		'0105080508',
	])('%s, with such a range further on, is in mainland France', (entered) => {
		expect(parsePhoneNumber(entered)).toEqual(read(`33${entered.slice(1)}`));
	});

	it.each([
		['9 digits', '061234567', '9 digits'],
		['11 digits', '06123456789', '11 digits'],
		['15 digits', '061234567890123', '15 digits'],
		['0 alone', '0', '1 digit'],
		['a JSON 0', 0, '1 digit'],
		['a short code', '0800', '4 digits'],
	])('refuses %s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(nationalLength(digits)));
	});

	it.each(['06 12 34 56 78 / 01 02 03 04 05', '0612345678901234'])(
		'takes what no number is as long as for two numbers: %s',
		(entered) => {
			expect(parsePhoneNumber(entered)).toEqual(refused(TOO_LONG));
		},
	);
});

describe('with neither', () => {
	it.each([
		['9 digits: the 0 was lost in a spreadsheet', '612345678', '33612345678'],
		['9 digits with spaces', '6 12 34 56 78', '33612345678'],
		['9 digits from 1', '123456789', '33123456789'],
		['9 digits to 9', '987654321', '33987654321'],
		['9 digits of Réunion', '692123456', '262692123456'],
		['9 digits of Saint Pierre and Miquelon', '508412345', '508412345'],
		['10 digits', '4512345678', '4512345678'],
		['11 digits', '33612345678', '33612345678'],
		['15 digits', '123456789012345', '123456789012345'],
	])('%s', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
		expect(parsePhoneNumber(Number(entered.replaceAll(' ', '')))).toEqual(read(digits));
	});

	it.each([
		['a short code', '3020'],
		['a short code as a JSON number', 3020],
		['an emergency number', '112'],
		['a vanity short code', '36 31'],
		['8 digits', '12345678'],
		['9 digits, one of them a 0 in brackets', '33(0)1234567'],
		['9 digits after 33, but for the 0', '3301234567'],
	])('refuses %s', (_, entered) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(UNCLEAR));
	});

	it.each([
		'1234567890123456',
		1234567890123456,
		'33612345678 33698765432',
		'33 (0)6 12 34 56 78 / 33 (0)6 98 76 54 32',
	])('takes what no number is as long as for two numbers: %s', (entered) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(TOO_LONG));
	});
});

describe('what is no number is refused, never guessed', () => {
	it.each([
		['nothing', '', EMPTY],
		['whitespace', ' \t\u00A0', EMPTY],
		['tel: alone', 'tel:', EMPTY],
		['a dash', '-', EMPTY],
		['empty brackets', '()', EMPTY],
		['letters', '+33 6 12 34 56 7a', CHARACTERS],
		['a name', 'Reception', CHARACTERS],
		['letters after the number', '+33612345678 (office)', CHARACTERS],
		['an extension', '+33123456789 ext. 12', CHARACTERS],
		['an extension (x)', '+33123456789x12', CHARACTERS],
		['an RFC 3966 extension', 'tel:+33-1-23-45-67-89;ext=12', CHARACTERS],
		['an RFC 3966 context', 'tel:612345678;phone-context=+33', CHARACTERS],
		['tel: twice', 'tel:tel:+33612345678', CHARACTERS],
		['tel: at the end', '+33612345678tel:', CHARACTERS],
		['tel without a colon', 'tel+33612345678', CHARACTERS],
		['another scheme', 'sip:+33612345678', CHARACTERS],
		['a service code', '*21*0612345678#', CHARACTERS],
		['a pause', '+33123456789,12', CHARACTERS],
		['full-width digits', '+33\uFF16\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18', CHARACTERS],
		['a full-width plus', '\uFF0B33612345678', CHARACTERS],
		['Arabic digits', '+33\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668', CHARACTERS],
		['a letter O for a zero', '+3361234567O', CHARACTERS],
		['a Cyrillic letter in tel:', 't\u0435l:+33612345678', CHARACTERS],
		['a right-to-left mark', '+33\u200F612345678', CHARACTERS],
		['a right-to-left override', '\u202E87654321633+', CHARACTERS],
		['a NUL', '+33612345678\u0000', CHARACTERS],
		['a number that Excel shortened', '3.36123E+10', SCIENTIFIC],
		['… in French', ' 3,36123e+10\n', SCIENTIFIC],
		['… with two digits before the comma', '33,6123E+9', SCIENTIFIC],
		['… to one digit', '3E10', SCIENTIFIC],
		['… to one digit, with a plus', '3E+10', SCIENTIFIC],
		['what only begins so', '3.36123E+10x', CHARACTERS],
		['what only ends so', 'x3.36123E+10', CHARACTERS],
		['an exponent without digits', '3.36123E+', CHARACTERS],
		['an apostrophe', "'0612345678", CHARACTERS],
		['an email address', 'team@example.com', CHARACTERS],
		['an object as text', '[object Object]', CHARACTERS],
		['a decimal text', '33612345678.0', DECIMAL],
		['a decimal text with spaces', ' 612345678.00\n', DECIMAL],
		['a negative number', -33612345678, NUMBER],
		['a number with decimals', 33612345678.5, NUMBER],
		['a number that is not exact', 2 ** 53, NUMBER],
		['NaN', NaN, NUMBER],
		['Infinity', Infinity, NUMBER],
	])('%s', (_, entered, advice) => {
		expect(parsePhoneNumber(entered)).toEqual(refused(advice));
	});

	it.each([
		['a dot before a single 0 in a number with +', '+3361234567.0', '33612345670'],
		['dots between groups that begin with 0', '06.01.02.03.04', '33601020304'],
		['a dot before the last 0 of several groups', '06.12.34.56.7.0', '33612345670'],
		['a dot before a last group that is not 0', '336123456.10', '33612345610'],
	])('but takes %s as formatting', (_, entered, digits) => {
		expect(parsePhoneNumber(entered)).toEqual(read(digits));
	});
});

it('reads whatever is entered as an international number or refuses it with advice, and the same again', () => {
	const pieces = fc.constantFrom(
		...[
			'+',
			'00',
			'0',
			'(0)',
			'[0]',
			'33',
			'39',
			'241',
			'262',
			'6',
			'12',
			'34567',
			'9',
			' ',
			'\u00A0',
			'.',
		],
		...['-', '/', '(', ')', 'tel:', 'x', ';ext=', '\u202E', '\uFF16'],
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
			if (!result.ok) {
				expect(result.error).toMatch(/\.$/);
				return;
			}
			expect(result.value).toMatch(/^[1-9]\d{6,14}$/);
			expect(parsePhoneNumber(`+${result.value}`)).toEqual(result);
			expect(parsePhoneNumber(`00${result.value}`)).toEqual(result);
			if (result.value.length >= 10) expect(parsePhoneNumber(result.value)).toEqual(result);
		}),
		timesTheUsual(50),
	);
});
