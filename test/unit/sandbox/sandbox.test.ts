import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { HELP, readOptions } from '../../../sandbox/options';
import { CONTROL_CODES, CONTROL_MESSAGES } from '../../../sandbox/rules';
import { startSandbox } from '../../../sandbox/server';
import { createRateLimit, latencyOf } from '../../../sandbox/traffic';
import { CODES } from '../support/controlCodes';
import {
	admin,
	callForwardBody,
	KEY,
	MOBILE,
	NUMBER,
	post,
	postJson,
	until,
	useSandbox,
} from './client';

const log: string[] = [];
const sandbox = useSandbox({ log: (line) => log.push(line) });
afterEach(() => log.splice(0));

const ON = '33612345680';
const MAILED = '33612345681';
const toMail = { type: 2, param: 'a@example.com' };

describe('an answer of the API', () => {
	it.each<[what: string, fields: Record<string, unknown>, code: number, message: string]>([
		['no key', { apiKey: '' }, 10, 'The API key is required'],
		['a wrong key', { apiKey: 'wrong' }, 10, 'Invalid API key'],
		['no virtual number', { number: '' }, 5, CONTROL_MESSAGES[5]],
		['no type', { type: undefined }, 6, CONTROL_MESSAGES[6]],
		['a type as text', { type: '1' }, 7, CONTROL_MESSAGES[7]],
		['no destination', { param: '' }, 8, CONTROL_MESSAGES[8]],
		['an email in words', { type: 2, param: 'nobody' }, 9, CONTROL_MESSAGES[9]],
		['an address under .invalid', { type: 2, param: 'a@b.invalid' }, 9, CONTROL_MESSAGES[9]],
		['a phone in words', { param: 'nobody' }, 12, CONTROL_MESSAGES[12]],
		['country code 999', { param: '+99912345678' }, 12, CONTROL_MESSAGES[12]],
		['a plus before the line', { number: `+${NUMBER}` }, 13, CONTROL_MESSAGES[13]],
		['a list for the line', { number: [NUMBER] }, 13, CONTROL_MESSAGES[13]],
		['voicemail, forwarded', { number: ON, ...toMail }, 16, CONTROL_MESSAGES[16]],
		['forwarding, on voicemail', { number: MAILED }, 17, CONTROL_MESSAGES[17]],
		['off, off', { type: 0 }, 18, CONTROL_MESSAGES[18]],
		['the example of the page', { number: '33612345605', ...toMail }, 5, 'email is not valid'],
		...CONTROL_CODES.map((code): [string, Record<string, unknown>, number, string] => [
			`the line of code ${code}`,
			{ number: `336123456${String(code).padStart(2, '0')}` },
			code,
			CONTROL_MESSAGES[code],
		]),
	])('refuses %s', async (_what, fields, code, message) => {
		const response = await post(sandbox(), callForwardBody(fields));
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ success: false, code, message });
		expect(sandbox().requests[0]).toMatchObject({ code, applied: false });
	});

	it("covers the vendor's table", () => expect(CONTROL_CODES).toEqual(CODES));

	it.each(['{"apiKey":', '', '[]', 'null', 'apiKey=k'])('refuses a body of %s', async (body) => {
		expect(await (await post(sandbox(), body)).json()).toMatchObject({ code: 90 });
	});

	it.each([
		[{}, 'Callforward enabled', { type: 1, param: MOBILE }],
		[
			{ number: Number(NUMBER), param: '0698765432' },
			'Callforward enabled',
			{ type: 1, param: '0698765432' },
		],
		[toMail, 'Voicemail enabled', toMail],
	])('accepts %j', async (fields, message, state) => {
		expect(await postJson(sandbox(), fields)).toEqual({ success: true, code: 200, message });
		expect(sandbox().line(NUMBER)).toEqual(state);
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
	const bad = { param: 'nobody' };
	it.each([
		[{ whenOn: 'sameDestination' }, { number: ON }, 16],
		[{ whenOn: 'sameDestination' }, { number: ON, param: '+33611111111' }, 200],
		[{ whenOn: 'sameDestination' }, { number: MAILED }, 200],
		[{ whenOn: 'overwrite' }, { number: ON }, 200],
		[{ whenOn: 'overwrite' }, { type: 0 }, 18],
		[{ destinationCheck: 'beforeState' }, { number: ON, ...bad }, 12],
		[{ destinationCheck: 'afterState' }, { number: ON, ...bad }, 16],
		[{ destinationCheck: 'afterState' }, { number: MAILED, type: 2, ...bad }, 17],
		[{ destinationCheck: 'afterState' }, { type: 2, ...bad }, 9],
		[{ lines: 'any' }, { number: '41441234567' }, 200],
		[{ lines: 'any' }, { number: '1234567' }, 13],
	] as const)('%j: %j is code %i', async (settings, fields, code) => {
		sandbox().configure(settings);
		expect(await postJson(sandbox(), fields)).toMatchObject({ code });
	});

	it('of the status and the language is for refusals', async () => {
		sandbox().configure({ rejectionStatus: 422, language: 'fr' });
		expect((await post(sandbox())).status).toBe(200);
		const refused = await post(sandbox(), callForwardBody({ number: ON }));
		expect(refused.status).toBe(422);
		expect(await refused.json()).toMatchObject({ message: "Le transfert d'appel est déjà activé" });
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
		const at = (ms: number) => limit.refuse((now = ms) * 0 + 2);
		const waits = [0, 30_000, 30_001, 59_999, 60_000, 60_001, 90_000].map(at);
		expect(waits).toEqual([undefined, undefined, 30, 1, undefined, 30, undefined]);
	});

	it('of latency makes every n-th request slow', () => {
		const latency = { ms: 5, slowEvery: 3, slowMs: 90 };
		expect([1, 2, 3, 4, 5, 6].map((n) => latencyOf(n, latency))).toEqual([5, 5, 90, 5, 5, 90]);
	});
});

