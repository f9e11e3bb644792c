/** What the sandbox answers to the same requests, by its own rules and defaults. */
import { answerCallForward, inLanguage, type VendorAnswer, type WhenOn } from '../../sandbox/rules';
import { DEFAULT_SETTINGS } from '../../sandbox/settings';
import { createLines } from '../../sandbox/state';
import { isSuccess, type Evidence } from './run';

export interface SandboxAnswer {
	answer: VendorAnswer;
	/** Where the line points then: a phone, an email address, or empty. */
	pointsTo: string;
}

/**
 * Replays the requests that got an answer.
 *
 * @param number the virtual number; it begins as the first answer shows that the real one did
 */
export function sandboxAnswers(
	evidence: readonly Evidence[],
	number: string,
	key: string,
	whenOn: WhenOn = DEFAULT_SETTINGS.whenOn,
): Map<Evidence, SandboxAnswer> {
	const lines = createLines(DEFAULT_SETTINGS.lines);
	const first = evidence.find(({ reply }) => reply.kind === 'answer');
	const wasOn = first !== undefined && isSuccess(first.reply);
	lines.set(number, wasOn ? { type: 1, param: '?' } : { type: 0, param: '' });

	const answers = new Map<Evidence, SandboxAnswer>();
	for (const one of evidence) {
		if (one.reply.kind === 'fault') continue;
		const verdict = answerCallForward(one.step.body, { key, whenOn, find: lines.find });
		if (verdict.line) lines.set(number, verdict.line);
		answers.set(one, {
			answer: inLanguage(verdict.answer, DEFAULT_SETTINGS.language),
			pointsTo: lines.find(number)?.param ?? '',
		});
	}
	return answers;
}
