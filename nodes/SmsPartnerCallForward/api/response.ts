import type { Forwarding } from '../forwarding';
import type { TransportReason } from '../reasons';
import type { Mask } from './redact';

/** The API's own word on a request: JSON with a readable `success`, whatever the HTTP status. */
export interface ControlAnswer {
	kind: 'answer';
	success: boolean;
	/** The control code, or null where it is missing or no whole number. */
	code: number | null;
	/** The vendor's text, the API key masked; a text of ours where there is none. */
	message: string;
	httpStatus: number;
}

/** One attempt that brought no usable answer. */
export interface Fault {
	kind: 'fault';
	/** There was no control answer. */
	success?: undefined;
	code?: undefined;
	reason: TransportReason;
	/** Null where there was no response. */
	httpStatus: number | null;
	message: string;
	/** Whether another attempt may help. */
	isTemporary: boolean;
	/** Whether the request can have taken effect all the same. */
	mayHaveApplied: boolean;
	/** How long the API asked to wait, or null where it did not (readably) ask. */
	retryAfterMs: number | null;
}

/** What a request came to after its retries. */
export type Reply = (ControlAnswer | Fault) & {
	/** Whether an attempt without a control answer can have taken effect all the same. */
	inDoubt: boolean;
};

/** Sends one request, retries included. */
export type Post = (request: Forwarding) => Promise<Reply>;

/** An HTTP response as n8n's request helper gives it. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	/** Parsed JSON, or text where it was none. */
	body: unknown;
}

const MAX_MESSAGE_LENGTH = 1000;
/** A key of 500 characters fits in, however it is escaped. */
const MAX_MASKED_LENGTH = 20_000;

/**
 * Reads a response.
 *
 * @param mask for the vendor's texts, which can echo the API key
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 */
export function readResponse(
	response: HttpResponse,
	mask: Mask,
	now: number,
): ControlAnswer | Fault {
	const { statusCode: status, body } = response;
	const success = isObject(body) ? readBoolean(own(body, 'success')) : undefined;
	if (isObject(body) && success !== undefined && status !== 429) {
		return {
			kind: 'answer',
			success,
			code: readCode(own(body, 'code')),
			message: shortened(readMessage(body), mask),
			httpStatus: status,
		};
	}
	return {
		kind: 'fault',
		httpStatus: status,
		retryAfterMs: readRetryAfter(response.headers['retry-after'], now),
		...faultOfStatus(status, body),
	};
}

type FaultKind = Pick<Fault, 'reason' | 'message' | 'isTemporary' | 'mayHaveApplied'>;

function faultOfStatus(status: number, body: unknown): FaultKind {
	if (status === 429) {
		return {
			reason: 'rateLimited',
			message: 'The API is getting too many requests (HTTP 429)',
			isTemporary: true,
			mayHaveApplied: false,
		};
	}
	if (status === 407) {
		return {
			reason: 'network',
			message: 'The proxy asks for a user name and a password (HTTP 407)',
			isTemporary: false,
			mayHaveApplied: false,
		};
	}
	if (status >= 500) {
		return {
			reason: 'serverUnavailable',
			message: `The API is unavailable (HTTP ${status})`,
			isTemporary: true,
			mayHaveApplied: true,
		};
	}
	if (status >= 200 && status < 300) {
		return {
			reason: 'invalidResponse',
			message: `The API's answer cannot be read: ${describeBody(body)}`,
			isTemporary: false,
			mayHaveApplied: true,
		};
	}
	return {
		reason: 'httpError',
		message:
			status >= 300 && status < 400
				? `The API redirected the request (HTTP ${status}), which is not followed`
				: `The API returned no result (HTTP ${status})`,
		isTemporary: false,
		mayHaveApplied: true,
	};
}

function describeBody(body: unknown): string {
	if (body === '' || body === undefined || body === null) return 'it is empty';
	if (isObject(body)) return "it has no readable 'success'";
	return 'it is not a JSON object';
}

type NetworkFailure = { message: string; isTemporary: boolean; mayHaveApplied: boolean };

const NOT_REACHED = { isTemporary: true, mayHaveApplied: false };
const BROKEN_OFF = {
	message: 'The connection to the API broke before its answer came',
	isTemporary: true,
	mayHaveApplied: true,
};
const NO_HOST = { message: 'The host name of the API was not found (DNS)', ...NOT_REACHED };
const NO_ROUTE = { message: 'The API could not be reached over the network', ...NOT_REACHED };
const NOT_TRUSTED = {
	message: "The API's TLS certificate is not trusted by this n8n",
	isTemporary: false,
	mayHaveApplied: false,
};

