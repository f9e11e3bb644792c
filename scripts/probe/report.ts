/** The findings for people, as Markdown for an issue, and for programs, as JSON. */
import { DEFAULT_BASE_URL } from '../../nodes/SmsPartnerCallForward/checks/baseUrl';
import { version } from '../../package.json';
import type { Finding } from './findings/facts';
import type { Options } from './options';
import { describe, type Course, type Evidence } from './run';

const ISSUE =
	'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner/issues/new?template=probe.yml';

export interface Report {
	findings: readonly Finding[];
	course: Course;
	options: Pick<Options, 'baseUrl'>;
	/** Where the line points, in sentences. */
	line: string;
}

export function asMarkdown({ findings, course, options }: Report): string {
	const rows = findings.map(({ question, answer, evidence, meaning }) => [
		question,
		`**${answer}**`,
		evidence.map(evidenceText).join('<br>'),
		meaning,
	]);
	return `# How SMS Partner's API behaves

${new URL(options.baseUrl).origin}, ${new Date().toISOString().slice(0, 10)}, n8n-nodes-smspartner ${version}, ${course.evidence.length} requests. ${course.stopped ?? 'The run is complete.'}

${table(['Question', 'Answer', 'Evidence', 'What it means for the node and its sandbox'], rows)}
`;
}

export function asJson({ findings, course, options, line }: Report): string {
	const report = {
		version,
		origin: new URL(options.baseUrl).origin,
		stopped: course.stopped,
		line,
		findings: findings.map((finding) => ({ ...finding, evidence: finding.evidence.map(fields) })),
		requests: course.evidence.map(fields),
	};
	return `${JSON.stringify(report, null, 2)}\n`;
}

/** What is worth reading first, and what to do with the rest. */
export function summary({ findings, options }: Report): string {
	const [whenOn] = findings;
	const inShort = whenOn
		? `${whenOn.question} Answer: ${whenOn.answer}. ${whenOn.meaning}\n`.replace(/[*`]/g, '')
		: '';
	const isReal = options.baseUrl === DEFAULT_BASE_URL;
	const request = `Please paste the table into an issue, so that everybody knows: ${ISSUE}\nThe API key is not in it, and numbers and addresses are masked.\n`;
	return inShort + (isReal ? request : '');
}

/** The body of a request stays out of it: it has the key. */
function fields({ step, reply }: Evidence) {
	const { httpStatus, success = null, code = null, message } = reply;
	return {
		request: step.title,
		httpStatus,
		success,
		code,
		message,
	};
}

function evidenceText({ step, reply }: Evidence): string {
	return `${step.title}: \`${describe(reply).replaceAll('`', "'")}\``;
}

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map(cellText).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellText(text: string): string {
	return text.replaceAll('|', '\\|');
}
