import { createServer } from 'node:net';
import { startSandbox } from '../../../sandbox/server';
import { createRateLimit, latencyOf } from '../../../sandbox/traffic';
import { admin, callForwardBody, KEY, MOBILE, NUMBER, post, until, useSandbox } from './client';

describe('records', () => {
	const sandbox = useSandbox();

	it('say what arrived and how it ended, without the key', async () => {
		await (await post(sandbox())).text();
		await until(() => sandbox().requests[0]?.fate === 'answered');
		const [record] = sandbox().requests;
		expect(record).toEqual({
			method: 'POST',
			path: '/v1/vn/callforward',
			number: NUMBER,
			type: 1,
			param: MOBILE,
			key: 'right',
			startedAt: expect.any(Number),
			endedAt: expect.any(Number),
			inFlight: 1,
			status: 200,
			code: 200,
			fault: null,
			applied: true,
			fate: 'answered',
		});
		expect(Number(record?.endedAt)).toBeGreaterThanOrEqual(Number(record?.startedAt));
	});

	it('count what is in flight, from arrival to answer', async () => {
		sandbox().configure({ latency: { ms: 200 } });
		const numbers = ['33612345678', '33612345679', '262692123456'];
		const answers = numbers.map((number) => post(sandbox(), callForwardBody({ number })));
		await Promise.all((await Promise.all(answers)).map((answer) => answer.text()));
		expect(sandbox().requests.map(({ inFlight }) => inFlight)).toEqual([1, 2, 3]);
		expect(sandbox().maxInFlight).toBe(3);

		await (await post(sandbox())).text();
		expect(sandbox().requests[3]?.inFlight).toBe(1);
		expect(sandbox().maxInFlight).toBe(3);
	});

	it('count a hanging request until its client leaves', async () => {
		sandbox().addFault({ kind: 'hang' });
		const client = new AbortController();
		const hanging = post(sandbox(), callForwardBody(), client.signal).catch(() => undefined);
		await until(() => sandbox().requests.length === 1);
		await (await post(sandbox())).text();
		expect(sandbox().requests[1]?.inFlight).toBe(2);
		client.abort();
		await hanging;
		await until(() => sandbox().requests[0]?.fate === 'closedByClient');
		await (await post(sandbox())).text();
		expect(sandbox().requests[2]?.inFlight).toBe(1);
	});

	it('show who followed a redirect, and whether the key went along', async () => {
		sandbox().addFault({ kind: 'redirect', status: 307 });
		const response = await fetch(`${sandbox().baseUrl}/vn/callforward`, {
			method: 'POST',
			body: JSON.stringify(callForwardBody()),
		});
		expect(response.status).toBe(404);
		expect(sandbox().requests[1]).toMatchObject({
			path: '/elsewhere',
			key: 'right',
			number: NUMBER,
			status: 404,
		});
	});

	it.each([
		['GET', '/v1/vn/callforward'],
		['POST', '/v1/nothing'],
		['GET', '/'],
	])('an unknown path is a JSON 404: %s %s', async (method, path) => {
		const response = await fetch(sandbox().origin + path, { method });
		expect(response.status).toBe(404);
		expect(await response.json()).toEqual({ error: 'Not found' });
		expect(sandbox().requests[0]).toMatchObject({ method, path, key: 'missing', status: 404 });
	});
});

describe('the log', () => {
	const lines: string[] = [];
	const sandbox = useSandbox({ log: (line) => lines.push(line) });
	afterEach(() => lines.splice(0));

	it('has one line per request, with number, mode, answer and fault', async () => {
		sandbox().addFault({ kind: 'status', status: 503, skip: 1 });
		await (await post(sandbox())).text();
		await (await post(sandbox())).text();
		await until(() => lines.length === 2);
		const line =
			'POST /v1/vn/callforward number="33612345678" type=1 param="+33698765432" key=*** (right)';
		expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z POST .* in \d+ ms$/);
		expect(lines[0]).toContain(`${line} -> 200, code 200 in `);
		expect(lines[1]).toContain(`${line} -> 503, fault status in `);
	});

	it('never shows the key, wherever it was put, nor line breaks', async () => {
		await post(
			sandbox(),
			callForwardBody({ number: `${KEY}\n`, param: `${'x'.repeat(55)}${KEY}` }),
		);
		await fetch(`${sandbox().baseUrl}/me?apiKey=${encodeURIComponent(KEY)}`);
		await fetch(`${sandbox().baseUrl}/${encodeURIComponent(KEY)}`);
		await post(sandbox(), callForwardBody({ apiKey: 'some other key' }));
		await until(() => lines.length === 4);
		const escaped = JSON.stringify(KEY).slice(1, -1);
		for (const text of [
			KEY,
			KEY.slice(0, 6),
			encodeURIComponent(KEY),
			escaped,
			'other key',
			'\n',
		]) {
			expect(lines.join('')).not.toContain(text);
		}
		expect(lines[0]).toContain('number="***\\n"');
		expect(lines[3]).toContain('key=*** (wrong)');
	});
});

