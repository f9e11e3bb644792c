/** What the API takes and what it refuses: spellings, types, and the codes of refusals. */
import { reasonOfCode } from '../../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Mode } from '../../../nodes/SmsPartnerCallForward/forwarding';
import type { ApiReason } from '../../../nodes/SmsPartnerCallForward/reasons';
import { maskedNumber } from '../mask';
import type { StepId } from '../plan';
import type { Evidence } from '../run';
import {
	compareWithSandbox,
	isSameAnswer,
	NOT_CLEAR,
	type Answered,
	type Facts,
	type Finding,
} from './facts';

export function inputFindings(facts: Facts): Finding[] {
	return [
		numberSpellings(facts),
		phoneSpellings(facts),
		textType(facts),
		...REFUSALS.map((refusal) => refused(facts, refusal)),
	];
}

type Verdict = 'yes' | `no (code ${number})` | typeof NOT_CLEAR;

function numberSpellings(facts: Facts): Finding {
	const plain = facts.answerTo('offAgain');
	const stranger = facts.answerTo('notRented');
	return spellings(
		facts,
		['offAgain', 'numberSpelling'],
		'Which spellings of the virtual number are taken?',
		({ reply }) => {
			if (!reply.success && (reply.code === 13 || reply.code === 5))
				return `no (code ${reply.code})`;
			// Taken is what is answered as the plain digits are, and a number of nobody's is not.
			const isTaken =
				plain !== undefined &&
				stranger !== undefined &&
				isSameAnswer(reply, plain.reply) &&
				!isSameAnswer(reply, stranger.reply);
			return isTaken ? 'yes' : NOT_CLEAR;
		},
	);
}

function phoneSpellings(facts: Facts): Finding {
	return spellings(
		facts,
		['phone', 'phoneSpelling'],
		'Which spellings of the phone are taken?',
		({ reply }) => {
			if (reply.success) return 'yes';
			return reply.code === 12 ? 'no (code 12)' : NOT_CLEAR;
		},
	);
}

function spellings(
	facts: Facts,
	ids: readonly [StepId, id: StepId],
	question: string,
	judge: (one: Answered) => Verdict,
): Finding {
	const evidence = facts.evidenceOf(...ids);
	const answered = facts.answered.filter(({ step }) => ids.includes(step.id));
	const verdicts = answered.map((one) => `\`${spellingOf(one)}\`: ${judge(one)}`);
	return {
		...{ id: ids[1], question, evidence },
		answer: verdicts.length === 0 ? NOT_CLEAR : verdicts.join('; '),
		meaning:
			verdicts.length === 0
				? ''
				: `The node sends the first. ${compareWithSandbox(facts, answered)}`,
	};
}

function spellingOf({ step }: Evidence): string {
	return maskedNumber(step.spelling ?? '');
}

function textType(facts: Facts): Finding {
	const question = 'Is a type as text taken, `"1"`?';
	const base = { id: 'textType', question, evidence: facts.evidenceOf('textType') };
	const asked = facts.answerTo('textType');
	if (asked === undefined || !(asked.reply.success || asked.reply.code === 7)) {
		return { ...base, answer: NOT_CLEAR, meaning: '' };
	}
	return {
		...base,
		answer: asked.reply.success ? 'yes' : 'no (code 7)',
		meaning: `The node sends numbers. ${compareWithSandbox(facts, [asked])}`,
	};
}

interface Refusal {
	id: StepId;
	question: string;
	/** By the table on the vendor's page. */
	code: number;
	mode: Mode;
	/** What the node should call it. */
	reason: ApiReason;
}

const ask = (
	id: StepId,
	what: string,
	code: number,
	reason: ApiReason,
	mode: Mode = 'disabled',
): Refusal => ({ id, question: `Which code has ${what}?`, code, reason, mode });

const REFUSALS: readonly Refusal[] = [
	ask('noKey', 'a request without an API key', 10, 'apiKeyRejected'),
	ask('wrongKey', 'a wrong API key', 10, 'apiKeyRejected'),
	ask('noNumber', 'a request without a number', 5, 'virtualNumberRequired'),
	ask('notRented', 'a number that is not in the account', 13, 'virtualNumberNotFound'),
	ask('noType', 'a request without a type', 6, 'modeRequired'),
	ask('oddType', 'a type that does not exist', 7, 'modeInvalid'),
	ask('noParam', 'a forwarding without a phone', 8, 'forwardingNumberRequired', 'callForwarding'),
	ask('badNumber', 'a phone that is no number', 12, 'forwardingNumberInvalid', 'callForwarding'),
	ask('badEmail', 'an email that is none', 9, 'emailInvalid', 'voicemail'),
];

function refused(facts: Facts, { id, question, code, mode, reason }: Refusal): Finding {
	const base = { id, question, evidence: facts.evidenceOf(id) };
	const asked = facts.answerTo(id);
	if (asked === undefined) return { ...base, answer: NOT_CLEAR, meaning: '' };
	const { reply } = asked;
	const sandbox = compareWithSandbox(facts, [asked]);
	if (reply.success) {
		return {
			...base,
			answer: 'none: it is accepted',
			meaning: `Nothing refuses it there. ${sandbox}`,
		};
	}
	const named = reasonOfCode(reply.code, mode, reply.message);
	const asTable = reply.code === code ? '' : `; the vendor's table says ${code}`;
	const fit = named === reason ? '' : `, where \`${reason}\` would be right`;
	return {
		...base,
		answer: `${reply.code ?? 'no code'}${asTable}`,
		meaning: `The node calls it \`${named}\`${fit}. ${sandbox}`,
	};
}
