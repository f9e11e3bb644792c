import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import type { Forwarding } from '../forwarding';
import { clock, ExecutionStopped, sleep, type StopSignal } from '../timing/clock';
import type { Pace } from '../timing/pace';
import type { Mask } from './redact';
import {
	faultOfErrorCode,
	readResponse,
	type ControlAnswer,
	type Fault,
	type HttpResponse,
	type Post,
} from './response';
import { TYPE_OF_MODE } from './wire';

export const CREDENTIAL_TYPE = 'smsPartnerApi';

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 10_000;
/** A longer Retry-After fails the item at once. */
const RETRY_AFTER_CAP_MS = 60_000;

/** Where requests go and how often they are tried. */
export interface Connection {
	/** Without a trailing slash. */
	baseUrl: string;
	credential: ICredentialDataDecryptedObject;
	/** Hides the API key in what comes back. */
	mask: Mask;
	/** For one attempt. */
	timeoutMs: number;
	/** Further attempts after a temporary failure. */
	maxRetries: number;
}

/**
 * Makes the function that POSTs to `/vn/callforward`.
 *
 * A POST is repeated after a temporary failure (connection, timeout, 429, 5xx without a control
 * answer) with exponential backoff and full jitter. Repeating is safe: setting a line twice leaves it
 * as setting it once, and the reply says when an earlier attempt may have taken effect. A control
 * answer is never repeated.
 *
 * @throws ExecutionStopped
 */
export function createPost(
	context: IExecuteFunctions,
	connection: Connection,
	pace: Pace,
	stop: StopSignal,
): Post {
	return async (request) => {
		let inDoubt = false;
		for (let retry = 0; ; retry++) {
			const heldMs = await pace.start(stop, RETRY_AFTER_CAP_MS);
			if (heldMs !== null) return { ...held(heldMs), inDoubt };
			const startedAt = clock.now();
			const result = await attempt(context, connection, request);
			if (stop.aborted) throw new ExecutionStopped();
			if (result.kind === 'answer') return { ...result, inDoubt };

			inDoubt ||= result.mayHaveApplied;
			if (!result.isTemporary) return { ...result, inDoubt };
			// Also after the last attempt: the API asked all to wait, not only this request.
			const askedMs = result.retryAfterMs ?? 0;
			if (askedMs > 0) pace.hold(askedMs);
			else if (result.httpStatus === 429) pace.holdUnannounced(startedAt);
			if (askedMs > RETRY_AFTER_CAP_MS || retry >= connection.maxRetries) {
				return { ...result, inDoubt };
			}
			if (askedMs <= 0) await sleep(backoffMs(retry), stop);
		}
	};
}

/** Nothing is sent to an account that the API holds for longer than anybody waits. */
function held(retryAfterMs: number): Fault {
	return {
		kind: 'fault',
		reason: 'rateLimited',
		httpStatus: null,
		message: 'The API asked to wait before further requests',
		isTemporary: true,
		mayHaveApplied: false,
		retryAfterMs,
	};
}

function backoffMs(retry: number): number {
	return clock.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** retry);
}

async function attempt(
	context: IExecuteFunctions,
	{ baseUrl, credential, mask, timeoutMs }: Connection,
	{ virtualNumber, mode, destination }: Forwarding,
): Promise<ControlAnswer | Fault> {
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
			// Spares reading the credential again for each request.
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL_TYPE, data: credential } },
		);
		return readResponse(response, mask, clock.date());
	} catch (error) {
		return faultOfErrorCode(errorCode(error), timeoutMs);
	}
}

/**
 * The error code that n8n's request helper put into `httpCode`, or the name of what caused the error
 * where there is none. Nothing else is read: the error holds the whole request, the API key included.
 */
function errorCode(error: unknown): string {
	const code = property(error, 'httpCode');
	return String(code ?? property(property(error, 'cause'), 'name') ?? '');
}

function property(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
