import fc from 'fast-check';
import { lineOf, parsePhoneNumber } from '../../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { cellsIn, rowsOf, type Cells } from '../support/cells';
import { timesTheUsual } from '../support/property';

function itReads(cells: Cells): void {
	it.each(rowsOf(cells))('%j is %s', (cell, value) => {
		expect(parsePhoneNumber(cell)).toEqual({ ok: true, value });
	});
}

function itRefuses(cells: Cells): void {
	it.each(rowsOf(cells))('%j: %s', (cell, error) => {
		expect(parsePhoneNumber(cell)).toEqual({ ok: false, error });
	});
}

/** Cells that are read as their own digits, a 00 in front and what is dropped left out. */
const asDigits = (cells: string, dropped = ''): Cells =>
	cellsIn(cells).map((cell) => [cell.replace(dropped, '').replace(/^00|\D/g, ''), cell] as const);

const french = (digits: number) =>
	`A French number has 10 digits; this one has ${digits}. If it is from another country, start with + and the country code.`;
const length = (code: string, wanted: string, digits: number) =>
	`+${code} must be followed by ${wanted} digits; this number has ${digits}.`;
const noCode = (start: string) =>
	`+${start} is no country code. Write the number with + and the country code, e.g. +33612345678.`;
const remove = (found: string) =>
	`Remove "${found}". A phone number is written in digits, e.g. 06 12 34 56 78.`;
const inFront = (found: string) => `Remove "${found}" in front of the number.`;
const html = (found: string) =>
	`It has HTML in it ("${found}"). Enter the number as plain text, e.g. 06 12 34 56 78.`;
const without = (found: string) =>
	`Enter one phone number only, without "${found}" or an extension, e.g. 06 12 34 56 78.`;

describe('formatting is ignored', () => {
	itReads([
		[
			'33612345678',
			'+33 6 12 34 56 78 ¦ + 33612345678 ¦ +33.6.12.34.56.78 ¦ +33-6-12-34-56-78',
			'+33 6 - 12 - 34 - 56 - 78 ¦ 06 12 34 56 (78) ¦ 06 12 34 56 - 78 ¦ (+33) 6 12 34 56 78',
			'+(33) [6] 12 34 56 78 ¦ +33/612345678 ¦ /+33 6 12 34 56 78/ ¦ tel:+33-6-12-34-56-78',
			' TEL: +33 6 12 34 56 78 ¦ Tel.: 06 12 34 56 78 ¦ Tél. : 06 12 34 56 78 ¦ tel://0612345678',
			'Te\u0301l : 06 12 34 56 78',
			"'0612345678 ¦ ’ +33612345678 ¦ 'tel:0612345678",
			'0033612345678 ¦ (00)33612345678 ¦ [0033] 612345678 ¦ 33612345678 ¦ 612345678',
			' \t\r\n+33612345678\n  ¦ +33\u00A06\u202F12\u200934\u300056\u205F78',
			'+33\u20116\u201312\u201434\u221256\uFF0D78 ¦ \u202D+33 6 12 34 56 78\u202C',
			'\uFEFF+33\u200B6\u00AD12\u206034\u200C56\uFE0F78 ¦ \u200F06 12 34 56 78\u200E',
			...[33612345678, 612345678],
		],
	]);
});

