import type { Mode } from '../api/wire';

const MODE_BY_WORD: ReadonlyMap<string, Mode> = new Map([
	['callforwarding', 'callForwarding'],
	['forward', 'callForwarding'],
	['1', 'callForwarding'],
	['voicemail', 'voicemail'],
	['2', 'voicemail'],
	['disabled', 'disabled'],
	['off', 'disabled'],
	['0', 'disabled'],
]);

/**
 * Reads a mode as people and spreadsheets write it: `callForwarding`/`forward`/`1`, `voicemail`/`2`,
 * `disabled`/`off`/`0`, ignoring case, blanks, dashes and underscores.
 *
 * @returns undefined when it is none of these
 */
export function parseMode(entered: string): Mode | undefined {
	return MODE_BY_WORD.get(entered.toLowerCase().replace(/[\s_\p{Pd}]/gu, ''));
}
