import type { Mode } from '../api/wire';

const MODE_BY_WORD: ReadonlyMap<string, Mode> = new Map([
	['callforwarding', 'callForwarding'],
	['forward', 'callForwarding'],
	['renvoi', 'callForwarding'],
	['renvoidappel', 'callForwarding'],
	['transfert', 'callForwarding'],
	['transfertdappel', 'callForwarding'],
	['1', 'callForwarding'],
	['voicemail', 'voicemail'],
	['messagerie', 'voicemail'],
	['messagerievocale', 'voicemail'],
	['repondeur', 'voicemail'],
	['2', 'voicemail'],
	['disabled', 'disabled'],
	['off', 'disabled'],
	['desactive', 'disabled'],
	['arret', 'disabled'],
	['arrete', 'disabled'],
	['0', 'disabled'],
]);

/** Whitespace, underscores, dashes, accents (once taken off their letters) and apostrophes. */
const IGNORED = /[\s_\p{Pd}\p{M}'’ʼ]/gu;

/**
 * Reads a mode as people and spreadsheets write it, in English or French: `forward`, `Voice Mail`,
 * `désactivé`, `renvoi d’appel`, or the API's number.
 *
 * @returns undefined when it is none of these
 */
export function parseMode(entered: string): Mode | undefined {
	return MODE_BY_WORD.get(entered.normalize('NFD').replace(IGNORED, '').toLowerCase());
}
