/** So much of a value is shown in a text. */
const MAX_SHOWN_LENGTH = 50;

/** A value, cut where it is long. */
export function cut(value: string): string {
	const isLong = value.length > MAX_SHOWN_LENGTH;
	// Not in the middle of a character.
	return isLong ? `${value.slice(0, MAX_SHOWN_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
}

/** `one, another or a third`. */
export function enumerate(texts: readonly string[], conjunction: 'and' | 'or'): string {
	const parts = [texts.slice(0, -1).join(', '), ...texts.slice(-1)];
	return parts.filter((part) => part !== '').join(` ${conjunction} `);
}
