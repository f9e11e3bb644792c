import { asSeen } from './invisible';
import { err, ok, type Result } from './result';

/** Letters and digits of every language. */
const ALPHANUMERIC = '\\p{L}\\p{M}\\p{Nd}';
const ATOM = `[${ALPHANUMERIC}!#$%&'*+\\-/=?^_{|}~]+`;
const LABEL = `(?!-)[${ALPHANUMERIC}-]+(?<!-)`;
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})+$`, 'u');

const EXAMPLE = 'e.g. team@example.com';

/** What to do about a text that is no address: the first row that fits. */
const KINDS: ReadonlyArray<readonly [pattern: RegExp, advice: (found: string) => string]> = [
	[/[<>()[\]]/, () => `Enter the address alone, without a name or brackets, ${EXAMPLE}.`],
	[/["“”„«»‘’`]|'$/, () => `Remove the quotes, ${EXAMPLE}.`],
	[/@.*@/s, () => `It has more than one @. Enter one address only, ${EXAMPLE}.`],
	[/^[^@]*$/, () => `It has no @. Enter an email address, ${EXAMPLE}.`],
	[/^[a-z\d]{1,12}:/i, (found) => `Remove "${found}" in front of the address.`],
	[/[,;:!?.]$/, (found) => `Remove "${found}" at the end of the address.`],
	[/@.*\?/s, () => 'Remove the ? and what stands after it.'],
	[/[,;]/, (found) => `Remove "${found}", or write a dot instead. Enter one address only.`],
	[/\s/, () => `Remove the spaces, and words beside the address, ${EXAMPLE}.`],
	[/\p{C}/u, () => 'It has characters that cannot be seen. Delete it, and type it again.'],
	[/^@|@$/, () => `Something is missing before or after the @, ${EXAMPLE}.`],
	[/@[^.]*$/, () => `There is no dot after the @. Complete the address, ${EXAMPLE}.`],
	[
		/^\.|\.\.|\.@|@\./,
		() => `A dot cannot come first or last, nor beside the @ or another dot, ${EXAMPLE}.`,
	],
];

/**
 * Checks the form of an email address, strictly: whatever stands beside it would be taken for a part
 * of it. Whether it exists, and whether letters beyond ASCII are welcome, is for the API to say.
 *
 * @param entered also with `mailto:`, a spreadsheet's apostrophe, whitespace or invisible marks
 * @returns the address alone, or what to do next
 */
export function parseEmailAddress(entered: string): Result<string, string> {
	const address = asSeen(entered)
		.replace(/^mailto:(?:\/\/)?/i, '')
		.trim();
	if (ADDRESS.test(address)) return ok(address);
	for (const [pattern, advice] of KINDS) {
		const found = pattern.exec(address)?.[0];
		if (found !== undefined) return err(advice(found));
	}
	return err(
		`Before the @ come letters, digits or ! # $ % & ' * + - / = ? ^ _ { | } ~, after it letters, digits and dashes, ${EXAMPLE}.`,
	);
}
