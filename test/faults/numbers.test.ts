import fc from 'fast-check';
import { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } from 'google-libphonenumber';
import { parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import {
	bracketedZeroSpellings,
	examplesOf,
	frenchSpellings,
	internationalSpellings,
	libphonenumber,
	readByLibphonenumber,
	type Example,
	type Spelling,
} from './numberSpellings';

const EXAMPLES = [...examplesOf(PhoneNumberType.FIXED_LINE), ...examplesOf(PhoneNumberType.MOBILE)];

/** Where the number's own 0 is written in brackets. */
const OWN_ZERO = ['39', '378', '225', '241', '242'];
const hasZeroPrefix = (region: string) =>
	libphonenumber.getNddPrefixForRegion(region, true) === '0';

const FRENCH_TERRITORIES = ['RE', 'YT', 'GP', 'BL', 'MF', 'GF', 'MQ', 'PM'];
const FRENCH_REGIONS = ['FR', ...FRENCH_TERRITORIES];

function e164In(region: string, national: string): string {
	return `+${libphonenumber.getCountryCodeForRegion(region)}${national.slice(1)}`;
}

/** Whether a French national number is a fixed line or a mobile of a territory. */
function isLineOf(region: string, national: string): boolean {
	const number = libphonenumber.parse(e164In(region, national), region);
	return (
		libphonenumber.isValidNumberForRegion(number, region) &&
		[PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE].includes(
			libphonenumber.getNumberType(number),
		)
	);
}

/** Whether there are numbers of that form, other than toll-free ones, which France cannot dial. */
function isKnownWithZero(countryCode: string, digits: string): boolean {
	try {
		const number = libphonenumber.parse(`+${countryCode}${digits}`);
		return (
			libphonenumber.getNationalSignificantNumber(number) === digits &&
			libphonenumber.isValidNumber(number) &&
			libphonenumber.getNumberType(number) !== PhoneNumberType.TOLL_FREE
		);
	} catch {
		return false;
	}
}

/** Whether a number has as many digits as libphonenumber and E.164 allow. */
function isPossible(e164: string): boolean {
	const { IS_POSSIBLE } = PhoneNumberUtil.ValidationResult;
	try {
		const number = libphonenumber.parse(e164);
		const isAsEntered = libphonenumber.format(number, PhoneNumberFormat.E164) === e164;
		const reason = libphonenumber.isPossibleNumberWithReason(number);
		return isAsEntered && reason === IS_POSSIBLE && /^\+\d{7,15}$/.test(e164);
	} catch {
		return false;
	}
}

function read(entered: string | number): string {
	const result = parsePhoneNumber(entered);
	return result.ok ? `+${result.value}` : result.error;
}

function expectAll<T>(cases: T[], isRight: (one: T) => boolean): void {
	expect(cases.length).toBeGreaterThan(0);
	expect(cases.filter((one) => !isRight(one))).toEqual([]);
}

/** Every spelling of every example is read as its E.164 form, by this package and by libphonenumber. */
function expectAgreement(examples: Example[], spellingsOf: (example: Example) => Spelling[]): void {
	const written = examples.flatMap((example) =>
		spellingsOf(example).map(([text, region]) => ({ text, region, e164: example.e164 })),
	);
	expectAll(written, ({ text, e164 }) => read(text) === e164);
	expectAll(
		written,
		({ text, region, e164 }) => region === null || readByLibphonenumber(text, region) === e164,
	);
}

const isRefused = (entered: string) => !parsePhoneNumber(entered).ok;

describe('example numbers of every country, fixed line and mobile', () => {
	const withZeroPrefix = EXAMPLES.filter(({ region }) => hasZeroPrefix(region));

	it('agree with libphonenumber in every spelling with a country code', () => {
		expectAgreement(EXAMPLES, internationalSpellings);
	});

	it('agree with libphonenumber with (0) where the national prefix is 0', () => {
		expectAgreement(withZeroPrefix, (example) => bracketedZeroSpellings(example, example.national));
	});

	it('agree with libphonenumber with (0) where the 0 belongs to the number', () => {
		const examples = EXAMPLES.filter(
			({ countryCode, national }) => OWN_ZERO.includes(countryCode) && national.startsWith('0'),
		);
		expectAgreement(examples, (example) =>
			bracketedZeroSpellings(example, example.national.slice(1)),
		);
	});

	it('are refused with (0) everywhere else', () => {
		const others = EXAMPLES.filter(
			({ region, countryCode }) => !hasZeroPrefix(region) && !OWN_ZERO.includes(countryCode),
		);
		expectAll(others, ({ countryCode, national }) => isRefused(`+${countryCode} (0)${national}`));
	});

	it('are refused with a digit more or fewer, unless libphonenumber allows it', () => {
		const changed = EXAMPLES.flatMap(({ e164 }) => [`${e164}5`, `${e164}/5`, e164.slice(0, -1)]);
		expectAll(changed, (text) => (isPossible(text) ? read(text) === text : isRefused(text)));
	});

	it('are refused with a second number behind them', () => {
		const texts = EXAMPLES.flatMap(({ e164, international, national }) => [
			`${e164} / ${national.slice(-2)}`,
			`${international} ${e164}`,
			`${international} ou ${national}`,
			`${international}, ${national}`,
			`${international}\n${international}`,
		]);
		expectAll(texts, isRefused);
	});

	it('are never sent with a 0 that is not dialed from abroad', () => {
		expectAll(withZeroPrefix, ({ countryCode, national, e164 }) => {
			const entered = `+${countryCode}0${national}`;
			return countryCode === '33' ? read(entered) === e164 : isRefused(entered);
		});
	});
});

it('numbers that begin with a 0 after the country code are taken where libphonenumber knows them, but for toll-free ones', () => {
	const countryCodes = [...new Set(EXAMPLES.map(({ countryCode }) => countryCode))];
	const afterCode = fc.sample(fc.stringMatching(/^0\d{3,12}$/), { numRuns: 400, seed: 7 });
	const known = countryCodes.flatMap((countryCode) =>
		afterCode
			.filter((digits) => isKnownWithZero(countryCode, digits))
			.map((digits) => `+${countryCode}${digits}`),
	);
	expectAll(known, (text) => read(text) === text);
});

describe('example numbers of France and its overseas territories, as dialed there', () => {
	const examples = EXAMPLES.filter(({ region }) => FRENCH_REGIONS.includes(region));
	/** Saint Pierre and Miquelon writes its 6 digits behind 0508, which libphonenumber does not know. */
	const asDialed = ({ region, national }: Example): [national: string, region: string | null] =>
		national.length === 6 ? [`0508${national}`, null] : [`0${national}`, region];

	it('agree with libphonenumber in the territory', () => {
		expectAgreement(examples, (example) => frenchSpellings(...asDialed(example)));
	});

	it('agree as JSON numbers, which have lost the 0', () => {
		expectAll(examples, (example) =>
			[asDialed(example)[0], example.e164].every((text) => read(Number(text)) === example.e164),
		);
	});

	/** Fixed-line ranges that libphonenumber knows in a territory and in France; this package reads +33. */
	const LEFT_TO_FRANCE = /^0(?:268|598)/;

	/** Numbers that share their first 6 digits; libphonenumber's ranges are not finer. */
	const blocks = ['026', '059', '0639', '069', '070']
		.flatMap((start) =>
			Array.from({ length: 10 ** (6 - start.length) }, (_, index) => {
				const end = String(index).padStart(6 - start.length, '0');
				return `${start}${end}1234`;
			}),
		)
		.map((national) => ({
			national,
			territories: FRENCH_TERRITORIES.filter((region) => isLineOf(region, national)),
		}));

	it('agree in every block that a territory has, fixed line or mobile', () => {
		const overseas = blocks.filter(
			({ national, territories }) => territories.length > 0 && !LEFT_TO_FRANCE.test(national),
		);
		expectAll(overseas, ({ national, territories }) =>
			territories.every((region) => read(national) === e164In(region, national)),
		);
	});

	it('agree in every block of 070 that no territory has', () => {
		const mainland = blocks.filter(
			({ national, territories }) => territories.length === 0 && national.startsWith('070'),
		);
		expectAll(mainland, ({ national }) => read(national) === e164In('FR', national));
	});
});
