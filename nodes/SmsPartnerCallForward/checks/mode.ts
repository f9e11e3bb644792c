import type { Mode } from '../forwarding';
import { withoutInvisible } from './invisible';

/** In lower case, and without what is ignored. French also in the feminine, the plural and as a verb. */
const WORDS: ReadonlyArray<readonly [mode: Mode, words: string]> = [
	[
		'callForwarding',
		'callforwarding callforward forward forwarding forwarded redirect redirection 1',
	],
	['callForwarding', 'renvoi renvois renvoiappel renvoidappel renvoidappels renvoyer'],
	['callForwarding', 'renvoye renvoyee renvoyes renvoyees'],
	['callForwarding', 'transfert transferts transfertdappel transfertdappels transferer'],
	['callForwarding', 'transfere transferee transferes transferees'],
	['voicemail', 'voicemail voicemails 2'],
	[
		'voicemail',
		'messagerie messageries messagerievocale boitevocale repondeur repondeurs repondeurvocal',
	],
	['disabled', 'disabled disable off 0 aucun aucune'],
	['disabled', 'desactive desactivee desactives desactivees desactiver desactivation'],
	['disabled', 'arret arrete arretee arretes arretees arreter'],
];

const MODE_BY_WORD: ReadonlyMap<string, Mode> = new Map(
	WORDS.flatMap(([mode, words]) => words.split(' ').map((word) => [word, mode] as const)),
);

/** Whitespace, underscores, accents (once taken off their letters) and apostrophes. */
const IGNORED = /[\s_\p{M}'‘’ʼ`´′]/gu;
/** Only between letters, since -1 is no 1. */
const DASHES = /(?<=\p{L})\p{Pd}+(?=\p{L})/gu;

/** What a refusal names, in English and French. */
export const MODES_IN_WORDS = 'forward or renvoi, voicemail or messagerie, off or désactivé';

/**
 * Reads a mode as people and spreadsheets write it, in English or French: `forward`, `Voice Mail`,
 * `désactivé`, `renvoi d’appel`, or the API's number.
 *
 * @returns undefined when it is none of these
 */
export function parseMode(entered: string): Mode | undefined {
	const word = withoutInvisible(entered)
		.normalize('NFD')
		.replace(IGNORED, '')
		.replace(DASHES, '')
		.toLowerCase();
	return MODE_BY_WORD.get(word);
}