describe('what it saw', () => {
	it('is in the records and in the log, without the key', async () => {
		sandbox().configure({ latency: { ms: 50 } });
		const bodies = [{}, { param: `${'x'.repeat(55)}${KEY}`, number: `${KEY}\n` }];
		const answers = await Promise.all(bodies.map((body) => post(sandbox(), callForwardBody(body))));
		await Promise.all(answers.map((answer) => answer.text()));
		await until(() => log.length === 2);
		await fetch(`${sandbox().origin}/${encodeURIComponent(KEY)}`);
		await until(() => log.length === 3);
		expect(sandbox().requests[0]).toMatchObject({
			...{ method: 'POST', path: '/v1/vn/callforward', number: NUMBER, type: 1, param: MOBILE },
			...{ key: 'right', status: 200, code: 200, fault: null, applied: true, fate: 'answered' },
		});
		expect(sandbox().requests.map(({ inFlight }) => inFlight)).toEqual([1, 2, 1]);
		expect(sandbox().maxInFlight).toBe(2);
		expect(sandbox().requests[2]).toMatchObject({ status: 404, key: 'missing' });
		expect(log.join('')).toMatch(
			/number="33612345678" type=1 .* key=\*\*\* \(right\) -> 200, code 200 in \d/,
		);
		for (const text of [KEY.slice(0, 6), encodeURIComponent(KEY).slice(0, 9), '\n']) {
			expect(log.join('')).not.toContain(text);
		}
	});
});

