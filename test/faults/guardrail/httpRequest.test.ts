import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IRequestOptions } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { KEY } from '../../engine/useSandbox';
import { countCases, itRanAll } from '../support/countCases';
import { asHttpRequestNode, runHttpRequestNode } from '../support/httpRequestNode';

const LINE = '33612345678';
const ALLOWED = '+336, @example.com';
const OK_BODY = { number: LINE, type: 1, param: '+33611111111' };
const EVIL_BODY = { number: LINE, type: 1, param: '+33899123456' };

let sandbox: Sandbox;
let thief: Server;
/** What the thief got to see: it answers everything with 200. */
let stolen: string[];
let thiefUrl: string;

beforeAll(async () => {
	sandbox = await startSandbox({ key: KEY, whenOn: 'overwrite' });
	thief = createServer((request, response) => {
		stolen.push(`${request.method} ${request.url}`);
		request.on('data', (data) => stolen.push(String(data)));
		request.on('end', () => response.end('{"success":true}'));
	});
	await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
	thiefUrl = `http://127.0.0.1:${(thief.address() as AddressInfo).port}`;
});
beforeEach(() => {
	sandbox.reset();
	stolen = [];
});
afterAll(async () => {
	await sandbox.close();
	await new Promise((resolve) => thief.close(resolve));
});

const send = async (url: string, changes: Partial<IRequestOptions>) =>
	await runHttpRequestNode(
		{ apiKey: KEY, baseUrl: sandbox.baseUrl, allowedDestinations: ALLOWED },
		async (context) =>
			await context.helpers.requestWithAuthentication.call(
				context,
				'smsPartnerApi',
				asHttpRequestNode(url, changes),
				undefined,
				0,
			),
	);

const forwardUrl = () => `${sandbox.baseUrl}/vn/callforward`;

const count = countCases();

