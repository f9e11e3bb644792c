import { asSeen } from './invisible';
import { err, ok, type Result } from './result';
import { firstAdvice, type AdviceTable } from './shown';

/** Letters and digits of every language. */
const ALPHANUMERIC = '\\p{L}\\p{M}\\p{Nd}';
const ATOM = `[${ALPHANUMERIC}!#$%&'*+\\-/=?^_{|}~]+`;
const LABEL = `(?!-)[${ALPHANUMERIC}-]+(?<!-)`;
const ADDRESS = `${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})+`;

const EXAMPLE = 'e.g. team@example.com';

/** What is no address, the last row being all that has not its form. */
const NO_ADDRESS: AdviceTable = [
	// Nobody's address has these, though the form would let them through.
	[/^[/=*?|]+/, 'Remove "{found}" in front of the address.'],
	[/%(?:2B|40)/i, `Write the sign that "{found}" stands for in a link, ${EXAMPLE}.`],
	[/&#?[a-z\d]+;/i, `It has HTML in it ("{found}"). Enter it as plain text, ${EXAMPLE}.`],

	[/[<>()[\]]/, `Enter the address alone, without a name or brackets, ${EXAMPLE}.`],
	[/["“”„«»‘’`]|'$/, `Remove the quotes, ${EXAMPLE}.`],
	[/@.*@/s, `It has more than one @. Enter one address only, ${EXAMPLE}.`],
	[/^[^@]*$/, `It has no @. Enter an email address, ${EXAMPLE}.`],
	[/^(?:[^@\s]{1,20}:|e?-?mail=)/i, 'Remove "{found}" in front of the address.'],
	[/[,;:!?.]$/, 'Remove "{found}" at the end of the address.'],
	[/@.*\?/s, 'Remove the ? and what stands after it.'],
	[/[,;]/, 'Remove "{found}", or write a dot instead. Enter one address only.'],
	[/\s/, `Remove the spaces, and words beside the address, ${EXAMPLE}.`],
	[/\p{C}/u, 'It has characters that cannot be seen. Delete it, and type it again.'],
	[/^@|@$/, `Something is missing before or after the @, ${EXAMPLE}.`],
	[/@[^.]*$/, `There is no dot after the @. Complete the address, ${EXAMPLE}.`],
	[
		/^\.|\.\.|\.@|@\./,
		`A dot cannot come first or last, nor beside the @ or another dot, ${EXAMPLE}.`,
	],
	[
		new RegExp(`^(?!${ADDRESS}$)`, 'u'),
		`Before the @ come letters, digits or ! # $ % & ' * + - / = ? ^ _ { | } ~, after it letters, digits and dashes, ${EXAMPLE}.`,
	],
];

/**
 * Checks the form of an email address, strictly: whatever stands beside it would be taken for a part
 * of it. Whether it exists, and whether letters beyond ASCII are welcome, is for the API to say.
 *
 * @returns the address without `mailto:` and what surrounds it unseen, or what to do next
 */
export function parseEmailAddress(entered: string): Result<string, string> {
	const address = asSeen(entered)
		.replace(/^mailto:(?:\/\/)?/i, '')
		.trim();
	const advice = firstAdvice(NO_ADDRESS, address);
	return advice === undefined ? ok(address) : err(advice);
}
