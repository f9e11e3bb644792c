import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import type { Forwarding } from '../forwarding';
import { clock, ExecutionStopped, sleep, type StopSignal } from '../timing/clock';
import type { Pace } from '../timing/pace';
import { faultOfErrorCode, faultOfHold } from './faults';
import type { Accepted, Api, Fault, HttpResponse, Refused, Reply } from './reply';
import { readResponse } from './response';
import { TYPE_OF_MODE } from './wire';

export const CREDENTIAL_TYPE = 'smsPartnerApi';

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 10_000;
/** What the API asks to wait beyond this fails the item at once. */
export const PATIENCE_MS = 60_000;
/** How long a line that may be off is tried to be set, since callers reach nobody meanwhile. */
const INSIST_MS = 90_000;

/** Where requests go and how often they are tried. */
export interface Connection {
	/** Without a trailing slash. */
	baseUrl: string;
	credential: ICredentialDataDecryptedObject;
	/** Whether a text of the API must not be shown. */
	repeatsKey: (text: string) => boolean;
	/** For one attempt. */
	timeoutMs: number;
	/** Further attempts after a temporary fault. */
	maxRetries: number;
}

/**
 * Makes the requests to `/vn/callforward` that one item needs.
 *
 * A POST is repeated after a temporary fault (connection, timeout, 429, 5xx without a control answer)
 * with exponential backoff and full jitter. Repeating is safe: setting a line twice leaves it as
 * setting it once, and the reply says when an earlier attempt may have taken effect. A control answer
 * is never repeated.
 *
 * @param hasStart whether the pace has given the first request its start
 */
export function createApi(
	context: IExecuteFunctions,
	connection: Connection,
	pace: Pace,
	stop: StopSignal,
	hasStart = false,
): Api {
	let mayStart = hasStart;

	/** @param insists for a line that may be off: again after any fault, and before others of the run */
	async function post(request: Forwarding, insists: boolean): Promise<Reply> {
		let firstStart: number | undefined;
		const sinceMs = () => clock.now() - (firstStart ?? clock.now());
		let attempts = 0;
		let inDoubt = false;
		const replyWith = (result: Accepted | Refused | Fault): Reply => {
			return { ...result, inDoubt, attempts, tookMs: sinceMs() };
		};
		for (let fault: Fault | undefined; ;) {
			const patienceMs = insists ? INSIST_MS - sinceMs() : PATIENCE_MS;
			const heldForMs = mayStart ? null : await pace.start(stop, patienceMs, insists);
			if (heldForMs !== null) return replyWith(fault ?? faultOfHold(heldForMs));
			mayStart = false;

			const startedAt = clock.now();
			firstStart ??= startedAt;
			const result = await attempt(context, connection, request);
			if (stop.aborted) throw new ExecutionStopped();
			attempts++;
			if (result.kind !== 'fault') return replyWith(result);
			fault = result;
			inDoubt ||= fault.mayHaveApplied;
			// Also after the last attempt: the API asks all requests of the account to wait.
			const isHeld = fault.retryAfterMs !== null || fault.httpStatus === 429;
			if (isHeld) pace.hold(fault.retryAfterMs, startedAt);
			const mayRetry = insists
				? fault.reason !== 'contradictory' && sinceMs() < INSIST_MS
				: fault.isTemporary && attempts <= connection.maxRetries;
			if (!mayRetry) return replyWith(fault);
			if (!isHeld) await sleep(backoffMs(attempts), stop);
		}
	}

	return {
		send: async (request) => await post(request, false),
		insist: async (request) => await post(request, true),
		wait: async (ms) => await sleep(ms, stop),
		timeoutMs: connection.timeoutMs,
	};
}

/** @param attempts how many there were */
function backoffMs(attempts: number): number {
	return clock.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempts - 1));
}

async function attempt(
	context: IExecuteFunctions,
	{ baseUrl, credential, repeatsKey, timeoutMs }: Connection,
	{ virtualNumber, mode, destination }: Forwarding,
): Promise<Accepted | Refused | Fault> {
	try {
		const response: HttpResponse = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			{
				method: 'POST',
				url: `${baseUrl}/vn/callforward`,
				// A body of its own for each attempt, since n8n writes the API key into it.
				body: { number: virtualNumber, type: TYPE_OF_MODE[mode], param: destination },
				json: true,
				timeout: timeoutMs,
				returnFullResponse: true,
				// Any status is a response here, so that n8n does not send the POST again on a 401.
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			},
			// The item's own credential, so that it is not read again for each request.
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL_TYPE, data: credential } },
		);
		return readResponse(response, repeatsKey, clock.date());
	} catch (error) {
		return faultOfErrorCode(errorCode(error), timeoutMs);
	}
}

/**
 * The error code that n8n's request helper put into `httpCode`, or else the name of what caused it.
 * Nothing else is read: the error holds the whole request, the API key included.
 */
function errorCode(error: unknown): string {
	const { httpCode, cause }: { httpCode?: unknown; cause?: { name?: unknown } } = Object(error);
	return String(httpCode ?? cause?.name);
}
