import fc from 'fast-check';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { MODES_IN_WORDS, parseMode } from '../../../nodes/SmsPartnerCallForward/checks/mode';

/** With their accents. French also in the feminine, the plural and as a verb. */
const WORDS: Record<Mode, string[]> = {
	callForwarding: [
		...['callForwarding', 'call forward', 'forward', '1', 'renvoi', 'renvois', "renvoi d'appel"],
		...["renvoi d'appels", 'renvoyer', 'renvoyé', 'renvoyée', 'renvoyés', 'renvoyées'],
		...['transfert', 'transferts', "transfert d'appel", "transfert d'appels", 'transférer'],
		...['transféré', 'transférée', 'transférés', 'transférées', 'renvoi appel', 'renvoi d`appel'],
		...['forwarding', 'forwarded', 'redirect', 'redirection'],
	],
	voicemail: [
		...['voicemail', '2', 'messagerie', 'messagerie vocale', 'boîte vocale', 'répondeur'],
		...['répondeur vocal', 'voicemails', 'messageries', 'répondeurs'],
	],
	disabled: [
		...['disabled', 'disable', 'off', '0', 'désactivé', 'désactivée', 'désactivés', 'désactivées'],
		...['désactiver', 'désactivation', 'arrêt', 'arrêté', 'arrêtée', 'arrêtés', 'arrêtées'],
		...['arrêter', 'aucun', 'aucune'],
	],
};
const EVERY_WORD = Object.entries(WORDS).flatMap(([mode, words]) =>
	words.map((word): [word: string, mode: string] => [word, mode]),
);

it.each(EVERY_WORD)('%s is %s, in any case and without accents', (word, mode) => {
	const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
	for (const spelling of [word, word.normalize('NFD'), plain, word.toUpperCase()]) {
		expect(parseMode(spelling)).toBe(mode);
	}
});

it('ignores whitespace, underscores, apostrophes and invisible marks wherever they stand', () => {
	const filler = fc.constantFrom(
		'',
		' ',
		'_',
		'\u00A0',
		'\t',
		"'",
		'’',
		'‘',
		'ʼ',
		'\u200F',
		'\uFE0F',
	);
	fc.assert(
		fc.property(
			fc.constantFrom(...EVERY_WORD),
			fc.array(filler, { minLength: 20, maxLength: 20 }),
			([word, mode], fillers) => {
				const spread = Array.from(word, (letter, i) => `${fillers[i]}${letter}`).join('');
				expect(parseMode(`${spread}${fillers[19]}`)).toBe(mode);
			},
		),
	);
});

it.each([
	['call-forwarding', 'callForwarding'],
	['voice\u2011mail', 'voicemail'],
	['__VOICE--MAIL__', 'voicemail'],
	['voice \u2013 mail', 'voicemail'],
	['dés-activé', 'disabled'],
])('ignores dashes between letters: %j', (entered, mode) => {
	expect(parseMode(entered)).toBe(mode);
});

it.each([
	...['', '  ', "'’", '-1', '-2', '- 1', '\u20131', '\u22121', '1-', '-off', 'off-', '--', '+1'],
	...['1.0', '3', '12', '1-2', '\uFF11', 'true', 'false', 'none', 'null', 'on', 'activé', 'yes'],
	...['fromData', 'voicemail off', 'constructor', '__proto__', 'off.'],
])('%j is no mode', (entered) => {
	expect(parseMode(entered)).toBeUndefined();
});

it('names words that it accepts', () => {
	expect(MODES_IN_WORDS).toBe('forward or renvoi, voicemail or messagerie, off or désactivé');
	expect(MODES_IN_WORDS.split(/, | or /).map(parseMode)).not.toContain(undefined);
});
