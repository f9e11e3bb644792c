import { reasonOfCode } from './api/controlCodes';
import type { ControlAnswer, Fault } from './api/response';
import type { Mode } from './forwarding';
import type { ForwardRequest, Refusal } from './checks/request';
import { adviceFor, type ApiReason, type CheckReason, type TransportReason } from './reasons';

/** Whether the item changed the line; null where that cannot be known. */
export type Changed = boolean | null;

/** The success object: the JSON of an item that went as asked. */
export type Success = { success: true } & SuccessStatus & {
		/** The vendor's; null for a dry run. */
		code: number | null;
		message: string;
		virtualNumber: string;
		mode: Mode;
		destination: string;
	};

export type SuccessStatus =
	| { status: 'applied' | 'replaced'; changed: true }
	| { status: 'unchanged'; changed: false | null }
	| { status: 'dryRun'; changed: false };

/** The error object: what a workflow branches on. */
export type Failure = {
	success: false;
	message: string;
	/** What to do next, after `Control code N:` where there is a code. */
	description: string;
	virtualNumber: string;
	mode: string;
	destination: string;
} & (
	| ({ source: 'api'; code: number | null; reason: ApiReason; httpStatus: number } & Refused)
	| ({
			source: 'validation';
			code: number | null;
			reason: CheckReason;
			httpStatus: null;
	  } & Rejected)
	| ({
			source: 'transport';
			code: null;
			reason: TransportReason;
			httpStatus: number | null;
	  } & Failed)
);

/** It is certain that the item changed nothing. */
type Rejected = { status: 'rejected'; changed: false };
type Failed = { status: 'failed'; changed: Changed };
/** An answer of the API that leaves the line unchanged would be `rejected`. */
type Refused = Rejected | { status: 'failed'; changed: true | null };

export type Outcome = Success | Failure;

/** What a refusal by the API means for the line; the note says so to the user. */
export type Ending = Refused & { note: string };

export function succeeded(
	request: ForwardRequest,
	ending: SuccessStatus,
	{ code, message }: ControlAnswer,
): Success {
	return { success: true, ...ending, code, message, ...targetOf(request) };
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
	{ code, message, httpStatus }: ControlAnswer,
	{ note, ...ending }: Ending,
	mode: Mode = request.mode,
): Failure {
	const reason = reasonOfCode(code, mode, message);
	return {
		success: false,
		message,
		description: describe(code, adviceFor(reason, request.labels), note),
		code,
		reason,
		...ending,
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
		message,
		description: describe(null, wait, adviceFor(reason, request.labels), note),
		code: null,
		reason,
		status: 'failed',
		changed,
		source: 'transport',
		httpStatus,
		...targetOf(request),
	};
}

export function refusedByCheck({ problem, target }: Refusal): Failure {
	const { reason, code, message, advice } = problem;
	return {
		success: false,
		message,
		description: describe(code, advice),
		code,
		reason,
		status: 'rejected',
		changed: false,
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
