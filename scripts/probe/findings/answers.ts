/** What answers look like, whatever they say: status, code, message, language, limit. */
import { DEFAULT_SETTINGS } from '../../../sandbox/settings';
import type { StepId } from '../plan';
import { isRateLimited } from '../run';
import {
	NOT_CLEAR,
	SANDBOX_AGREES,
	sandboxDiffers,
	type Answered,
	type Facts,
	type Finding,
} from './facts';

export function answerFindings(facts: Facts): Finding[] {
	return [status(facts), success(facts), codeType(facts), limit(facts), language(facts)];
}

function status({ answered }: Facts): Finding {
	const refused = answered.filter(({ reply }) => !reply.success);
	const byStatus = firstOfEach(refused, ({ reply }) => `HTTP ${reply.httpStatus}`);
	const { rejectionStatus } = DEFAULT_SETTINGS;
	const isSandboxRight = refused.every(({ reply }) => reply.httpStatus === rejectionStatus);
	return given(byStatus, {
		id: 'rejectionStatus',
		question: 'Which HTTP status do refusals have?',
		meaning: `The node takes any. ${isSandboxRight ? SANDBOX_AGREES : sandboxDiffers(`HTTP ${rejectionStatus}`)}`,
	});
}

function success({ answered, sandbox }: Facts): Finding {
	const successes = answered.filter(({ reply }) => reply.success);
	const shown = (['off', 'phone', 'voicemail'] as const).flatMap((what) => {
		// The first off is left out: where the line pointed before is not known.
		const ids: StepId[] = what === 'off' ? ['offAgain', 'switchOff'] : [what];
		const one = successes.find(({ step }) => ids.includes(step.id));
		return one === undefined ? [] : [{ what, one }];
	});
	const differences = shown.flatMap(({ what, one }) => {
		const { code, message } = sandbox(one);
		const isSame = code === one.reply.code && message === one.reply.message;
		return isSame ? [] : [`${what} is code ${code}, "${message}"`];
	});
	return {
		id: 'success',
		question: 'What does a success say?',
		answer:
			shown.length === 0
				? NOT_CLEAR
				: shown.map(({ what, one }) => `${what}: code ${one.reply.code}`).join('; '),
		evidence: shown.map(({ one }) => one),
		meaning: `The node goes by \`success\`, not by the code. ${differences.length === 0 ? SANDBOX_AGREES : sandboxDiffers(differences.join(', '))}`,
	};
}

const CODE_TYPES: Record<string, string> = {
	number: 'numbers',
	string: 'text',
	undefined: 'missing',
};

function codeType({ answered }: Facts): Finding {
	const byType = firstOfEach(
		answered,
		({ reply }) => CODE_TYPES[reply.codeType] ?? 'something else',
	);
	const isSandboxRight = byType.size === 1 && byType.has('numbers');
	return given(byType, {
		id: 'codeType',
		question: 'Are codes numbers or text?',
		meaning: `The node reads both. ${isSandboxRight ? SANDBOX_AGREES : sandboxDiffers('numbers')}`,
	});
}

const MINUTE_MS = 60_000;

function limit({ evidence }: Facts): Finding {
	const base = { id: 'limit', question: 'Is there a limit of requests?' };
	const first = evidence.find(({ reply }) => isRateLimited(reply));
	if (first === undefined || first.reply.kind !== 'fault') {
		return {
			...base,
			answer: NOT_CLEAR,
			evidence: [],
			meaning: `${evidence.length} requests, at most one a second, brought no HTTP 429. A limit above that does not show.`,
		};
	}
	const before = evidence.filter(
		({ sentAt, reply }) =>
			sentAt < first.sentAt && sentAt > first.sentAt - MINUTE_MS && !isRateLimited(reply),
	).length;
	const { retryAfterMs } = first.reply;
	const retryAfter =
		retryAfterMs === null ? 'no Retry-After' : `Retry-After ${Math.ceil(retryAfterMs / 1000)} s`;
	return {
		...base,
		answer: `yes: HTTP 429 after ${before} in the minute before, ${retryAfter}`,
		evidence: [first],
		meaning: `The node waits as long as a 429 asks, and *Requests per Minute* keeps it below a limit. ${sandboxDiffers('no limit')}`,
	};
}

const LANGUAGES = [
	{
		name: 'French',
		language: 'fr',
		words: /\b(?:est|pas|le|la|les|un|une|des|requise?)\b|[àâçéèêëîïôùû]/i,
	},
	{ name: 'English', language: 'en', words: /\b(?:is|the|not|already|does|required)\b/i },
] as const;

function language({ answered }: Facts): Finding {
	const texts = answered.flatMap((one) => {
		const fitting = LANGUAGES.filter(({ words }) => words.test(one.reply.message));
		const [only] = fitting;
		return fitting.length === 1 && only !== undefined && !one.reply.success ? [{ one, only }] : [];
	});
	const byLanguage = new Map<string, Answered>();
	for (const { one, only } of texts) if (!byLanguage.has(only.name)) byLanguage.set(only.name, one);
	const isSandboxRight = texts.every(({ only }) => only.language === DEFAULT_SETTINGS.language);
	return given(byLanguage, {
		id: 'language',
		question: 'In which language are the texts of refusals?',
		meaning: `The node passes them on. ${isSandboxRight ? SANDBOX_AGREES : sandboxDiffers('English')}`,
	});
}

function firstOfEach(
	answered: readonly Answered[],
	nameOf: (one: Answered) => string,
): Map<string, Answered> {
	const first = new Map<string, Answered>();
	for (const one of answered) if (!first.has(nameOf(one))) first.set(nameOf(one), one);
	return first;
}

/** The names are the answer, and what they stand for is the evidence. */
function given(
	byName: ReadonlyMap<string, Answered>,
	{ meaning, ...question }: Pick<Finding, 'id' | 'question' | 'meaning'>,
): Finding {
	const isClear = byName.size > 0;
	return {
		...question,
		answer: isClear ? [...byName.keys()].join(' and ') : NOT_CLEAR,
		evidence: [...byName.values()],
		meaning: isClear ? meaning : '',
	};
}
