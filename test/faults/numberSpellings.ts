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

/** A way to write a number; `region` is where libphonenumber must be to read it the same way. */
export interface Spelling {
	how: string;
	text: string;
	region: string | null;
}

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

/** Whitespace of French typography that libphonenumber does not read. */
const UNKNOWN_TO_LIBPHONENUMBER = ['\u202F', '\u2009'];
const SEPARATORS: ReadonlyArray<readonly [how: string, separator: string]> = [
	['spaces', ' '],
	['non-breaking spaces', '\u00A0'],
	['narrow non-breaking spaces', '\u202F'],
	['thin spaces', '\u2009'],
	['dots', '.'],
	['dashes', '-'],
	['non-breaking hyphens', '\u2011'],
	['en dashes', '\u2013'],
	['minus signs', '\u2212'],
	['dots and spaces', ' . '],
];

/** Of 10 digits only: elsewhere what follows a slash can be a second number. */
const FRENCH_SEPARATORS = [...SEPARATORS, ['slashes', '/'] as const];

/** 00 is how France dials abroad, so France is where libphonenumber reads it. */
const DIALS_00 = 'FR';

function readBy(separator: string, region: string | null): string | null {
	return UNKNOWN_TO_LIBPHONENUMBER.includes(separator) ? null : region;
}

/** With the country code. */
export function internationalSpellings(example: Example): Spelling[] {
	const { countryCode, national, e164, international, rfc3966 } = example;
	const digits = e164.slice(1);
	const groups = international.slice(1).split(/[ -]/);
	const [, ...rest] = groups;
	const spelled = (how: string, text: string, region: string | null = DIALS_00): Spelling => ({
		how,
		text,
		region,
	});
	return [
		spelled('E.164', e164),
		spelled('international', international),
		spelled('RFC 3966', rfc3966),
		spelled('tel: in upper case', ` TEL: ${international}`, null),
		spelled('space after the plus', `+ ${groups.join(' ')}`),
		spelled('country code with + in brackets', `(+${countryCode}) ${rest.join(' ')}`),
		spelled('country code in brackets', `+(${countryCode}) ${rest.join(' ')}`),
		spelled('number in brackets', `+${countryCode} (${national})`),
		spelled('number in square brackets', `+${countryCode} [${national}]`),
		spelled('spaces around it', `\t ${international} \n`),
		...['\u202A \u202C', '\u202D \u202C', '\u2068 \u2069', '\u200F \u200E', "' "].map((marks) =>
			spelled(`marks around it: ${JSON.stringify(marks)}`, marks.replace(' ', international), null),
		),
		// An area code of three digits, with at least as many behind it.
		...(national.length >= 6
			? [spelled('slash', `+${countryCode} ${national.slice(0, 3)}/${national.slice(3)}`)]
			: []),
		...SEPARATORS.map(([how, separator]) =>
			spelled(how, `+${groups.join(separator)}`, readBy(separator, DIALS_00)),
		),
		// With 9 digits it can be a French number with one 0 too many.
		...(digits.length === 9
			? []
			: [
					spelled('00', `00${digits}`),
					spelled('00 and spaces', `00 ${groups.join(' ')}`),
					spelled('country code with 00 in brackets', `(00${countryCode}) ${rest.join(' ')}`),
					...SEPARATORS.map(([how, separator]) =>
						spelled(`00, ${how}`, `00${groups.join(separator)}`, readBy(separator, DIALS_00)),
					),
				]),
		// Fewer than 10 digits cannot be told from a national number.
		...(digits.length >= 10
			? [
					spelled('neither + nor 00', digits, null),
					spelled('neither + nor 00, spaces', groups.join(' '), null),
				]
			: []),
	];
}

/** With a 0 in brackets after the country code; `afterZero` is what follows it. */
export function bracketedZeroSpellings(example: Example, afterZero: string): Spelling[] {
	const { countryCode } = example;
	// Dialed in Colombia, the digit after the 0 chooses a carrier, and libphonenumber drops it too.
	const region = countryCode === '57' && afterZero.startsWith('3') ? null : DIALS_00;
	const spelled = (how: string, text: string): Spelling => ({ how, text, region });
	return [
		spelled('(0)', `+${countryCode}(0)${afterZero}`),
		spelled('(0), spaces', `+${countryCode} (0) ${afterZero}`),
		spelled('(0), non-breaking spaces', `+${countryCode}\u00A0(0)\u00A0${afterZero}`),
		spelled('[0]', `+${countryCode} [0] ${afterZero}`),
		spelled('( 0 )', `+${countryCode} ( 0 ) ${afterZero}`),
		spelled('(0), 00', `00${countryCode} (0)${afterZero}`),
		spelled('(0), dashes', `+${countryCode}-(0)-${afterZero}`),
		spelled('(0), RFC 3966', `tel:+${countryCode}(0)${afterZero}`),
		spelled('(0), country code in brackets', `(+${countryCode}) (0)${afterZero}`),
	];
}

/**
 * As dialed within France and its overseas territories.
 *
 * @param national 10 digits
 * @param region where libphonenumber reads it the same way
 */
export function frenchSpellings(national: string, region: string | null): Spelling[] {
	const pairs = national.match(/../g) ?? [];
	const fourAndTwo = [national.slice(0, 4), ...(national.slice(4).match(/../g) ?? [])];
	const withoutZero = national.slice(1);
	const spelled = (how: string, text: string, readIn = region): Spelling => ({
		how,
		text,
		region: readIn,
	});
	return [
		spelled('national', national),
		spelled('national, spaces around it', ` ${national}\n`),
		spelled('national, first group in brackets', `(${pairs[0]}) ${pairs.slice(1).join(' ')}`),
		spelled('national, 0 in brackets', `(0)${withoutZero}`),
		spelled('national, tel:', `tel:${national}`),
		...FRENCH_SEPARATORS.flatMap(([how, separator]) => [
			spelled(`national, ${how}`, pairs.join(separator), readBy(separator, region)),
			spelled(
				`national, 4 and 2 digits, ${how}`,
				fourAndTwo.join(separator),
				readBy(separator, region),
			),
		]),
		spelled('national, 0 lost', withoutZero),
		spelled('national, 0 lost, spaces', `${withoutZero[0]} ${pairs.slice(1).join(' ')}`),
	];
}
