import { countryCodeOf, hasLength, type CountryCode } from './countryCodes';
import { asSeen } from './invisible';
import { err, ok, type Result } from './result';
import { firstAdvice, type AdviceTable } from './shown';

/** The most that E.164 has room for, and a 0 in brackets. */
const MAX_DIGITS = 16;
/** So many digits after the country code can be an area code, with a slash behind it. */
const MAX_AREA_CODE_DIGITS = 5;
/** Fewer digits behind a slash are the end of a second number: `+41 44 123 45 67 / 68`. */
const MIN_DIGITS_BEHIND_AREA_CODE = 3;

const EXAMPLE = 'e.g. 06 12 34 56 78';
const AS_ENTERED = "set 'Number Format' under 'Options' to As Entered to send it unchanged";

const ADVICE = {
	empty: `Enter a phone number, ${EXAMPLE}.`,
	number:
		'A number without quotes must be whole, not negative and short enough to be exact. Send it as text, e.g. "+33612345678".',
	lines: `It has more than one line. Enter one phone number only, ${EXAMPLE}.`,
	decimal:
		'It ends like a decimal number, as spreadsheets write it. Remove the dot or comma and the zeros after it.',
	scientific:
		'A spreadsheet has shortened it, and digits can be lost. Format the column as text, then enter the number again.',
	tooLong: `It has more digits than a phone number can have. Enter one number only, ${EXAMPLE}.`,
	secondNumber: `There is a second number in it. Enter one phone number only, ${EXAMPLE}.`,
	doubledZero:
		'It begins with 00 and then has 9 digits: it is a French number with one 0 too many, or the number of another country. Write it with + and the country code, e.g. +33612345678.',
	zeroAfterPlus:
		'After + or 00 comes the country code, which never starts with 0. Write the number as +33612345678.',
	bracketedZero:
		'It is not clear whether the 0 in brackets is dialed. Write the number in international format without the brackets, e.g. +33612345678.',
	strayZero: `A 0 after this country code is not dialed from abroad. Remove it, or ${AS_ENTERED}.`,
	otherGroup:
		'It does not begin with a country code, but with digits of something else, such as a number in a list. Remove them, or write the number with + and the country code, e.g. +33612345678.',
	unclear: `It is neither a French number nor complete in international format, e.g. +33612345678. Correct it; if it is a short code, ${AS_ENTERED}.`,
} as const;

