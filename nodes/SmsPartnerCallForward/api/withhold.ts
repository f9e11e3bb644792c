/** A shorter key is nobody's, and would be found in half of all texts. */
const MIN_KEY_LENGTH = 8;
/** How often a text can have been escaped on its way. */
const ROUNDS = 3;
/** Of Unicode. */
const LAST_CODE_POINT = 0x10ffff;

const HTML_NAMES: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['plus', '+'],
	['sol', '/'],
	['equals', '='],
	['lowbar', '_'],
	['period', '.'],
	['colon', ':'],
	['percnt', '%'],
]);

const JSON_ESCAPE = /\\(?:u[\da-f]{4}|["\\/bfnrt])/gi;
const HTML_ESCAPE = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));/gi;

/** Each returns what it cannot decode unchanged. */
const DECODERS: ReadonlyArray<(text: string) => string> = [
	decodeUrl,
	(text) => decodeUrl(text.replaceAll('+', ' ')),
	(text) => text.replace(JSON_ESCAPE, (escape) => String(JSON.parse(`"${escape.toLowerCase()}"`))),
	(text) => text.replace(HTML_ESCAPE, decodeHtml),
];

/**
 * Returns a function that tells whether a text repeats the API key, in any case: as it is, in
 * hexadecimal or in base64, in the text itself or in what up to three decodings make of it (URL, JSON, HTML).
 */
export function createKeySearch(apiKey: string): (text: string) => boolean {
	if (apiKey.length < MIN_KEY_LENGTH) return () => false;
	const bytes = Buffer.from(apiKey);
	const spellings = [
		apiKey,
		bytes.toString('hex'),
		...base64Of(bytes, 'base64'),
		...base64Of(bytes, 'base64url'),
	].map((spelling) => spelling.toLowerCase());
	return (text) =>
		decodingsOf(text).some((decoded) => {
			const searched = decoded.toLowerCase();
			return spellings.some((spelling) => searched.includes(spelling));
		});
}

/** The text, and all that up to three decodings in any order can make of it. */
function decodingsOf(text: string): string[] {
	let all = [text];
	for (let round = 0; round < ROUNDS; round++) {
		const decoded = all.flatMap((one) => DECODERS.map((decode) => decode(one)));
		all = [...new Set([...all, ...decoded])];
	}
	return all;
}

/**
 * What base64 makes of the bytes wherever they stand in a longer text: behind a multiple of three
 * bytes, one more or two more, and without the characters that their neighbors have a share in.
 */
function base64Of(bytes: Buffer, alphabet: 'base64' | 'base64url'): string[] {
	return [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
		return encoded.slice(
			Math.ceil((before * 8) / 6),
			Math.floor(((before + bytes.length) * 8) / 6),
		);
	});
}

function decodeUrl(text: string): string {
	return text.replace(/(?:%[\da-f]{2})+/gi, (escaped) =>
		Buffer.from(escaped.replaceAll('%', ''), 'hex').toString(),
	);
}

function decodeHtml(escape: string, hex?: string, decimal?: string, name?: string): string {
	if (name !== undefined) return HTML_NAMES.get(name.toLowerCase()) ?? escape;
	const codePoint = hex === undefined ? Number(decimal) : parseInt(hex, 16);
	return String.fromCodePoint(Math.min(codePoint, LAST_CODE_POINT));
}
