import type { Mode } from '../forwarding';
import { withoutInvisible } from './invisible';

/** In lower case, and without what is ignored. French also in the feminine, the plural and as a verb. */
const WORDS: ReadonlyArray<readonly [mode: Mode, words: string]> = [
	[
		'callForwarding',
		'1 callforwarding callforward forward forwarding forwarded redirect redirection ' +
			'renvoi renvois renvoiappel renvoidappel renvoidappels ' +
			'renvoyer renvoye renvoyee renvoyes renvoyees transfert transferts transfertdappel ' +
			'transfertdappels transferer transfere transferee transferes transferees',
	],
	[
		'voicemail',
		'2 voicemail voicemails messagerie messageries messagerievocale boitevocale ' +
			'repondeur repondeurs repondeurvocal',
	],
	[
		'disabled',
		'0 disabled disable off aucun aucune desactive desactivee desactives desactivees ' +
			'desactiver desactivation arret arrete arretee arretes arretees arreter',
	],
];
const MODE_BY_WORD: ReadonlyMap<string, Mode> = new Map(
	WORDS.flatMap(([mode, words]) => words.split(' ').map((word) => [word, mode] as const)),
);

/** Whitespace, underscores, accents (once taken off their letters), apostrophes and quotes. */
const IGNORED = /[\s_\p{M}'‘’ʼ`′"“”„«»]/gu;
/** Dots behind a letter, and dashes between letters, since -1 and .1 are no 1. */
const PUNCTUATION = /(?<=\p{L})(?:[.!]+|\p{Pd}+(?=\p{L}))/gu;

/** What a refusal names, in English and French. */
export const MODES_IN_WORDS = 'forward or renvoi, voicemail or messagerie, off or désactivé';

/**
 * Reads a mode as people and spreadsheets write it, in English or French: `forward`, `Voice Mail`,
 * `Désactivé.`, `renvoi d’appel`, or the API's number, also as `1.0` and in full width.
 *
 * @returns undefined when it is none of these
 */
export function parseMode(entered: string): Mode | undefined {
	const word = withoutInvisible(entered)
		.normalize('NFKD')
		.replace(IGNORED, '')
		.replace(PUNCTUATION, '')
		.replace(/(?<=\d)[.,]0+/, '')
		.toLowerCase();
	return MODE_BY_WORD.get(word);
}
