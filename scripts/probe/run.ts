/** Sends the plan, one request at a time, and stops where it is not known whether a request took effect. */
import {
	ALREADY_DISABLED,
	isAlreadyEnabled,
	reasonOfCode,
} from '../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Fault } from '../../nodes/SmsPartnerCallForward/api/response';
import { adviceFor, GENERAL_LABELS } from '../../nodes/SmsPartnerCallForward/reasons';
import type { Fate, LineKnowledge } from './line';
import type { Options } from './options';
import { leave, plan, switchOff, type Step } from './plan';
import type { Answer, Reply, Send } from './send';

export interface Evidence {
	step: Step;
	reply: Reply;
	/** Milliseconds, on any clock. */
	sentAt: number;
}

/** Which phone a call rang: that of a step, or none of the two. */
export type Rang = 'phone' | 'otherPhone' | 'neither';

/** What happened. It is filled while the program runs, so that nothing is lost when it ends early. */
export interface Course {
	/** In the order in which it was sent; a step that waited for a limit is in it several times. */
	evidence: Evidence[];
	/** Null where nobody called. */
	rang: Rang | null;
	/** Why it ended early; null where it did not. */
	stopped: string | null;
}

export interface Tools {
	send: Send;
	line: LineKnowledge;
	sleep: (ms: number) => Promise<void>;
	/** Null where nobody wants to call. */
	askWhichRang: () => Promise<Rang | null>;
	/** Gets a line of text for each request. */
	progress: (text: string) => void;
	interrupted: AbortSignal;
}

const PAUSE_MS = 1000;
/** Where a 429 does not say how long to wait. The vendor's other endpoints count by the minute. */
const WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 120_000;
const MAX_WAITS = 3;

const INTERRUPTED = 'It was interrupted.';

/** Going on could do harm; the text says why. */
class Stop extends Error {}

export function startCourse(): Course {
	return { evidence: [], rang: null, stopped: null };
}

/** Carries out the plan, or as much of it as does no harm, and notes in `course` what happened. */
export async function run(
	options: Options,
	apiKey: string,
	tools: Tools,
	course: Course,
): Promise<void> {
	const { line, interrupted } = tools;
	const { evidence } = course;

	const ensureOff = async () => {
		if (!line.isCertainly('off')) await carryOut(switchOff(options, apiKey), tools, course);
	};
	try {
		for (const step of plan(options, apiKey)) {
			if (step.after === 'off') await ensureOff();
			else if (step.after !== 'anything' && !succeeded(evidence, step.after)) continue;
			const reply = await carryOut(step, tools, course);
			if (step.id === 'otherPhone' && (isSuccess(reply) || isAlreadyOn(reply))) {
				course.rang = await tools.askWhichRang();
			}
		}
		await ensureOff();
		if (options.finally !== 'off') {
			await carryOut(leave({ ...options, finally: options.finally }, apiKey), tools, course);
		}
	} catch (error) {
		if (interrupted.aborted) course.stopped = INTERRUPTED;
		else if (error instanceof Stop) course.stopped = error.message;
		else throw error;
	}
}

async function carryOut(step: Step, tools: Tools, course: Course): Promise<Reply> {
	const reply = await sendPatiently(step, tools, course);
	if (reply.kind === 'fault') {
		throw new Stop(`The request "${step.title}" got no usable answer: ${reply.message}.`);
	}
	if (fateOf(step, reply) !== 'done' && MUST_SUCCEED.includes(step.id)) {
		const reason = reasonOfCode(reply.code, 'disabled', reply.message);
		throw new Stop(
			`The request "${step.title}" was refused: ${describe(reply)}. ${adviceFor(reason, GENERAL_LABELS)}`,
		);
	}
	return reply;
}

/** Without them, nobody would know what the next requests do. */
const MUST_SUCCEED: readonly Step['id'][] = ['off', 'switchOff', 'final'];

/** Waits as long as a 429 asks, a few times: such a request was not looked at. */
async function sendPatiently(step: Step, tools: Tools, course: Course): Promise<Reply> {
	for (let waits = 0; ; waits++) {
		if (course.evidence.length > 0) await tools.sleep(PAUSE_MS);
		const reply = await sendOnce(step, tools, course);
		if (!isRateLimited(reply)) return reply;
		const { retryAfterMs } = reply;
		const waitMs = retryAfterMs ?? WAIT_MS;
		if (waits === MAX_WAITS || waitMs > LONGEST_WAIT_MS) return reply;
		tools.progress(`  waiting ${Math.ceil(waitMs / 1000)} s, then once more`);
		await tools.sleep(waitMs);
	}
}

async function sendOnce(step: Step, tools: Tools, { evidence }: Course): Promise<Reply> {
	const sentAt = performance.now();
	const settle = tools.line.sending(step.aim);
	const reply = await tools.send(step.body);
	settle(fateOf(step, reply));
	evidence.push({ step, reply, sentAt });
	tools.progress(`${String(evidence.length).padStart(3)}  ${step.title}: ${describe(reply)}`);
	return reply;
}

/** What is certain of a request. Code 16 or 17 can come although the line was set otherwise. */
function fateOf(step: Step, reply: Reply): Fate {
	if (reply.kind === 'fault') return reply.mayHaveApplied ? 'maybe' : 'not';
	if (reply.success) return 'done';
	if (isAlreadyOn(reply)) return 'maybe';
	return reply.code === ALREADY_DISABLED && step.aim === 'off' ? 'done' : 'not';
}

function succeeded(evidence: Evidence[], id: Step['id']): boolean {
	return evidence.some(({ step, reply }) => step.id === id && isSuccess(reply));
}

export function isRateLimited(reply: Reply): reply is Fault {
	return reply.kind === 'fault' && reply.reason === 'rateLimited';
}

export function isSuccess(reply: Reply): reply is Answer {
	return reply.success === true;
}

export function isAlreadyOn(reply: Reply): boolean {
	return reply.success === false && isAlreadyEnabled(reply.code);
}

/** HTTP status, code and message, e.g. `HTTP 200, code 18, "Call forwarding is already disabled"`. */
export function describe(reply: Reply): string {
	if (reply.kind === 'fault') return reply.message;
	const code = reply.code === null ? 'no code' : `code ${reply.code}`;
	const success = reply.success ? ', success' : '';
	// A terminal would obey control characters.
	const message = reply.message.replace(/\p{Cc}+/gu, ' ');
	return `HTTP ${reply.httpStatus}${success}, ${code}, "${message}"`;
}
