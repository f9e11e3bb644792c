import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { HELP, readOptions } from '../../../sandbox/options';
import { CONTROL_CODES, CONTROL_MESSAGES, type ControlCode } from '../../../sandbox/rules';
import { startSandbox } from '../../../sandbox/server';
import { createRateLimit, latencyOf } from '../../../sandbox/traffic';
import { CODES } from '../support/controlCodes';
import { admin, KEY, MOBILE, NUMBER, post, postJson, until, useSandbox } from './client';

const log: string[] = [];
const sandbox = useSandbox({ log: (line) => log.push(line) });
afterEach(() => log.splice(0));

const ON = '33612345680';
const MAILED = '33612345681';
const toMail = { type: 2, param: 'a@example.com' };
const bad = { param: 'nobody' };

describe('an answer of the API', () => {
	it.each<[string, Record<string, unknown> | string, ControlCode, string?]>([
		...['{"apiKey":', '', '[]', 'null', 'apiKey=k'].map((body): [string, string, ControlCode] => [
			`a body of ${body}`,
			body,
			90,
		]),
		['no key', { apiKey: '' }, 10],
		['a wrong key', { apiKey: 'wrong' }, 10, 'Invalid API key'],
		['no virtual number', { number: '' }, 5],
		['no type', { type: undefined }, 6],
		['a type as text', { type: '1' }, 7],
		['no destination', { param: '' }, 8],
		['an email in words', { type: 2, ...bad }, 9],
		['an address under .invalid', { type: 2, param: 'a@b.invalid' }, 9],
		['a phone in words', bad, 12],
		['country code 999', { param: '+99912345678' }, 12],
		['a plus before the line', { number: `+${NUMBER}` }, 13],
		['a list for the line', { number: [NUMBER] }, 13],
		['a bad phone, on a phone', { number: ON, ...bad }, 12],
		['voicemail, forwarded', { number: ON, ...toMail }, 16],
		['forwarding, on voicemail', { number: MAILED }, 17],
		['off, off', { type: 0 }, 18],
		['the example of the page', { number: '33612345605', ...toMail }, 5, 'email is not valid'],
		...CONTROL_CODES.map((code): [string, Record<string, unknown>, ControlCode] => [
			`the line of code ${code}`,
			{ number: `336123456${String(code).padStart(2, '0')}` },
			code,
		]),
	])('refuses %s', async (_what, fields, code, message = CONTROL_MESSAGES[code]) => {
		const response = await post(sandbox(), fields);
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ success: false, code, message });
		expect(sandbox().requests[0]).toMatchObject({ code, applied: false });
	});

	it("covers the vendor's table", () => expect(CONTROL_CODES).toEqual(CODES));

	it.each([
		[{}, 'Callforward enabled', { type: 1, param: MOBILE }],
		[{ number: Number(NUMBER), param: '0698765432' }, 'Callforward enabled', { type: 1 }],
		[toMail, 'Voicemail enabled', toMail],
	])('accepts %j', async (fields, message, state) => {
		expect(await postJson(sandbox(), fields)).toEqual({ success: true, code: 200, message });
		expect(sandbox().line(NUMBER)).toMatchObject(state);
		const off = { success: true, code: 2, message: 'Callforward disabled' };
		expect(await postJson(sandbox(), { type: 0, param: 'ignored' })).toEqual(off);
		expect(sandbox().line(NUMBER)).toEqual({ type: 0, param: '' });
	});

	it.each([
		[KEY, { success: true, code: 200, user: { lastname: 'Fictive' }, credits: {} }],
		['wrong', { success: false, code: 10, message: 'Invalid API key' }],
	])('to /me with the key %s', async (key, answer) => {
		const response = await fetch(`${sandbox().baseUrl}/me?apiKey=${encodeURIComponent(key)}`);
		expect(await response.json()).toMatchObject(answer);
	});
});

