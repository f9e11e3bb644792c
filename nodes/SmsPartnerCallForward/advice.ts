import { ALREADY_DISABLED, ALREADY_ENABLED, isAlreadyEnabled } from './api/controlCodes';
import { NO_MESSAGE, type Refused } from './api/reply';
import type { ForwardRequest } from './checks/request';
import type { Mode } from './forwarding';
import { adviceFor, IF_ALREADY_SET, type AdvisedReason } from './reasons';
import { enumerate } from './text';
import { MAX_ROUNDS, type NotSet, type Whereabouts } from './verdict';

const STEP_SENTENCES: Record<NotSet['step'], string> = {
	set: '',
	switchOff: "This answer is to switching forwarding off ('If Already Set' is Replace).",
	confirm:
		'The number was set as requested, but the switch-off before it got no clear answer and may take effect late.',
};

const WITHOUT_CODE =
	'The API gave no control code. Read the message. If it does not help, contact SMS Partner.';
const WITHOUT_CODE_AND_MESSAGE =
	'The API refused the request and did not say why: contact SMS Partner.';
const REPLACE_IN_DOUBT = `Replace tried ${MAX_ROUNDS} times, and no attempt to set the line got a clear answer. Raise 'Timeout' under 'Options', then run the item again.`;
const REPLACE_IN_VAIN = `Something else keeps setting this line: Replace tried ${MAX_ROUNDS} times, and it was on again each time. Look for another workflow, n8n or person that sets it, then run the item again.`;

/** Codes that do not fit a request of the mode: the node checked what they speak of, or sent nothing of it. */
const UNFIT_CODES: Record<Mode, readonly number[]> = {
	callForwarding: [6, 7, 9, ALREADY_DISABLED],
	voicemail: [6, 7, 12, ALREADY_DISABLED],
	disabled: [6, 7, 8, 9, 12, ...Object.values(ALREADY_ENABLED)],
};
const DESTINATION_CODES: readonly number[] = [9, 12];

const PURPOSES: Record<Mode, string> = {
	callForwarding: 'forward calls',
	voicemail: 'send calls to voicemail',
	disabled: 'switch forwarding off',
};

const PLACES: Record<Whereabouts, string> = {
	off: 'off',
	asRequested: 'as requested',
	setByOthers: 'as something else set it',
	asBefore: 'unchanged',
};
const PLACE_NAMES = Object.keys(PLACES) as Whereabouts[];

/** By whether the item changed the line. */
const WHAT_HAPPENED = {
	true: "'If Already Set' is Replace: forwarding was switched off, and the set after it did not succeed.",
	null: 'An attempt without a clear answer may have taken effect.',
	false: 'Something else changed the line in the meantime.',
};

/** What to do about an item that was not set, and what is known of its line. */
export function adviceOn(request: ForwardRequest, verdict: NotSet, reason: AdvisedReason): string {
	const { reply, step } = verdict;
	const sentences = [STEP_SENTENCES[step]];
	if (reply.kind === 'refused') {
		sentences.push(adviceOnRefusal(request, step, reply, reason));
	} else {
		const { attempts, tookMs, retryAfterMs } = reply;
		if (attempts > 1) sentences.push(`Tried ${attempts} times in ${seconds(tookMs)} s.`);
		if (retryAfterMs !== null) sentences.push(`The API asked to wait ${seconds(retryAfterMs)} s.`);
		sentences.push(adviceFor(reason, request.labels));
	}
	sentences.push(lineSentence(verdict));
	return sentences.filter((sentence) => sentence !== '').join(' ');
}

function seconds(ms: number): number {
	return Math.ceil(ms / 1000);
}

/** The reason's own advice, unless mode, step or If Already Set make it wrong. */
function adviceOnRefusal(
	{ alreadySet, labels, mode: requested }: ForwardRequest,
	step: NotSet['step'],
	{ code, message, inDoubt }: Refused & NotSet['reply'],
	reason: AdvisedReason,
): string {
	const mode = step === 'switchOff' ? 'disabled' : requested;
	if (code === null) return message === NO_MESSAGE ? WITHOUT_CODE_AND_MESSAGE : WITHOUT_CODE;
	if (mode !== 'disabled' && isAlreadyEnabled(code)) {
		if (alreadySet === 'replace') return inDoubt ? REPLACE_IN_DOUBT : REPLACE_IN_VAIN;
		const whatIsOn = code === ALREADY_ENABLED.voicemail ? 'Voicemail' : 'Call forwarding';
		if (alreadySet === 'keep') {
			return `${whatIsOn} is on, and Keep accepts a line only in the requested mode. Set 'If Already Set' to Replace to change it.`;
		}
		if (code !== ALREADY_ENABLED[mode]) {
			return `${whatIsOn} is on. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it as requested.`;
		}
	}
	if (!UNFIT_CODES[mode].includes(code)) return adviceFor(reason, labels);
	const unfit = `code ${code} does not fit a request to ${PURPOSES[mode]}`;
	return mode !== 'disabled' && DESTINATION_CODES.includes(code)
		? `Check ${labels.destination}. If it is right, contact SMS Partner: ${unfit}.`
		: `Contact SMS Partner: ${unfit}.`;
}

/** What is known of the line, where the answer alone does not say it. */
function lineSentence({ reply, step, known }: NotSet): string {
	if (step === 'confirm') return 'Check where the virtual number points, or run the item again.';
	const line = [...known.line, ...known.late];
	if (line.every((place) => place === 'asBefore')) {
		return reply.kind === 'fault' ? 'The virtual number was not changed.' : '';
	}
	const places = PLACE_NAMES.filter((place) => line.includes(place)).map((place) => PLACES[place]);
	const where = places.length === 1 ? `now ${places[0]}` : enumerate(places, 'or');
	return `${WHAT_HAPPENED[`${known.changed}`]} Forwarding of this virtual number is ${where}: run the item again, or check it in your SMS Partner account.`;
}
