import { err, ok, type Result } from './result';

/** The most that E.164 has room for. */
const MAX_DIGITS = 15;

const ONE_NUMBER =
	'Enter one phone number only, e.g. 06 12 34 56 78. Remove words and second numbers';
const AS_ENTERED = "set 'Number Format' under 'Options' to As Entered to send it unchanged";

const ADVICE = {
	empty: 'Enter a phone number, e.g. 06 12 34 56 78.',
	number:
		'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".',
	decimal:
		'It ends like a decimal number, as spreadsheets write it. Remove the dot and the zeros after it.',
	scientific:
		'A spreadsheet has shortened it, and its last digits are lost. Format the column as text, then enter the number again.',
	characters: `${ONE_NUMBER}, and characters that cannot be seen.`,
	tooLong: `${ONE_NUMBER}.`,
	zeroAfterPlus:
		'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.',
	bracketedZero:
		'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.',
	strayZero: `A 0 after this country code is not dialed from abroad. Remove it, or ${AS_ENTERED}.`,
	unclear: `It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, ${AS_ENTERED}.`,
} as const;

/** Formatting but for brackets: whitespace and dashes of every kind, the marks that contact lists wrap around numbers. */
const FORMATTING = /[\s\u00AD\u200B\u200E\u202A\u202C\u2060\u2066\u2069\p{Pd}\u2212./]/gu;
const BRACKETS = /[()[\]]/g;

// The tables come from libphonenumber's metadata, as google-libphonenumber 3.2.47 has it.

/** Country codes whose national prefix is 0. */
const CODES_WITH_ZERO_PREFIX =
	'20 27 31 32 33 40 41 43 44 46 49 51 53 54 55 57 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 94 95 98 ' +
	'211 212 213 218 231 232 233 234 243 249 250 251 252 254 255 256 260 261 262 263 264 265 291 ' +
	'353 355 358 359 370 373 374 377 380 381 382 383 385 386 387 389 421 423 508 590 591 593 594 595 596 598 ' +
	'686 850 855 856 880 886 961 962 963 964 966 967 970 971 972 976 977 994 995 996';

/**
 * A country code followed by its national prefix. Gabon's 0 is a prefix before 8 digits (numbers since
 * 2019), Rwanda's is none in 06xxxxxx.
 */
const TRUNK_ZERO = new RegExp(
	`^(?!25006\\d{6}$)(${CODES_WITH_ZERO_PREFIX.replaceAll(' ', '|')}|241(?=0\\d{8}$))0`,
);

/** Country codes where the 0 belongs to the number: Italy and the Vatican, San Marino, Ivory Coast, Gabon, Congo. */
const CODES_WITH_OWN_ZERO = /^(?:39|378|225|24[12])$/;

/** The ranges of the French numbering plan that have a country code of their own. */
const OVERSEAS: ReadonlyArray<readonly [range: RegExp, countryCode: string]> = [
	[/^0(?:26[239]|69[23]|639|7092[0-3]|7093[5-7])/, '262'],
	[/^0(?:590|69[01]|7090[0-4])/, '590'],
	[/^0(?:[56]94|7093[0-3])/, '594'],
	[/^0(?:596|69[67]|7091[0-3])/, '596'],
	[/^0708(?:4[0-5]|5[0-6])/, '508'],
	// Here the 508 is the country code already.
	[/^0508/, ''],
];

/** The country codes of the French numbering plan that are always followed by 9 digits. */
const NINE_DIGITS = /^(?:33|262|590|594|596)/;

/**
 * Reads a phone number as people write it.
 *
 * @param entered international with `+`, `00` or neither, or French with or without its 0; whitespace,
 *   dots, dashes, slashes, brackets and a leading `tel:` are ignored
 * @returns 7 to 15 digits in international format, without plus; or what to do next
 */
export function parsePhoneNumber(entered: string | number): Result<string, string> {
	if (typeof entered === 'number' && !(Number.isSafeInteger(entered) && entered >= 0)) {
		return refused('number');
	}
	const text = String(entered);
	if (/^\s*\d+\.0+\s*$/.test(text)) return refused('decimal');
	if (/^\s*\d+(?:[.,]\d+)?e\+?\d+\s*$/i.test(text)) return refused('scientific');

	const compact = text.replace(FORMATTING, '').replace(/^tel:/i, '');
	const digits = compact.replace(BRACKETS, '');
	if (digits === '') return refused('empty');
	if (!/^\+?\d+$/.test(digits)) return refused('characters');

	const number = withoutPlus(digits);
	const hasPlus = number !== digits;
	const beforeBracketedZero = /^(.*)[([]0[)\]]/.exec(compact)?.[1] ?? '';
	const countryCode = withoutPlus(beforeBracketedZero.replace(BRACKETS, ''));
	const mostDigits = countryCode === '' ? MAX_DIGITS : MAX_DIGITS + 1;
	if (number.length > mostDigits) return refused('tooLong');

	if (!hasPlus && countryCode === '') {
		if (number.length === 9 && !number.startsWith('0')) return french(`0${number}`);
		if (number.startsWith('0')) {
			return number.length === 10 ? french(number) : err(nationalLength(number));
		}
	}
	return international(number, countryCode, hasPlus);
}

/** What is left of any text without what is formatting in a phone number: `3610` of `36 10`. */
export function withoutFormatting(text: string): string {
	return text.replace(FORMATTING, '').replace(BRACKETS, '');
}

function withoutPlus(digits: string): string {
	return digits.replace(/^(?:\+|00)/, '');
}

/** @param national 10 digits, the first one 0 */
function french(national: string): Result<string, string> {
	const overseas = OVERSEAS.find(([range]) => range.test(national));
	return ok((overseas?.[1] ?? '33') + national.slice(1));
}

/**
 * @param countryCode what stands before a 0 in brackets, or nothing
 * @param hasPlus without one, a short number cannot be told from a national one
 */
function international(
	number: string,
	countryCode: string,
	hasPlus: boolean,
): Result<string, string> {
	if (number.startsWith('0')) return refused('zeroAfterPlus');
	let digits = number;
	if (countryCode !== '') {
		if (TRUNK_ZERO.exec(number)?.[1] === countryCode) {
			digits = countryCode + number.slice(countryCode.length + 1);
		} else if (!CODES_WITH_OWN_ZERO.test(countryCode)) {
			return refused('bracketedZero');
		}
	}
	digits = digits.replace(/^330/, '33');
	if (!hasPlus && digits.length < 10) return refused('unclear');
	if (TRUNK_ZERO.test(digits)) return refused('strayZero');
	const code = NINE_DIGITS.exec(digits)?.[0];
	if (code !== undefined && digits.length !== code.length + 9) {
		return err(
			`+${code} must be followed by 9 digits; this number has ${digits.length - code.length}.`,
		);
	}
	if (digits.length < 7 || digits.length > MAX_DIGITS) return err(internationalLength(digits));
	return ok(digits);
}

function nationalLength(number: string): string {
	return `This French number has ${count(number)}; it needs 10. If it is from another country, start with + and the country code.`;
}

function internationalLength(digits: string): string {
	return `In international format a number has 7 to ${MAX_DIGITS} digits, with its country code; this one has ${digits.length}.`;
}

function count(digits: string): string {
	return digits.length === 1 ? '1 digit' : `${digits.length} digits`;
}

function refused(reason: keyof typeof ADVICE): Result<string, string> {
	return err(ADVICE[reason]);
}