describe('a setting', () => {
	it.each([
		[{ whenOn: 'sameDestination' }, { number: ON }, 16],
		[{ whenOn: 'sameDestination' }, { number: ON, param: '+33611111111' }, 200],
		[{ whenOn: 'sameDestination' }, { number: MAILED }, 200],
		[{ whenOn: 'overwrite' }, { number: ON }, 200],
		[{ whenOn: 'overwrite' }, { type: 0 }, 18],
		[{ destinationCheck: 'afterState' }, { number: ON, ...bad }, 16],
		[{ destinationCheck: 'afterState' }, { number: MAILED, type: 2, ...bad }, 17],
		[{ destinationCheck: 'afterState' }, { type: 2, ...bad }, 9],
		[{ lines: 'any' }, { number: '41441234567' }, 200],
		[{ lines: 'any' }, { number: '1234567' }, 13],
	] as const)('%j: %j is code %i', async (settings, fields, code) => {
		sandbox().configure({ ...settings, rejectionStatus: 422 });
		const response = await post(sandbox(), fields);
		expect(await response.json()).toMatchObject({ code });
		expect(response.status).toBe(code === 200 ? 200 : 422);
	});

	it.each([
		[false, '60'],
		[true, null],
	])('of a limit, silent: %s', async (silentLimit, retryAfter) => {
		sandbox().configure({ requestsPerMinute: 1, silentLimit });
		expect((await post(sandbox())).status).toBe(200);
		const answer = await post(sandbox());
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, retryAfter]);
	});

	it('of a limit looks at a rolling minute, in which refused requests do not count', () => {
		let now = 0;
		const limit = createRateLimit(() => now);
		const waits = [0, 30_000, 30_001, 59_999, 60_000, 60_001, 90_000].map((ms) => {
			now = ms;
			return limit.refuse(2);
		});
		expect(waits).toEqual([undefined, undefined, 30, 1, undefined, 30, undefined]);
	});

	it('of latency makes every n-th request slow', () => {
		const latency = { ms: 5, slowEvery: 3, slowMs: 90 };
		expect([1, 2, 3, 4, 5, 6].map((n) => latencyOf(n, latency))).toEqual([5, 5, 90, 5, 5, 90]);
	});
});

it('records and logs what it saw, without the key', async () => {
	sandbox().configure({ latency: { ms: 50 } });
	const requests = [{}, { param: `${'x'.repeat(55)}${KEY}`, number: `${KEY}\n` }];
	await Promise.all(requests.map((fields) => postJson(sandbox(), fields)));
	await until(() => log.length === 2);
	await fetch(`${sandbox().origin}/${encodeURIComponent(KEY)}`);
	await until(() => log.length === 3);
	expect(sandbox().requests).toMatchObject([
		{
			...{ method: 'POST', path: '/v1/vn/callforward', number: NUMBER, type: 1, param: MOBILE },
			...{ key: 'right', status: 200, code: 200, fault: null, applied: true, fate: 'answered' },
		},
		{ applied: false },
		{ status: 404, key: 'missing' },
	]);
	expect(sandbox().maxInFlight).toBe(2);
	expect(log.join('')).toMatch(
		/number="33612345678" type=1 .* key=\*\*\* \(right\) -> 200, code 200 in \d/,
	);
	for (const text of [KEY.slice(0, 6), encodeURIComponent(KEY).slice(0, 9), '\n']) {
		expect(log.join('')).not.toContain(text);
	}
});

