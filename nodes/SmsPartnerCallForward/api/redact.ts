const MASK = '***';

/** Replaces what must not be shown in a text. */
export type Mask = (text: string) => string;

/** What a text may say at a place, as UTF-16 units in lower case, and where it goes on behind it. */
interface Reading {
	units: string[];
	end: number;
}

interface Escape {
	/** Sticky: it is tried at one place of a text. */
	pattern: RegExp;
	decode: (escape: string) => string;
}

/** The ways to write a character otherwise, by the character that they begin with. */
const ESCAPES: ReadonlyMap<string, Escape> = new Map([
	[
		'\\',
		{
			pattern: /\\(?:u[\da-f]{4}|["\\/bfnrt])/iy,
			decode: (escape) => String(JSON.parse(`"${escape.toLowerCase()}"`)),
		},
	],
	[
		'%',
		{
			// The first byte says how many there are.
			pattern:
				/%[0-7][\da-f]|%[cd][\da-f]%[\da-f]{2}|%e[\da-f](?:%[\da-f]{2}){2}|%f[\da-f](?:%[\da-f]{2}){3}/iy,
			decode: (escape) => Buffer.from(escape.replaceAll('%', ''), 'hex').toString(),
		},
	],
	['&', { pattern: /&(?:#x[\da-f]+|#\d+|amp|lt|gt|quot|apos);/iy, decode: decodeHtml }],
	['+', { pattern: /\+/y, decode: () => ' ' }],
]);

const HTML_NAMES: ReadonlyMap<string, string> = new Map([
	['&amp;', '&'],
	['&lt;', '<'],
	['&gt;', '>'],
	['&quot;', '"'],
	['&apos;', "'"],
]);
const LAST_CODE_POINT = 0x10ffff;
const NO_CHARACTER = '\uFFFD';

/**
 * Makes a function that replaces a secret by `***` wherever a text holds it: as it is, escaped for
 * JSON, URLs or HTML (character by character, since services differ in what they escape), in base64
 * of either alphabet, or in hexadecimal. Case is ignored.
 *
 * @param secret not empty
 */
export function createMask(secret: string): Mask {
	const bytes = Buffer.from(secret);
	const base64 = bytes.toString('base64');
	const needles = [
		secret,
		base64,
		// The padding is often left out.
		base64.replaceAll('=', ''),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
	const masks = Array.from(new Set(needles), maskOf);
	return (text) => masks.reduce((masked, mask) => mask(masked), text);
}

/**
 * A text can be read in several ways where the needle itself has what begins an escape. To try one
 * after the other can take years, so all are followed at once, as the bits of a number: bit j at a
 * place of the text says that the needle, from its unit j to its end, can be read there.
 */
function maskOf(needle: string): Mask {
	const units = unitsOf(needle);
	const nothingLeft = 1n << BigInt(units.length);
	const placesOf = new Map<string, bigint>();
	for (const [place, unit] of units.entries()) {
		placesOf.set(unit, (placesOf.get(unit) ?? 0n) | (1n << BigInt(place)));
	}

	return (text) => {
		const found = new Map<number, bigint>();
		const through = ({ units: read, end }: Reading) =>
			read.reduceRight(
				(bits, unit) => (bits >> 1n) & (placesOf.get(unit) ?? 0n),
				found.get(end) ?? nothingLeft,
			);
		const starts: number[] = [];
		for (let at = text.length; at >= 0; at--) {
			const bits = readingsAt(text, at).reduce((all, reading) => all | through(reading), 0n);
			if (bits === 0n) continue;
			found.set(at, bits | nothingLeft);
			if (hasBit(bits, 0)) starts.push(at);
		}

		const endOf = (start: number) => {
			let end = start;
			for (let place = 0; place < units.length;) {
				const reading = readingsAt(text, end)
					.filter((one) => hasBit(through(one), place))
					.reduce((_, longer) => longer);
				end = reading.end;
				place += reading.units.length;
			}
			return end;
		};
		const kept: string[] = [];
		let from = 0;
		for (const start of starts.reverse()) {
			if (start < from) continue;
			kept.push(text.slice(from, start), MASK);
			from = endOf(start);
		}
		return kept.join('') + text.slice(from);
	};
}

/** As it stands, and unescaped if it can be an escape, which is never shorter. */
function readingsAt(text: string, at: number): Reading[] {
	const character = text.charAt(at);
	const asItStands = { units: [character.toLowerCase()], end: at + 1 };
	const escape = ESCAPES.get(character);
	if (escape === undefined) return [asItStands];
	escape.pattern.lastIndex = at;
	const [written] = escape.pattern.exec(text) ?? [];
	if (written === undefined) return [asItStands];
	return [asItStands, { units: unitsOf(escape.decode(written)), end: at + written.length }];
}

function unitsOf(text: string): string[] {
	return Array.from({ length: text.length }, (_, i) => text.charAt(i).toLowerCase());
}

function hasBit(bits: bigint, place: number): boolean {
	return ((bits >> BigInt(place)) & 1n) === 1n;
}

function decodeHtml(escape: string): string {
	const named = HTML_NAMES.get(escape.toLowerCase());
	if (named !== undefined) return named;
	const codePoint = Number(escape.slice(2, -1).replace(/x/i, '0x'));
	return codePoint > LAST_CODE_POINT ? NO_CHARACTER : String.fromCodePoint(codePoint);
}
