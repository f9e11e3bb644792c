/** What the evidence says, question by question. */
import type { Options } from './options';
import type { Course } from './run';
import { alreadySetFindings } from './findings/alreadySet';
import { answerFindings } from './findings/answers';
import { factsOf, type Finding } from './findings/facts';
import { inputFindings } from './findings/inputs';

export function findingsOf(course: Course, options: Options, apiKey: string): Finding[] {
	const facts = factsOf(course, options, apiKey);
	const findings = [
		...alreadySetFindings(facts),
		...answerFindings(facts),
		...inputFindings(facts),
	];
	return findings.map((finding) => ({
		...finding,
		meaning: finding.meaning || whyUnclear(finding),
	}));
}

function whyUnclear({ evidence }: Finding): string {
	return evidence.length === 0 ? 'It was not asked.' : 'The evidence does not tell.';
}
