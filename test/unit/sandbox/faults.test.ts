import { connect } from 'node:net';
import { ECHO_PLACES } from '../../../sandbox/faults';
import { FAULT_KINDS, type Fault, type FaultKind } from '../../../sandbox/server';
import { callForwardBody, KEY, MOBILE, NUMBER, post, postJson, until, useSandbox } from './client';

const FORWARDED = { type: 1, param: MOBILE };
const OFF = { type: 0, param: '' };
const SUCCESS = { success: true, code: 200, message: 'Callforward enabled' };
const REFUSED = { success: false, code: 10, message: 'Invalid API key' };

/** What a client gets: an answer, or the error that it sees instead. */
interface Seen {
	status: number;
	headers: Headers;
	body: Buffer;
}

async function seen(response: Response): Promise<Seen> {
	const { status, headers } = response;
	return { status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

const json = ({ body }: Seen): unknown => JSON.parse(body.toString());

/** For each kind: faults that answer, whether they let the request take effect, and what arrives. */
type Row = [fault: Fault, line: typeof FORWARDED | typeof OFF, check: (answer: Seen) => void];

const ANSWERS: Partial<Record<FaultKind, Row[]>> = {
	delay: [[{ kind: 'delay', ms: 30 }, FORWARDED, (it) => expect(json(it)).toEqual(SUCCESS)]],
	rateLimit: [
		[
			{ kind: 'rateLimit' },
			OFF,
			(it) => {
				expect(it.status).toBe(429);
				expect(it.headers.has('retry-after')).toBe(false);
				expect(json(it)).toEqual({ success: false, code: 429, message: 'Too many requests' });
			},
		],
		...[3, -1, '31536000', 'Wed, 21 Oct 2026 07:28:00 GMT', 'later', ''].map((retryAfter): Row => [
			{ kind: 'rateLimit', retryAfter },
			OFF,
			(it) => expect(it.headers.get('retry-after')).toBe(String(retryAfter)),
		]),
	],
	status: [
		[
			{ kind: 'status', status: 504, apply: true },
			FORWARDED,
			(it) => {
				expect(it.status).toBe(504);
				expect(it.headers.get('content-type')).toMatch('text/html');
				expect(it.body.toString()).toMatch('<h1>HTTP 504</h1>');
			},
		],
		[
			{
				kind: 'status',
				status: 401,
				body: 'no',
				contentType: 'text/plain',
				headers: { 'www-authenticate': 'Basic' },
			},
			OFF,
			(it) => {
				expect(it.status).toBe(401);
				expect(it.headers.get('content-type')).toBe('text/plain');
				expect(it.headers.get('www-authenticate')).toBe('Basic');
				expect(it.body.toString()).toBe('no');
			},
		],
		[{ kind: 'status', status: 204 }, OFF, (it) => expect(it.body).toHaveLength(0)],
	],
	redirect: [
		[
			{ kind: 'redirect' },
			OFF,
			(it) => {
				expect(it.status).toBe(302);
				expect(it.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/elsewhere$/);
			},
		],
		...([301, 302, 303, 307, 308] as const).map((status): Row => [
			{ kind: 'redirect', status, location: 'http://localhost:9/x' },
			OFF,
			(it) => {
				expect(it.status).toBe(status);
				expect(it.headers.get('location')).toBe('http://localhost:9/x');
			},
		]),
	],
	empty: [
		[
			{ kind: 'empty' },
			OFF,
			(it) => {
				expect(it.status).toBe(200);
				expect(it.body).toHaveLength(0);
			},
		],
	],
	xml: [
		[
			{ kind: 'xml' },
			OFF,
			(it) => {
				expect(it.headers.get('content-type')).toBe('application/xml');
				expect(it.body.toString()).toMatch('<success>false</success><code>10</code>');
			},
		],
	],
	html200: [
		[
			{ kind: 'html200' },
			OFF,
			(it) => {
				expect(it.status).toBe(200);
				expect(it.body.toString()).toMatch(/^<!DOCTYPE html>/);
			},
		],
	],
	truncatedJson: [
		[
			{ kind: 'truncatedJson', apply: true },
			FORWARDED,
			(it) => {
				expect(it.status).toBe(200);
				expect(it.headers.get('content-type')).toMatch('application/json');
				expect(JSON.stringify(SUCCESS).startsWith(it.body.toString())).toBe(true);
				expect(() => json(it)).toThrow();
			},
		],
	],
	latin1: [
		[
			{ kind: 'latin1' },
			FORWARDED,
			(it) => {
				expect(it.body.toString()).toMatch('\ufffd');
				expect(JSON.parse(it.body.toString('latin1'))).toEqual({
					...SUCCESS,
					message: 'Réponse à votre requête : Callforward enabled',
				});
			},
		],
	],
	trickle: [
		[
			{ kind: 'trickle', ms: 1, bytes: 70 },
			FORWARDED,
			(it) => {
				expect(it.body).toHaveLength(70);
				expect(json(it)).toEqual(SUCCESS);
			},
		],
		[{ kind: 'trickle', ms: 0, apply: false }, OFF, (it) => expect(json(it)).toEqual(REFUSED)],
	],
	huge: [
		[
			{ kind: 'huge' },
			FORWARDED,
			(it) => {
				expect(it.body).toHaveLength(10 * 1024 * 1024);
				expect(json(it)).toMatchObject(SUCCESS);
			},
		],
		[
			{ kind: 'huge', bytes: 5000, apply: false },
			OFF,
			(it) => {
				expect(it.body).toHaveLength(5000);
				expect(json(it)).toMatchObject(REFUSED);
			},
		],
	],
	answer: [
		[
			{
				kind: 'answer',
				body: { success: false, code: 4711 },
				status: 503,
				headers: { 'x-a': 'b' },
			},
			OFF,
			(it) => {
				expect(it.status).toBe(503);
				expect(it.headers.get('x-a')).toBe('b');
				expect(json(it)).toEqual({ success: false, code: 4711 });
			},
		],
		[
			{ kind: 'answer', body: '{"a":1', apply: true },
			FORWARDED,
			({ body }) => expect(body.toString()).toBe('{"a":1'),
		],
		[{ kind: 'answer', body: [1] }, OFF, (it) => expect(json(it)).toEqual([1])],
		[{ kind: 'answer', body: null }, OFF, (it) => expect(json(it)).toBeNull()],
		[{ kind: 'answer' }, OFF, (it) => expect(json(it)).toBeNull()],
	],
	echoKey: [
		[
			{ kind: 'echoKey' },
			OFF,
			(it) =>
				expect(json(it)).toMatchObject({ success: false, message: `Invalid API key (${KEY})` }),
		],
		[
			{ kind: 'echoKey', where: 'messageUrlEncoded', apply: true },
			FORWARDED,
			(it) =>
				expect(json(it)).toMatchObject({
					success: true,
					message: `Callforward enabled (${encodeURIComponent(KEY)})`,
				}),
		],
		[
			{ kind: 'echoKey', where: 'messageJsonEscaped' },
			OFF,
			(it) =>
				expect(json(it)).toMatchObject({
					message: 'Invalid API key (k3y & \\"quotes\\" + 100 % é)',
				}),
		],
		[
			{ kind: 'echoKey', where: 'messageBase64' },
			OFF,
			(it) =>
				expect(json(it)).toMatchObject({
					message: `Invalid API key (${Buffer.from(KEY).toString('base64')})`,
				}),
		],
		[
			{ kind: 'echoKey', where: 'html', status: 500 },
			OFF,
			(it) => {
				expect(it.status).toBe(500);
				expect(it.body.toString()).toMatch(`No access with ${KEY}`);
			},
		],
		[
			{ kind: 'echoKey', where: 'header' },
			OFF,
			(it) => expect(it.headers.get('x-api-key')).toBe(encodeURIComponent(KEY)),
		],
		[
			{ kind: 'echoKey', where: 'field' },
			OFF,
			(it) => expect(json(it)).toEqual({ ...REFUSED, apiKey: KEY, request: { [KEY]: KEY } }),
		],
	],
	stringified: [
		[
			{ kind: 'stringified' },
			FORWARDED,
			(it) => expect(json(it)).toMatchObject({ success: 'true', code: '200' }),
		],
		[
			{ kind: 'stringified', apply: false },
			OFF,
			(it) => expect(json(it)).toMatchObject({ success: 'false', code: '10' }),
		],
	],
	errorList: [
		[
			{ kind: 'errorList' },
			OFF,
			(it) =>
				expect(json(it)).toEqual({
					success: false,
					error: [{ elementId: 'children[number]', message: "Le numéro virtuel n'existe pas" }],
				}),
		],
	],
	errorsList: [
		[
			{ kind: 'errorsList' },
			OFF,
			(it) =>
				expect(json(it)).toEqual({
					success: false,
					errors: [{ code: 13, message: "Le numéro virtuel n'existe pas" }],
				}),
		],
	],
	protoBody: [
		[
			{ kind: 'protoBody' },
			FORWARDED,
			(it) => {
				const body = json(it) as Record<string, unknown>;
				expect(Object.keys(body)).toEqual(['__proto__', 'success', 'code', 'message']);
				expect(body.success).toBe(true);
				expect(it.body.toString()).toMatch('{"__proto__":{"success":false,');
			},
		],
	],
};

/** Kinds after which there is no complete answer: what a client sees, and who ends the connection. */
const SILENT = [
	{ kind: 'hang', error: /AbortError/, fate: 'closedByClient' },
	{ kind: 'headersOnly', error: /AbortError/, fate: 'closedByClient' },
	{ kind: 'closeMidBody', error: /terminated|other side closed/, fate: 'closedBySandbox' },
	{ kind: 'reset', error: /ECONNRESET/, fate: 'closedBySandbox' },
] as const;

describe('every kind of fault', () => {
	const sandbox = useSandbox();

	it('has a row here', () => {
		expect([...Object.keys(ANSWERS), ...SILENT.map(({ kind }) => kind)].sort()).toEqual(
			[...FAULT_KINDS].sort(),
		);
	});

	it('echoes the key everywhere', () => {
		const places = ANSWERS.echoKey?.map(
			([fault]) => ('where' in fault && fault.where) || 'message',
		);
		expect(places?.sort()).toEqual([...ECHO_PLACES].sort());
	});

	const rows = Object.values(ANSWERS).flat();
	it.each(rows.map(([fault, line, check]) => ({ fault, line, check })))(
		'$fault',
		async ({ fault, line, check }) => {
			sandbox().addFault(fault);
			const answer = await seen(await post(sandbox()));
			check(answer);
			expect(sandbox().line(NUMBER)).toEqual(line);
			expect(sandbox().requests).toHaveLength(1);
			await until(() => sandbox().requests[0]?.fate === 'answered');
			expect(sandbox().requests[0]).toMatchObject({
				fault: fault.kind,
				status: answer.status,
				applied: line === FORWARDED,
			});
			// Played once; the next request is answered as ever.
			sandbox().setLine(NUMBER, { type: 0, param: '' });
			expect(await postJson(sandbox())).toEqual(SUCCESS);
		},
	);

	const silent = SILENT.flatMap((row) => [false, true].map((apply) => ({ ...row, apply })));
	it.each(silent)('$kind, apply: $apply', async ({ kind, error, fate, apply }) => {
		sandbox().addFault({ kind, apply });
		const client = new AbortController();
		const failure = post(sandbox(), callForwardBody(), client.signal)
			.then(seen)
			.then(
				() => 'an answer',
				(thrown: Error) => `${thrown.name} ${thrown.message} ${String(thrown.cause)}`,
			);
		await until(() => sandbox().requests[0]?.fault === kind);
		if (fate === 'closedByClient') client.abort();
		expect(await failure).toMatch(error);
		expect(sandbox().line(NUMBER)).toEqual(apply ? FORWARDED : OFF);
		await until(() => sandbox().requests[0]?.endedAt !== null);
		expect(sandbox().requests[0]).toMatchObject({ fault: kind, applied: apply, fate });
	});

	it('headersOnly does send the headers', async () => {
		sandbox().addFault({ kind: 'headersOnly' });
		const client = new AbortController();
		const response = await post(sandbox(), callForwardBody(), client.signal);
		expect(response.status).toBe(200);
		expect(response.headers.get('content-length')).toBe(String(JSON.stringify(REFUSED).length));
		client.abort();
		await expect(response.text()).rejects.toThrow();
	});

	it('reset is a TCP reset, not a polite end', async () => {
		sandbox().addFault({ kind: 'reset' });
		const error = await new Promise<Error | undefined>((resolve) => {
			const socket = connect(Number(new URL(sandbox().origin).port), '127.0.0.1');
			socket.once('error', resolve).once('end', () => resolve(undefined));
			socket.write(
				'POST /v1/vn/callforward HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}',
			);
		});
		expect(error).toMatchObject({ code: 'ECONNRESET' });
	});
});

describe('delay', () => {
	const sandbox = useSandbox();

	async function hangUpDuring(fault: Fault): Promise<void> {
		sandbox().addFault(fault);
		const client = new AbortController();
		const attempt = post(sandbox(), callForwardBody(), client.signal);
		await until(() => sandbox().requests[0]?.fault === 'delay');
		client.abort();
		await expect(attempt).rejects.toThrow();
		await until(() => sandbox().requests[0]?.fate === 'closedByClient');
	}

	it('does not serve who hung up meanwhile', async () => {
		await hangUpDuring({ kind: 'delay', ms: 300 });
		await new Promise((resolve) => setTimeout(resolve, 350));
		expect(sandbox().line(NUMBER)).toEqual(OFF);
		expect(sandbox().requests[0]?.applied).toBe(false);
	});

	it('with apply, the request has taken effect before the wait', async () => {
		await hangUpDuring({ kind: 'delay', ms: 60_000, apply: true });
		expect(sandbox().line(NUMBER)).toEqual(FORWARDED);
	});
});

describe('which request a fault is played for', () => {
	const sandbox = useSandbox();
	const status = async (number = NUMBER) =>
		(await post(sandbox(), callForwardBody({ number }))).status;

	it('times: the next N', async () => {
		sandbox().addFault({ kind: 'status', status: 503, times: 2 });
		expect([await status(), await status(), await status()]).toEqual([503, 503, 200]);
	});

	it('skip: the first N go by', async () => {
		sandbox().addFault({ kind: 'status', status: 503, skip: 1 });
		expect([await status(), await status(), await status()]).toEqual([200, 503, 200]);
	});

	it('skip counts every matching request, also those that another fault took', async () => {
		sandbox().addFault({ kind: 'status', status: 501 });
		sandbox().addFault({ kind: 'status', status: 502, skip: 1 });
		expect([await status(), await status(), await status()]).toEqual([501, 502, 200]);
	});

	it('one after another, in the order they were added', async () => {
		sandbox().addFault({ kind: 'status', status: 501 });
		sandbox().addFault({ kind: 'status', status: 502 });
		expect([await status(), await status(), await status()]).toEqual([501, 502, 200]);
	});

	it('number: only that line, JSON number or text', async () => {
		sandbox().addFault({ kind: 'status', status: 503, number: '33612345679', times: 2 });
		expect([await status(), await status('33612345679')]).toEqual([200, 503]);
		const asNumber = await post(sandbox(), callForwardBody({ number: 33612345679 }));
		expect(asNumber.status).toBe(503);
	});

	it('endpoint: callforward or me', async () => {
		sandbox().addFault({ kind: 'stringified', endpoint: 'me' });
		sandbox().addFault({ kind: 'stringified', endpoint: 'me', apply: false });
		expect(await status()).toBe(200);
		const me = async () => {
			const response = await fetch(`${sandbox().baseUrl}/me?apiKey=${encodeURIComponent(KEY)}`);
			return await response.json();
		};
		expect(await me()).toMatchObject({ success: 'true', code: '200', user: {} });
		expect(await me()).toMatchObject({ success: 'false', code: '10' });
	});

	it('clearFaults takes back what is left', async () => {
		sandbox().addFault({ kind: 'hang', times: 9 });
		sandbox().clearFaults();
		expect(await status()).toBe(200);
	});
});

describe('applyAfterMs', () => {
	const sandbox = useSandbox();
	const type = () => sandbox().line(NUMBER)?.type;

	it('takes effect after the client hung up', async () => {
		sandbox().addFault({ kind: 'hang', applyAfterMs: 80 });
		await expect(post(sandbox(), callForwardBody(), AbortSignal.timeout(30))).rejects.toThrow();
		expect(type()).toBe(0);
		await until(() => type() === 1);
		expect(sandbox().requests[0]).toMatchObject({ applied: true, fate: 'closedByClient' });
	});

	it('takes effect after an answer that promised nothing, over what came in between', async () => {
		sandbox().addFault({ kind: 'status', status: 504, applyAfterMs: 80 });
		expect((await post(sandbox(), callForwardBody())).status).toBe(504);
		expect(type()).toBe(0);
		sandbox().setLine(NUMBER, { type: 0, param: '' });
		await until(() => type() === 1);
	});

	it('is what a delay answers with', async () => {
		sandbox().addFault({ kind: 'delay', ms: 1, applyAfterMs: 20 });
		expect(await (await post(sandbox())).json()).toMatchObject({ success: true, code: 200 });
	});

	it('ends with a reset', async () => {
		sandbox().addFault({ kind: 'reset', applyAfterMs: 20 });
		await expect(post(sandbox())).rejects.toThrow();
		sandbox().reset();
		await new Promise((resolve) => setTimeout(resolve, 40));
		expect(type()).toBe(0);
	});
});