describe('speed', () => {
	const sandbox = useSandbox();

	it('refuses more than N requests in any minute, with the seconds to wait', async () => {
		sandbox().configure({ requestsPerMinute: 2 });
		const answers = [await post(sandbox()), await post(sandbox()), await post(sandbox())];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(answers[2]?.headers.get('retry-after')).toBe('60');
		expect(await answers[2]?.json()).toMatchObject({ success: false, code: 429 });
		sandbox().reset();
		expect((await post(sandbox())).status).toBe(200);
	});

	it('can keep the seconds to itself', async () => {
		sandbox().configure({ requestsPerMinute: 1, silentLimit: true });
		expect((await post(sandbox())).status).toBe(200);
		const answer = await post(sandbox());
		expect(answer.status).toBe(429);
		expect(answer.headers.has('retry-after')).toBe(false);
	});

	it('looks at a rolling window in which refused requests do not count', () => {
		let now = 0;
		const limit = createRateLimit(() => now);
		const at = (ms: number) => {
			now = ms;
			return limit.refuse(2);
		};
		expect(at(0)).toBeUndefined();
		expect(at(30_000)).toBeUndefined();
		expect(at(30_001)).toBe(30);
		expect(at(59_999)).toBe(1);
		expect(at(60_000)).toBeUndefined();
		expect(at(60_001)).toBe(30);
		expect(at(90_000)).toBeUndefined();
	});

	it('has no limit by default', () => {
		const limit = createRateLimit(() => 0);
		expect(Array.from({ length: 1000 }, () => limit.refuse(0))).toEqual(
			Array.from({ length: 1000 }, () => undefined),
		);
	});

	it('waits the latency, and longer for every n-th request', async () => {
		const latency = { ms: 5, slowEvery: 3, slowMs: 90 };
		expect([1, 2, 3, 4, 5, 6].map((n) => latencyOf(n, latency))).toEqual([5, 5, 90, 5, 5, 90]);
		expect(latencyOf(3, { ms: 7 })).toBe(7);

		sandbox().configure({ latency });
		const times: number[] = [];
		for (let n = 1; n <= 6; n += 1) {
			const start = performance.now();
			await (await post(sandbox())).text();
			times.push(performance.now() - start);
		}
		// Timers of Node may be a millisecond early.
		for (const [i, ms] of times.entries()) {
			expect(ms).toBeGreaterThan(latencyOf(i + 1, latency) - 2);
		}
	});
});

