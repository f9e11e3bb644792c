import { countryCodeOf, hasLength } from './countryCodes';
import { asSeen } from './invisible';
import { err, ok, type Result } from './result';

const MIN_DIGITS = 7;
/** The most that E.164 has room for. */
const MAX_DIGITS = 15;
/** So many digits after the country code can be an area code, with a slash behind it. */
const MAX_AREA_CODE_DIGITS = 5;
/** Fewer digits behind a slash are the end of a second number: `+41 44 123 45 67 / 68`. */
const MIN_DIGITS_BEHIND_AREA_CODE = 3;
/** What is shorter beside a number is an extension or a word's digits, no second number. */
const MIN_SECOND_NUMBER_DIGITS = 6;

const EXAMPLE = 'e.g. 06 12 34 56 78';
const AS_ENTERED = "set 'Number Format' under 'Options' to As Entered to send it unchanged";

const ADVICE = {
	empty: `Enter a phone number, ${EXAMPLE}.`,
	number:
		'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".',
	decimal:
		'It ends like a decimal number, as spreadsheets write it. Remove the dot or comma and the zeros after it.',
	scientific:
		'A spreadsheet has shortened it, and its last digits are lost. Format the column as text, then enter the number again.',
	secondNumber: `There is a second number in it. Enter one phone number only, ${EXAMPLE}.`,
	doubledZero:
		'It begins with 00 and then has 9 digits: it is a French number with one 0 too many, or the number of another country. Write it with + and the country code, e.g. +33612345678.',
	zeroAfterPlus:
		'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.',
	bracketedZero:
		'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.',
	strayZero: `A 0 after this country code is not dialed from abroad. Remove it, or ${AS_ENTERED}.`,
	unclear: `It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, ${AS_ENTERED}.`,
} as const;

