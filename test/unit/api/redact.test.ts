import fc from 'fast-check';
import { createMask } from '../../../nodes/SmsPartnerCallForward/api/redact';

const htmlNumber = (text: string, pad = '') =>
	Array.from(text, (character) => `&#${pad}${character.codePointAt(0)};`).join('');
const htmlHex = (text: string, pad = '') =>
	Array.from(text, (character) => `&#x${pad}${character.codePointAt(0)?.toString(16)};`).join('');
const unicodeEscapes = (text: string) =>
	Array.from({ length: text.length }, (_, i) => {
		const hex = text.charCodeAt(i).toString(16).padStart(4, '0');
		return `\\u${hex}`;
	}).join('');
const htmlNames = (text: string) =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&apos;');
const percentOf = (text: string) =>
	Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const maskSecret = (text: string, secret: string) => createMask(secret)(text);

/** How a service may echo a text. */
const ENCODINGS: ReadonlyArray<readonly [name: string, encode: (text: string) => string]> = [
	['as it is', (text) => text],
	['in upper case', (text) => text.toUpperCase()],
	['as JSON', (text) => JSON.stringify(text).slice(1, -1)],
	[
		'as JSON with escaped slashes',
		(text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
	],
	['as JSON, all escaped', unicodeEscapes],
	['as JSON, all escaped in upper case', (text) => unicodeEscapes(text).toUpperCase()],
	['in a URL', encodeURIComponent],
	['in a form', (text) => encodeURIComponent(text).replaceAll('%20', '+')],
	['in a URL, all escaped', percentOf],
	['in HTML by names', htmlNames],
	['in HTML by numbers', (text) => htmlNumber(text)],
	['in HTML by numbers with a 0 in front', (text) => htmlNumber(text, '0')],
	['in HTML by numbers with many 0 in front', (text) => htmlNumber(text, '0'.repeat(40))],
	['in HTML by hexadecimal numbers', (text) => htmlHex(text)],
	['in HTML by hexadecimal numbers in upper case', (text) => htmlHex(text).toUpperCase()],
	['in HTML by hexadecimal numbers with a 0 in front', (text) => htmlHex(text, '0')],
	['in HTML by hexadecimal numbers with many 0 in front', (text) => htmlHex(text, '0'.repeat(40))],
	['in base64', (text) => Buffer.from(text).toString('base64')],
	['in base64 without padding', (text) => Buffer.from(text).toString('base64').replace(/=+$/, '')],
	['in base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
	['in base64 in a URL', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
	['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
];

const KEYS = [
	'4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c',
	'a$&b$1`$$',
	`quotes "'`,
	'plus+percent%20 space',
	'emoji \u{1F511} é',
	'lines\nand\ttabs',
	'<slash/back\\slash>&',
	'^.*(key)|[a-z]{2}?-$',
	'\b\f controls \u0000\u007F',
	'\\'.repeat(24),
	'%25%2525&amp;&#38;\\u0025',
	'߿ࠀ\uFFFF\u{10000}',
	'k'.repeat(500),
	// In base64 it is Pz8+Pw==, which differs in each of its forms.
	'??>?',
];

describe.each(ENCODINGS)('a key that is echoed %s', (_, encode) => {
	it.each(KEYS)('%j is masked', (key) => {
		expect(maskSecret(`before ${encode(key)} after ${encode(key)}.`, key)).toBe(
			'before *** after ***.',
		);
	});
});

describe('the rest of the text', () => {
	it('stays as it is', () => {
		expect(maskSecret('The API key is required', 'secret-key')).toBe('The API key is required');
	});

	it.each([
		['a dot stands for itself', 'a.b', 'axb'],
		['a star stands for itself', 'ab*', 'abbb'],
		['a bar stands for itself', 'a|b', 'a'],
		['a bracket stands for itself', '[ab]', 'a'],
		['a caret stands for itself', '^a', 'a'],
	])('%s in the key', (_, key, text) => {
		expect(maskSecret(text, key)).toBe(text);
	});

	it('only a slash may have a backslash in front', () => {
		expect(maskSecret('a\\b', 'ab')).toBe('a\\b');
		expect(maskSecret('a\\/', 'ab')).toBe('a\\/');
	});

	it('a plus stands only for a space', () => {
		expect(maskSecret('a+b', 'a b')).toBe('***');
		expect(maskSecret('a+b', 'acb')).toBe('a+b');
	});
});

describe('what looks like an escape and is none', () => {
	it.each([
		['a lone percent sign', '%', 'a%zz'],
		['a percent sign and one digit', '%4', 'A'],
		['a first byte without a second one', '%c3x', 'é'],
		['a first byte without a third one', '%e2%82x', '€'],
		['a first byte without a fourth one', '%f0%9f%94x', '🔑'],
		['a second byte without a first one', '%a9', 'é'],
		['a backslash before a letter', '\\x41', 'A'],
		['a short number', '\\u041', 'A'],
		['a number without its semicolon', '&#65', 'A'],
		['a number without digits', '&#;', 'A'],
		['a hexadecimal number without digits', '&#x;', 'A'],
		['a number with a letter', '&#6a;', 'j'],
		['an unknown name', '&copy;', '©'],
		['a name without its semicolon', '&amp', '&&'],
	])('%s', (_, text, key) => {
		expect(maskSecret(`before ${text} after`, `${key} after`)).toBe(`before ${text} after`);
	});

	it('numbers beyond the last character stand for the sign of an unknown one', () => {
		expect(maskSecret('a&#x10ffff;b', 'a\u{10FFFF}b')).toBe('***');
		expect(maskSecret('a&#x110000;b', 'a\uFFFDb')).toBe('***');
		expect(maskSecret(`a&#${'9'.repeat(400)};b`, 'a\uFFFDb')).toBe('***');
	});
});

describe('what is masked', () => {
	it('is the longest reading: no end of an escape is left', () => {
		expect(maskSecret('a\\\\b', 'a\\')).toBe('***b');
		expect(maskSecret('a&amp;b', 'a&')).toBe('***b');
		expect(maskSecret('a%25b', 'a%')).toBe('***b');
	});

	it('may be spelled in every way at once', () => {
		expect(maskSecret('<a&#x22;%2f\\/\\u0041+%c3%A9&eacute;', 'a"//A é')).toBe('<***&eacute;');
	});

	it('may stand side by side, and is read from the left where it overlaps', () => {
		expect(maskSecret('keykey', 'key')).toBe('******');
		expect(maskSecret('ababa', 'aba')).toBe('***ba');
		expect(maskSecret('.aaaaa.', 'aa')).toBe('.******a.');
	});

	it('may be the whole text, its beginning or its end', () => {
		expect(maskSecret('key', 'key')).toBe('***');
		expect(maskSecret('key.', 'key')).toBe('***.');
		expect(maskSecret('.key', 'key')).toBe('.***');
		expect(maskSecret('', 'key')).toBe('');
	});

	it('may follow what begins like an escape', () => {
		expect(maskSecret('line\\nopq', 'nopq')).toBe('line\\***');
		expect(maskSecret('100%25abc', '25abc')).toBe('100%***');
		expect(maskSecret('&#key', '#key')).toBe('&***');
	});
});

it('a text with all but the end of the key is read at once', () => {
	const key = '4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c'.repeat(4);
	const text = `No such key: ${key.slice(0, -1)}`;
	expect(maskSecret(text, key)).toBe(text);
});

it('no key is left, whatever it is made of and wherever it stands', () => {
	const key = fc.string({ minLength: 4, unit: 'grapheme' });
	fc.assert(
		fc.property(
			key,
			fc.constantFrom(...ENCODINGS),
			fc.string(),
			fc.string(),
			(secret, [name, encode], before, after) => {
				fc.pre(name !== 'in upper case');
				const echo = encode(secret);
				fc.pre(!'***'.includes(echo) && !before.includes(echo) && !after.includes(echo));
				expect(maskSecret(`${before} ${echo} ${after}`, secret)).not.toContain(` ${echo} `);
			},
		),
	);
});