const SSRF_BLOCKED = {
	message:
		"n8n's SSRF protection blocked the request. Add the host to N8N_SSRF_ALLOWED_HOSTNAMES, or its address to N8N_SSRF_ALLOWED_IP_RANGES",
	isTemporary: false,
	mayHaveApplied: false,
};

/** Node's error codes for connections that failed, and the names of n8n's errors for those it blocks. */
const NETWORK_FAILURES: ReadonlyMap<string, NetworkFailure> = new Map([
	['ECONNREFUSED', { message: 'The API refused the connection', ...NOT_REACHED }],
	['ENOTFOUND', NO_HOST],
	['EAI_AGAIN', NO_HOST],
	['EHOSTUNREACH', NO_ROUTE],
	['ENETUNREACH', NO_ROUTE],
	['ECONNRESET', BROKEN_OFF],
	['EPIPE', BROKEN_OFF],
	['SsrfBlockedIpError', SSRF_BLOCKED],
	['SsrfBlockedHostnameError', SSRF_BLOCKED],
	['CERT_HAS_EXPIRED', NOT_TRUSTED],
	['CERT_NOT_YET_VALID', NOT_TRUSTED],
	['DEPTH_ZERO_SELF_SIGNED_CERT', NOT_TRUSTED],
	['SELF_SIGNED_CERT_IN_CHAIN', NOT_TRUSTED],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', NOT_TRUSTED],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', NOT_TRUSTED],
	['ERR_TLS_CERT_ALTNAME_INVALID', NOT_TRUSTED],
]);

/** Node's and the request helper's codes for a deadline that passed. */
const TIMEOUT_CODES: readonly string[] = ['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'];

/**
 * Names a request that ended without a response.
 *
 * @param code the error code that Node or n8n gave, e.g. ECONNRESET; kept out of every text, since
 *   n8n replaces messages that contain one
 */
export function faultOfErrorCode(code: string, timeoutMs: number): Fault {
	const base = { kind: 'fault', httpStatus: null, retryAfterMs: null } as const;
	if (TIMEOUT_CODES.includes(code)) {
		return {
			...base,
			reason: 'timeout',
			message: `The API did not answer within ${timeoutMs / 1000} s`,
			isTemporary: true,
			mayHaveApplied: true,
		};
	}
	// n8n gives the HTTP status of an answer that broke off in its middle.
	const isBrokenAnswer = /^\d{3}$/.test(code);
	const failure = (isBrokenAnswer ? BROKEN_OFF : NETWORK_FAILURES.get(code)) ?? {
		message: 'n8n could not complete the request to the API',
		isTemporary: false,
		mayHaveApplied: true,
	};
	return { ...base, reason: 'network', ...failure };
}

function readBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'object') return undefined;
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	return undefined;
}

function readCode(value: unknown): number | null {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	return isNumeric && Number.isSafeInteger(Number(value)) ? Number(value) : null;
}

/** The vendor's text: `message` here, `error` or `errors` (texts or lists of them) elsewhere. */
function readMessage(body: Record<string, unknown>): string {
	for (const field of ['message', 'error', 'errors']) {
		const text = textsIn(own(body, field)).join('; ');
		if (text !== '') return text;
	}
	return 'The API gave no message';
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
	if (Array.isArray(value))
		return value.flatMap((entry) => textsIn(isObject(entry) ? own(entry, 'message') : entry));
	return [];
}

/** Retry-After: whole seconds or an HTTP date (RFC 9110, section 10.2.3). */
function readRetryAfter(value: unknown, now: number): number | null {
	if (typeof value !== 'string') return null;
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
	const waitMs = value.endsWith('GMT') ? Date.parse(value) - now : NaN;
	return waitMs > 0 ? waitMs : null;
}

/**
 * Masked where it can hold a key that begins in what is kept, and copied, since a slice would keep the
 * whole text that it was cut from in memory.
 */
function shortened(text: string, mask: Mask): string {
	const masked = mask(text.slice(0, MAX_MASKED_LENGTH)).slice(0, MAX_MESSAGE_LENGTH);
	return Buffer.from(masked, 'utf16le').toString('utf16le');
}

function own(object: Record<string, unknown>, key: string): unknown {
	return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