/** What to do about a text that has more in it than a number: the first row that fits. */
const FOREIGN: ReadonlyArray<readonly [pattern: RegExp, advice: string]> = [
	[/@/, `It is an email address. Enter a phone number, ${EXAMPLE}.`],
	[/(?!\d)\p{N}|\uFF0B/u, 'Its digits or its + are of another script. Write it with 0 to 9 and +.'],
	[/^\D*$/, `It has no digits. Enter a phone number, ${EXAMPLE}.`],
	[/%2B/i, 'It is written for a web address, where %2B stands for +. Write +.'],
	[
		/;phonecontext/i,
		'It is not complete without its phone context. Write it with + and the country code.',
	],
	[
		/(?:ext|extn|extension|x|p|poste|interne|#)[:;=]*\d{1,6}$/i,
		'It has an extension, which call forwarding cannot dial. Remove the extension.',
	],
	[/\p{L}/u, `It has letters in it. Remove words, and write the number in digits, ${EXAMPLE}.`],
	[/["“”„«»]/, 'Remove the quotes around it.'],
	[/,/, `It has commas in it. Remove them, and enter one phone number only, ${EXAMPLE}.`],
	[
		/.\+/s,
		'A + can stand only once, in front of the country code. Write the number as +33612345678.',
	],
	[/\p{C}/u, 'It has characters that cannot be seen. Delete it, and type it again.'],
];

/** Whitespace, dots, and dashes of every kind. */
const FORMATTING = /[\s.\p{Pd}\u2212]/gu;
const BRACKETS_AND_SLASHES = /[()[\]/]/g;

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

const LINE_BREAK = /[\n\r\u2028\u2029]/;

/**
 * Reads a phone number as people write it.
 *
 * @param entered international with `+`, `00` or neither, or French with or without its 0; whitespace,
 *   dots, dashes, brackets, slashes behind an area code, a leading apostrophe, a leading `tel:` and
 *   what cannot be seen are ignored
 * @returns 7 to 15 digits in international format, without plus; or what to do next
 */
export function parsePhoneNumber(entered: string | number): Result<string, string> {
	if (typeof entered === 'number' && !(Number.isSafeInteger(entered) && entered >= 0)) {
		return refused('number');
	}
	const text = asSeen(String(entered));
	// A cell with a number on each line.
	if (LINE_BREAK.test(text)) return refused('secondNumber');
	if (/^\d+[.,]0+$/.test(text)) return refused('decimal');
	if (/^\d+(?:[.,]\d+)?e\+?\d+$/i.test(text)) return refused('scientific');

	const compact = withoutFormatting(withTailBehindSlash(text));
	const digits = compact.replace(BRACKETS_AND_SLASHES, '');
	if (digits !== '' && !/^\+?\d+$/.test(digits)) return err(foreignAdvice(digits));

	const number = withoutPlus(digits);
	if (number === '') return refused('empty');
	const hasPlus = number !== digits;
	const beforeBracketedZero = /^(.*)[([]0[)\]]/.exec(compact)?.[1] ?? '';
	const bracketedCode = withoutPlus(beforeBracketedZero.replace(BRACKETS_AND_SLASHES, ''));
	const mostDigits = bracketedCode === '' ? MAX_DIGITS : MAX_DIGITS + 1;
	if (number.length > mostDigits) return err(tooLong(number));

	const behindSlash = digitsBehindSlash(compact);
	if (bracketedCode === '') {
		if (/^00\d{9}$/.test(digits)) return refused('doubledZero');
		if (/^0[1-9]\d{8}$/.test(digits)) return ok(french(digits));
		if (!hasPlus && number.startsWith('0')) {
			return isSecondNumber(behindSlash, number.length - 1)
				? refused('secondNumber')
				: err(nationalLength(number));
		}
		if (!hasPlus && number.length === 9) {
			return isSecondNumber(behindSlash, number.length)
				? refused('secondNumber')
				: ok(french(`0${number}`));
		}
	}
	return international(number, bracketedCode, hasPlus, behindSlash);
}

/** The line behind a number that goes out as entered: the same for every spelling. */
export function lineOf(entered: string): string {
	const parsed = parsePhoneNumber(entered);
	if (parsed.ok) return parsed.value;
	const bare = withoutFormatting(asSeen(entered.normalize('NFKC')))
		.replace(/[^\p{L}\d]/gu, '')
		.replace(/^0+/, '');
	const read = parsePhoneNumber(bare);
	if (read.ok) return read.value;
	// Never empty, as the destination of a line that is switched off is.
	return bare || entered.trim();
}

function withoutFormatting(text: string): string {
	return text.replace(FORMATTING, '').replace(/^tel:/i, '');
}

/** One or two digits in brackets at the end, or behind the only dash with blanks around it, as a person adds a second number. */
function withTailBehindSlash(text: string): string {
	const withoutBrackets = text.replace(/[([](?!0[)\]])(\d{1,2})[)\]]$/, '/$1');
	const parts = withoutBrackets.split(/\s\p{Pd}\s/u);
	return parts.length === 2 && /^\d{1,2}$/.test(String(parts[1]))
		? parts.join('/')
		: withoutBrackets;
}

function withoutPlus(digits: string): string {
	return digits.replace(/^(?:\+|00)/, '');
}

function foreignAdvice(text: string): string {
	const numbers = text.split(/\D+/).filter(({ length }) => length >= MIN_SECOND_NUMBER_DIGITS);
	if (numbers.length > 1) return ADVICE.secondNumber;
	const known = FOREIGN.find(([pattern]) => pattern.test(text));
	const sign = /[^\d+]/u.exec(text)?.[0];
	return known?.[1] ?? `Remove "${sign}". A phone number is written in digits, ${EXAMPLE}.`;
}

/** How many digits follow the last slash that has digits on both sides; 0 without one. */
function digitsBehindSlash(compact: string): number {
	const parts = compact
		.split('/')
		.map((part) => part.replace(/\D/g, ''))
		.filter((part) => part !== '');
	return parts.slice(1).at(-1)?.length ?? 0;
}

/** @param nationalDigits how many digits there are after the country code or the national 0 */
function isSecondNumber(behindSlash: number, nationalDigits: number): boolean {
	if (behindSlash === 0) return false;
	return (
		behindSlash < MIN_DIGITS_BEHIND_AREA_CODE || nationalDigits - behindSlash > MAX_AREA_CODE_DIGITS
	);
}

/** @param national 10 digits, the first one 0 */
function french(national: string): string {
	const overseas = OVERSEAS.find(([range]) => range.test(national));
	return (overseas?.[1] ?? '33') + national.slice(1);
}

/**
 * @param bracketedCode what stands before a 0 in brackets, or nothing
 * @param hasPlus without one, a short number cannot be told from a national one
 */
function international(
	number: string,
	bracketedCode: string,
	hasPlus: boolean,
	behindSlash: number,
): Result<string, string> {
	if (number.startsWith('0')) return refused('zeroAfterPlus');
	let digits = number;
	if (bracketedCode !== '') {
		if (countryWithZero(number) === bracketedCode) {
			digits = bracketedCode + number.slice(bracketedCode.length + 1);
		} else if (!CODES_WITH_OWN_ZERO.test(bracketedCode)) {
			return refused('bracketedZero');
		}
	}
	digits = digits.replace(/^330/, '33');
	if (!hasPlus && digits.length < 10) return refused('unclear');
	if (countryWithZero(digits) !== undefined) return refused('strayZero');
	const country = countryCodeOf(digits);
	if (country === undefined) return err(unknownCode(digits));
	const length = digits.length - country.code.length;
	if (isSecondNumber(behindSlash, length)) return refused('secondNumber');
	if (!hasLength(country, length)) {
		return err(
			`+${country.code} must be followed by ${either(country.lengths)} digits; this number has ${length}.`,
		);
	}
	if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) {
		return err(internationalLength(digits));
	}
	return ok(digits);
}

/** The country code that is followed by the national prefix 0. */
function countryWithZero(digits: string): string | undefined {
	// Rwanda's 06xxxxxx has a 0 of its own; Gabon's 0 is a prefix before 8 digits, since 2019.
	if (/^25006\d{6}$/.test(digits)) return undefined;
	if (/^2410\d{8}$/.test(digits)) return '241';
	const country = countryCodeOf(digits);
	return country?.hasZeroPrefix && digits[country.code.length] === '0' ? country.code : undefined;
}

function tooLong(number: string): string {
	return `It has ${number.length} digits, too many for one phone number. Enter one number only, ${EXAMPLE}.`;
}

function nationalLength(number: string): string {
	return `This French number has ${count(number)}; it needs 10. If it is from another country, start with + and the country code.`;
}

function internationalLength(digits: string): string {
	return `In international format a number has ${MIN_DIGITS} to ${MAX_DIGITS} digits, with its country code; this one has ${digits.length}.`;
}

function unknownCode(digits: string): string {
	return `No country code begins with ${digits.slice(0, 3)}. Write the number with + and the country code, e.g. +33612345678.`;
}

/** `7 or 9 to 10` of `7,9-10`. */
function either(lengths: string): string {
	return lengths.replaceAll(',', ' or ').replaceAll('-', ' to ');
}

function count(digits: string): string {
	return digits.length === 1 ? '1 digit' : `${digits.length} digits`;
}

function refused(reason: keyof typeof ADVICE): Result<string, string> {
	return err(ADVICE[reason]);
}
