import { cut } from '../text';
import { Unreadable } from './parameters';

/** So much of n8n's reason why an expression failed. */
const MAX_CAUSE_CHARACTERS = 200;

/** What to do about a text that is not understood, a row for each kind; `{found}` is what fits the pattern. */
export type AdviceTable = ReadonlyArray<readonly [pattern: RegExp, advice: string]>;

/** The advice of the first row that fits. */
export function firstAdvice(table: AdviceTable, text: string): string | undefined {
	for (const [pattern, advice] of table) {
		const found = pattern.exec(text)?.[0];
		if (found !== undefined) return advice.replace('{found}', () => cut(found));
	}
	return undefined;
}

/** In quotes, and cut where it is long. */
export function shown(text: string): string {
	return JSON.stringify(cut(text));
}

/** Says that a field or an option got what it does not take. */
export function explain(label: string, entered: unknown, accepts: string): string {
	return entered instanceof Unreadable
		? `The expression in ${label} failed: ${cut(entered.cause, MAX_CAUSE_CHARACTERS)}`
		: `${label} received ${kindOf(entered)}; it accepts ${accepts}.`;
}

/** Lists and objects are never echoed. */
function kindOf(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'string') return shown(value);
	return typeof value === 'boolean' || typeof value === 'number' ? String(value) : typeof value;
}
