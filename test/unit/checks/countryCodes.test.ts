import { PhoneNumber, PhoneNumberUtil } from 'google-libphonenumber';
import {
	COUNTRY_CODES,
	countryCodeOf,
	hasLength,
} from '../../../nodes/SmsPartnerCallForward/checks/countryCodes';

const libphonenumber = PhoneNumberUtil.getInstance();
const CODES = Array.from({ length: 999 }, (_, index) => index + 1);
const LENGTHS = Array.from({ length: 20 }, (_, index) => index + 1);

/** Whether libphonenumber and E.164 know numbers of that length, and they are no shorter than a short code. */
function isAllowed(code: number, length: number): boolean {
	const number = new PhoneNumber();
	number.setCountryCode(code);
	number.setNationalNumber(Number('2'.repeat(length)));
	const { ValidationResult } = PhoneNumberUtil;
	const digits = String(code).length + length;
	const isPossible =
		libphonenumber.isPossibleNumberWithReason(number) === ValidationResult.IS_POSSIBLE;
	return isPossible && digits >= 7 && digits <= 15;
}

/** As the table has it: `33(0):9`, `44(0):7,9-10`; nothing for a code that no country has. */
function entryOf(code: number): string[] {
	const lengths = LENGTHS.filter((length) => isAllowed(code, length));
	if (lengths.length === 0) return [];
	const region = libphonenumber.getRegionCodeForCountryCode(code);
	const zero = libphonenumber.getNddPrefixForRegion(region, true) === '0' ? '(0)' : '';
	const lasts = lengths.filter((length) => !lengths.includes(length + 1));
	const ranges = lengths
		.filter((length) => !lengths.includes(length - 1))
		.map((first, index) => (first === lasts[index] ? first : `${first}-${lasts[index]}`));
	return [`${code}${zero}:${ranges.join()}`];
}

it('the table is what libphonenumber’s metadata has', () => {
	expect(COUNTRY_CODES.split(' ')).toEqual(CODES.flatMap(entryOf));
});

it('a code is followed by as many digits as libphonenumber allows', () => {
	const wrong = CODES.flatMap((code) => {
		const found = countryCodeOf(`${code}000`);
		const country = found?.code === String(code) ? found : undefined;
		return LENGTHS.filter(
			(length) => (country !== undefined && hasLength(country, length)) !== isAllowed(code, length),
		).map((length) => ({ code, length }));
	});
	expect(wrong).toEqual([]);
});

it.each(['', '2', '21', '210', '999', '0'])('%j is no country code', (digits) => {
	expect(countryCodeOf(digits)).toBeUndefined();
});
