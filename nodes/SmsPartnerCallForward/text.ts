/** So much of a value is shown in a text. */
const MAX_SHOWN_CHARACTERS = 50;

/** The beginning of a long text. Cut between characters, of which some are two in JavaScript's count. */
export function cut(text: string, characters = MAX_SHOWN_CHARACTERS): string {
	const start = Array.from(text.slice(0, 2 * characters))
		.slice(0, characters)
		.join('');
	return start.length < text.length ? `${start}…` : text;
}

/** `one, another or a third`. */
export function enumerate(texts: readonly string[], conjunction: 'and' | 'or'): string {
	const parts = [texts.slice(0, -1).join(', '), ...texts.slice(-1)];
	return parts.filter((part) => part !== '').join(` ${conjunction} `);
}