/** What to do about a text that has more in it than a number. */
const FOREIGN: AdviceTable = [
	[/^=/, 'It is a formula. Enter the number alone, without = and quotes.'],
	[
		/&#?[a-z\d]+;|<\/?[a-z]+/i,
		`It has HTML in it ("{found}"). Enter the number as plain text, ${EXAMPLE}.`,
	],
	[/:\/\//, `It is a web address. Enter a phone number, ${EXAMPLE}.`],
	[/^\p{L}[\p{L}\d\s.\p{Pd}]{0,20}:/u, 'Remove "{found}" in front of the number.'],
	[/@/, `It has an @, as email addresses do. Enter a phone number, ${EXAMPLE}.`],
	[/(?!\d)\p{N}|\uFF0B/u, 'Its digits or its + are of another script. Write it with 0 to 9 and +.'],
	[/^\D*$/, `It has no digits. Enter a phone number, ${EXAMPLE}.`],
	[/%[\da-f]{2}/i, 'It is written for a web address, where %2B stands for +. Write +.'],
	[
		/;phone-context/i,
		'It is not complete without its phone context. Write it with + and the country code.',
	],
	[
		/\d[\s.,;(/\p{Pd}]*(?:ext|extn|extension|[xpw#]|poste|int|interne)[\s.:;=]*\d{1,6}\)?$/iu,
		'It has an extension, which call forwarding cannot dial. Remove the extension.',
	],
	[/\p{L}/u, `It has letters in it. Remove words, and write the number in digits, ${EXAMPLE}.`],
	[/["“”„«»]/, 'Remove the quotes around it.'],
	[/[,;]/, `Enter one phone number only, without "{found}" or an extension, ${EXAMPLE}.`],
	[
		/[\d+][^\d+]*\+/,
		'The + comes first, in front of the country code, and only once. Write the number as +33612345678.',
	],
	[/\p{C}/u, 'It has characters that cannot be seen. Delete it, and type it again.'],
];

const TEL = /^t[eé]l[\s.]*:/i;
const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
/** Whitespace, dots, and dashes of every kind. */
const FORMATTING = /[\s.\p{Pd}\u2212]/gu;
const BRACKETED_ZERO = /[([]0[)\]]/g;
const BRACKETS_AND_SLASHES = /[()[\]/]/g;

/** Country codes where the 0 belongs to the number: Italy and the Vatican, San Marino, Ivory Coast, Gabon, Congo. */
const CODES_WITH_OWN_ZERO = ['39', '378', '225', '241', '242'];

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
	const text = asSeen(String(entered).normalize('NFC')).replace(TEL, '');
	if (LINE_BREAK.test(text)) return refused('lines');
	if (/^[\d\s]+[.,]0+$/.test(text)) return refused('decimal');
	if (/^\d+(?:[.,]\d+)?e\+?\d+$/i.test(text)) return refused('scientific');

	const compact = withSlashBeforeTail(text).replace(FORMATTING, '');
	const bare = compact.replace(BRACKETS_AND_SLASHES, '');
	if (!/^\+?\d*$/.test(bare)) return err(foreignAdvice(text, bare));

	// A 0 in brackets is an `o` until it is clear whether it is dialed: it is where the number begins.
	const marked = compact.replace(BRACKETED_ZERO, 'o').replace(BRACKETS_AND_SLASHES, '');
	const digits = marked.replace(/(?<=^\+?)o/, '0');
	const number = digits.replace(/^(?:\+|00)/, '');
	const hasPlus = number !== digits;
	if (number === '') return refused('empty');
	if (number.length > MAX_DIGITS) return refused('tooLong');
	if (/^00\d{9}$/.test(digits)) return refused('doubledZero');
	if (/^0[1-9]\d{8}$/.test(digits)) return ok(french(digits));

	const behindSlash = digitsBehindSlash(compact);
	if (behindSlash > 0 && behindSlash < MIN_DIGITS_BEHIND_AREA_CODE) return refused('secondNumber');
	if (number.startsWith('0')) {
		return hasPlus
			? refused('zeroAfterPlus')
			: err(
					`A French number has 10 digits; this one has ${number.length}. If it is from another country, start with + and the country code.`,
				);
	}
	if (/^[1-9]\d{8}$/.test(digits)) return international(french(`0${digits}`), behindSlash);
	const dialed = withoutBracketedZero(number)?.replace(/^330/, '33');
	if (dialed === undefined) return refused('bracketedZero');
	// Without a plus, a short number cannot be told from a national one.
	if (!hasPlus && dialed.length < 10) return refused('unclear');
	return international(dialed, behindSlash, hasPlus ? undefined : text);
}

/** The line behind a number that goes out as entered: the same for every spelling. */
export function lineOf(entered: string): string {
	const parsed = parsePhoneNumber(entered);
	if (parsed.ok) return parsed.value;
	const bare = asSeen(entered.normalize('NFKC'))
		.replace(TEL, '')
		.replace(/[^\p{L}\d]/gu, '')
		.replace(/^0+/, '');
	const read = parsePhoneNumber(bare);
	if (read.ok) return read.value;
	// Never empty, as the destination of a line that is switched off is.
	return bare || entered.trim();
}

/** One or two digits in brackets at the end, or behind the only dash with blanks around it, as a person adds a second number. */
function withSlashBeforeTail(text: string): string {
	const withoutBrackets = text.replace(/[([](?!0[)\]])[\s\p{Pd}]*(\d{1,2})\s*[)\]]\.?$/u, '/$1');
	const parts = withoutBrackets.split(/\s\p{Pd}\s/u);
	return parts.length === 2 && /^\s*\d{1,2}\.?$/.test(String(parts[1]))
		? parts.join('/')
		: withoutBrackets;
}

/** @param bare the text without formatting */
function foreignAdvice(text: string, bare: string): string {
	// What is shorter beside a number is an extension or a word's digits.
	if (/\d{6}\D.*\d{6}/.test(bare)) return ADVICE.secondNumber;
	const sign = /[^\d+]/u.exec(bare)?.[0];
	const remove = `Remove "${sign}". A phone number is written in digits, ${EXAMPLE}.`;
	return firstAdvice(FOREIGN, text) ?? remove;
}

/** How many digits follow the last slash that has digits on both sides; 0 without one. */
function digitsBehindSlash(compact: string): number {
	const parts = compact
		.split('/')
		.map((part) => part.replace(/\D/g, ''))
		.filter((part) => part !== '');
	return parts.slice(1).at(-1)?.length ?? 0;
}

/** @param national 10 digits, the first one 0 */
function french(national: string): string {
	const overseas = OVERSEAS.find(([range]) => range.test(national));
	return (overseas?.[1] ?? '33') + national.slice(1);
}

/** @returns undefined where it is not clear whether the 0 in brackets, an `o`, is dialed */
function withoutBracketedZero(number: string): string | undefined {
	const zero = number.indexOf('o');
	if (zero < 0) return number;
	const code = number.slice(0, zero);
	const afterZero = number.slice(zero + 1);
	const country = countryCodeOf(code);
	if (country?.code !== code || afterZero.includes('o')) return undefined;
	if (isZeroPrefix(country, afterZero)) return code + afterZero;
	return CODES_WITH_OWN_ZERO.includes(code) ? `${code}0${afterZero}` : undefined;
}

/** Whether a 0 after the country code is dialed within the country only. */
function isZeroPrefix({ code, hasZeroPrefix }: CountryCode, afterZero: string): boolean {
	// Rwanda's 06xxxxxx has a 0 of its own; Gabon's 0 is a prefix before 8 digits, since 2019.
	if (code === '250') return !/^6\d{6}$/.test(afterZero);
	if (code === '241') return afterZero.length === 8;
	return hasZeroPrefix;
}

/**
 * Checks a number against the plan of its country.
 *
 * @param unmarked the text of a number that has no plus to say that its country code comes first
 */
function international(
	digits: string,
	behindSlash: number,
	unmarked?: string,
): Result<string, string> {
	const country = countryCodeOf(digits);
	if (country === undefined) {
		return err(
			`+${digits.slice(0, 3)} is no country code. Write the number with + and the country code, e.g. +33612345678.`,
		);
	}
	const national = digits.slice(country.code.length);
	if (national.startsWith('0') && isZeroPrefix(country, national.slice(1))) {
		return refused('strayZero');
	}
	if (behindSlash > 0 && national.length - behindSlash > MAX_AREA_CODE_DIGITS) {
		return refused('secondNumber');
	}
	if (!hasLength(country, national.length)) {
		const lengths = country.lengths.replaceAll(',', ' or ').replaceAll('-', ' to ');
		return err(
			`+${country.code} must be followed by ${lengths} digits; this number has ${national.length}.`,
		);
	}
	const isClear = unmarked === undefined || beginsWithCode(unmarked, country.code, national);
	return isClear ? ok(digits) : refused('otherGroup');
}

/** Whether the first group of digits is not something else, such as an area code or a place in a list. */
function beginsWithCode(text: string, code: string, national: string): boolean {
	if (code === '33') return true;
	// Behind the shorter codes but Italy's, a 0 begins a French number.
	if (code.length < 3 && code !== '39' && national.startsWith('0')) return false;
	return new RegExp(`^\\D*(?:${code}(?!\\d)|\\d{4})`).test(text);
}

function refused(reason: keyof typeof ADVICE): Result<string, string> {
	return err(ADVICE[reason]);
}
