import type { HttpResponse } from '../../../nodes/SmsPartnerCallForward/api/response';
import { clock, ExecutionStopped } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import {
	accounts,
	createPace,
	RESUME_INTERVAL_MS,
} from '../../../nodes/SmsPartnerCallForward/timing/pace';
import { createMask } from '../../../nodes/SmsPartnerCallForward/api/redact';
import { createPost, CREDENTIAL_TYPE } from '../../../nodes/SmsPartnerCallForward/api/transport';
import { useFakeClock, type FakeClock } from '../support/clock';
import { fakeContext, requestError } from '../support/context';
import { ERROR_BODY, SUCCESS_BODY } from '../support/vendor';

const REQUEST = {
	virtualNumber: '33612345678',
	mode: 'callForwarding',
	destination: '+33698765432',
} as const;
const BODY = { number: '33612345678', type: 1, param: '+33698765432' };
const CREDENTIAL = { apiKey: 'the-key' };

type Reply = Partial<HttpResponse> | Error | (() => Error) | { thrown: unknown };

const OK: Reply = { body: SUCCESS_BODY };
const GATEWAY_TIMEOUT: Reply = { statusCode: 504, body: '<html>' };
const limited = (retryAfter?: string): Reply => ({
	statusCode: 429,
	headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});
const RESET = requestError('ECONNRESET');
const REFUSED = requestError('ECONNREFUSED');

let time: FakeClock;
beforeEach(() => {
	time = useFakeClock();
});

/** A post to an API that gives these replies, one per attempt. */
function prepare(replies: Reply[], { maxRetries = 2, requestsPerMinute = 0 } = {}) {
	const left = [...replies];
	const stop = new AbortController();
	const starts: number[] = [];
	const fake = fakeContext({
		rows: [],
		api: async () => {
			starts.push(clock.now());
			const reply = left.shift();
			if (reply === undefined) throw new Error('A request too many');
			if (typeof reply === 'function') throw reply();
			if (reply instanceof Error) throw reply;
			if ('thrown' in reply) throw reply.thrown;
			return reply;
		},
	});
	const connection = {
		baseUrl: 'https://api.smspartner.fr/v1',
		credential: CREDENTIAL,
		mask: createMask('the-key'),
		timeoutMs: 2_500,
		maxRetries,
	};
	const post = createPost(
		fake.context,
		connection,
		createPace('account', requestsPerMinute),
		stop.signal,
	);
	const begin = time.now;
	return { ...fake, post, stop, starts: () => starts.map((start) => start - begin), left };
}

describe('one attempt', () => {
	it('is a POST of JSON that n8n neither repeats nor redirects, and whose any status is a response', async () => {
		const { post, sent } = prepare([OK]);
		await post(REQUEST);
		expect(sent).toEqual([
			{
				isBound: true,
				credentialType: 'smsPartnerApi',
				options: {
					method: 'POST',
					url: 'https://api.smspartner.fr/v1/vn/callforward',
					body: BODY,
					json: true,
					timeout: 2_500,
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
				},
				additional: {
					credentialsDecrypted: { id: '', name: '', type: CREDENTIAL_TYPE, data: CREDENTIAL },
				},
			},
		]);
	});

	it.each([
		['disabled', 0],
		['callForwarding', 1],
		['voicemail', 2],
	] as const)('has the API’s type for %s: %i', async (mode, type) => {
		const { post, bodies } = prepare([OK]);
		await post({ virtualNumber: '33612345678', mode, destination: 'x' });
		expect(bodies()).toEqual([{ number: '33612345678', type, param: 'x' }]);
	});

	it('has a body of its own, since n8n writes the key into it', async () => {
		const { post, bodies } = prepare([GATEWAY_TIMEOUT, OK]);
		await post(REQUEST);
		expect(bodies()).toEqual([BODY, BODY]);
	});

	it('gives the control answer', async () => {
		const { post } = prepare([OK]);
		expect(await post(REQUEST)).toEqual({
			kind: 'answer',
			httpStatus: 200,
			inDoubt: false,
			...SUCCESS_BODY,
		});
	});

	it('masks the key in the answer', async () => {
		const { post } = prepare([{ body: { success: false, code: 10, message: 'Bad key the-key' } }]);
		expect(await post(REQUEST)).toMatchObject({ message: 'Bad key ***' });
	});

	it('reads nothing but the error code from what n8n throws', async () => {
		for (const thrown of [requestError(), 'the-key', null, undefined, { httpCode: 13 }]) {
			const { post } = prepare([{ thrown }]);
			const reply = await post(REQUEST);
			expect(reply).toEqual({
				kind: 'fault',
				reason: 'network',
				httpStatus: null,
				message: 'n8n could not complete the request to the API',
				isTemporary: false,
				mayHaveApplied: true,
				retryAfterMs: null,
				inDoubt: true,
			});
		}
	});

	it.each(['SsrfBlockedIpError', 'SsrfBlockedHostnameError'])(
		'knows that nothing was sent where n8n blocked it: %s',
		async (name) => {
			const cause = Object.assign(new Error('the-key'), { name });
			const { post, sent } = prepare([
				Object.assign(new Error('blocked', { cause }), { httpCode: null }),
			]);
			expect(await post(REQUEST)).toMatchObject({
				reason: 'network',
				message: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
				inDoubt: false,
			});
			expect(sent).toHaveLength(1);
		},
	);

	it('names the time that it waited for an answer', async () => {
		const { post } = prepare([requestError('ECONNABORTED')], { maxRetries: 0 });
		expect(await post(REQUEST)).toMatchObject({
			reason: 'timeout',
			message: 'The API did not answer within 2.5 s',
		});
	});
});