describe('the admin endpoint', () => {
	it('sets faults, lines and settings, shows them and the requests, and resets all', async () => {
		const faults = [
			{ kind: 'hang', number: ON },
			{ kind: 'delay', ms: 5, times: 3 },
		];
		await admin(sandbox(), 'POST', 'faults', faults);
		await admin(sandbox(), 'PUT', `lines/${NUMBER}`, toMail);
		await admin(sandbox(), 'PUT', 'settings', { rejectionStatus: 422 });
		expect((await post(sandbox())).status).toBe(422);
		const all = async () => {
			const shown = ['settings', 'faults', 'lines', 'requests'].map((path) =>
				admin(sandbox(), 'GET', path),
			);
			return Object.assign({}, ...(await Promise.all(shown)).map(({ json }) => json)) as unknown;
		};
		expect(await all()).toMatchObject({
			faults: [
				{ ...faults[0], left: 1 },
				{ ...faults[1], left: 2 },
			],
			lines: expect.arrayContaining([{ number: NUMBER, ...toMail }]),
			rejectionStatus: 422,
			maxInFlight: 1,
			requests: [{ number: NUMBER, code: 17 }],
		});
		await admin(sandbox(), 'POST', 'reset');
		expect(await all()).toMatchObject({
			faults: [],
			lines: expect.arrayContaining([{ number: NUMBER, type: 0, param: '' }]),
			rejectionStatus: 200,
			requests: [],
		});
	});

	it.each([
		['POST', 'faults', '{', /^the body is not a JSON object/],
		['POST', 'faults', [{ kind: 'hang' }, { kind: 'no' }], /^kind: /],
		['POST', 'faults', { kind: 'delay' }, /^ms: Required$/],
		['POST', 'faults', { kind: 'hang', time: 2 }, /'time'/],
		['POST', 'faults', { kind: 'rateLimit', retryAfter: 'a\r\nb' }, /^retryAfter: /],
		['PUT', 'settings', { rejectionStatus: 500 }, /^rejectionStatus: must be 200 or from 400/],
		['PUT', 'settings', 'null', /^the body is not a JSON object/],
		['PUT', `lines/${NUMBER}`, { type: 3 }, /^type: /],
	])('%s %s %j says what is wrong, and does nothing', async (method, path, body, error) => {
		const answer = await admin(sandbox(), method, path, body);
		expect(answer).toEqual({ status: 400, json: { error: expect.stringMatching(error) } });
		expect((await admin(sandbox(), 'GET', 'faults')).json).toEqual({ faults: [] });
	});

	/** With headers that fetch would not let through. */
	const send = (path: string, headers: Record<string, string>, body = '{}') =>
		new Promise<number>((resolve, reject) => {
			const outgoing = request(sandbox().origin + path, { method: 'POST', headers }, (answer) =>
				resolve(answer.resume().statusCode ?? 0),
			);
			outgoing.on('error', reject).end(body);
		});

	it.each<[Record<string, string>, string?]>([
		[{ origin: 'https://evil.example' }],
		[{ origin: 'null' }],
		[{ host: 'evil.example' }],
		[{ host: 'localhost.evil.example:8025' }],
		[{ origin: 'https://evil.example' }, '/%61dmin/reset'],
		[{ origin: 'https://evil.example' }, '/admin/%72eset'],
		[{ origin: 'https://evil.example' }, '/admin/reset?x'],
		[{ origin: 'https://evil.example' }, '/admin/reset;x'],
		[{ origin: 'https://evil.example' }, '//admin/reset'],
	])('is out of reach of a web page: %j %s', async (headers, path = '/admin/reset') => {
		sandbox().setLine(NUMBER, { type: 2, param: 'office@example.com' });
		expect([403, 404]).toContain(await send(path, headers));
		expect(sandbox().line(NUMBER)?.type).toBe(2);
	});

	it('answers programs on this machine, and the API answers behind a front', async () => {
		expect(await send('/admin/reset', { host: '[::1]:8025' })).toBe(200);
		expect(await send('/v1/vn/callforward', { host: 'api.smspartner.test' })).toBe(200);
	});
});

describe('starting and closing', () => {
	it('ends what is in flight at once', async () => {
		const closing = await startSandbox({ key: KEY });
		closing.addFault({ kind: 'hang' });
		closing.addFault({ kind: 'delay', ms: 60_000 });
		const settled = Promise.allSettled([post(closing), post(closing)]);
		await until(() => closing.requests.length === 2 && closing.requests.every((it) => it.fault));
		await closing.close();
		expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect(closing.requests.map(({ fate }) => fate)).toEqual(['cut', 'cut']);
	});

	it('refuses an empty key, a wrong setting and a taken port', async () => {
		await expect(startSandbox({ key: '' })).rejects.toThrow('the key is empty');
		await expect(startSandbox({ rejectionStatus: 302 })).rejects.toThrow('must be 200 or');
		const port = Number(new URL(sandbox().origin).port);
		await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it.each([
		['--prot 1', "Unknown option '--prot'"],
		['--port http', '--port is not a number: http'],
		['--port 70000', '--port is above 65535: 70000'],
	])('says what is wrong with %s', (args, text) => {
		expect(() => readOptions(args.split(' '))).toThrow(text);
	});

	it('as a program tells what to paste, serves with its flags, and ends with Ctrl-C', async () => {
		const flags = [
			...['--port', '0', '--key', 's3cret', '--lines', 'any', '--when-on', 'overwrite'],
			...['--silent-limit', '--requests-per-minute', '9', '--rejection-status', '422'],
			...['--latency-ms', '1', '--destination-check', 'afterState'],
		];
		const args = ['--import', 'tsx', 'sandbox/cli.ts', ...flags];
		const child = spawn(process.execPath, args, { cwd: join(__dirname, '../../..') });
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		await until(() => /admin\/faults\n\n$/.test(output));
		const [, origin = ''] = /Base URL +(\S+)\/v1/.exec(output) ?? [];
		expect((await admin({ origin }, 'GET', 'settings')).json).toEqual({
			...{ lines: 'any', whenOn: 'overwrite', silentLimit: true, rejectionStatus: 422 },
			...{ requestsPerMinute: 9, destinationCheck: 'afterState', latency: { ms: 1 } },
		});
		child.kill('SIGINT');
		expect(await once(child, 'exit')).toEqual([0, null]);
		for (const flag of flags.filter((it) => it.startsWith('--')))
			expect(HELP).toContain(`  ${flag}`);
	}, 60_000);
});
