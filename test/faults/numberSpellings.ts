import {
	type PhoneNumber,
	PhoneNumberFormat,
	type PhoneNumberType,
	PhoneNumberUtil,
} from 'google-libphonenumber';

export const libphonenumber = PhoneNumberUtil.getInstance();

/** One of libphonenumber's example numbers. */
export interface Example {
	region: string;
	countryCode: string;
	/** The digits after the country code. */
	national: string;
	/** `+` and digits. */
	e164: string;
	/** libphonenumber's own spellings. */
	international: string;
	rfc3966: string;
}

/** A way to write a number, and where libphonenumber must be to read it in the same way; null for nowhere. */
export type Spelling = [text: string, region: string | null];

/** The example numbers of a type in every region; a few regions have none. */
export function examplesOf(type: PhoneNumberType): Example[] {
	return libphonenumber.getSupportedRegions().flatMap((region) => {
		const number: PhoneNumber | null = libphonenumber.getExampleNumberForType(region, type);
		if (number === null) return [];
		return [
			{
				region,
				countryCode: String(number.getCountryCodeOrDefault()),
				national: libphonenumber.getNationalSignificantNumber(number),
				e164: libphonenumber.format(number, PhoneNumberFormat.E164),
				international: libphonenumber.format(number, PhoneNumberFormat.INTERNATIONAL),
				rfc3966: libphonenumber.format(number, PhoneNumberFormat.RFC3966),
			},
		];
	});
}

/** The E.164 form that libphonenumber reads from a text, or the reason why it reads none. */
export function readByLibphonenumber(text: string, region: string): string {
	try {
		return libphonenumber.format(libphonenumber.parse(text, region), PhoneNumberFormat.E164);
	} catch (error) {
		return String(error);
	}
}

/** Spaces of three widths, non-breaking ones, dots, dashes. */
const SEPARATORS = [
	' ',
	'\u00A0',
	'\u202F',
	'\u2009',
	'.',
	'-',
	'\u2011',
	'\u2013',
	'\u2212',
	' . ',
];
/** Whitespace of French typography. */
const UNKNOWN_TO_LIBPHONENUMBER = ['\u202F', '\u2009'];
/** 00 is how France dials abroad, so France is where libphonenumber reads it. */
const DIALS_00 = 'FR';

/** Groups of digits with each separator between them. */
function separated(groups: string[], region: string | null, separators = SEPARATORS): Spelling[] {
	return separators.map((separator) => [
		groups.join(separator),
		UNKNOWN_TO_LIBPHONENUMBER.includes(separator) ? null : region,
	]);
}

const readIn = (region: string | null, texts: string[]): Spelling[] =>
	texts.map((text) => [text, region]);

/** With the country code. */
export function internationalSpellings(example: Example): Spelling[] {
	const { countryCode, national, e164, international, rfc3966 } = example;
	const digits = e164.slice(1);
	const [code = '', ...groups] = international.slice(1).split(/[ -]/);
	const rest = groups.join(' ');
	return [
		...readIn(DIALS_00, [
			...[e164, international, rfc3966, `\t ${international} \n`, `+ ${code} ${rest}`],
			...[`(+${code}) ${rest}`, `+(${code}) ${rest}`],
			...[`+${countryCode} (${national})`, `+${countryCode} [${national}]`],
		]),
		...readIn(null, [
			...[` TEL: ${international}`, `\u202A${international}\u202C`, `\u202D${international}\u202C`],
			...[`\u2068${international}\u2069`, `\u200F${international}\u200E`, `'${international}`],
		]),
		...separated([`+${code}`, ...groups], DIALS_00),
		// An area code of three digits, with at least as many behind it.
		...(national.length >= 6
			? readIn(DIALS_00, [`+${countryCode} ${national.slice(0, 3)}/${national.slice(3)}`])
			: []),
		// With 9 digits it can be a French number with one 0 too many.
		...(digits.length === 9
			? []
			: [
					...readIn(DIALS_00, [`00${digits}`, `00 ${code} ${rest}`, `(00${code}) ${rest}`]),
					...separated([`00${code}`, ...groups], DIALS_00),
				]),
		// Fewer than 10 digits cannot be told from a national number.
		...(digits.length >= 10 ? readIn(null, [digits, `${code} ${rest}`]) : []),
	];
}

/** With a 0 in brackets after the country code; `afterZero` is what follows it. */
export function bracketedZeroSpellings(
	{ countryCode: code }: Example,
	afterZero: string,
): Spelling[] {
	// Dialed in Colombia, the digit after the 0 chooses a carrier, and libphonenumber drops it too.
	const region = code === '57' && afterZero.startsWith('3') ? null : DIALS_00;
	return readIn(region, [
		...[
			`+${code}(0)${afterZero}`,
			`+${code} (0) ${afterZero}`,
			`+${code}\u00A0(0)\u00A0${afterZero}`,
		],
		...[`+${code} [0] ${afterZero}`, `+${code} ( 0 ) ${afterZero}`, `00${code} (0)${afterZero}`],
		...[`+${code}-(0)-${afterZero}`, `tel:+${code}(0)${afterZero}`, `(+${code}) (0)${afterZero}`],
	]);
}

/**
 * As dialed within France and its overseas territories.
 *
 * @param national 10 digits
 * @param region where libphonenumber reads it the same way
 */
export function frenchSpellings(national: string, region: string | null): Spelling[] {
	const pairs = national.match(/../g) ?? [];
	const [first = '', second = '', ...others] = pairs;
	const withoutZero = national.slice(1);
	const rest = [second, ...others].join(' ');
	// Of 10 digits only: elsewhere what follows a slash can be a second number.
	const separators = [...SEPARATORS, '/'];
	return [
		...readIn(region, [national, ` ${national}\n`, `(${first}) ${rest}`, `(0)${withoutZero}`]),
		...readIn(region, [`tel:${national}`, withoutZero, `${withoutZero[0]} ${rest}`]),
		...separated(pairs, region, separators),
		...separated([first + second, ...others], region, separators),
	];
}