describe('retries', () => {
	it.each([
		['a reset connection', RESET],
		['a refused connection', REFUSED],
		['an unknown host', requestError('ENOTFOUND')],
		['a timeout', requestError('ECONNABORTED')],
		['HTTP 429', limited()],
		['HTTP 503', { statusCode: 503, body: 'busy' }],
	])('follow %s', async (_, failure) => {
		const { post, sent, left } = prepare([failure, OK]);
		expect(await post(REQUEST)).toMatchObject({ kind: 'answer', success: true });
		expect(sent).toHaveLength(2);
		expect(left).toEqual([]);
	});

	it.each([
		['a control answer', { body: ERROR_BODY }],
		['a control answer with HTTP 500', { statusCode: 500, body: ERROR_BODY }],
		['an answer that cannot be read', { body: '<html>' }],
		['a redirect', { statusCode: 302 }],
		['HTTP 404 without a control answer', { statusCode: 404 }],
		['a certificate that is not trusted', requestError('CERT_HAS_EXPIRED')],
	])('never follow %s', async (_, reply) => {
		const { post, sent } = prepare([reply]);
		await post(REQUEST);
		expect(sent).toHaveLength(1);
	});

	it.each([0, 1, 2, 10])('are at most Max Retries: %i', async (maxRetries) => {
		const { post, sent } = prepare(Array(20).fill(GATEWAY_TIMEOUT), { maxRetries });
		expect(await post(REQUEST)).toMatchObject({ kind: 'fault', reason: 'serverUnavailable' });
		expect(sent).toHaveLength(maxRetries + 1);
	});

	it('back off exponentially from 500 ms, capped at 10 s', async () => {
		time.chance = 1;
		const { post, starts } = prepare(Array(8).fill(GATEWAY_TIMEOUT), { maxRetries: 7 });
		await post(REQUEST);
		expect(starts()).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 25_500, 35_500]);
	});

	it('have full jitter', async () => {
		time.chance = 0;
		const none = prepare(Array(3).fill(GATEWAY_TIMEOUT));
		await none.post(REQUEST);
		expect(none.starts()).toEqual([0, 0, 0]);
		accounts.clear();
		time.chance = 0.25;
		const quarter = prepare(Array(3).fill(GATEWAY_TIMEOUT));
		await quarter.post(REQUEST);
		expect(quarter.starts()).toEqual([0, 125, 375]);
	});

	it('hold no other request', async () => {
		time.chance = 1;
		const { post, starts } = prepare([GATEWAY_TIMEOUT, OK, OK]);
		await Promise.all([post(REQUEST), new Promise(setImmediate).then(() => post(REQUEST))]);
		expect(starts()).toEqual([0, 0, 500]);
	});

	it('do not wait after the last attempt', async () => {
		time.chance = 1;
		const { post } = prepare([GATEWAY_TIMEOUT], { maxRetries: 0 });
		await post(REQUEST);
		expect(time.sleeps).toEqual([]);
	});

	it('keep the pace', async () => {
		time.chance = 0;
		const { post, starts } = prepare([GATEWAY_TIMEOUT, OK, OK], { requestsPerMinute: 60 });
		await post(REQUEST);
		await post(REQUEST);
		expect(starts()).toEqual([0, 1_010, 2_020]);
	});
});

