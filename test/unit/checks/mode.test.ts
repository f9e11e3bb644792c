import fc from 'fast-check';
import { MODES_IN_WORDS, parseMode } from '../../../nodes/SmsPartnerCallForward/checks/mode';
import { rowsOf } from '../support/cells';

/** With their accents. French also in the feminine, the plural and as a verb. */
const WORDS = rowsOf([
	[
		'callForwarding',
		"callForwarding ¦ call forward ¦ forward ¦ forwarding ¦ forwarded ¦ 1 ¦ renvoi d'appels",
		"redirect ¦ redirection ¦ renvoi ¦ renvois ¦ renvoi d'appel ¦ renvoi d`appel ¦ renvoi appel",
		'renvoyer ¦ renvoyé ¦ renvoyée ¦ renvoyés ¦ renvoyées ¦ transfert ¦ transferts',
		"transfert d'appel ¦ transfert d'appels ¦ transférer ¦ transféré ¦ transférée ¦ transférés",
		'transférées',
	],
	[
		'voicemail',
		'voicemail ¦ voicemails ¦ 2 ¦ messagerie ¦ messageries ¦ messagerie vocale ¦ boîte vocale',
		'répondeur ¦ répondeurs ¦ répondeur vocal',
	],
	[
		'disabled',
		'disabled ¦ disable ¦ off ¦ 0 ¦ aucun ¦ aucune ¦ désactivé ¦ désactivée ¦ désactivés',
		'désactivées ¦ désactiver ¦ désactivation ¦ arrêt ¦ arrêté ¦ arrêtée ¦ arrêtés ¦ arrêtées',
		'arrêter',
	],
]);

it.each(WORDS)('%s is %s, in any case and without accents', (word, mode) => {
	const text = String(word);
	const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
	for (const spelling of [text, text.normalize('NFD'), plain, text.toUpperCase()]) {
		expect(parseMode(spelling)).toBe(mode);
	}
});

it('ignores whitespace, underscores, apostrophes, quotes and invisible marks wherever they stand', () => {
	const filler = fc.constantFrom('', ...' _\u00A0\t\'’‘ʼ′"“”„«»\u200F\uFE0F');
	const fillers = fc.array(filler, { minLength: 20, maxLength: 20 });
	fc.assert(
		fc.property(fc.constantFrom(...WORDS), fillers, ([word, mode], between) => {
			const spread = Array.from(String(word), (letter, i) => `${between[i]}${letter}`).join('');
			expect(parseMode(`${spread}${between[19]}`)).toBe(mode);
		}),
	);
});

it.each(
	rowsOf([
		['callForwarding', 'call-forwarding ¦ 1.0 ¦ 1,00 ¦ \uFF11'],
		['voicemail', 'voice\u2011mail ¦ __VOICE--MAIL__ ¦ voice \u2013 mail ¦ Messagerie vocale!'],
		['disabled', 'dés-activé ¦ OFF. ¦ off... ¦ « Désactivé. » ¦ 0.0 ¦ \uFF2F\uFF26\uFF26'],
	]),
)('%j, as spreadsheets and messages have it, is %s', (entered, mode) => {
	expect(parseMode(String(entered))).toBe(mode);
});

it.each([
	...['', '  ', "'’", '-1', '-2', '- 1', '\u20131', '\u22121', '1-', '-off', 'off-', '--', '+1'],
	...['1.5', '1.', '.1', '10', '01.0', '3', '12', '1-2', 'true', 'false', 'none', 'null', 'on'],
	...['activé', 'yes', 'fromData', 'voicemail off', 'constructor', '__proto__', 'off?', '!off'],
])('%j is no mode', (entered) => {
	expect(parseMode(entered)).toBeUndefined();
});

it('names words that it accepts', () => {
	expect(MODES_IN_WORDS).toBe('forward or renvoi, voicemail or messagerie, off or désactivé');
	expect(MODES_IN_WORDS.split(/, | or /).map(parseMode)).not.toContain(undefined);
});
