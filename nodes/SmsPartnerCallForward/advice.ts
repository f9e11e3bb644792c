import { ALREADY_DISABLED, ALREADY_ENABLED, isAlreadyEnabled } from './api/controlCodes';
import { NO_MESSAGE, type Fault, type Refused } from './api/reply';
import type { ForwardRequest } from './checks/request';
import type { Mode } from './forwarding';
import { adviceFor, IF_ALREADY_SET, type ApiReason, type FaultReason } from './reasons';
import { enumerate } from './text';
import { MAX_ROUNDS, type Changed, type NotSet, type Whereabouts } from './verdict';

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

const WHAT_HAPPENED: ReadonlyMap<Changed, string> = new Map([
	[
		true,
		"'If Already Set' is Replace: forwarding was switched off, and the set after it did not succeed.",
	],
	[null, 'An attempt without a clear answer may have taken effect.'],
	[false, 'Something else changed the line in the meantime.'],
]);

/** What to do about an item that was not set, and what is known of its line. */
export function adviceOn(
	request: ForwardRequest,
	verdict: NotSet,
	reason: ApiReason | FaultReason,
): string {
	const { reply, step } = verdict;
	const sentences = [
		STEP_SENTENCES[step],
		...(reply.kind === 'fault' ? effortSentences(reply) : []),
		reply.kind === 'refused'
			? adviceOnRefusal(request, verdict, reply, reason)
			: adviceFor(reason, request.labels),
		lineSentence(verdict),
	];
	return sentences.filter((sentence) => sentence !== '').join(' ');
}

function effortSentences({ attempts, tookMs, retryAfterMs }: Fault & NotSet['reply']): string[] {
	return [
		attempts > 1 ? `Tried ${attempts} times in ${seconds(tookMs)} s.` : '',
		retryAfterMs === null ? '' : `The API asked to wait ${seconds(retryAfterMs)} s.`,
	];
}

function seconds(ms: number): number {
	return Math.ceil(ms / 1000);
}

/** The reason's own advice, unless mode, step or If Already Set make it wrong. */
function adviceOnRefusal(
	request: ForwardRequest,
	{ step }: NotSet,
	{ code, message, inDoubt }: Refused & NotSet['reply'],
	reason: ApiReason | FaultReason,
): string {
	const mode = step === 'switchOff' ? 'disabled' : request.mode;
	if (code === null) return message === NO_MESSAGE ? WITHOUT_CODE_AND_MESSAGE : WITHOUT_CODE;
	if (mode !== 'disabled' && isAlreadyEnabled(code)) {
		const isInMode = code === ALREADY_ENABLED[mode];
		return adviceOnLineThatIsOn(request, code, isInMode, inDoubt, reason);
	}
	if (!UNFIT_CODES[mode].includes(code)) return adviceFor(reason, request.labels);
	const unfit = `code ${code} does not fit a request to ${PURPOSES[mode]}`;
	return mode !== 'disabled' && DESTINATION_CODES.includes(code)
		? `Check ${request.labels.destination}. If it is right, contact SMS Partner: ${unfit}.`
		: `Contact SMS Partner: ${unfit}.`;
}

function adviceOnLineThatIsOn(
	{ alreadySet, labels }: ForwardRequest,
	code: number,
	isInMode: boolean,
	inDoubt: boolean,
	reason: ApiReason | FaultReason,
): string {
	const whatIsOn = code === ALREADY_ENABLED.voicemail ? 'Voicemail' : 'Call forwarding';
	switch (alreadySet) {
		case 'replace':
			return inDoubt
				? `Replace tried ${MAX_ROUNDS} times, and no attempt to set the line got a clear answer. Raise 'Timeout' under 'Options', then run the item again.`
				: `Something else keeps setting this line: Replace tried ${MAX_ROUNDS} times, and it was on again each time. Look for another workflow, n8n or person that sets it, then run the item again.`;
		case 'keep':
			return `${whatIsOn} is on, and Keep accepts a line only in the requested mode. Set 'If Already Set' to Replace to change it.`;
		case 'error':
			return isInMode
				? adviceFor(reason, labels)
				: `${whatIsOn} is on. ${IF_ALREADY_SET}: Replace switches forwarding off and sets it as requested.`;
	}
}

/** What is known of the line, where the answer alone does not say it. */
function lineSentence({ reply, step, known }: NotSet): string {
	if (step === 'confirm') return 'Check where the virtual number points, or run the item again.';
	const { changed } = known;
	const line = [...known.line, ...known.late];
	if (line.every((place) => place === 'asBefore')) {
		return reply.kind === 'fault' ? 'The virtual number was not changed.' : '';
	}
	const places = PLACE_NAMES.filter((place) => line.includes(place)).map((place) => PLACES[place]);
	const where = places.length === 1 ? `now ${places[0]}` : enumerate(places, 'or');
	return `${WHAT_HAPPENED.get(changed)} Forwarding of this virtual number is ${where}: run the item again, or check it in your SMS Partner account.`;
}
