/** What the probe sends, in order. */
import { parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { TYPE_OF_MODE } from '../../nodes/SmsPartnerCallForward/api/wire';
import type { LineState } from './line';
import { maskedNumber } from './mask';
import type { Options } from './options';

/** Kept by the French regulator, Arcep, for films and novels: no account can rent it, so no line is touched. */
export const NOT_RENTED = '33639980000';
/** Which one is no matter, as long as it is nobody's. */
const WRONG_KEY = 'this-is-not-an-api-key';

export type StepId =
	| 'off'
	| 'offAgain'
	| 'switchOff'
	| 'phone'
	| 'samePhone'
	| 'otherPhone'
	| 'voicemail'
	| 'voicemailAgain'
	| 'phoneOnVoicemail'
	| 'notRented'
	| 'numberSpelling'
	| 'phoneSpelling'
	| 'noKey'
	| 'wrongKey'
	| 'noNumber'
	| 'noType'
	| 'oddType'
	| 'textType'
	| 'noParam'
	| 'badNumber'
	| 'badEmail'
	| 'final';

export interface Step {
	id: StepId;
	/** What the request asks for, in words. */
	title: string;
	/** As it is sent, API key included: never shown. */
	body: Readonly<Record<string, unknown>>;
	/** Where the line points if the request takes effect; null where it cannot concern the line. */
	aim: LineState | null;
	/** `off`: the line is switched off before, if it may not be. A step: sent only after its success. */
	after: 'anything' | 'off' | StepId;
	/** The phone number in it, where its spelling is the question. */
	spelling?: string;
}

const { disabled: OFF, callForwarding: PHONE, voicemail: VOICEMAIL } = TYPE_OF_MODE;
const NO_TYPE_OF_ALL = 3;

type PlanOptions = Pick<Options, 'number' | 'phone' | 'otherPhone' | 'email'>;

/** Everything but the requests that switch the line off in between, and the last one. */
export function plan(options: PlanOptions, apiKey: string): Step[] {
	const { number, email } = options;
	const phone = `+${options.phone}`;
	const otherPhone = `+${options.otherPhone}`;
	const line = { apiKey, number };
	const off = { ...line, type: OFF, param: '' };
	const toPhone = { ...line, type: PHONE, param: phone };
	const toVoicemail = { ...line, type: VOICEMAIL, param: email };
	const step = (
		id: StepId,
		after: Step['after'],
		title: string,
		aim: Step['aim'],
		body: Step['body'],
	): Step => ({ id, after, title, aim, body });

	return [
		step('off', 'anything', 'off', 'off', off),
		{ ...step('offAgain', 'off', 'off, on a line that is off', 'off', off), spelling: number },
		{
			...step('phone', 'off', 'a phone, on a line that is off', 'phone', toPhone),
			spelling: phone,
		},
		step('samePhone', 'phone', 'the same phone again', 'phone', toPhone),
		step('otherPhone', 'phone', 'the other phone, on a line that is on a phone', 'otherPhone', {
			...toPhone,
			param: otherPhone,
		}),
		step('voicemail', 'off', 'voicemail, on a line that is off', 'voicemail', toVoicemail),
		step('voicemailAgain', 'voicemail', 'the same voicemail again', 'voicemail', toVoicemail),
		step('phoneOnVoicemail', 'voicemail', 'a phone, on a line on voicemail', 'phone', toPhone),

		step('notRented', 'off', "off, for a number that is nobody's", null, {
			...off,
			number: NOT_RENTED,
		}),
		// Off on a line that is off: whoever is meant by the spelling, nobody loses a call.
		...spellings(number)
			.filter((spelling) => spelling !== number)
			.map((spelling) => ({
				...step('numberSpelling', 'off', `off, the number as ${maskedNumber(spelling)}`, 'off', {
					...off,
					number: spelling,
				}),
				spelling,
			})),
		...spellings(options.phone)
			.filter((spelling) => spelling !== phone)
			.map((spelling) => ({
				...step('phoneSpelling', 'off', `a phone as ${maskedNumber(spelling)}`, 'phone', {
					...toPhone,
					param: spelling,
				}),
				spelling,
			})),

		step('noNumber', 'off', 'off, without a number', null, { apiKey, type: OFF, param: '' }),
		step('noType', 'off', 'no type', 'odd', { ...line, param: '' }),
		step('oddType', 'off', `type ${NO_TYPE_OF_ALL}`, 'odd', { ...off, type: NO_TYPE_OF_ALL }),
		step('textType', 'off', `type "${PHONE}" as text, with a phone`, 'phone', {
			...toPhone,
			type: String(PHONE),
		}),
		step('noParam', 'off', 'a phone, without param', 'odd', { ...line, type: PHONE }),
		step('badNumber', 'off', 'a phone that is no number', 'odd', {
			...toPhone,
			param: 'not-a-number',
		}),
		step('badEmail', 'off', 'voicemail for an email that is none', 'odd', {
			...toVoicemail,
			param: 'not-an-email',
		}),
		// Last, should the API lock out who comes with a wrong key.
		step('noKey', 'off', 'off, without a key', 'off', { number, type: OFF, param: '' }),
		step('wrongKey', 'off', 'off, with a wrong key', 'off', { ...off, apiKey: WRONG_KEY }),
	];
}

/** Switches the line off between two steps. */
export function switchOff({ number }: PlanOptions, apiKey: string): Step {
	const body = { apiKey, number, type: OFF, param: '' };
	return { id: 'switchOff', title: 'off, in between', body, aim: 'off', after: 'anything' };
}

/** The step that leaves the line on a phone or on voicemail. */
export function leave(
	options: PlanOptions & { finally: 'phone' | 'voicemail' },
	apiKey: string,
): Step {
	const wanted = plan(options, apiKey).find(({ id }) => id === options.finally) as Step;
	return { ...wanted, id: 'final', title: `${wanted.title}, to end with` };
}

/**
 * The common spellings of a number that the node reads as the same one. None that could be read as
 * somebody else's: without its 0, a French number looks like one of another country.
 */
function spellings(digits: string): string[] {
	const national = [2, 3]
		.map((countryCodeLength) => `0${digits.slice(countryCodeLength)}`)
		.filter((text) => isSpellingOf(text, digits));
	const spaced = national.map((text) => text.replace(/\d\d(?=\d)/g, '$& '));
	return [digits, `+${digits}`, `00${digits}`, ...national, ...spaced];
}

function isSpellingOf(text: string, digits: string): boolean {
	const parsed = parsePhoneNumber(text);
	return parsed.ok && parsed.value === digits;
}