describe('the admin endpoint', () => {
	it('queues, lists and deletes faults, all or none', async () => {
		const faults = [
			{ kind: 'hang', number: NUMBER },
			{ kind: 'delay', ms: 5, times: 3 },
		];
		const listed = await admin(sandbox(), 'POST', 'faults', faults);
		expect(listed.json).toMatchObject({
			faults: [
				{ ...faults[0], left: 1 },
				{ ...faults[1], left: 3 },
			],
		});
		expect((await admin(sandbox(), 'DELETE', 'faults')).json).toEqual({ faults: [] });
		expect(
			(await admin(sandbox(), 'POST', 'faults', [{ kind: 'hang' }, { kind: 'no' }])).status,
		).toBe(400);
		expect((await admin(sandbox(), 'GET', 'faults')).json).toEqual({ faults: [] });
	});

	it.each([
		['POST', 'faults', '{', 'the body is not JSON'],
		['POST', 'faults', { kind: 'delay' }, 'ms: Required'],
		['POST', 'faults', { kind: 'hang', time: 2 }, /'time'/],
		['POST', 'faults', { kind: 'rateLimit', retryAfter: 'a\r\nb' }, /^retryAfter: /],
		[
			'PUT',
			'settings',
			{ rejectionStatus: 500 },
			'rejectionStatus: must be 200 or from 400 to 499',
		],
		['PUT', `lines/${NUMBER}`, { type: 3 }, /^type: /],
	])('%s %s %j says what is wrong', async (method, path, body, error) => {
		const answer = await admin(sandbox(), method, path, body);
		expect(answer).toEqual({ status: 400, json: { error: expect.stringMatching(error) } });
	});

	it('sets lines and settings, shows the requests, and resets everything', async () => {
		await admin(sandbox(), 'PUT', `lines/${NUMBER}`, toMail);
		await admin(sandbox(), 'PUT', 'settings', { rejectionStatus: 422 });
		expect((await admin(sandbox(), 'GET', 'settings')).json).toMatchObject({
			rejectionStatus: 422,
		});
		expect((await post(sandbox())).status).toBe(422);
		const seen = (await admin(sandbox(), 'GET', 'requests')).json;
		expect(seen).toMatchObject({ maxInFlight: 1, requests: [{ number: NUMBER, code: 17 }] });
		await admin(sandbox(), 'POST', 'reset');
		expect((await admin(sandbox(), 'GET', 'settings')).json).toMatchObject({
			rejectionStatus: 200,
		});
		const { lines } = (await admin(sandbox(), 'GET', 'lines')).json as { lines: object[] };
		expect(lines).toContainEqual({ number: NUMBER, type: 0, param: '' });
		expect(sandbox().requests).toHaveLength(0);
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
		const body = JSON.stringify(callForwardBody());
		expect(await send('/v1/vn/callforward', { host: 'api.smspartner.test' }, body)).toBe(200);
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
		expect(closing.requests.map(({ fate }) => fate)).toEqual(Array(2).fill('closedBySandbox'));
	});

	it('refuses an empty key, a wrong setting and a taken port', async () => {
		await expect(startSandbox({ key: '' })).rejects.toThrow('the key is empty');
		await expect(startSandbox({ rejectionStatus: 302 })).rejects.toThrow('must be 200 or');
		const port = Number(new URL(sandbox().origin).port);
		await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it.each([
		[['--prot', '1'], "Unknown option '--prot'"],
		[['--port', 'http'], '--port is not a number: http'],
		[['--port', '70000'], '--port is above 65535: 70000'],
	])('says what is wrong with %j', (args, text) => {
		expect(() => readOptions(args)).toThrow(text);
	});

	it('as a program tells what to paste, serves with its flags, and ends with Ctrl-C', async () => {
		const flags =
			'--port 0 --key s3cret --lines any --when-on overwrite --silent-limit --slow-every 2';
		const more = '--slow-ms 1 --rejection-status 422 --destination-check afterState';
		const args = ['--import', 'tsx', 'sandbox/cli.ts', ...`${flags} ${more}`.split(' ')];
		const child = spawn(process.execPath, args, { cwd: join(__dirname, '../../..') });
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		await until(() => /admin\/faults\n\n$/.test(output));
		const [, origin] = /Base URL +(\S+)\/v1/.exec(output) ?? [];
		expect((await admin({ origin: String(origin) }, 'GET', 'settings')).json).toMatchObject({
			...{ lines: 'any', whenOn: 'overwrite', silentLimit: true, rejectionStatus: 422 },
			...{ destinationCheck: 'afterState', latency: { ms: 0, slowEvery: 2, slowMs: 1 } },
		});
		child.kill('SIGINT');
		expect(await once(child, 'exit')).toEqual([0, null]);
		for (const [flag] of `${flags} ${more}`.matchAll(/--\S+/g)) expect(HELP).toContain(`  ${flag}`);
	}, 60_000);
});
