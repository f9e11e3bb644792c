import type { ControlAnswer, Fault } from './api/response';
import { adviceFor, reasonOfCode, type Reason } from './api/controlCodes';
import type { Mode } from './api/wire';
import type { Problem } from './checks/problem';
import type { ForwardRequest, Target } from './checks/request';

/** Whether the item changed the line; null where that cannot be known. */
export type Changed = boolean | null;

/** The success object: the JSON of an item that went as asked. */
export interface Success {
	success: true;
	status: 'applied' | 'unchanged' | 'replaced' | 'dryRun';
	changed: Changed;
	code: number | null;
	message: string;
	virtualNumber: string;
	mode: Mode;
	destination: string;
}

/** The error object: what a workflow branches on. */
export interface Failure {
	success: false;
	/** `rejected` only where it is certain that the item changed nothing. */
	status: 'rejected' | 'failed';
	changed: Changed;
	code: number | null;
	reason: Reason;
	message: string;
	/** What to do next, after `Control code N:` where there is a code. */
	description: string;
	source: 'api' | 'validation' | 'transport';
	httpStatus: number | null;
	virtualNumber: string;
	mode: string;
	destination: string;
}

export type Outcome = Success | Failure;

/** What a refusal by the API means for the line; the note says so to the user. */
export type Ending =
	| { status: 'rejected'; changed: false; note: '' }
	| { status: 'failed'; changed: Changed; note: string };

export function succeeded(
	request: ForwardRequest,
	status: 'applied' | 'unchanged' | 'replaced',
	changed: Changed,
	{ code, message }: ControlAnswer,
): Success {
	return { success: true, status, changed, code, message, ...targetOf(request) };
}

export function dryRun(request: ForwardRequest): Success {
	return {
		success: true,
		status: 'dryRun',
		changed: false,
		code: null,
		message: 'Dry run: the request is valid and was not sent',
		...targetOf(request),
	};
}

/** @param mode the mode of the request that was answered, which `replace` makes `disabled` for a while */
export function refusedByApi(
	request: ForwardRequest,
	answer: ControlAnswer,
	ending: Ending,
	mode: Mode = request.mode,
): Failure {
	const { code, message, httpStatus } = answer;
	const reason = reasonOfCode(code, mode, message);
	return {
		success: false,
		status: ending.status,
		changed: ending.changed,
		code,
		reason,
		message,
		description: describe(code, adviceFor(reason, request.labels), ending.note),
		source: 'api',
		httpStatus,
		...targetOf(request),
	};
}

export function unanswered(
	request: ForwardRequest,
	{ reason, message, httpStatus, retryAfterMs }: Fault,
	changed: Changed,
	note: string,
): Failure {
	const wait =
		retryAfterMs === null ? '' : `The API asked to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
	return {
		success: false,
		status: 'failed',
		changed,
		code: null,
		reason,
		message,
		description: describe(null, wait, adviceFor(reason, request.labels), note),
		source: 'transport',
		httpStatus,
		...targetOf(request),
	};
}

export function refusedByCheck({ problem, target }: { problem: Problem; target: Target }): Failure {
	const { reason, code, message, advice } = problem;
	return {
		success: false,
		status: 'rejected',
		changed: false,
		code,
		reason,
		message,
		description: describe(code, advice),
		source: 'validation',
		httpStatus: null,
		...target,
	};
}

function targetOf({ virtualNumber, mode, destination }: ForwardRequest) {
	return { virtualNumber, mode, destination };
}

function describe(code: number | null, ...sentences: string[]): string {
	const text = sentences.filter((sentence) => sentence !== '').join(' ');
	return code === null ? text : `Control code ${code}: ${text}`;
}