describe('a French number', () => {
	itReads([
		['33712345678', '07.12.34.56.78'],
		['33123456789', '01/23 45 67 89 ¦ 01 23 45 67 8/9'],
		['33612345678', '06/12/34/56/78 ¦ (0)6 12 34 56 78 ¦ 6 12 34 56 78 ¦ 6/12345678'],
		['33601020300', '06.01.02.03.00'],
		['33899123456', '0899 12 34 56'],
		['33987654321', '987654321'],
		['262692123456', '692123456'],
		['508412345', '508412345'],
	]);

	/** The overseas territories' ranges. */
	const OVERSEAS = {
		262: '0262161234 0263123456 0692123456 0693123456 0269601234 0639012345 0709231234 0709351234',
		590: '0590201234 0690001234 0691221234 0709041234',
		594: '0594101234 0694201234 0709331234',
		596: '0596301234 0696201234 0697201234 0709131234',
		508: '0708452345 0708562345',
		'': '0508412345',
		// Beside those ranges, or with one further on
		33:
			'0261123456 0264123456 0268123456 0507123456 0509123456 0591123456 0595123456 0598123456 ' +
			'0638123456 0640123456 0689123456 0695123456 0698123456 0708391234 0708461234 0708571234 ' +
			'0709051234 0709141234 0709241234 0709341234 0709381234 ' +
			'0102620692 0106390708 0105905080 0106910709 0105940694 0105960697 0107084012 0105080508',
	};
	it.each(Object.entries(OVERSEAS))('goes to +%s: %s', (code, numbers) => {
		for (const number of numbers.split(' ')) {
			expect(parsePhoneNumber(number)).toEqual({ ok: true, value: code + number.slice(1) });
		}
	});

	itRefuses([
		[french(1), '0', 0],
		[french(4), '0800'],
		[french(8), '01 23/45 67'],
		[french(9), '061234567'],
		[french(11), '06123456789'],
		[french(15), '061234567890123'],
		[
			'It begins with 00 and then has 9 digits: it is a French number with one 0 too many, or the number of another country. Write it with + and the country code, e.g. +33612345678.',
			'00698765432 ¦ 0 06 98 76 54 32 ¦ (0)06 98 76 54 32 ¦ 004 92 34 56 78',
		],
		[
			"It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, set 'Number Format' under 'Options' to As Entered to send it unchanged.",
			'3020 ¦ 12345678 ¦ 33 (0) 12 34 56 ¦ 3301234567',
			3020,
		],
	]);
});

describe('an international number', () => {
	itReads(
		asDigits(
			'+2902158 ¦ 002902158 ¦ +290 21581 ¦ +4912345 ¦ +491234567890123 ¦ +1 212 555 0123 ¦ ' +
				'4512345678 ¦ +390612345678 ¦ +44 7330 123456 ¦ +33102030400 ¦ +508 41 23 45 ¦ ' +
				'0032 475 12 34 56 ¦ +250 06 123 456 ¦ +34 012 345 678 ¦ ' +
				// A slash behind an area code, and one behind everything
				'+32 475/12.34.56 ¦ 0032 4/75/12.34.56 ¦ 32 475/12.34.56 ¦ +49 33056/12345 ¦ ' +
				'+32 12345/678 ¦ +41 44 123 45 67 / ¦ +39 00123456789 ¦ 33 1 00 23 45 67 ¦ ' +
				'+33 1 33 01 23 45 ¦ +49 301234 (12) 3 ¦ +49 30 1234 - 5 678',
		),
	);

	itRefuses([
		[length('33', '9', 8), '+33 6 12 34 56 7 ¦ 3361234567'],
		[length('33', '9', 10), '+33 6 12 34 56 789'],
		[length('33', '9', 4), '0033 3020'],
		[length('262', '9', 8), '+262 692 12 34 5'],
		[length('34', '9', 8), '+34 612 345 67'],
		[length('1', '10', 7), '+1 555 1234'],
		[length('1', '10', 15), '+1234567890123456'],
		[length('41', '9 or 12', 11), '+41 44 123 45 67 68'],
		[length('44', '7 or 9 to 10', 8), '+44 20 7946 01'],
		[length('376', '6 or 8 to 9', 7), '+376 1234567'],
		[length('49', '5 to 13', 4), '+49 1234'],
		[length('39', '6 to 12', 14), '+39 (0)1234567890123'],
		[noCode('999'), '+999 612345678'],
		[noCode('210'), '00210 612345678 ¦ 2101234567'],
		[
			'It has more digits than a phone number can have. Enter one number only, e.g. 06 12 34 56 78.',
			'33612345678 33698765432 ¦ +49 (0)12345678901234 ¦ +33 6 12 34 56 78 / 06 98 76 54 32',
		],
		[
			'It has more than one line. Enter one phone number only, e.g. 06 12 34 56 78.',
			'06 12 34 56 78\n06 98 76 54 32 ¦ +39 021234567\n8 ¦ +49 30 1234567\r89',
			'+49 30 1234567\u202889 ¦ +49 30 1234567\u202989 ¦ +49 30 1234567\v89',
		],
		[
			'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.',
			'+0612345678 ¦ +(0)612345678 ¦ +0033612345678 ¦ 00033612345678',
		],
	]);
});

