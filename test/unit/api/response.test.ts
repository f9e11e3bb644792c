import fc from 'fast-check';
import { faultOfErrorCode, readResponse } from '../../../nodes/SmsPartnerCallForward/api/response';
import { createMask } from '../../../nodes/SmsPartnerCallForward/api/redact';
import { ERROR_BODY, refusal, SUCCESS_BODY, VENDOR_TEXTS } from '../support/vendor';

const NOW = Date.parse('2026-03-01T12:00:00Z');

const read = (statusCode: number, body: unknown, headers: Record<string, unknown> = {}) =>
	readResponse({ statusCode, body, headers }, createMask('the-key'), NOW);

describe('a control answer', () => {
	it('is the vendor’s success example, judged by `success` and not by the code', () => {
		expect(read(200, SUCCESS_BODY)).toEqual({
			kind: 'answer',
			success: true,
			code: 2,
			message: 'Callforward disabled',
			httpStatus: 200,
		});
	});

	it('is the vendor’s error example, with its own message', () => {
		expect(read(200, ERROR_BODY)).toEqual({
			kind: 'answer',
			success: false,
			code: 5,
			message: 'email is not valid',
			httpStatus: 200,
		});
	});

	it.each(VENDOR_TEXTS)('keeps code %i and the text "%s"', (code, message) => {
		expect(read(200, refusal(code))).toMatchObject({
			kind: 'answer',
			success: false,
			code,
			message,
		});
	});

	it.each([200, 201, 302, 400, 401, 403, 404, 500, 503])('counts with HTTP %i', (status) => {
		expect(read(status, ERROR_BODY)).toMatchObject({ kind: 'answer', httpStatus: status });
	});

	it.each([
		['true', true, true],
		['"true"', 'true', true],
		['" TRUE "', ' TRUE ', true],
		['1', 1, true],
		['"1"', '1', true],
		['false', false, false],
		['"false"', 'false', false],
		['"False\\n"', 'False\n', false],
		['0', 0, false],
		['"0"', '0', false],
	])('reads `success` %s', (_, success, expected) => {
		expect(read(200, { success, code: 2 })).toMatchObject({ kind: 'answer', success: expected });
	});

	it.each([
		['a number', 13, 13],
		['a text', '13', 13],
		['a text with spaces', ' 13 ', 13],
		['zero', 0, 0],
		['a negative number', -1, -1],
		['nothing', undefined, null],
		['null', null, null],
		['an empty text', '', null],
		['whitespace', ' ', null],
		['a word', 'thirteen', null],
		['a decimal number', 13.5, null],
		['a number that is not exact', 1e300, null],
		['true', true, null],
		['a list', [13], null],
		['an object', { code: 13 }, null],
	])('with %s as `code`', (_, code, expected) => {
		expect(read(200, { success: false, code })).toMatchObject({ kind: 'answer', code: expected });
	});

	it.each([
		['`message`', { message: ' A text\n' }, 'A text'],
		['`message` before `error` and `errors`', { message: 'A', error: 'B', errors: 'C' }, 'A'],
		['`error` as text', { message: ' ', error: 'B', errors: 'C' }, 'B'],
		['`errors` as text', { errors: 'C' }, 'C'],
		[
			'a list of `error` objects',
			{
				error: [
					{ elementId: 'number', message: 'First' },
					{ elementId: 'param', message: 'Second' },
				],
			},
			'First; Second',
		],
		['a list of `errors` objects', { errors: [{ code: 9, message: 'Only' }] }, 'Only'],
		['a list of texts', { errors: ['One ', '', ' ', ' Two'] }, 'One; Two'],
		['a list in a list', { errors: [['One'], [{ message: ['Two'] }]] }, 'One; Two'],
		['a list without texts', { error: [1, null, {}, []], errors: ['Text'] }, 'Text'],
		[
			'French letters',
			{ message: 'Le numéro virtuel n’existe pas' },
			'Le numéro virtuel n’existe pas',
		],
		['nothing', {}, 'The API gave no message'],
		['a number', { message: 13 }, 'The API gave no message'],
		['an object', { message: { text: 'A' } }, 'The API gave no message'],
	])('takes its text from %s', (_, texts, message) => {
		expect(read(200, { success: false, code: 13, ...texts })).toMatchObject({ message });
	});

	it('masks the key before it shortens the text, so that no part of the key is left', () => {
		const answer = read(200, { success: false, message: `${'x'.repeat(995)}the-key and more` });
		expect(answer).toMatchObject({ message: `${'x'.repeat(995)}*** a` });
	});

	it('reads own fields only, also of a body with __proto__', () => {
		const body: unknown = JSON.parse('{"__proto__": {"success": true, "code": 2}}');
		expect(read(200, body)).toMatchObject({ kind: 'fault', reason: 'invalidResponse' });
		const inherited: unknown = Object.create({ success: true, message: 'inherited' });
		expect(read(200, inherited)).toMatchObject({ kind: 'fault' });
	});
});

