import type { Mode } from '../forwarding';

/** In lower case, and without what is ignored. French also in the feminine, the plural and as a verb. */
const WORDS: ReadonlyArray<readonly [mode: Mode, words: string]> = [
	['callForwarding', 'callforwarding forward 1'],
	['callForwarding', 'renvoi renvois renvoidappel renvoidappels renvoyer'],
	['callForwarding', 'renvoye renvoyee renvoyes renvoyees'],
	['callForwarding', 'transfert transferts transfertdappel transfertdappels transferer'],
	['callForwarding', 'transfere transferee transferes transferees'],
	['voicemail', 'voicemail 2'],
	['voicemail', 'messagerie messagerievocale boitevocale repondeur repondeurvocal'],
	['disabled', 'disabled off 0'],
	['disabled', 'desactive desactivee desactives desactivees desactiver desactivation'],
	['disabled', 'arret arrete arretee arretes arretees arreter'],
];

const MODE_BY_WORD: ReadonlyMap<string, Mode> = new Map(
	WORDS.flatMap(([mode, words]) => words.split(' ').map((word) => [word, mode] as const)),
);

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
