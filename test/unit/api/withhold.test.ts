import fc from 'fast-check';
import { createKeySearch } from '../../../nodes/SmsPartnerCallForward/api/withhold';
import { VENDOR_TEXTS } from '../support/vendor';

const KEY = 'Ab3/+xY9~é"k&1%Z';
const repeatsKey = createKeySearch(KEY);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64Url = (text: string) => Buffer.from(text).toString('base64url');
const hex = (text: string) => Buffer.from(text).toString('hex');
const eachUnit = (text: string, escape: (unit: number) => string) =>
	text.replace(/[^]/g, (unit) => escape(unit.charCodeAt(0)));

const HTML_NAMES = new Map(
	'& amp < lt > gt " quot \' apos + plus / sol = equals _ lowbar . period : colon % percnt'
		.match(/\S \w+/g)
		?.map((row) => row.split(' ') as [character: string, name: string]),
);

/** What a server can make of a text that it writes into JSON, HTML or a web address. */
const ESCAPES: Record<string, (text: string) => string> = {
	'for a web address': encodeURIComponent,
	'for a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
	'for a web address, every byte': (text) => hex(text).replace(/../g, '%$&'),
	'for JSON': (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
	'for JSON, every unit': (text) =>
		eachUnit(text, (unit) => `\\u${unit.toString(16).padStart(4, '0')}`),
	'for HTML': (text) => text.replace(/[&<>"']/g, (character) => `&${HTML_NAMES.get(character)};`),
	'for HTML, every unit': (text) => eachUnit(text, (unit) => `&#${unit};`),
	'for HTML, every unit in hexadecimal': (text) =>
		eachUnit(text, (unit) => `&#X${unit.toString(16).toUpperCase()};`),
};
const SPELLINGS: Record<string, (key: string, before: string, behind: string) => string> = {
	'as it is': (key, before, behind) => before + key + behind,
	'in hexadecimal': (key, before, behind) => before + hex(key) + behind,
	'in base64': (key, before, behind) => base64(before + key + behind),
	'in base64 for web addresses': (key, before, behind) => base64Url(before + key + behind),
};
const CASES: Record<string, (text: string) => string> = {
	'as written': (text) => text,
	'in small letters': (text) => text.toLowerCase(),
	'in capitals': (text) => text.toUpperCase(),
};

describe('a text that repeats the key', () => {
	const escapes = Object.entries(ESCAPES);
	const spellings = Object.entries(SPELLINGS);

	it.each(spellings)('is found %s, behind any number of characters', (_, spell) => {
		for (const before of ['', 'x', 'xy', 'xyz']) {
			expect(repeatsKey(spell(KEY, before, 'and more'))).toBe(true);
			expect(repeatsKey(spell(KEY, before, ''))).toBe(true);
		}
	});

	it.each(escapes)('is found escaped %s, up to three times', (_, escape) => {
		const once = escape(`No such key: ${KEY}!`);
		const texts = [once, escape(once), escape(escape(once))];
		expect(texts.map(repeatsKey)).toEqual([true, true, true]);
		expect(repeatsKey(String(texts.map(escape).at(-1)))).toBe(false);
	});

	it.each([...HTML_NAMES])('is found with the name of %s in HTML: %s', (character, name) => {
		const search = createKeySearch(`abcd${character}efgh`);
		expect(search(`abcd&${name};efgh`)).toBe(true);
		expect(search(`ABCD&${name.toUpperCase()};EFGH`)).toBe(true);
	});

	it('is found in any spelling, escaped in any ways, in any case, among any words', () => {
		const words = fc.string({
			unit: fc.constantFrom(...'abc XYZ 019 .,:;<>()[]{}"\'/=éà€😀'),
			maxLength: 30,
		});
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 64 }),
				words,
				words,
				fc.constantFrom(...spellings),
				fc.array(fc.constantFrom(...escapes), { maxLength: 3 }),
				fc.constantFrom(...Object.entries(CASES)),
				(key, before, behind, [, spell], ways, [, inCase]) => {
					const spelt = inCase(spell(key, before, behind));
					const text = ways.reduce((escaped, [, escape]) => escape(escaped), spelt);
					expect(createKeySearch(key)(text)).toBe(true);
				},
			),
		);
	});

	it.each([`x${KEY.repeat(500)}`, `${KEY} ${KEY.slice(0, -1)}`])('is found whole in %s', (text) => {
		expect(repeatsKey(text)).toBe(true);
	});

	it('is found as it is where every decoding changes it', () => {
		const key = 'a%41+b&lt;\\nc';
		expect(createKeySearch(key)(key)).toBe(true);
	});

	it('is found where a form writes its spaces as plus signs', () => {
		const texts = ['key: my+secret+key', 'key: my secret%20key', 'key: mysecretkey'];
		expect(texts.map(createKeySearch('my secret key'))).toEqual([true, true, false]);
	});

	it.each(['>>>>>>>>>', '?????????'])('is found in the base64 of web addresses: %s', (key) => {
		expect(createKeySearch(key)(base64Url(key))).toBe(true);
	});
});

describe('a text that does not', () => {
	it.each([
		['nothing', ''],
		['the key without its last character', KEY.slice(0, -1)],
		['the key backwards', [...KEY].reverse().join('')],
		['escapes that say nothing', '%zz%4 &nosuch; &#99999999; &#x110000; \\x \\u12'],
		['names of nothing', '&#1114112; &toString; &constructor;'],
	])('is shown: %s', (_, text) => {
		expect(repeatsKey(text)).toBe(false);
	});

	it('is shown, whatever the key: the vendor’s own texts, and words without letters and digits', () => {
		const marks = fc.string({ unit: fc.constantFrom(...' .,:;!?()"\'&%\\éà€') });
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), marks, (key, text) => {
				const search = createKeySearch(key);
				expect([text, ...VENDOR_TEXTS.map(([, vendors]) => vendors)].some(search)).toBe(false);
			}),
		);
	});

	it('is shown where the key is too short to be anybody’s', () => {
		expect(createKeySearch('1234567')('1234567')).toBe(false);
		expect(createKeySearch('12345678')('12345678')).toBe(true);
		expect(createKeySearch('')('')).toBe(false);
	});
});

it.each(['%', '&', '\\', '%25', '&amp;', '\\\\', '%25&amp;\\\\+', '%2525&amp;amp;\\u005c', '&#x'])(
	'searches 20 000 characters of %j in no time',
	(repeated) => {
		const text = repeated.repeat(20_000 / repeated.length);
		const times = [1, 2, 3, 4, 5].map(() => {
			const begin = performance.now();
			expect(repeatsKey(text)).toBe(false);
			return performance.now() - begin;
		});
		// The fastest, since a busy machine has a say in each. What is not linear takes seconds.
		expect(Math.min(...times)).toBeLessThan(500);
	},
);
