/** Answers that no HTTP library would send, written byte by byte: each comes to one honest item. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { INodeParameters } from 'n8n-workflow';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import type { Reason } from '../../nodes/SmsPartnerCallForward/reasons';
import { runWorkflow } from '../engine/harness';
import { skipWaits } from '../engine/useSandbox';
import { findSecret } from './support/spellings';

/** What an item says about its fate. */
type Claim = Partial<Outcome>;
const lost = (reason: Reason, httpStatus: number | null): Claim => ({
	status: 'failed',
	changed: null,
	code: null,
	reason,
	source: 'transport',
	httpStatus,
});

const KEY = 'a-key-that-nobody-else-may-see';
/** Long enough for an answer on a busy machine, and what is waited for where none comes. */
const TIMEOUT_MS = 20_000;
const SHORT_TIMEOUT_MS = 1000;
const MB = 1024 * 1024;

const YES = '{"success":true,"code":200,"message":"Call forwarding enabled"}';
const NO = '{"success":false,"code":13,"message":"The virtual number does not exist"}';

/** Every head repeats the key, as a careless gateway might. */
function head(headers: string[] = [], status = '200 OK'): string {
	const all = [`X-Echo: ${KEY}`, 'Content-Type: application/json', ...headers];
	return `HTTP/1.1 ${status}\r\n${all.join('\r\n')}\r\n\r\n`;
}