describe('no usable answer', () => {
	it.each([
		['an empty text', '', 'it is empty'],
		['nothing', undefined, 'it is empty'],
		['null', null, 'it is empty'],
		['JSON without `success`', { code: 2 }, "it has no readable 'success'"],
		['JSON with `success: null`', { success: null }, "it has no readable 'success'"],
		['JSON with `success: "yes"`', { success: 'yes' }, "it has no readable 'success'"],
		['JSON with `success: 2`', { success: 2 }, "it has no readable 'success'"],
		['JSON with `success: [true]`', { success: [true] }, "it has no readable 'success'"],
		[
			'JSON with a `success` that is no text',
			{ success: { toString: 1 } },
			"it has no readable 'success'",
		],
		['HTML', '<html>It works</html>', 'it is not a JSON object'],
		['JSON that was cut', '{"success": tr', 'it is not a JSON object'],
		['a list', [{ success: true }], 'it is not a JSON object'],
		['a number', 1, 'it is not a JSON object'],
		['true', true, 'it is not a JSON object'],
	])('HTTP 200 with %s', (_, body, why) => {
		expect(read(200, body)).toEqual({
			kind: 'fault',
			reason: 'invalidResponse',
			httpStatus: 200,
			message: `The API's answer cannot be read: ${why}`,
			isTemporary: false,
			mayHaveApplied: true,
			retryAfterMs: null,
		});
	});

	it('HTTP 407 is a proxy’s, and nothing reached the API', () => {
		expect(read(407, '')).toEqual({
			kind: 'fault',
			reason: 'network',
			httpStatus: 407,
			message: 'The proxy asks for a user name and a password (HTTP 407)',
			isTemporary: false,
			mayHaveApplied: false,
			retryAfterMs: null,
		});
	});

	it.each([429])('HTTP %i is rate limiting, also with a control answer', (status) => {
		for (const body of ['', ERROR_BODY, SUCCESS_BODY]) {
			expect(read(status, body)).toEqual({
				kind: 'fault',
				reason: 'rateLimited',
				httpStatus: 429,
				message: 'The API is getting too many requests (HTTP 429)',
				isTemporary: true,
				mayHaveApplied: false,
				retryAfterMs: null,
			});
		}
	});

	it.each([500, 502, 503, 504, 599])(
		'HTTP %i is temporary, and may have taken effect',
		(status) => {
			expect(read(status, '<html>Bad gateway</html>')).toEqual({
				kind: 'fault',
				reason: 'serverUnavailable',
				httpStatus: status,
				message: `The API is unavailable (HTTP ${status})`,
				isTemporary: true,
				mayHaveApplied: true,
				retryAfterMs: null,
			});
		},
	);

	it.each([300, 301, 302, 307, 308, 399])(
		'HTTP %i is a redirect that is not followed',
		(status) => {
			expect(read(status, '')).toEqual({
				kind: 'fault',
				reason: 'httpError',
				httpStatus: status,
				message: `The API redirected the request (HTTP ${status}), which is not followed`,
				isTemporary: false,
				mayHaveApplied: true,
				retryAfterMs: null,
			});
		},
	);

	it.each([100, 199, 400, 401, 403, 404, 418, 499])(
		'HTTP %i without a control answer',
		(status) => {
			expect(read(status, '<html>Not found</html>')).toEqual({
				kind: 'fault',
				reason: 'httpError',
				httpStatus: status,
				message: `The API returned no result (HTTP ${status})`,
				isTemporary: false,
				mayHaveApplied: true,
				retryAfterMs: null,
			});
		},
	);

	it.each([200, 204, 299])('HTTP %i is an answer that cannot be read', (status) => {
		expect(read(status, '')).toMatchObject({ reason: 'invalidResponse', httpStatus: status });
	});
});