describe('n8n’s HTTP Request node with the credential', () => {
	it.each([
		['an allowed number', OK_BODY],
		['an allowed email domain', { number: LINE, type: 2, param: 'x@example.com' }],
		['an allowed number, and as text the type', { ...OK_BODY, type: '1' }],
	])('reaches the API with %s', async (_case, body) => {
		expect((await send(forwardUrl(), { body })).status).toBe('success');
		expect(sandbox.requests).toMatchObject([{ ...body, key: 'right' }]);
		count();
	});

	it('may switch off, and use the rest of the API', async () => {
		sandbox.setLine(LINE, { type: 1, param: '+33698765432' });
		expect((await send(forwardUrl(), { body: { ...EVIL_BODY, type: 0, param: '' } })).status).toBe(
			'success',
		);
		expect(sandbox.line(LINE)).toEqual({ type: 0, param: '' });
		expect((await send(`${sandbox.baseUrl}/me`, { method: 'GET' })).status).toBe('success');
		expect(sandbox.requests[1]).toMatchObject({ path: '/v1/me', key: 'right', status: 200 });
		count(2);
	});

	it.each<[string, object]>([
		['a number that is not allowed', EVIL_BODY],
		['00 for +', { ...OK_BODY, param: '0033611111111' }],
		['no plus', { ...OK_BODY, param: '33611111111' }],
		['a national number', { ...OK_BODY, param: '0611111111' }],
		['a leading space', { ...OK_BODY, param: ' +33611111111' }],
		['a line end', { ...OK_BODY, param: '+33611111111\n' }],
		['full-width digits', { ...OK_BODY, param: '+\uff13\uff13\uff16\uff11\uff11\uff11' }],
		['a list', { ...OK_BODY, param: ['+33611111111', '+33899123456'] }],
		['an object', { ...OK_BODY, param: { 0: '+33899123456' } }],
		['a JSON number', { ...OK_BODY, param: 33611111111 }],
		['no param', { number: LINE, type: 1 }],
		['null', { ...OK_BODY, param: null }],
		['an address for a phone', { ...OK_BODY, param: 'x@example.com' }],
		['a phone for an address', { ...OK_BODY, type: 2 }],
		['another address', { number: LINE, type: 2, param: 'me@evil.test' }],
		['a longer domain', { number: LINE, type: 2, param: 'x@example.com.evil.test' }],
		['a type that is off, with a number', { ...EVIL_BODY, type: 0 }],
		['a type that is off as text, with a number', { ...EVIL_BODY, type: '0' }],
		['no type', { number: LINE, param: '+33611111111' }],
		['a type in a list', { ...EVIL_BODY, type: [0] }],
		['a type that is true', { ...EVIL_BODY, type: true }],
		['a type that the API may round', { ...EVIL_BODY, type: 0.9 }],
		['a type with more text', { ...EVIL_BODY, type: '0 or 1' }],
		['a type behind __proto__', JSON.parse('{"__proto__":{"type":0,"param":""}}') as object],
	])('is refused: %s', async (_case, body) => {
		await expectRefusal(forwardUrl(), { body });
	});

	it.each<[string, Partial<IRequestOptions>]>([
		['a form', { form: EVIL_BODY }],
		['a form beside a body', { body: { ...OK_BODY }, form: EVIL_BODY }],
		['form data', { formData: EVIL_BODY }],
		['text', { body: JSON.stringify(EVIL_BODY) }],
		['bytes', { body: Buffer.from(JSON.stringify(EVIL_BODY)) }],
		['a list', { body: [EVIL_BODY] }],
		[
			// PHP drops spaces before a name, so a form would say 1 and the evil number.
			'names that a form turns into others',
			{
				body: { ...OK_BODY, type: 0, param: '', ' type': 1, ' param': '+33899123456' },
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
		],
		[
			'names that form data turns into others',
			{
				body: { ...OK_BODY, ' param': '+33899123456' },
				headers: { 'content-type': 'multipart/form-data' },
			},
		],
		['a query', { body: OK_BODY, qs: { param: '+33899123456' } }],
		['a GET with a query', { method: 'GET', qs: EVIL_BODY }],
		['a GET with a body', { method: 'GET', body: EVIL_BODY }],
		['PUT', { method: 'PUT', body: EVIL_BODY }],
		['PATCH', { method: 'PATCH', body: EVIL_BODY }],
		['DELETE', { method: 'DELETE', body: EVIL_BODY }],
	])('is refused with another form of request: %s', async (_case, changes) => {
		await expectRefusal(forwardUrl(), changes);
	});

	it.each([
		['a slash behind', '/v1/vn/callforward/'],
		['two slashes', '/v1//vn/callforward'],
		['dots', '/v1/x/../vn/./callforward'],
		['dots behind', '/v1/vn/callforward/x/..'],
		['capitals', '/v1/VN/CallForward'],
		['percent escapes', '/v1/vn/%63all%66orward'],
		['capital percent escapes', '/v1/%76%6E/%43ALLFORWARD'],
		['escaped percent escapes', '/v1/vn/%2563allforward'],
		['escapes in escapes', '/v1/vn/%2%35%363allforward'],
		['an escaped slash', '/v1/vn%2Fcallforward'],
		['a backslash', '\\v1\\vn\\callforward'],
		['a tab', '/v1/vn/call\tforward'],
		['a parameter', '/v1/vn/callforward;v=1'],
		['an ending', '/v1/vn/callforward.json'],
		['a query', '/v1/vn/callforward?param=%2B33899123456'],
		['a fragment', '/v1/vn/callforward#x'],
	])('is refused however the path is spelled: %s', async (_case, path) => {
		await expectRefusal(sandbox.origin + path, { body: EVIL_BODY });
	});

	it.each<[string, (base: string) => Partial<IRequestOptions>]>([
		['a base URL beside it', (base) => ({ uri: '/vn/callforward', baseURL: base })],
		['a URL beside the URI', (base) => ({ uri: `${base}/me`, url: `${base}/vn/callforward` })],
	])('is refused however the address is put together: %s', async (_case, changes) => {
		await expectRefusal('', { body: EVIL_BODY, ...changes(sandbox.baseUrl) });
	});

	it.each<[string, (sandboxHost: string, thiefHost: string) => string]>([
		['another port', (_, evil) => `http://${evil}/v1/vn/callforward`],
		['another name of this machine', (host) => `http://localhost:${host.split(':')[1]}/v1/me`],
		['another protocol', (host) => `https://${host}/v1/me`],
		['a name before an @', (host, evil) => `http://${host}@${evil}/v1/me`],
		['a name before a backslash and an @', (host, evil) => `http://${evil}\\@${host}/v1/me`],
		['no protocol', (_, evil) => `//${evil}/v1/me`],
		['no protocol, backslashes', (_, evil) => `\\\\${evil}/v1/me`],
		['a space before', (_, evil) => ` http://${evil}/v1/me`],
		['one slash', (_, evil) => `http:/${evil}/v1/me`],
		['the name in a path', (host, evil) => `http://${evil}/${host}/v1/me`],
	])('keeps the key from any other origin: %s', async (_case, url) => {
		const hosts = [sandbox.origin, thiefUrl].map((origin) => new URL(origin).host);
		await expectRefusal(url(hosts[0] ?? '', hosts[1] ?? ''), { method: 'GET' });
	});

	it('keeps the key from a proxy', async () => {
		await expectRefusal(forwardUrl(), { body: OK_BODY, proxy: thiefUrl });
	});

	it.each<[string, Partial<IRequestOptions>]>([
		['a Host header', { headers: { Host: 'evil.test' } }],
		['a Host header in other letters', { headers: { ' hOST ': 'evil.test' } }],
		['a certificate authority of its own', { agentOptions: { ca: 'PEM' } }],
		['any certificate', { rejectUnauthorized: false }],
	])('keeps the key from whoever else may answer: %s', async (_case, changes) => {
		await expectRefusal(forwardUrl(), { body: OK_BODY, ...changes });
	});

	it.each([
		'u%evil.test@example.com',
		'evil.test!u@example.com',
		'a,b@example.com',
		'a;b@example.com',
		'=?utf-8?q?me=40evil.test?=@example.com',
	])('is refused with an address that is a route: %s', async (param) => {
		await expectRefusal(forwardUrl(), { body: { number: LINE, type: 2, param } });
	});

	it.each([301, 302, 303, 307, 308] as const)('follows no redirect: %i', async (status) => {
		for (const location of [thiefUrl, `${sandbox.origin}/elsewhere`]) {
			sandbox.addFault({ kind: 'redirect', status, location });
			await send(forwardUrl(), { body: OK_BODY });
		}
		expect(stolen).toEqual([]);
		expect(sandbox.requests.map(({ path }) => path)).toEqual([
			'/v1/vn/callforward',
			'/v1/vn/callforward',
		]);
		count(2);
	});
});

async function expectRefusal(url: string, changes: Partial<IRequestOptions>): Promise<void> {
	const { status, data } = await send(url, changes);
	expect({ status, seen: sandbox.requests, stolen }).toEqual({
		status: 'error',
		seen: [],
		stolen: [],
	});
	expect(String(data.resultData.error?.message)).toMatch(
		/The destination is not allowed|With 'Allowed Destinations' in the credential|The API key goes|This credential takes GET and POST|This address is not at|A Host header/,
	);
	count();
}

itRanAll(91, count);
