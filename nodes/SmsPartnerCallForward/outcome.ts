import { adviceOn } from './advice';
import { isAlreadyEnabled, reasonOfCode } from './api/controlCodes';
import type { ForwardRequest, Refusal } from './checks/request';
import type { Forwarding, Mode } from './forwarding';
import {
	isTransportReason,
	type ApiReason,
	type CheckReason,
	type TransportReason,
} from './reasons';
import type { Changed, NotSet, Verdict } from './verdict';

/** The success object: the JSON of an item that went as requested. */
export type Success = {
	virtualNumber: string;
	mode: Mode;
	/** Null where nobody knows it: the line was on already, and was left as it was. */
	destination: string | null;
	success: true;
} & SuccessStatus & {
		/** The vendor's; null for a dry run. */
		code: number | null;
		message: string;
	};

type SuccessStatus =
	| { status: 'applied' | 'replaced'; changed: true }
	| { status: 'unchanged'; changed: false | null }
	| { status: 'dryRun'; changed: false };

/** The error object: what a workflow branches on. */
export type Failure = {
	virtualNumber: string;
	mode: string;
	destination: string;
	success: false;
	message: string;
	/** What to do next, after `Control code N:` where the API gave a code. */
	description: string;
} & (
	| ({ source: 'api'; reason: ApiReason; code: number | null; httpStatus: number | null } & Ending)
	| ({
			source: 'validation';
			reason: CheckReason;
			code: number | null;
			httpStatus: null;
	  } & Rejected)
	| ({ source: 'transport'; reason: TransportReason; code: null; httpStatus: number | null } & {
			status: 'failed';
			changed: Changed;
	  })
);

/** It is certain that the item changed nothing. */
type Rejected = { status: 'rejected'; changed: false };

/** An answer of the API that leaves the line unchanged would be `rejected`. */
type Ending = Rejected | { status: 'failed'; changed: true | null };

export type Outcome = Success | Failure;

/** The outcome of a request that was settled. */
export function outcomeOf(request: ForwardRequest, verdict: Verdict): Outcome {
	if (verdict.kind === 'notSet') return failure(request, verdict);
	const { ending, reply } = verdict;
	const { code, message } = reply;
	const isUnknown = isAlreadyEnabled(code);
	const forwarding = forwardingOf(request);
	return {
		...forwarding,
		destination: isUnknown ? null : forwarding.destination,
		success: true,
		...ending,
		code,
		message,
	};
}

export function dryRun(request: ForwardRequest): Success {
	return {
		...forwardingOf(request),
		success: true,
		status: 'dryRun',
		changed: false,
		code: null,
		message: 'Dry run: the request is valid and was not sent',
	};
}

export function refusedByCheck({ problem, target }: Refusal): Failure {
	const { reason, code, message, advice } = problem;
	return {
		...target,
		success: false,
		reason,
		message,
		description: advice,
		status: 'rejected',
		changed: false,
		code,
		source: 'validation',
		httpStatus: null,
	};
}

function failure(request: ForwardRequest, verdict: NotSet): Failure {
	const { reply, step, known } = verdict;
	const { code, message, httpStatus } = reply;
	// A switch-off sent no email address that its answer could speak of.
	const sentText = step === 'switchOff' ? '' : message;
	const reason =
		reply.kind === 'refused' ? reasonOfCode(code, request.mode, sentText) : reply.reason;
	const advice = adviceOn(request, verdict, reason);
	const description = code === null ? advice : `Control code ${code}: ${advice}`;
	const start = { ...forwardingOf(request), success: false } as const;
	if (isTransportReason(reason)) {
		const ending = { status: 'failed', changed: known.changed } as const;
		return { ...start, reason, message, description, ...ending, ...BY_TRANSPORT, httpStatus };
	}
	const ending = endingOf(known.changed);
	return { ...start, reason, message, description, ...ending, code, source: 'api', httpStatus };
}

const BY_TRANSPORT = { code: null, source: 'transport' } as const;

function endingOf(changed: Changed): Ending {
	return changed === false ? { status: 'rejected', changed } : { status: 'failed', changed };
}

function forwardingOf({ virtualNumber, mode, destination }: ForwardRequest): Forwarding {
	return { virtualNumber, mode, destination };
}
