import type { FaultReason } from '../reasons';
import type { Fault } from './reply';

type FaultOfStatus = Pick<Fault, 'message' | 'isTemporary' | 'mayHaveApplied'> & {
	reason: FaultReason;
};

/** Names a response that is no control answer. */
export function faultOfStatus(status: number, body: unknown): FaultOfStatus {
	if (status === 429) {
		return {
			reason: 'rateLimited',
			message: 'The API received too many requests (HTTP 429)',
			isTemporary: true,
			mayHaveApplied: false,
		};
	}
	if (status === 407) {
		return {
			reason: 'network',
			message: 'The proxy requires authentication (HTTP 407)',
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
	const isObject = typeof body === 'object' && !Array.isArray(body);
	return isObject ? "it has no readable 'success'" : 'it is not a JSON object';
}

type NetworkFailure = { message: string; isTemporary: boolean; mayHaveApplied: boolean };

const NOT_SENT = { isTemporary: true, mayHaveApplied: false };
const NOT_SENT_AND_WILL_NOT_BE = { isTemporary: false, mayHaveApplied: false };

const BROKEN_OFF: NetworkFailure = {
	message: 'The connection closed before the API responded',
	isTemporary: true,
	mayHaveApplied: true,
};
const NOT_COMPLETED: NetworkFailure = {
	message: 'n8n could not complete the request to the API',
	isTemporary: false,
	mayHaveApplied: true,
};

/** Failures by Node's error codes, and by the names of n8n's errors for what it blocks itself. */
const NETWORK_FAILURES: ReadonlyArray<readonly [codes: string, failure: NetworkFailure]> = [
	['ECONNRESET EPIPE', BROKEN_OFF],
	['ECONNREFUSED', { message: 'The API refused the connection', ...NOT_SENT }],
	[
		'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME EAI_MEMORY EAI_SYSTEM ENODATA ESERVFAIL EREFUSED',
		{ message: 'The host name of the API was not found (DNS)', ...NOT_SENT },
	],
	[
		'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL',
		{ message: 'The API could not be reached over the network', ...NOT_SENT },
	],
	[
		'EMFILE ENFILE',
		{ message: 'This machine had no free connection for the request', ...NOT_SENT },
	],
	[
		'EACCES EPERM',
		{
			message: 'This machine does not allow the connection to the API',
			...NOT_SENT_AND_WILL_NOT_BE,
		},
	],
	[
		'EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_UNSUPPORTED_PROTOCOL ' +
			'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ' +
			'ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_HTTP_REQUEST ERR_SSL_NO_PROTOCOLS_AVAILABLE',
		{
			message: 'The API could not be reached over TLS (https)',
			...NOT_SENT_AND_WILL_NOT_BE,
		},
	],
	[
		// The verification results of OpenSSL that Node names.
		'CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_CHAIN_TOO_LONG CERT_REJECTED CERT_REVOKED ' +
			'CERT_SIGNATURE_FAILURE CERT_UNTRUSTED CRL_HAS_EXPIRED CRL_NOT_YET_VALID CRL_SIGNATURE_FAILURE ' +
			'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN ERROR_IN_CERT_NOT_AFTER_FIELD ' +
			'ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD ' +
			'ERR_TLS_CERT_ALTNAME_FORMAT ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH INVALID_CA ' +
			'INVALID_PURPOSE OUT_OF_MEM PATH_LENGTH_EXCEEDED UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY ' +
			'UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_GET_CRL ' +
			'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		{
			message: "The API's TLS certificate is not trusted by this n8n",
			...NOT_SENT_AND_WILL_NOT_BE,
		},
	],
	[
		'SsrfBlockedIpError SsrfBlockedHostnameError',
		{
			message:
				"n8n's SSRF protection blocked the request. Add the host to N8N_SSRF_ALLOWED_HOSTNAMES, or its address to N8N_SSRF_ALLOWED_IP_RANGES",
			...NOT_SENT_AND_WILL_NOT_BE,
		},
	],
];

const FAILURE_BY_CODE: ReadonlyMap<string, NetworkFailure> = new Map(
	NETWORK_FAILURES.flatMap(([codes, failure]) => codes.split(' ').map((code) => [code, failure])),
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
	const base = { kind: 'fault', code: null, httpStatus: null, retryAfterMs: null } as const;
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
	const failure = isBrokenAnswer ? BROKEN_OFF : (FAILURE_BY_CODE.get(code) ?? NOT_COMPLETED);
	return { ...base, reason: 'network', ...failure };
}

/** Nothing was sent: the API asked the account to wait for longer than the item can. */
export function faultOfHold(heldForMs: number): Fault {
	return {
		kind: 'fault',
		reason: 'rateLimited',
		code: null,
		httpStatus: null,
		message: 'Not sent: the API asked this account to wait',
		isTemporary: true,
		mayHaveApplied: false,
		retryAfterMs: heldForMs,
	};
}
