/** What happened, ready for questions. */
import type { VendorAnswer } from '../../../sandbox/rules';
import type { Options } from '../options';
import type { StepId } from '../plan';
import type { Course, Evidence, Rang } from '../run';
import { sandboxAnswers, type SandboxAnswer } from '../sandboxAnswers';
import type { Answer } from '../send';

/** A request that was answered. */
export type Answered = Evidence & { reply: Answer };

/** One question about the API. */
export interface Finding {
	/** For programs. */
	id: string;
	question: string;
	/** {@link NOT_CLEAR} where the evidence does not tell. */
	answer: string;
	evidence: readonly Evidence[];
	/** What follows for the node and for the sandbox. */
	meaning: string;
}

export const NOT_CLEAR = 'not clear';

export interface Facts {
	/** All requests, in order. */
	evidence: readonly Evidence[];
	answered: readonly Answered[];
	rang: Rang | null;
	options: Options;
	apiKey: string;
	/** The answer to a step. */
	answerTo(id: StepId): Answered | undefined;
	/** All that is known of a step, answered or not. */
	evidenceOf(...ids: StepId[]): Evidence[];
	/** What the sandbox, as it is by default, answers to the same request. */
	sandbox(evidence: Answered): VendorAnswer;
}

export function factsOf(course: Course, options: Options, apiKey: string): Facts {
	const { evidence, rang } = course;
	const answered = evidence.filter(isAnswered);
	const sandbox: ReadonlyMap<Evidence, SandboxAnswer> = sandboxAnswers(
		evidence,
		options.number,
		apiKey,
	);
	return {
		...{ evidence, answered, rang, options, apiKey },
		answerTo: (id) => answered.find(({ step }) => step.id === id),
		evidenceOf: (...ids) => evidence.filter(({ step }) => ids.includes(step.id)),
		sandbox(one) {
			const found = sandbox.get(one);
			if (found === undefined) throw new Error(`The sandbox has no answer to ${one.step.title}`);
			return found.answer;
		},
	};
}

function isAnswered(evidence: Evidence): evidence is Answered {
	return evidence.reply.kind === 'answer';
}

/** Whether two answers say the same: both a success, or both refused with the same code. */
export function isSameAnswer(
	one: Pick<VendorAnswer, 'success'> & { code: number | null },
	other: Pick<VendorAnswer, 'success'> & { code: number | null },
): boolean {
	return one.success === other.success && (one.success || one.code === other.code);
}

/** Whether the sandbox answers the same, in a sentence. */
export function compareWithSandbox(facts: Facts, asked: readonly Answered[]): string {
	const wrong = asked.filter((one) => !isSameAnswer(one.reply, facts.sandbox(one)));
	if (wrong.length === 0) return SANDBOX_AGREES;
	const answers = wrong.map((one) => {
		const { success, code } = facts.sandbox(one);
		const answer = success ? 'a success' : `code ${code}`;
		return asked.length === 1 ? answer : `${answer} (${one.step.title})`;
	});
	return sandboxDiffers(answers.join(', '));
}

export const SANDBOX_AGREES = 'The sandbox does the same.';

/** @param what the sandbox does */
export function sandboxDiffers(what: string): string {
	return `The sandbox's default is wrong here: ${what}.`;
}
