import { adviceOn } from './advice';
import { isAlreadyEnabled, reasonOfCode } from './api/controlCodes';
import type { ForwardRequest, Refusal, Target } from './checks/request';
import type { Forwarding, Mode } from './forwarding';
import { REASONS, type Reason, type Source } from './reasons';
import type { Changed, NotSet, SetVerdict, Verdict } from './verdict';

/** The success object: the JSON of an item that went as requested. */
export type Success = {
	virtualNumber: string;
	mode: Mode;
	/** Null where nobody knows it: the line was on already, and was left as it was. */
	destination: string | null;
	success: true;
} & (SetVerdict['ending'] | { status: 'dryRun'; changed: false }) & {
		/** The vendor's; null for a dry run. */
		code: number | null;
		message: string;
	};

/** The error object: what a workflow branches on. */
export type Failure = Target & {
	success: false;
	reason: Reason;
	message: string;
	/** What to do next, after `Control code N:` where the API gave a code. */
	description: string;
	code: number | null;
	source: Source;
	/** Null where there was no response. */
	httpStatus: number | null;
} & ({ status: 'rejected'; changed: false } | { status: 'failed'; changed: Changed });

export type Outcome = Success | Failure;

/** The outcome of a request that was settled. */
export function outcomeOf(request: ForwardRequest, verdict: Verdict): Outcome {
	if (verdict.kind === 'notSet') return failure(request, verdict);
	const { code, message } = verdict.reply;
	return {
		...forwardingOf(request),
		destination: isAlreadyEnabled(code) ? null : request.destination,
		success: true,
		...verdict.ending,
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

/** It is certain that the item changed nothing. */
const REJECTED = { status: 'rejected', changed: false } as const;

export function refusedByCheck({ problem, target }: Refusal): Failure {
	const { reason, code, message, advice } = problem;
	return {
		...target,
		success: false,
		reason,
		message,
		description: advice,
		...REJECTED,
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
	const [source] = REASONS[reason];
	// An answer of the API that leaves the line as it was is certain.
	const ending =
		source === 'api' && known.changed === false
			? REJECTED
			: ({ status: 'failed', changed: known.changed } as const);
	return {
		...forwardingOf(request),
		success: false,
		reason,
		message,
		description: code === null ? advice : `Control code ${code}: ${advice}`,
		...ending,
		code,
		source,
		httpStatus,
	};
}

function forwardingOf({ virtualNumber, mode, destination }: ForwardRequest): Forwarding {
	return { virtualNumber, mode, destination };
}
