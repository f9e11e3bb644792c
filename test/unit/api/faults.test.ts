import {
	faultOfErrorCode,
	faultOfHold,
	faultOfStatus,
} from '../../../nodes/SmsPartnerCallForward/api/faults';

describe('a response that is no control answer', () => {
	it.each([
		['429', true, false, 'rateLimited', 'The API received too many requests'],
		['407', false, false, 'network', 'The proxy requires authentication'],
		['500 502 503 504 599', true, true, 'serverUnavailable', 'The API is unavailable'],
		[
			'300 302 308 399',
			false,
			true,
			'httpError',
			'The API redirected the request, which is not followed',
		],
		['100 199 400 403 404 499', false, true, 'httpError', 'The API returned no result'],
		['200 204 299', false, true, 'invalidResponse', "The API's answer cannot be read: it is empty"],
	])('is HTTP %s', (statuses, isTemporary, mayHaveApplied, reason, message) => {
		for (const httpStatus of statuses.split(' ').map(Number)) {
			expect(faultOfStatus(httpStatus, '', 7)).toEqual({
				kind: 'fault',
				code: null,
				reason,
				message: `${message} (HTTP ${httpStatus})`,
				httpStatus,
				isTemporary,
				mayHaveApplied,
				retryAfterMs: 7,
			});
		}
	});
});

describe('a request without a response', () => {
	const BASE = { kind: 'fault', code: null, httpStatus: null, retryAfterMs: null };
	/** By what a person reads: whether a retry may help, whether the request may have taken effect, and codes. */
	const KINDS: Record<string, [isTemporary: boolean, mayHaveApplied: boolean, codes: string]> = {
		'The API refused the connection': [true, false, 'ECONNREFUSED'],
		'The host name of the API was not found (DNS)': [
			true,
			false,
			'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME EAI_MEMORY EAI_SYSTEM ENODATA ESERVFAIL EREFUSED',
		],
		'The API could not be reached over the network': [
			true,
			false,
			'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL EAFNOSUPPORT',
		],
		'This machine had no free connection for the request': [true, false, 'EMFILE ENFILE'],
		'This machine does not allow the connection to the API': [false, false, 'EACCES EPERM'],
		'The API could not be reached over TLS (https)': [
			false,
			false,
			'EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_HTTP_REQUEST ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_NO_PROTOCOLS_AVAILABLE ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
		],
		"The API's TLS certificate is not trusted by this n8n": [
			false,
			false,
			'CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REVOKED CERT_UNTRUSTED CERT_REJECTED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH INVALID_PURPOSE UNSPECIFIED UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_GET_CRL UNABLE_TO_GET_ISSUER_CERT CRL_HAS_EXPIRED INVALID_CA CERT_CHAIN_TOO_LONG ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD',
		],
		"n8n's SSRF protection blocked the request. Add the host to N8N_SSRF_ALLOWED_HOSTNAMES, or its address to N8N_SSRF_ALLOWED_IP_RANGES":
			[false, false, 'SsrfBlockedIpError SsrfBlockedHostnameError'],
		'The connection closed before the API responded': [true, true, 'ECONNRESET EPIPE 200 502'],
		'n8n could not complete the request to the API': [
			false,
			true,
			' toString 20 2000 x200 ERR_BAD_RESPONSE HPE_INVALID_CONSTANT',
		],
	};

	it.each(Object.entries(KINDS))('%s', (message, [isTemporary, mayHaveApplied, codes]) => {
		const expected = { ...BASE, reason: 'network', message, isTemporary, mayHaveApplied };
		for (const code of codes.split(' ')) {
			expect([code, faultOfErrorCode(code, 10_000)]).toEqual([code, expected]);
		}
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'])('%s is a timeout, in doubt', (code) => {
		expect(faultOfErrorCode(code, 2_500)).toEqual({
			...BASE,
			reason: 'timeout',
			message: 'The API did not answer within 2.5 s',
			isTemporary: true,
			mayHaveApplied: true,
		});
	});

	it('was not sent while the API asks the account to wait', () => {
		expect(faultOfHold(61_000)).toEqual({
			...BASE,
			reason: 'rateLimited',
			message: 'Not sent: the API asked this account to wait',
			isTemporary: true,
			mayHaveApplied: false,
			retryAfterMs: 61_000,
		});
	});
});