describe('a number in groups without a plus begins with its country code', () => {
	itReads(
		asDigits(
			'41 44 123 45 67 ¦ 41(0)44 123 45 67 ¦ 44 20 7946 0958 ¦ 4420 7946 0958 ¦ 32475 12 34 56 ¦ ' +
				'225 01 23 45 67 89 ¦ 39 06 1234 5678 ¦ 1-202-555-0123 ¦ 1 (202) 555-0123 ¦ (33) 6 12 34 56 78 ¦ 336 12 34 56 78 ¦ 590 690 12 34 56',
			'(0)',
		),
	);
});

describe('a 0 after the country code', () => {
	describe('is dropped from brackets, and after 33 without brackets too', () => {
		itReads(
			asDigits(
				'+33 (0)6 12 34 56 78 ¦ 0033(0)612345678 ¦ tel:+33(0)6-12-34-56-78 ¦ 33 (0)6 12 34 56 78 ¦ ' +
					'(+33)(0)612345678 ¦ +262 (0)692 12 34 56 ¦ +32/(0)475 12 34 56 ¦ +44 (0)20 7946 0123 ¦ ' +
					'+41 (0)79 123 45 67 ¦ 598(0)9123456 ¦ +241 (0)62 12 34 56 ¦ +49 (0)1234567890123 ¦ ' +
					'+49 (0)33056/12345',
				'(0)',
			),
		);
		itReads([
			[
				'33612345678',
				'+33 ( 0 ) 6 12 34 56 78 ¦ 0033[0]612345678 ¦ (0033)(0)612345678 ¦ +33 (0)06 12 34 56 78',
				'+33 06 12 34 56 78 ¦ 330612345678',
			],
		]);
	});

	describe('is kept where it belongs to the number', () => {
		itReads(
			asDigits(
				'+39 (0)6 1234 5678 ¦ +378 (0)549 123456 ¦ +225 (0)7 12 34 56 78 ¦ +241 (0)1 44 12 34 ¦ ' +
					'+242 (0)6 123 4567',
			),
		);
	});

	itRefuses([
		[
			'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.',
			'00290(0)2158 ¦ +1 (0)212 555 0123 ¦ +36 (0)1 123 4567 ¦ +34 (0)612 345 678',
			'+250 (0)6 123 456 ¦ +330(0)612345678 ¦ +3(0)3612345678 ¦ +336(0)12345678',
			'+139(0)612345678 ¦ +391(0)612345678 ¦ +33(0)6(0)12345678 ¦ +33 612345678 (0)',
			'+239 (0)123 4567 ¦ (00)(0)33612345678',
		],
		[
			"A 0 after this country code is not dialed from abroad. Remove it, or set 'Number Format' under 'Options' to As Entered to send it unchanged.",
			'+32 0475 12 34 56 ¦ +44 (020) 7946 0123 ¦ 262 0692 12 34 56 ¦ +241 062 12 34 56',
			'+33 006 12 34 56 78 ¦ +62 (0)0 812 345 678 ¦ +250 06 123 4567 ¦ +250 016 123 456',
		],
		[length('33', '9', 6), '+33 (0)123456'],
	]);
});

