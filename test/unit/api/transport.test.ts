import type { Api, HttpResponse } from '../../../nodes/SmsPartnerCallForward/api/reply';
import { createApi, CREDENTIAL_TYPE } from '../../../nodes/SmsPartnerCallForward/api/transport';
import { clock, ExecutionStopped } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { createPace, RESUME_INTERVAL_MS } from '../../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock, type FakeClock } from '../support/clock';
import { fakeContext, requestError } from '../support/context';
import { aReply } from '../support/replies';
import { CALL } from '../support/request';
import { ERROR_BODY, SUCCESS_BODY } from '../support/vendor';

const BODY = { number: '33612345678', type: 1, param: '+33698765432' };
const CREDENTIAL = { apiKey: 'the-key' };

/** What one attempt comes to: a response, or what gives what n8n throws. */
type Fate = Partial<HttpResponse> | (() => unknown);

const OK: Fate = { body: SUCCESS_BODY };
const page = (statusCode: number, retryAfter?: string): Fate => ({
	statusCode,
	headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
	body: '<html>',
});
const limited = (retryAfter?: string): Fate => page(429, retryAfter);
const CONTRADICTORY: Fate = { body: { success: true, code: 13 } };
const RESET = () => requestError('ECONNRESET');
const REFUSED = () => requestError('ECONNREFUSED');

let time: FakeClock;
beforeEach(() => {
	time = useFakeClock();
	// The whole backoff
	time.chance = 1;
});

/** An API of one item, whose attempts meet these fates, no more. */
function prepare(
	fates: Fate[],
	{ maxRetries = 2, requestsPerMinute = 0, stop = new AbortController().signal } = {},
) {
	const left = [...fates];
	const starts: number[] = [];
	const fake = fakeContext({
		rows: [],
		api: async () => {
			starts.push(clock.now());
			const fate = left.shift();
			if (fate === undefined) throw new Error('A request too many');
			if (typeof fate === 'function') throw fate();
			return fate;
		},
	});
	const connection = {
		baseUrl: 'https://api.smspartner.fr/v1',
		credential: CREDENTIAL,
		repeatsKey: (text: string) => text.includes('the-key'),
		timeoutMs: 2_500,
		maxRetries,
	};
	const pace = createPace('account', requestsPerMinute);
	const begin = time.now;
	return {
		...fake,
		api: createApi(fake.context, connection, pace, stop),
		starts: () => starts.map((start) => start - begin),
	};
}

/** Sends one request whose attempts meet these fates. */
async function send(...given: Parameters<typeof prepare>) {
	const prepared = prepare(...given);
	return { ...prepared, reply: await prepared.api.send(CALL) };
}

/** The same for a line that may be off. */
async function insist(fates: Fate[], maxRetries = 0) {
	const prepared = prepare(fates, { maxRetries });
	return { ...prepared, reply: await prepared.api.insist(CALL) };
}

describe('one attempt', () => {
	it('is a POST of JSON that n8n neither repeats nor redirects, and whose any status is a response', async () => {
		const { reply, sent } = await send([OK]);
		expect(reply).toEqual(aReply('ok'));
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
		const { api, bodies } = prepare([OK]);
		await api.send({ virtualNumber: '33612345678', mode, destination: 'x' });
		expect(bodies()).toEqual([{ number: '33612345678', type, param: 'x' }]);
	});

	it('has a body of its own, since n8n writes the key into it', async () => {
		const { bodies } = await send([page(504), OK]);
		expect(bodies()).toEqual([BODY, BODY]);
	});

	it('withholds a text that repeats the key', async () => {
		const body = { success: false, code: 10, message: 'Bad key the-key' };
		const { reply } = await send([{ body }]);
		expect(reply.message).toContain('not shown');
	});

	it.each([
		[undefined, false],
		[requestError(), false],
		['the-key', false],
		[null, false],
		[{ httpCode: 13 }, false],
		[new Error('the-key', { cause: 'the-key' }), false],
		[
			Object.assign(new Error('the-key', { cause: { name: 'SsrfBlockedIpError' } }), {
				httpCode: null,
			}),
			true,
		],
	])('reads nothing but the code from what n8n throws: %p', async (thrown, isBlocked) => {
		const { reply } = await send([() => thrown]);
		expect(reply).toMatchObject({ reason: 'network', attempts: 1, inDoubt: !isBlocked });
		expect(JSON.stringify(reply)).not.toContain('the-key');
	});

	it('names the time that it waited for an answer', async () => {
		const { reply } = await send([() => requestError('ECONNABORTED')], { maxRetries: 0 });
		expect(reply).toMatchObject({
			reason: 'timeout',
			message: 'The API did not answer within 2.5 s',
		});
	});
});

