const MASK = '***';

const HTML_NAMES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/** Replaces what must not be shown in a text. */
export type Mask = (text: string) => string;

/**
 * Makes a function that replaces a secret by `***` wherever a text holds it: as it is, escaped for
 * JSON, URLs or HTML (character by character, since services differ in what they escape), in base64
 * of either alphabet, or in hexadecimal.
 *
 * @param secret not empty
 */
export function createMask(secret: string): Mask {
	const bytes = Buffer.from(secret);
	const base64 = bytes.toString('base64');
	const encoded = [
		base64,
		// The padding is often left out.
		base64.replaceAll('=', ''),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
	const patterns = [
		inAnySpelling(secret, /./gsu),
		// Nobody escapes letters and digits here, and a smaller pattern is compiled much faster.
		...encoded.map((text) => inAnySpelling(text, /\W/g)),
	];
	const pattern = new RegExp(oneOf(patterns), 'gi');
	return (text) => text.replace(pattern, MASK);
}

/** @param escapable the characters that can be written in several ways; letters and digits stand for themselves */
function inAnySpelling(text: string, escapable: RegExp): string {
	return text.replace(escapable, (character) => oneOf(spellings(character)));
}

/** How one character can be written, as regular expressions; case is ignored. */
function spellings(character: string): string[] {
	const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
	const written = [
		character,
		JSON.stringify(character).slice(1, -1),
		character === '/' ? '\\/' : character,
		units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join(''),
		Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
		`&#${character.codePointAt(0)};`,
		`&#0${character.codePointAt(0)};`,
		HTML_NAMES[character] ?? character,
		character === ' ' ? '+' : character,
	];
	// Each once, or a text with most of the secret in it would be tried in every combination; long
	// ones first, or the end of an escape would be left.
	return [...new Set(written)].sort((a, b) => b.length - a.length).map(literally);
}

function oneOf(patterns: string[]): string {
	return `(?:${patterns.join('|')})`;
}

function literally(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