describe('what is no number is refused, with what is wrong with it', () => {
	itRefuses([
		['Enter a phone number, e.g. 06 12 34 56 78.', '', " \t\u00A0 ¦ tel: ¦ - ¦ () ¦ ' ¦ + ¦ 00"],
		[
			'There is a second number in it. Enter one phone number only, e.g. 06 12 34 56 78.',
			'+41 44 123 45 67 / 68 ¦ +39 02 1234567 / 8 ¦ +677 40123 / 23 ¦ +690 3101/10 ¦ +690 3101/(1)0',
			'+49 330561/2345 ¦ +49 (0)330561/2345 ¦ +33 6/12/34/56/78 ¦ 01 23 45 67 89 / 90',
			'06 12 34 56/7 ¦ 612345/678 ¦ 612345678 / 9',
			'+39 02 1234567 - 8 ¦ +39 02 1234567 / 8 / ¦ +49 30 123456 - 12 ¦ +49 30 1234567 (8) ¦ +49 30 123456 [12]',
			'+49 30 1234567 ( 8 ) ¦ +49 30 1234567 (8). ¦ +49 30 1234567 (-8) ¦ +49 30 1234567  -  8.',
			'+33 6 12 34 56 78, 07 98 76 54 32 ¦ 06 12 34 56 78 ou 07 98 76 54 32',
			'06 12 34 56 78;07 98 76 54 32 ¦ +33612345678 +33698765432 ¦ +33612345678 / +33698765432',
			'Paul 06 12 34 56 78 (Anne 07 98 76 54 32) ¦ 123456 - abc 123456',
		],
		[
			'It does not begin with a country code, but with digits of something else, such as a number in a list. Remove them, or write the number with + and the country code, e.g. +33612345678.',
			// A place in a list, a department, or an area code without its country
			'2) 07 98 76 54 32 ¦ 4. 07 30 23 29 05 ¦ 6) 01 29 04 93 75 ¦ 5/ 03 74 03 40 84 ¦ 1 07 98 76 54 32',
			'7) 07 98 76 54 32 ¦ (38) 04 76 12 34 56 ¦ 59 - 03 20 12 34 56',
			'2) 33612345678 ¦ 4) 6 12 34 56 78 ¦ (312) 345-6789',
		],
		[
			'It ends like a decimal number, as spreadsheets write it. Remove the dot or comma and the zeros after it.',
			'33612345678.0 ¦  612345678,00\n ¦ 612 345 678.00 ¦ 33\u00A0612\u00A0345\u00A0678,00',
		],
		[
			'A spreadsheet has shortened it, and digits can be lost. Format the column as text, then enter the number again.',
			'3.36E+10 ¦ 3,36123e+10 ¦ 3E10 ¦ 33612E+6',
		],
		[
			'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".',
			...[-33612345678, 33612345678.5, 2 ** 53, NaN, Infinity],
		],
		[
			'It is a formula. Enter the number alone, without = and quotes.',
			'=+33612345678 ¦ ="0612345678" ¦ =A2 ¦ =HYPERLINK("tel:0612345678")',
		],
		[html('&nbsp;'), '06&nbsp;12&nbsp;34&nbsp;56&nbsp;78'],
		[html('&#43;'), '&#43;33612345678'],
		[html('<a'), '<a href="tel:0612345678">standard</a>'],
		[html('<br'), '06 12 34 56 78 <br>'],
		[html('</b'), '0612345678</b>'],
		[
			'It is a web address. Enter a phone number, e.g. 06 12 34 56 78.',
			'https://wa.me/33612345678',
		],
		[inFront('sip:'), 'sip:+33612345678@sip.example.com'],
		...cellsIn('callto: ¦ Tel 2: ¦ Tel-Fax: ¦ M. Tel: ¦ Tél. mobile : ¦ t\u0435l:').map(
			(found) => [inFront(found), `${found} 06 12 34 56 78`] as const,
		),
		[inFront('tel:'), 'tel:tel:+33612345678'],
		[
			'It has an @, as email addresses do. Enter a phone number, e.g. 06 12 34 56 78.',
			'team@example.com ¦ 33612345678@c.us',
		],
		[
			'Its digits or its + are of another script. Write it with 0 to 9 and +.',
			'+33\uFF16\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18 ¦ 06 12 34 56 7\u00B2',
			'\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668 ¦ \uFF0B33612345678',
		],
		[
			'It has no digits. Enter a phone number, e.g. 06 12 34 56 78.',
			'Dr Martin ¦ #N/A ¦ \u{1F4DE}',
		],
		[
			'It is written for a web address, where %2B stands for +. Write +.',
			'%2B33612345678 ¦ %2b33612345678 ¦ 06%2012%2034',
		],
		[
			'It is not complete without its phone context. Write it with + and the country code.',
			'tel:612345678;phone-context=+33',
		],
		[
			'It has an extension, which call forwarding cannot dial. Remove the extension.',
			'+33123456789 ext. 5 ¦ +33123456789 extension: 5 ¦ +33123456789x12 ¦ +33123456789 X 12',
			'0123456789 #5 ¦ 0123456789 poste 12 ¦ 0123456789p12 ¦ tel:+33-1-23-45-67-89;ext=12',
			'+33123456789x12345 ¦ 0123456789 (interne 12) ¦ 0123456789, extn 12 ¦ 0123456789 - Poste 3 ¦ 0123456789 int. 3',
		],
		[
			'It has letters in it. Remove words, and write the number in digits, e.g. 06 12 34 56 78.',
			'+33612345678 (office) ¦ +3361234567O ¦ 0800 FLOWERS ¦ 0123456789 ext 5 6x ¦ 33 6 XX XX XX 78',
			'3.36123E+10x ¦ x3.36123E+10 ¦ 3.36123E+ ¦ Abteilungsleitung im Hause: 0612345678',
			'Tel/Fax: 06 12 34 56 78 ¦ 5x 0612345678',
		],
		['Remove the quotes around it.', '"0612345678" ¦ « 06 12 34 56 78 »'],
		[without(','), '33,698,765,432 ¦ +33123456789,12 ¦ 0612345678,123#'],
		[without(';'), '06 12 34 56 78; ¦ 06 12 34 56 78;123'],
		[
			'The + comes first, in front of the country code, and only once. Write the number as +33612345678.',
			'++33612345678 ¦ 33+612345678 ¦ 33612345678+ ¦ \u202E87654321633+ ¦ (33) +612345678',
		],
		[
			'It has characters that cannot be seen. Delete it, and type it again.',
			'+33612345678\u0000 ¦ 06 12 34\uD800 56 78',
		],
		[remove('*'), '*21*0612345678# ¦ +336*'],
		[remove('='), '0612345678='],
		[remove('%'), '06 12 34 56 7%8'],
		[remove('#'), '#31#0612345678'],
		[remove("'"), "33'612'345'678"],
		[remove('_'), '06_12_34_56_78'],
		[remove('\u{1F4DE}'), '06 12 34 56 78 \u{1F4DE}'],
	]);

	itReads([
		['33612345670', '+3361234567.0 ¦ 06.12.34.56.7.0'],
		['33612345610', '336123456.10'],
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
	it.each(
		rowsOf([
			['33612345678', '0612345678 ¦ +33612345678 ¦ 0033612345678 ¦ 33612345678 ¦ 612345678'],
			// Spellings that are refused where they are read
			[
				'33612345678',
				'0 06 12 34 56 78 ¦ 00 06 12 34 56 78 ¦ +0612345678 ¦ 33,612,345,678 ¦ +33 6/12/34/56/78',
			],
			['33612345678', "\uFF0B\uFF13\uFF13612345678 ¦ '06_12_34_56_78\u200B"],
			['3610', '3610 ¦  36 10  ¦ 36\u00A010 ¦ 36.10 ¦ 36-10 ¦ 36/10 ¦ (36) 10 ¦ +3610 ¦ tel: 3610'],
			['myline', ' my line  ¦ tel:my line'],
			['-', ' - '],
			['0', '0'],
			// Without its +, it would be French
			['298123456', '+298 123456'],
		]),
	)('%j is %s', (entered, line) => {
		expect(lineOf(String(entered))).toBe(line);
	});
});