function whole(body: string | Buffer, headers: string[] = [], status?: string): Buffer {
	const length = `Content-Length: ${Buffer.byteLength(body)}`;
	return Buffer.concat([Buffer.from(head([length, ...headers], status)), Buffer.from(body)]);
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';

const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
const GZIP = ['Content-Encoding: gzip'];

const PAGE = `<html>${KEY.repeat(MB / KEY.length)}`;
const FIELDS = Array.from({ length: 100_000 }, (_, index) => `"f${index}":"${KEY}"`).join();

const APPLIED: Claim = { status: 'applied', changed: true, code: 200 };
const NOT_FOUND: Claim = {
	status: 'rejected',
	changed: false,
	code: 13,
	reason: 'virtualNumberNotFound',
	source: 'api',
	httpStatus: 200,
};
const BROKEN = lost('network', null);
const UNREADABLE = lost('invalidResponse', 200);
const SILENT = lost('timeout', null);

/** What the server writes before it ends the connection, or what it does with it. */
type Answer = string | Buffer | ((socket: Socket) => void);

const staysOpen = (text: string) => (socket: Socket) => void socket.write(text);

const ANSWERS: Array<[name: string, answer: Answer, claim: Claim]> = [
	// The head
	['nothing', '', BROKEN],
	['a status line only', 'HTTP/1.1 200 OK\r\n', BROKEN],
	['another protocol', `SSH-2.0-OpenSSH_9.9 ${KEY}\r\n`, BROKEN],
	['a status of two digits', whole(YES, [], '20 OK'), BROKEN],
	['a status that is not in use', whole('', [], '799 Odd'), lost('serverUnavailable', 799)],
	['the key as the reason phrase', whole('', [], `500 ${KEY}`), lost('serverUnavailable', 500)],
	['a header without a colon', head([`Set ${KEY}`]) + YES, BROKEN],
	['a header with a NUL', head(['X-Odd: a\0b']) + YES, BROKEN],
	['headers, then the end', head(['Content-Length: 63']), BROKEN],
	['headers without end', floodOf(`X-Echo: ${KEY}\r\n`, 'HTTP/1.1 200 OK\r\n'), BROKEN],
	['a status line without end', floodOf(KEY, 'HTTP/1.1 200 '), BROKEN],

	// Before the answer
	['a thousand times 100 Continue, then an answer', continues(1000) + whole(NO), NOT_FOUND],
	['100 Continue without end', floodOf(continues(1), ''), SILENT],
	['early hints, then an answer', EARLY_HINTS + whole(YES), APPLIED],
	['a switch of protocols', head(['Upgrade: x', 'Connection: Upgrade'], '101 Switching'), SILENT],

	// The length of the body
	['a length that is too long', head(['Content-Length: 9999']) + YES, BROKEN],
	['a length that is too short', head(['Content-Length: 40']) + YES, BROKEN],
	['a negative length', head(['Content-Length: -1']) + YES, BROKEN],
	['two lengths', head(['Content-Length: 63', 'Content-Length: 10']) + YES, BROKEN],
	['a length and chunks', head(['Content-Length: 63', CHUNKED]) + chunk(YES) + chunk(''), BROKEN],
	['chunks without the last one', head([CHUNKED]) + chunk(YES), BROKEN],
	['a chunk size that is no number', `${head([CHUNKED])}all\r\n${YES}\r\n0\r\n\r\n`, BROKEN],
	['chunks of one byte', head([CHUNKED]) + Array.from(NO, chunk).join('') + chunk(''), NOT_FOUND],
	['no length, and no end of the connection', staysOpen(head() + YES), SILENT],
	['204 with a body', whole(YES, [], '204 No Content'), BROKEN],

	// What comes behind
	['a second answer behind the first', Buffer.concat([whole(NO), whole(YES)]), NOT_FOUND],
	['a second object behind the first', whole(NO + YES), UNREADABLE],
	['noise behind the answer', Buffer.concat([whole(NO), Buffer.from(`\0\0${KEY}`)]), BROKEN],

	// Encodings
	['noise as gzip', whole(Buffer.alloc(500, 7), GZIP), BROKEN],
	['gzip, cut', whole(gzipSync(YES).subarray(0, 30), GZIP), UNREADABLE],
	['20 MB that came as 20 KB', whole(gzipSync(NO + ' '.repeat(20 * MB)), GZIP), NOT_FOUND],
	['bytes that are no UTF-8', latin1(NO.replace('virtual', '\xff\xfe\xc3')), NOT_FOUND],
	['bytes that are no UTF-8 as a name', latin1(YES.replace('success', 'succ\xe9s')), UNREADABLE],
	['UTF-16', whole(Buffer.from(YES, 'utf16le')), UNREADABLE],
	['a NUL behind', whole(`${YES}\0`), UNREADABLE],

	// JSON
	['1 MB of HTML in one line', whole(PAGE, ['Content-Type: text/html']), UNREADABLE],
	['the request itself', echo, UNREADABLE],
	[
		'100 000 brackets as the message',
		whole(`{"success":false,"code":13,"message":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
		NOT_FOUND,
	],
	[
		'100 000 objects as success',
		whole(`{"success":${'{"success":'.repeat(100_000)}true${'}'.repeat(100_001)}`),
		UNREADABLE,
	],
	['success twice, true first', whole('{"success":true,"code":13,"success":false}'), NOT_FOUND],
	['100 000 fields', whole(`{${FIELDS},${NO.slice(1)}`), NOT_FOUND],
	['1 MB of spaces before', whole(' '.repeat(MB) + NO), NOT_FOUND],
];

function latin1(body: string): Buffer {
	return whole(Buffer.from(body, 'latin1'));
}

function continues(times: number): string {
	return 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(times);
}

/** Goes on until the client leaves, within limits. */
function floodOf(text: string, start: string) {
	return (socket: Socket): void => {
		socket.write(start);
		const block = text.repeat(Math.ceil(16_384 / text.length));
		const goOn = () => {
			if (socket.destroyed) return;
			if (socket.write(block)) setImmediate(goOn);
			else socket.once('drain', goOn);
		};
		goOn();
	};
}

function echo(socket: Socket): void {
	socket.end(whole(requests.at(-1)?.split('\r\n\r\n')[1] ?? ''));
}

let server: Server;
let port: number;
let answer: (socket: Socket) => void;
/** What the node sent, head and body. */
let requests: string[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
	server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => sockets.delete(socket));
		let received = '';
		socket.on('data', (data) => {
			received += data.toString();
			// Its last bytes: the node's bodies are flat objects.
			if (!received.endsWith('}')) return;
			requests.push(received);
			received = '';
			answer(socket);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
	requests = [];
	skipWaits();
});

const run = async (numbers = ['33612345678'], options: INodeParameters = {}) =>
	await runWorkflow({
		items: numbers.map((number) => ({ number, mode: 'forward', destination: '+33698765432' })),
		credentials: { apiKey: KEY, baseUrl: `http://127.0.0.1:${port}/v1` },
		options: { timeout: TIMEOUT_MS, maxRetries: 0, ...options },
		onError: 'continueRegularOutput',
	});

function expectNoKey(left: Awaited<ReturnType<typeof run>>): void {
	expect(findSecret(KEY, left).map((text) => text.slice(0, 300))).toEqual([]);
}

describe('an answer of', () => {
	it.each(ANSWERS)('%s', async (_name, what, claim) => {
		answer = typeof what === 'function' ? what : (socket) => socket.end(what);
		const timeout = claim === SILENT ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
		const result = await run(['33612345678'], { timeout });
		expect(result.status).toBe('success');
		expect(result.success).toEqual([{ json: expect.anything(), pairedItem: { item: 0 } }]);
		expect(result.success[0]?.json).toMatchObject(claim);
		expect(String(result.success[0]?.json.message).length).toBeLessThanOrEqual(1000);
		expectNoKey(result);
		expect(requests).toHaveLength(1);
	});
});

/** Each says, in its own way, that the key should go somewhere else or once more. */
const LURES: Array<[name: string, header: (url: string) => string, status: string]> = [
	['300', (url) => `Location: ${url}`, '300 Multiple Choices'],
	['307', (url) => `Location: ${url}`, '307 Temporary Redirect'],
	['308, with the key in it', (url) => `Location: ${url}?${KEY}`, '308 Permanent Redirect'],
	['a Location with 201', (url) => `Location: ${url}`, '201 Created'],
	['use of a proxy', (url) => `Location: ${url}`, '305 Use Proxy'],
	['Refresh', (url) => `Refresh: 0; url=${url}`, '200 OK'],
	['Alt-Svc', (url) => `Alt-Svc: h2="${new URL(url).host}"`, '421 Misdirected Request'],
	['a question for a password', () => 'WWW-Authenticate: Basic realm="x"', '401 Unauthorized'],
	['a question for a digest', () => 'WWW-Authenticate: Digest nonce="x"', '401 Unauthorized'],
	['a question for a Kerberos ticket', () => 'WWW-Authenticate: Negotiate', '401 Unauthorized'],
];

describe('what should lead the key elsewhere', () => {
	let heard = 0;
	const elsewhere = createServer((socket) => {
		heard += 1;
		socket.destroy();
	});
	beforeAll(() => new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve)));
	afterAll(() => new Promise((resolve) => elsewhere.close(resolve)));

	it.each(LURES)('does not: %s', async (_name, header, status) => {
		const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
		answer = (socket) => socket.end(whole('', [header(url)], status));
		const result = await run();
		expect(result.success[0]?.json).toMatchObject({ status: 'failed', changed: null });
		expectNoKey(result);
		expect({ heard, requests: requests.length }).toEqual({ heard: 0, requests: 1 });
	});
});

it('an answer sent ahead is not taken for that of the next request', async () => {
	const ahead = Buffer.concat([whole(NO, ['Connection: keep-alive']), whole(YES)]);
	answer = (socket) => socket.write(requests.length === 1 ? ahead : whole(NO));
	const result = await run(['33612345678', '33612345679'], { concurrency: 1 });
	expect(result.success.map(({ json }) => json)).toMatchObject([NOT_FOUND, NOT_FOUND]);
	expect(requests).toHaveLength(2);
});

it('cookies are not kept', async () => {
	answer = (socket) => socket.end(whole(NO, [`Set-Cookie: key=${KEY}; Path=/`]));
	const result = await run(['33612345678', '33612345679'], { concurrency: 1 });
	expect(requests.map((request) => /^cookie:/im.test(request))).toEqual([false, false]);
	expectNoKey(result);
});