describe('a request is sent again', () => {
	it('after a temporary fault', async () => {
		const { reply, sent } = await send([page(503), OK]);
		expect(reply).toMatchObject({ kind: 'accepted', attempts: 2 });
		expect(sent).toHaveLength(2);
	});

	it.each([
		['a control answer', { statusCode: 500, body: ERROR_BODY }],
		['a fault that is none', page(404)],
	])('never after %s', async (_, fate) => {
		expect((await send([fate])).reply).toMatchObject({ attempts: 1 });
	});

	it.each([0, 1, 2, 10])('at most as often as Max Retries says: %i', async (maxRetries) => {
		const { reply, sent } = await send(Array(20).fill(page(504)), { maxRetries });
		expect(reply).toMatchObject({ reason: 'serverUnavailable', attempts: maxRetries + 1 });
		expect(sent).toHaveLength(maxRetries + 1);
	});

	it('with a backoff that doubles from 500 ms to 10 s, and not after the last attempt', async () => {
		const { reply, starts } = await send(Array(8).fill(page(504)), { maxRetries: 7 });
		expect(reply).toMatchObject({ tookMs: 35_500 });
		expect(starts()).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 25_500, 35_500]);
		expect(time.now).toBe(1_035_500);
	});

	it.each([
		[0, [0, 0, 0]],
		[0.25, [0, 125, 375]],
	])('with full jitter: %d of the backoff', async (chance, expected) => {
		time.chance = chance;
		const { starts } = await send(Array(3).fill(page(504)));
		expect(starts()).toEqual(expected);
	});

	it('and holds up no other one meanwhile', async () => {
		const { api, starts } = prepare([page(504), OK, OK]);
		await Promise.all([api.send(CALL), new Promise(setImmediate).then(() => api.send(CALL))]);
		expect(starts()).toEqual([0, 0, 500]);
	});

	it('at the pace of all requests', async () => {
		time.chance = 0;
		const { api, starts } = await send([page(504), OK, OK], { requestsPerMinute: 60 });
		await api.send(CALL);
		expect(starts()).toEqual([0, 1_010, 2_020]);
	});
});

describe('a wait that the API asks for', () => {
	it.each([
		['of seconds', [limited('7')], [0, 7_000]],
		['of 60 s', [limited('60')], [0, 60_000]],
		['of a 503', [page(503, '3')], [0, 3_000]],
		['as a date', [limited('Thu, 01 Jan 1970 00:17:10 GMT')], [0, 30_000]],
		['without a time', [limited()], [0, 20_000]],
		['of no time', [limited('0')], [0, 20_000]],
		['that cannot be read', [limited('soon')], [0, 20_000]],
		['without a time, again and again', [limited(), limited()], [0, 20_000, 60_000]],
		['of no time with a 503, which is none', [page(503, '0')], [0, 500]],
	])('%s is kept', async (_, fates, expected) => {
		const { reply, starts } = await send([...fates, OK]);
		expect(reply).toMatchObject({ kind: 'accepted' });
		expect(starts()).toEqual(expected);
	});

	it('of more than 60 s fails at once, and so do the next ones, unsent, until it is over', async () => {
		const { api, reply, starts } = await send([limited('120'), OK]);
		const held = { reason: 'rateLimited', retryAfterMs: 120_000, inDoubt: false };
		expect(reply).toMatchObject({ ...held, httpStatus: 429, attempts: 1 });
		expect(await api.send(CALL)).toMatchObject({
			...held,
			httpStatus: null,
			message: 'Not sent: the API asked this account to wait',
			attempts: 0,
		});
		expect(time.sleeps).toEqual([]);
		time.now += 60_000;
		expect(await api.send(CALL)).toMatchObject({ kind: 'accepted' });
		expect(starts()).toEqual([0, 120_000]);
	});

	it('is kept by all requests of the account, also after a last attempt', async () => {
		const { api, reply, starts } = await send([limited('5'), OK, OK], { maxRetries: 0 });
		expect(reply).toMatchObject({ retryAfterMs: 5_000, attempts: 1 });
		await Promise.all([api.send(CALL), api.send(CALL)]);
		expect(starts()).toEqual([0, 5_000, 5_000 + RESUME_INTERVAL_MS]);
	});

	it('is kept for an hour at most', async () => {
		const { api, reply, starts } = await send([limited('31536000'), OK]);
		expect(reply).toMatchObject({ retryAfterMs: 31_536_000_000 });
		await time.sleep(3_600_000);
		expect(await api.send(CALL)).toMatchObject({ kind: 'accepted' });
		expect(starts()).toEqual([0, 3_600_000]);
	});

	it('is kept where the request itself is not sent again', async () => {
		const { api, starts } = await send([page(302, '5'), OK]);
		await api.send(CALL);
		expect(starts()).toEqual([0, 5_000]);
	});
});

