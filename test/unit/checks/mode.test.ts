import fc from 'fast-check';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import { parseMode } from '../../../nodes/SmsPartnerCallForward/checks/mode';

describe('the mode as people and spreadsheets write it', () => {
	const spellings: Array<[entered: string, mode: Mode]> = [
		['callForwarding', 'callForwarding'],
		['forward', 'callForwarding'],
		['1', 'callForwarding'],
		['voicemail', 'voicemail'],
		['2', 'voicemail'],
		['disabled', 'disabled'],
		['off', 'disabled'],
		['0', 'disabled'],
		['Call Forwarding', 'callForwarding'],
		['CALL_FORWARDING', 'callForwarding'],
		['call-forwarding', 'callForwarding'],
		[' \tForward\u00A0', 'callForwarding'],
		['Voice Mail', 'voicemail'],
		['voice\u2011mail', 'voicemail'],
		['__VOICE--MAIL__', 'voicemail'],
		[' Off\n', 'disabled'],
		['DIS-ABLED', 'disabled'],
		['renvoi', 'callForwarding'],
		["renvoi d'appel", 'callForwarding'],
		['Renvoi d’appel', 'callForwarding'],
		['RENVOI D\u02BCAPPEL', 'callForwarding'],
		['Transfert', 'callForwarding'],
		["transfert d'appel", 'callForwarding'],
		['messagerie', 'voicemail'],
		['Messagerie vocale', 'voicemail'],
		['répondeur', 'voicemail'],
		['re\u0301pondeur', 'voicemail'],
		['REPONDEUR', 'voicemail'],
		['désactivé', 'disabled'],
		['De\u0301sactive\u0301', 'disabled'],
		['desactive', 'disabled'],
		['arrêt', 'disabled'],
		['ARRÊTÉ', 'disabled'],
		['arrete', 'disabled'],
		['Désactivée', 'disabled'],
		['désactivés', 'disabled'],
		['désactivées', 'disabled'],
		['désactiver', 'disabled'],
		['desactivation', 'disabled'],
		['arrêtée', 'disabled'],
		['arrêtés', 'disabled'],
		['arrêtées', 'disabled'],
		['Arrêter', 'disabled'],
		['renvois', 'callForwarding'],
		["renvoi d'appels", 'callForwarding'],
		['renvoyer', 'callForwarding'],
		['renvoyé', 'callForwarding'],
		['renvoyée', 'callForwarding'],
		['renvoyés', 'callForwarding'],
		['renvoyées', 'callForwarding'],
		['transferts', 'callForwarding'],
		["transfert d'appels", 'callForwarding'],
		['transférer', 'callForwarding'],
		['transféré', 'callForwarding'],
		['transferee', 'callForwarding'],
		['transférés', 'callForwarding'],
		['transférées', 'callForwarding'],
		['Boîte vocale', 'voicemail'],
		['répondeur vocal', 'voicemail'],
	];
	it.each(spellings)('%j is %s', (entered, mode) => {
		expect(parseMode(entered)).toBe(mode);
	});

	it.each([
		['nothing', ''],
		['spaces', '  '],
		['the mode From Input Data, which is none for an item', 'fromData'],
		['another word', 'on'],
		['a French word that says no mode', 'activé'],
		['only apostrophes', "'’"],
		['a word too many', 'voicemail off'],
		['a decimal number', '1.0'],
		['another type', '3'],
		['a negative type', '+1'],
		['full-width digits', '\uFF11'],
		['a name of every object', 'constructor'],
		['another one', '__proto__'],
	])('%s is none', (_, entered) => {
		expect(parseMode(entered)).toBeUndefined();
	});

	it('ignores case, whitespace, dashes, underscores, apostrophes and accents wherever they stand', () => {
		const filler = fc.constantFrom('', ' ', '-', '_', '\u00A0', '\u2013', '\t', "'", '’');
		fc.assert(
			fc.property(
				fc.constantFrom(...spellings),
				fc.array(filler, { minLength: 20, maxLength: 20 }),
				fc.boolean(),
				([word, mode], fillers, isUpper) => {
					const spread = Array.from(word, (letter, i) => `${fillers[i]}${letter}`).join('');
					expect(parseMode(isUpper ? spread.toUpperCase() : spread)).toBe(mode);
				},
			),
		);
	});
});
