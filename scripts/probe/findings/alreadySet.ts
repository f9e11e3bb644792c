/** Off on off, and a set on a line that is on: the questions behind If Already Set. */
import {
	ALREADY_DISABLED,
	ALREADY_ENABLED,
} from '../../../nodes/SmsPartnerCallForward/api/controlCodes';
import { WHEN_ON, type WhenOn } from '../../../sandbox/rules';
import { DEFAULT_SETTINGS } from '../../../sandbox/settings';
import type { StepId } from '../plan';
import { isAlreadyOn } from '../run';
import { sandboxAnswers } from '../sandboxAnswers';
import {
	compareWithSandbox,
	isSameAnswer,
	NOT_CLEAR,
	SANDBOX_AGREES,
	sandboxDiffers,
	type Answered,
	type Facts,
	type Finding,
} from './facts';

const { callForwarding: PHONE_ON, voicemail: VOICEMAIL_ON } = ALREADY_ENABLED;

export function alreadySetFindings(facts: Facts): Finding[] {
	return [
		reading(facts),
		state(
			facts,
			'offAgain',
			'Does off, on a line that is off, give code 18 ("already disabled")?',
			{
				[ALREADY_DISABLED]:
					'Disabled on a line that is off is `unchanged` with *Keep* or *Replace*, and fails with *Error*.',
				success:
					'Disabled on a line that is off is `applied`: *If Already Set* does not matter there.',
			},
		),
		state(facts, 'samePhone', 'Does the same phone, on a line that is on it, give code 16?', {
			[PHONE_ON]: 'The same item again is `unchanged` with *Keep*, and fails with *Error*.',
			success: 'The same item again is `applied`: it needs no *Keep*.',
		}),
		state(facts, 'otherPhone', 'Does another phone, on a line that is on a phone, give code 16?', {
			[PHONE_ON]:
				'With *Keep* an item with another phone is `unchanged`: choose *Replace* where phones change.',
			success: 'An item with another phone is `applied`: it needs no *Replace*.',
		}),
		whichRang(facts),
		state(
			facts,
			'voicemailAgain',
			'Does the same voicemail, on a line that is on it, give code 17?',
			{
				[VOICEMAIL_ON]: 'The same item again is `unchanged` with *Keep*, and fails with *Error*.',
				success: 'The same item again is `applied`: it needs no *Keep*.',
			},
		),
		state(facts, 'phoneOnVoicemail', 'What does a phone, on a line on voicemail, give?', {
			[VOICEMAIL_ON]:
				'17 for Call Forwarding fails with *Keep*, too: choose *Replace* where lines go from voicemail to a phone.',
			[PHONE_ON]:
				'With *Keep* a line on voicemail passes for a forwarded one: choose *Replace* where lines go from voicemail to a phone.',
			success: 'A line goes from voicemail to a phone without *Replace*.',
		}),
	];
}

/** @param meanings by code, and for a success; any other code is about something else */
function state(
	facts: Facts,
	id: StepId,
	question: string,
	meanings: { [code: number]: string; success: string },
): Finding {
	const base = { id, question, evidence: facts.evidenceOf(id) };
	const asked = facts.answerTo(id);
	const found = asked?.reply.success ? 'success' : (asked?.reply.code ?? null);
	const meaning = found === null ? undefined : meanings[found];
	if (asked === undefined || meaning === undefined)
		return { ...base, answer: NOT_CLEAR, meaning: '' };
	const what = found === 'success' ? 'a success' : `code ${found}`;
	const isYesOrNo = question.startsWith('Does');
	const answer = isYesOrNo ? (found === 'success' ? `no, ${what}` : `yes, ${what}`) : what;
	return { ...base, answer, meaning: `${meaning} ${compareWithSandbox(facts, [asked])}` };
}

const READINGS: Record<WhenOn, { answer: string; meaning: string }> = {
	alreadyOn: {
		answer: 'for every set on a line that is on',
		meaning:
			'If Already Set: choose *Replace*, and *Keep* only where a line always gets the same destination.',
	},
	sameDestination: {
		answer: 'only where the line is set as asked',
		meaning: 'If Already Set: *Keep* is right, and *Replace* is not needed.',
	},
	overwrite: {
		answer: 'never',
		meaning: 'If Already Set matters for Disabled at most: every other set is carried out.',
	},
};

const SETS_ON_A_LINE_THAT_IS_ON: readonly StepId[] = [
	'samePhone',
	'otherPhone',
	'voicemailAgain',
	'phoneOnVoicemail',
];

function reading(facts: Facts): Finding {
	const base = {
		id: 'whenOn',
		question: 'When do codes 16 and 17 ("already enabled") come?',
		evidence: facts.evidenceOf(...SETS_ON_A_LINE_THAT_IS_ON),
	};
	const asked = SETS_ON_A_LINE_THAT_IS_ON.map(facts.answerTo).filter((one) => one !== undefined);
	const isClear =
		asked.length === SETS_ON_A_LINE_THAT_IS_ON.length &&
		asked.every(({ reply }) => reply.success || isAlreadyOn(reply));
	if (!isClear) return { ...base, answer: NOT_CLEAR, meaning: '' };

	const right = WHEN_ON.find((whenOn) => fits(whenOn, facts, asked));
	if (right === undefined) {
		return {
			...base,
			answer: `otherwise than the sandbox knows (${WHEN_ON.map((it) => `\`${it}\``).join(', ')})`,
			meaning: 'If Already Set: *Replace* is the safe choice. Please report it.',
		};
	}
	const sandbox =
		right === DEFAULT_SETTINGS.whenOn
			? SANDBOX_AGREES
			: sandboxDiffers(`\`${DEFAULT_SETTINGS.whenOn}\``);
	const { answer, meaning } = READINGS[right];
	const source = isCallClear(facts) ? '' : ', by the codes alone: no call confirmed it';
	return {
		...base,
		answer: `${answer} (\`${right}\`)${source}`,
		meaning: `${meaning} ${sandbox}`,
	};
}

function fits(whenOn: WhenOn, facts: Facts, asked: Answered[]): boolean {
	const { evidence, options, apiKey, rang } = facts;
	const answers = sandboxAnswers(evidence, options.number, apiKey, whenOn);
	return asked.every((one) => {
		const expected = answers.get(one);
		if (expected === undefined || !isSameAnswer(one.reply, expected.answer)) return false;
		if (one.step.id !== 'otherPhone' || !isCallClear(facts)) return true;
		return expected.pointsTo === `+${rang === 'phone' ? options.phone : options.otherPhone}`;
	});
}

function isCallClear({ rang }: Facts): boolean {
	return rang === 'phone' || rang === 'otherPhone';
}

function whichRang(facts: Facts): Finding {
	const base = {
		id: 'rang',
		question: 'Which phone rings when another one was asked for?',
		evidence: facts.evidenceOf('otherPhone'),
	};
	const asked = facts.answerTo('otherPhone');
	switch (facts.rang) {
		case null:
			return { ...base, answer: NOT_CLEAR, meaning: 'Nobody called.' };
		case 'neither':
			return {
				...base,
				answer: 'neither',
				meaning: 'So the call does not tell where the line points.',
			};
		case 'phone':
			return {
				...base,
				answer: 'the first: the destination was kept',
				meaning: asked?.reply.success
					? "The node's `applied` is not true here. Please report it."
					: 'As the node says: not changed.',
			};
		case 'otherPhone':
			return {
				...base,
				answer: 'the other: the destination was changed',
				meaning: asked?.reply.success
					? 'As the node says: `applied`.'
					: "The node's `changed: false` is not true here. Please report it.",
			};
	}
}
