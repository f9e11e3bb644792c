import fc from 'fast-check';
import { createMask } from '../../../nodes/SmsPartnerCallForward/api/redact';

const htmlNumber = (text: string, pad = '') =>
	Array.from(text, (character) => `&#${pad}${character.codePointAt(0)};`).join('');
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
	'plus+percent%20 blank',
	'emoji \u{1F511} é',
	'lines\nand\ttabs',
	'<slash/back\\slash>&',
	'^.*(key)|[a-z]{2}?-$',
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

	it('a plus stands only for a blank', () => {
		expect(maskSecret('a+b', 'a b')).toBe('***');
		expect(maskSecret('a+b', 'acb')).toBe('a+b');
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