describe('Retry-After', () => {
	it.each([
		['of seconds', limited('7'), 7_000],
		['of no time', limited('0'), 20_000],
		['that cannot be read', limited('soon'), 20_000],
		['that is missing', limited(), 20_000],
		['of 60 s', limited('60'), 60_000],
		['of a 503', { statusCode: 503, headers: { 'retry-after': '3' } }, 3_000],
	])('%s is waited for', async (_, failure, waitMs) => {
		time.chance = 1;
		const { post, starts } = prepare([failure, OK]);
		expect(await post(REQUEST)).toMatchObject({ success: true });
		expect(starts()).toEqual([0, waitMs]);
	});

	it('as a date is waited for', async () => {
		time.now = Date.parse('2026-03-01T12:00:00Z');
		const { post, starts } = prepare([limited('Sun, 01 Mar 2026 12:00:30 GMT'), OK]);
		await post(REQUEST);
		expect(starts()).toEqual([0, 30_000]);
	});

	it('of more than 60 s fails at once', async () => {
		const { post, sent } = prepare([limited('61')]);
		expect(await post(REQUEST)).toMatchObject({
			reason: 'rateLimited',
			retryAfterMs: 61_000,
			inDoubt: false,
		});
		expect(sent).toHaveLength(1);
		expect(time.sleeps).toEqual([]);
	});

	it('holds all other requests too', async () => {
		const { post, starts } = prepare([limited('5'), OK, OK]);
		await Promise.all([post(REQUEST), new Promise(setImmediate).then(() => post(REQUEST))]);
		expect(starts()).toEqual([0, 5_000, 5_000 + RESUME_INTERVAL_MS]);
	});

	it('holds all other requests when the last attempt gets it, too', async () => {
		const { post, starts } = prepare([limited('5'), OK], { maxRetries: 0 });
		expect(await post(REQUEST)).toMatchObject({ reason: 'rateLimited', retryAfterMs: 5_000 });
		expect(await post(REQUEST)).toMatchObject({ success: true });
		expect(starts()).toEqual([0, 5_000]);
	});

	it('that is too long to wait for fails the requests that come within that time, unsent', async () => {
		const { post, sent } = prepare([limited('61')]);
		await post(REQUEST);
		time.now += 500;
		expect(await post(REQUEST)).toMatchObject({
			reason: 'rateLimited',
			httpStatus: null,
			mayHaveApplied: false,
			retryAfterMs: 60_500,
		});
		expect(sent).toHaveLength(1);
	});

	it('of what is not tried again holds nothing', async () => {
		const redirect = { statusCode: 302, headers: { 'retry-after': '5' } };
		const { post, starts } = prepare([redirect, OK]);
		await post(REQUEST);
		await post(REQUEST);
		expect(starts()).toEqual([0, 0]);
	});
});

describe('doubt: an attempt may have taken effect without an answer', () => {
	it.each([
		['an answer at once', [OK], false],
		['a refused connection, then an answer', [REFUSED, OK], false],
		['429, then an answer', [limited(), OK], false],
		['a reset connection, then an answer', [RESET, OK], true],
		['a 504, then an answer', [GATEWAY_TIMEOUT, OK], true],
		['a 504, then 429, then an answer', [GATEWAY_TIMEOUT, limited(), OK], true],
		['refused connections only', [REFUSED, REFUSED, REFUSED], false],
		['a reset at the end', [REFUSED, REFUSED, RESET], true],
		['a refused connection at the end', [RESET, REFUSED, REFUSED], true],
		['an answer that cannot be read', [{ body: '<html>' }], true],
	])('%s', async (_, replies: Reply[], inDoubt) => {
		const { post } = prepare(replies);
		expect(await post(REQUEST)).toMatchObject({ inDoubt });
	});
});

describe('an execution that was stopped', () => {
	it('sends nothing', async () => {
		const { post, stop, sent } = prepare([OK]);
		stop.abort();
		await expect(post(REQUEST)).rejects.toThrow(ExecutionStopped);
		expect(sent).toEqual([]);
	});

	it.each([0, 2])('does not judge what n8n aborted, with %i retries', async (maxRetries) => {
		const aborted = () => {
			stop.abort();
			return requestError('ERR_CANCELED');
		};
		const { post, stop, sent } = prepare([aborted], { maxRetries });
		await expect(post(REQUEST)).rejects.toThrow(
			'The execution was canceled, so its requests were aborted',
		);
		expect(sent).toHaveLength(1);
	});

	it('ends the wait before a retry within 250 ms', async () => {
		time.chance = 1;
		const { post, stop, sent } = prepare(Array(4).fill(GATEWAY_TIMEOUT), { maxRetries: 3 });
		const begin = time.now;
		jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
			time.now += ms;
			if (time.now >= begin + 700) stop.abort();
		});
		await expect(post(REQUEST)).rejects.toThrow(ExecutionStopped);
		expect(sent).toHaveLength(2);
		expect(time.now - begin).toBeLessThanOrEqual(950);
	});
});

it('n8n’s error is not passed on in any form', async () => {
	const { post } = prepare([RESET, RESET, RESET]);
	const reply: unknown = await post(REQUEST);
	const text = JSON.stringify(reply);
	expect(text).not.toContain('the-key');
	expect(text).not.toContain('ECONNRESET');
});