describe('the admin endpoint', () => {
	const sandbox = useSandbox();

	it('queues one fault or several, lists and deletes them', async () => {
		const faults = [
			{ kind: 'hang', number: NUMBER },
			{ kind: 'delay', ms: 5, times: 3, skip: 1, apply: true },
		];
		const expected = {
			faults: [
				{ kind: 'hang', number: NUMBER, times: 1, skip: 0, apply: false, seen: 0, left: 1 },
				{ kind: 'delay', ms: 5, times: 3, skip: 1, apply: true, seen: 0, left: 3 },
			],
		};
		expect(await admin(sandbox(), 'POST', 'faults', faults)).toEqual({
			status: 200,
			json: expected,
		});
		expect(await admin(sandbox(), 'GET', 'faults')).toEqual({ status: 200, json: expected });
		expect((await admin(sandbox(), 'DELETE', 'faults')).json).toEqual({ faults: [] });
		await admin(sandbox(), 'POST', 'faults', { kind: 'empty' });
		expect(await (await post(sandbox())).text()).toBe('');
	});

	it('adds none of several faults when one does not fit', async () => {
		const answer = await admin(sandbox(), 'POST', 'faults', [
			{ kind: 'hang' },
			{ kind: 'gremlin' },
		]);
		expect(answer.status).toBe(400);
		expect((await admin(sandbox(), 'GET', 'faults')).json).toEqual({ faults: [] });
	});

	it.each([
		['{', 'the body is not JSON'],
		['', 'the body is not JSON'],
		[{}, /^kind: .*'delay' \| 'rateLimit'/],
		[{ kind: 'delay' }, 'ms: Required'],
		[{ kind: 'hang', time: 2 }, /^Unrecognized key.*'time'/],
		[{ kind: 'hang', times: 0 }, /^times: /],
		[{ kind: 'status', status: 99 }, /^status: /],
		[{ kind: 'rateLimit', retryAfter: 'a\r\nb' }, /^retryAfter: /],
	])('says what is wrong with a fault: %j', async (fault, text) => {
		const { status, json } = await admin(sandbox(), 'POST', 'faults', fault);
		expect(status).toBe(400);
		expect(json).toEqual({ error: expect.stringMatching(text) });
	});

	it('shows and sets lines', async () => {
		const state = { type: 2, param: 'office@example.com' };
		expect(await admin(sandbox(), 'PUT', 'lines/33700000001', state)).toEqual({
			status: 200,
			json: { number: '33700000001', ...state },
		});
		expect(sandbox().line('33700000001')).toEqual(state);
		const { json } = await admin(sandbox(), 'GET', 'lines');
		expect(json).toMatchObject({
			lines: expect.arrayContaining([
				{ number: '33700000001', ...state },
				{ number: '33612345614', type: 0, param: '', alwaysAnswers: 14 },
			]),
		});
		expect((await admin(sandbox(), 'PUT', 'lines/33700000001', { type: 3 })).status).toBe(400);
	});

	it('shows the requests, not its own', async () => {
		await (await post(sandbox())).text();
		const { json } = await admin(sandbox(), 'GET', 'requests');
		expect(json).toMatchObject({ maxInFlight: 1, requests: [{ number: NUMBER, code: 200 }] });
		expect(JSON.stringify(json)).not.toContain('k3y');
	});

	it('changes settings, names what does not fit, and resets everything', async () => {
		const changed = await admin(sandbox(), 'PUT', 'settings', {
			rejectionStatus: 422,
			lines: 'any',
		});
		expect(changed.json).toEqual({
			rejectionStatus: 422,
			whenOn: 'alreadyOn',
			destinationCheck: 'beforeState',
			language: 'en',
			lines: 'any',
			requestsPerMinute: 0,
			silentLimit: false,
			latency: { ms: 0 },
		});
		expect(sandbox().line('41441234567')).toEqual({ type: 0, param: '' });
		expect(await admin(sandbox(), 'PUT', 'settings', { rejectionStatus: 500 })).toEqual({
			status: 400,
			json: { error: 'rejectionStatus: must be 200 or from 400 to 499' },
		});

		await (await post(sandbox())).text();
		sandbox().addFault({ kind: 'hang' });
		expect((await admin(sandbox(), 'POST', 'reset')).json).toEqual({ reset: true });
		expect((await admin(sandbox(), 'GET', 'settings')).json).toMatchObject({
			rejectionStatus: 200,
		});
		expect((await admin(sandbox(), 'GET', 'faults')).json).toEqual({ faults: [] });
		expect(sandbox().line('41441234567')).toBeUndefined();
		expect(sandbox().line(NUMBER)).toEqual({ type: 0, param: '' });
		expect(sandbox().requests).toHaveLength(0);
		expect(sandbox().maxInFlight).toBe(0);
	});
});

describe('starting and closing', () => {
	it('listens on a free port of the loopback interface', async () => {
		const sandbox = await startSandbox();
		expect(sandbox.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
		const answer = await post(sandbox, callForwardBody({ apiKey: 'demo-key' }));
		expect(await answer.json()).toMatchObject({ success: true });
		await sandbox.close();
		await expect(post(sandbox)).rejects.toThrow();
	});

	it('ends what is in flight at once', async () => {
		const sandbox = await startSandbox({ key: KEY });
		sandbox.addFault({ kind: 'hang' });
		sandbox.addFault({ kind: 'delay', ms: 60_000 });
		sandbox.addFault({ kind: 'trickle', ms: 60_000 });
		sandbox.addFault({ kind: 'headersOnly' });
		const attempts = Array.from({ length: 4 }, async () => await (await post(sandbox)).text());
		const settled = Promise.allSettled(attempts);
		await until(() => sandbox.requests.length === 4 && sandbox.requests.every((it) => it.fault));

		const start = Date.now();
		await sandbox.close();
		expect(Date.now() - start).toBeLessThan(2000);
		expect((await settled).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
		expect(sandbox.requests.map(({ fate }) => fate)).toEqual(Array(4).fill('closedBySandbox'));
	});

	it('refuses an empty key, a wrong setting and a taken port', async () => {
		await expect(startSandbox({ key: '' })).rejects.toThrow('the key is empty');
		await expect(startSandbox({ rejectionStatus: 302 })).rejects.toThrow('must be 200 or');

		const holder = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => holder.once('listening', resolve));
		const address = holder.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		await new Promise((resolve) => holder.close(resolve));
	});

	it('takes a body far above a request', async () => {
		const sandbox = await startSandbox({ key: KEY });
		const answer = await post(sandbox, callForwardBody({ param: 'x'.repeat(5_000_000) }));
		expect(await answer.json()).toMatchObject({ code: 12 });
		await sandbox.close();
	});
});
