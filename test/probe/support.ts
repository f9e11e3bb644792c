import { parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { program, type World } from '../../scripts/probe/program';
import type { Sandbox } from '../../sandbox/server';
import { KEY, MOBILE as PHONE, NUMBER, useSandbox } from '../unit/sandbox/client';

export { KEY, NUMBER, PHONE, useSandbox };
export const OTHER_PHONE = '+33755555555';
export const EMAIL = 'you@example.com';

export const ARGS = [
	...['--number', NUMBER, '--phone', PHONE, '--other-phone', OTHER_PHONE, '--email', EMAIL],
];

export interface JsonReport {
	stopped: string | null;
	line: string;
	findings: { id: string; question: string; answer: string; meaning: string; evidence: object[] }[];
	requests: { request: string; httpStatus: number | null; code: number | null; message: string }[];
}

export interface Ended {
	exitCode: number;
	stdout: string;
	stderr: string;
	/** How long it waited, each time, in milliseconds. */
	waits: number[];
}

type Person = (question: string) => string;

interface Situation {
	args?: string[];
	env?: World['env'];
	/** Answers what is asked; without one, nobody is there. */
	person?: Person;
	onWait?: (ms: number) => void;
	interrupted?: AbortSignal;
	timeoutMs?: number;
}

export async function runProgram({
	args = ARGS,
	env = { SMSPARTNER_API_KEY: KEY },
	person,
	onWait = () => undefined,
	interrupted = new AbortController().signal,
	timeoutMs,
}: Situation): Promise<Ended> {
	const ended: Ended = { exitCode: -1, stdout: '', stderr: '', waits: [] };
	const ask = async (question: string) => {
		ended.stderr += question;
		return await Promise.resolve(person?.(question).trim() ?? '');
	};
	ended.exitCode = await program(args, {
		env,
		terminal: {
			isInteractive: person !== undefined,
			say: (text) => (ended.stderr += `${text}\n`),
			ask,
			askSecretly: ask,
		},
		print: (text) => (ended.stdout += text),
		sleep: async (ms) => {
			ended.waits.push(ms);
			onWait(ms);
			interrupted.throwIfAborted();
			await Promise.resolve();
		},
		interrupted,
		...(timeoutMs !== undefined && { timeoutMs }),
	});
	return ended;
}

/** Runs it to its end against a sandbox, as a program would. */
export async function probe(
	{ baseUrl }: Sandbox,
	{ args = [], ...situation }: Situation = {},
): Promise<Ended & { report: JsonReport; answers: Record<string, string> }> {
	const consent = situation.person ? [] : ['--yes'];
	const ended = await runProgram({
		args: [...ARGS, '--base-url', baseUrl, '--json', ...consent, ...args],
		...situation,
	});
	const report = JSON.parse(ended.stdout) as JsonReport;
	const answers = Object.fromEntries(report.findings.map(({ id, answer }) => [id, answer]));
	return { ...ended, report, answers };
}

/** Agrees, and calls the line, which rings where the sandbox has it. */
export function caller(sandbox: Sandbox): Person {
	return (question) => {
		if (question.startsWith('Go on?')) return 'yes';
		return sandbox.line(NUMBER)?.param === PHONE ? '1' : '2';
	};
}

export function meaningOf({ findings }: JsonReport, id: string): string {
	return findings.find((finding) => finding.id === id)?.meaning ?? '';
}

export function isNumber(text: unknown, digits: string): boolean {
	const parsed = typeof text === 'string' ? parsePhoneNumber(text) : undefined;
	return parsed?.ok === true && parsed.value === digits;
}
