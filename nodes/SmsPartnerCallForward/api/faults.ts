import type { FaultReason } from '../reasons';
import type { Fault } from './reply';

/** What is known of a request that brought no control answer. */
const NOT_SENT = { isTemporary: true, mayHaveApplied: false };
const CANNOT_BE_SENT = { isTemporary: false, mayHaveApplied: false };
const LOST = { isTemporary: true, mayHaveApplied: true };
const ENDED = { isTemporary: false, mayHaveApplied: true };

type Fate = Pick<Fault, 'isTemporary' | 'mayHaveApplied'>;

function fault(reason: FaultReason, message: string, fate: Fate): Fault {
	const base = { kind: 'fault', code: null, httpStatus: null, retryAfterMs: null } as const;
	return { ...base, reason, message, ...fate };
}

/** A success with a code that refuses. */
export function contradiction(answer: Pick<Fault, 'code' | 'message' | 'httpStatus'>): Fault {
	return { ...fault('contradictory', answer.message, ENDED), ...answer };
}

/** Names a response that is no control answer. */
export function faultOfStatus(status: number, body: unknown, retryAfterMs: number | null): Fault {
	const [reason, message, fate] = readStatus(status, body);
	const named = fault(reason, `${message} (HTTP ${status})`, fate);
	return { ...named, httpStatus: status, retryAfterMs };
}

function readStatus(status: number, body: unknown): [FaultReason, message: string, Fate] {
	if (status === 429) return ['rateLimited', 'The API received too many requests', NOT_SENT];
	if (status === 407) return ['network', 'The proxy requires authentication', CANNOT_BE_SENT];
	if (status >= 500) return ['serverUnavailable', 'The API is unavailable', LOST];
	if (status >= 300 && status < 400) {
		return ['httpError', 'The API redirected the request, which is not followed', ENDED];
	}
	if (status < 200 || status >= 400) return ['httpError', 'The API returned no result', ENDED];
	return ['invalidResponse', `The API's answer cannot be read: ${describeBody(body)}`, ENDED];
}

function describeBody(body: unknown): string {
	if (body === '' || body === undefined || body === null) return 'it is empty';
	const isObject = typeof body === 'object' && !Array.isArray(body);
	return isObject ? "it has no readable 'success'" : 'it is not a JSON object';
}

type Failure = readonly [codes: string, message: string, fate: Fate];

const BROKEN_OFF: Failure = [
	'ECONNRESET EPIPE',
	'The connection closed before the API responded',
	LOST,
];

/** By Node's error codes, and by the names of n8n's errors for what it blocks itself. */
const NETWORK_FAILURES: readonly Failure[] = [
	BROKEN_OFF,
	['ECONNREFUSED', 'The API refused the connection', NOT_SENT],
	[
		'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME EAI_MEMORY EAI_SYSTEM ENODATA ESERVFAIL EREFUSED',
		'The host name of the API was not found (DNS)',
		NOT_SENT,
	],
	[
		'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL EAFNOSUPPORT',
		'The API could not be reached over the network',
		NOT_SENT,
	],
	['EMFILE ENFILE', 'This machine had no free connection for the request', NOT_SENT],
	['EACCES EPERM', 'This machine does not allow the connection to the API', CANNOT_BE_SENT],
	[
		'EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_UNSUPPORTED_PROTOCOL ' +
			'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ' +
			'ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_HTTP_REQUEST ERR_SSL_NO_PROTOCOLS_AVAILABLE',
		'The API could not be reached over TLS (https)',
		CANNOT_BE_SENT,
	],
	[
		// The verification results of OpenSSL that Node names, and its word for the others.
		'CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_CHAIN_TOO_LONG CERT_REJECTED CERT_REVOKED ' +
			'CERT_SIGNATURE_FAILURE CERT_UNTRUSTED CRL_HAS_EXPIRED CRL_NOT_YET_VALID CRL_SIGNATURE_FAILURE ' +
			'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN ERROR_IN_CERT_NOT_AFTER_FIELD ' +
			'ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD ' +
			'ERR_TLS_CERT_ALTNAME_FORMAT ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH INVALID_CA ' +
			'INVALID_PURPOSE OUT_OF_MEM PATH_LENGTH_EXCEEDED UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY ' +
			'UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_GET_CRL ' +
			'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE ' +
			'UNSPECIFIED',
		"The API's TLS certificate is not trusted by this n8n",
		CANNOT_BE_SENT,
	],
	[
		'SsrfBlockedIpError SsrfBlockedHostnameError',
		"n8n's SSRF protection blocked the request. Add the host to N8N_SSRF_ALLOWED_HOSTNAMES, or its address to N8N_SSRF_ALLOWED_IP_RANGES",
		CANNOT_BE_SENT,
	],
];

const FAILURE_BY_CODE: ReadonlyMap<string, Failure> = new Map(
	NETWORK_FAILURES.flatMap((failure) => failure[0].split(' ').map((code) => [code, failure])),
);

/** Node's and the request helper's codes for a deadline that passed. */
const TIMEOUT_CODES: readonly string[] = ['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'];

/**
 * Names a request that ended without a response.
 *
 * @param code the error code that Node or n8n gave, e.g. ECONNRESET; kept out of every text, since
 *   n8n replaces messages that contain one
 */
export function faultOfErrorCode(code: string, timeoutMs: number): Fault {
	if (TIMEOUT_CODES.includes(code)) {
		return fault('timeout', `The API did not answer within ${timeoutMs / 1000} s`, LOST);
	}
	// n8n gives the HTTP status of an answer that broke off in its middle.
	const isBrokenAnswer = /^\d{3}$/.test(code);
	const failure = isBrokenAnswer ? BROKEN_OFF : FAILURE_BY_CODE.get(code);
	if (failure === undefined) {
		return fault('network', 'n8n could not complete the request to the API', ENDED);
	}
	const [, message, fate] = failure;
	return fault('network', message, fate);
}

/** Nothing was sent: the API asked the account to wait for longer than the item can. */
export function faultOfHold(heldForMs: number): Fault {
	const message = 'Not sent: the API asked this account to wait';
	return { ...fault('rateLimited', message, NOT_SENT), retryAfterMs: heldForMs };
}