describe('Retry-After', () => {
	it.each([
		['seconds', '7', 7_000],
		['no time', '0', 0],
		['a year in seconds', '31536000', 31_536_000_000],
		['nine digits', '999999999', 999_999_999_000],
		['a date', 'Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
		['a date a year ahead', 'Mon, 01 Mar 2027 12:00:00 GMT', 31_536_000_000],
		['a date that has passed', 'Sun, 01 Mar 2026 11:59:59 GMT', null],
		['this very moment', 'Sun, 01 Mar 2026 12:00:00 GMT', null],
		['a date without GMT', '2027-03-01T12:00:00Z', null],
		['more digits than a time has', '9999999999', null],
		['a negative number', '-5', null],
		['a decimal number', '1.5', null],
		['spaces around it', ' 7 ', null],
		['digits and a word', '7 s', null],
		['a word and digits', 'in 7', null],
		['a word', 'soon', null],
		['a word that looks like a date', 'soon GMT', null],
		['an empty text', '', null],
		['a number, which headers are not', 7, null],
		['a list of headers', ['7'], null],
		['none', undefined, null],
	])('as %s', (_, value, expected) => {
		for (const status of [429, 503]) {
			expect(read(status, '', { 'retry-after': value })).toMatchObject({ retryAfterMs: expected });
		}
	});
});

describe('a request without a response', () => {
	const UNREACHED = { isTemporary: true, mayHaveApplied: false };
	const BROKEN = { isTemporary: true, mayHaveApplied: true };
	const UNTRUSTED = { isTemporary: false, mayHaveApplied: false };
	const CERTIFICATE = "The API's TLS certificate is not trusted by this n8n";
	const NO_HOST = 'The host name of the API was not found (DNS)';
	const NO_ROUTE = 'The API could not be reached over the network';
	const CUT = 'The connection to the API broke before its answer came';

	it.each([
		['ECONNREFUSED', 'The API refused the connection', UNREACHED],
		['ENOTFOUND', NO_HOST, UNREACHED],
		['EAI_AGAIN', NO_HOST, UNREACHED],
		['EHOSTUNREACH', NO_ROUTE, UNREACHED],
		['ENETUNREACH', NO_ROUTE, UNREACHED],
		['ECONNRESET', CUT, BROKEN],
		['EPIPE', CUT, BROKEN],
		['200', CUT, BROKEN],
		['502', CUT, BROKEN],
		['200', CUT, BROKEN],
		['CERT_HAS_EXPIRED', CERTIFICATE, UNTRUSTED],
		['CERT_NOT_YET_VALID', CERTIFICATE, UNTRUSTED],
		['DEPTH_ZERO_SELF_SIGNED_CERT', CERTIFICATE, UNTRUSTED],
		['SELF_SIGNED_CERT_IN_CHAIN', CERTIFICATE, UNTRUSTED],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', CERTIFICATE, UNTRUSTED],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', CERTIFICATE, UNTRUSTED],
		['ERR_TLS_CERT_ALTNAME_INVALID', CERTIFICATE, UNTRUSTED],
	])('%s: %s', (code, message, fate) => {
		expect(faultOfErrorCode(code, 10_000)).toEqual({
			kind: 'fault',
			reason: 'network',
			httpStatus: null,
			message,
			retryAfterMs: null,
			...fate,
		});
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'])('%s is a timeout', (code) => {
		expect(faultOfErrorCode(code, 2_500)).toEqual({
			kind: 'fault',
			reason: 'timeout',
			httpStatus: null,
			message: 'The API did not answer within 2.5 s',
			isTemporary: true,
			mayHaveApplied: true,
			retryAfterMs: null,
		});
	});

	it.each(['', 'EPROTO', 'toString', '20', '2000'])(
		'%j is not known: never repeated, and in doubt',
		(code) => {
			expect(faultOfErrorCode(code, 10_000)).toEqual({
				kind: 'fault',
				reason: 'network',
				httpStatus: null,
				message: 'n8n could not complete the request to the API',
				isTemporary: false,
				mayHaveApplied: true,
				retryAfterMs: null,
			});
		},
	);
});

it('reads whatever comes without a throw, and shows no key', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 100, max: 599 }),
			fc.oneof(
				fc.jsonValue(),
				fc.record({
					success: fc.oneof(fc.boolean(), fc.jsonValue()),
					code: fc.jsonValue(),
					message: fc.oneof(fc.constant('key: the-key'), fc.jsonValue()),
				}),
			),
			fc.jsonValue(),
			(status, body, header) => {
				const result = read(status, body, { 'retry-after': header });
				expect(result.httpStatus).toBe(status);
				expect(result.message).not.toContain('the-key');
				expect(result.message).not.toContain('[object');
			},
		),
	);
});