describe('a line that may be off', () => {
	it.each([
		['three 503', Array(3).fill(page(503)), 3_500],
		['a 403', [page(403)], 500],
		['an HTML page', [page(200)], 500],
		['a certificate that is not trusted', [() => requestError('CERT_HAS_EXPIRED')], 500],
		['a Retry-After of 61 s', [limited('61')], 61_000],
		['a limit without a time', [limited(), limited()], 60_000],
	])('is set again after %s, whatever Max Retries says', async (_, fates, at) => {
		const { reply, starts } = await insist([...fates, OK]);
		expect(reply).toMatchObject({ kind: 'accepted', attempts: fates.length + 1, tookMs: at });
		expect(starts().at(-1)).toBe(at);
	});

	it('is tried for 90 s', async () => {
		const { reply, starts } = await insist(Array(20).fill(page(503)), 10);
		expect(reply).toMatchObject({ reason: 'serverUnavailable', attempts: 14, inDoubt: true });
		expect(starts().slice(-3)).toEqual([75_500, 85_500, 95_500]);
	});

	it('is not tried again when the 90 s are over', async () => {
		const waits = [limited('30'), limited('30'), limited('30')];
		const { reply, starts } = await insist([...waits, page(503), OK]);
		expect(reply).toMatchObject({ reason: 'serverUnavailable', attempts: 4 });
		expect(starts()).toEqual([0, 30_000, 60_000, 90_000]);
	});

	it.each([
		['a control answer', { body: ERROR_BODY }, { kind: 'refused' }],
		['an answer that contradicts itself', CONTRADICTORY, { reason: 'contradictory' }],
		['a wait beyond the 90 s', limited('91'), { retryAfterMs: 91_000 }],
	])('is not tried again after %s', async (_, fate, expected) => {
		const { reply } = await insist([fate]);
		expect(reply).toMatchObject({ ...expected, attempts: 1 });
		expect(time.sleeps).toEqual([]);
	});

	it('has the 90 s from its first attempt, however long its turn took', async () => {
		const settings = { requestsPerMinute: 0.5, maxRetries: 0 };
		const { api, starts } = await send([OK, page(503), OK], settings);
		expect(await api.insist(CALL)).toMatchObject({ kind: 'accepted', attempts: 2 });
		expect(starts()).toEqual([0, 121_200, 242_400]);
	});

	it('goes before the other requests of its run', async () => {
		const { api, starts } = prepare([OK, OK, { body: ERROR_BODY }, OK], { requestsPerMinute: 60 });
		const others = [1, 2, 3].map(async () => await api.send(CALL));
		await time.sleep(10);
		expect(await api.insist(CALL)).toMatchObject({ kind: 'refused' });
		expect(starts()).toEqual([0, 1_010, 2_020]);
		await Promise.all(others);
	});

	it('is waited for no longer than what is left of the 90 s', async () => {
		const { reply } = await insist([limited('60'), limited('31')]);
		expect(reply).toMatchObject({ retryAfterMs: 31_000, attempts: 2, tookMs: 60_000 });
	});
});

describe('doubt', () => {
	it.each([
		['no answer but the last one', [OK], false],
		['a refused connection, then an answer', [REFUSED, OK], false],
		['429, then an answer', [limited(), OK], false],
		['a reset connection, then an answer', [RESET, OK], true],
		['a 504, then 429, then an answer', [page(504), limited(), OK], true],
		['refused connections only', [REFUSED, REFUSED, REFUSED], false],
		['a reset at the end', [REFUSED, REFUSED, RESET], true],
		['a refused connection at the end', [RESET, REFUSED, REFUSED], true],
	])('comes of attempts that may have taken effect: %s', async (_, fates: Fate[], inDoubt) => {
		expect((await send(fates)).reply).toMatchObject({ inDoubt });
	});
});

describe('an execution that is stopped', () => {
	const aborted = AbortSignal.abort();

	it('sends nothing more, and waits no more', async () => {
		const { api, sent } = prepare([], { stop: aborted });
		await expect(api.send(CALL)).rejects.toThrow(ExecutionStopped);
		await expect(api.insist(CALL)).rejects.toThrow(ExecutionStopped);
		await expect(api.wait(1_000)).rejects.toThrow(ExecutionStopped);
		expect(sent).toEqual([]);
	});

	it.each(['send', 'insist'] as const)('does not judge what n8n aborted: %s', async (method) => {
		const stopping = new AbortController();
		const abort = () => {
			stopping.abort();
			return requestError('ERR_CANCELED');
		};
		const { api, sent } = prepare([abort], { stop: stopping.signal, maxRetries: 0 });
		await expect(api[method](CALL)).rejects.toThrow(
			'The execution was canceled, so its requests were aborted',
		);
		expect(sent).toHaveLength(1);
	});

	it.each([
		['before a retry', [page(504), page(504)], (api: Api) => api.send(CALL)],
		['that the API asked for', [limited('7')], (api: Api) => api.send(CALL)],
		['of the item', [], (api: Api) => api.wait(10_000)],
	])('ends a wait %s within 250 ms', async (_, fates, work) => {
		const { api } = prepare(fates, { stop: time.stopAfter(700) });
		const begin = time.now;
		await expect(work(api)).rejects.toThrow(ExecutionStopped);
		expect(time.now - begin).toBeLessThanOrEqual(950);
	});
});
