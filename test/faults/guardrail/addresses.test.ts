/**
 * Addresses of every odd spelling, through the credential and n8n's own request helpers. Whatever is
 * dialed is noted, and then led to a listener on this machine: one for the origin of the Base URL, one
 * for everything else.
 */
import { createServer as createHttpServer } from 'node:http';
import {
	createServer,
	Socket,
	type AddressInfo,
	type Server,
	type TcpNetConnectOpts,
} from 'node:net';
import fc from 'fast-check';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { loadPackage } from '../../engine/harness';
import { countCases, itRanAll } from '../support/countCases';
import { target, type Target } from '../support/addresses';
import { asHttpRequestNode, runHttpRequestNode } from '../support/httpRequestNode';

const SEED = 20_261_124;
const ADDRESSES = 5_000;
const AT_ONCE = 20;
const KEY = 'a-key-that-nobody-else-may-see';
const CASE_HEADER = 'x-case';

const OK_BODY = { number: '33612345678', type: 1, param: '+33611111111' };
const FORBIDDEN_BODY = { number: '33612345678', type: 1, param: '+33899123456' };

interface Arrived {
	id: number;
	url: string;
	body: string;
}

let arrived: Arrived[] = [];
let heardElsewhere = '';
let dialed: string[] = [];

const api = createHttpServer((request, response) => {
	let body = '';
	request.on('data', (data) => (body += String(data)));
	request.on('end', () => {
		arrived.push({ id: Number(request.headers[CASE_HEADER]), url: request.url ?? '', body });
		response.setHeader('content-type', 'application/json').end('{"success":true}');
	});
});
const elsewhere = createServer((socket) => {
	socket.on('error', () => undefined);
	socket.on('data', (data) => {
		heardElsewhere += data.toString('latin1');
		socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
	});
});

const listen = (server: Server) =>
	new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
	await Promise.all([listen(api), listen(elsewhere)]);
});
afterAll(() => {
	api.close();
	elsewhere.close();
});

/** The host and port that a request to this address dials. */
function dialOf({ hostname, port, protocol }: URL): string {
	return `${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** Leads connections to the listeners, before any name is looked up. */
function interceptDials(right: string): void {
	const { connect } = Socket.prototype;
	jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
		this: Socket,
		...args: unknown[]
	) {
		// Node hands on what it has put in order already: a list, the options first.
		const options = (Array.isArray(args[0]) ? args[0][0] : args[0]) as TcpNetConnectOpts;
		const dial = `${options.host}:${options.port}`;
		dialed.push(dial);
		options.host = '127.0.0.1';
		options.port = portOf(dial === right ? api : elsewhere);
		return Reflect.apply(connect, this, args) as Socket;
	});
}

/** The package, its gate watched: which cases it let through. */
function watchGate() {
	const installed = loadPackage();
	const credential = installed.credentials.get('smsPartnerApi');
	if (typeof credential?.authenticate !== 'function') throw new Error('There is no gate');
	const { authenticate } = credential;
	const allowed: number[] = [];
	installed.credentials.set('smsPartnerApi', {
		...credential,
		async authenticate(fields, options: IHttpRequestOptions) {
			const bounded = await authenticate(fields, options);
			allowed.push(Number(options.headers?.[CASE_HEADER]));
			return bounded;
		},
	});
	return { installed, allowed };
}

interface Case {
	target: Target;
	method: 'GET' | 'POST';
	body: typeof OK_BODY;
}

async function send(context: IExecuteFunctions, { target: where, method, body }: Case, id: number) {
	const headers = { [CASE_HEADER]: String(id) };
	const content = method === 'POST' && { body: { ...body } };
	const { helpers } = context;
	const sending =
		'uri' in where
			? helpers.requestWithAuthentication.call(
					context,
					'smsPartnerApi',
					asHttpRequestNode(where.uri, { method, headers, ...content, useStream: false }),
					undefined,
					0,
				)
			: helpers.httpRequestWithAuthentication.call(context, 'smsPartnerApi', {
					...where,
					method,
					headers,
					...content,
				});
	// Refused by the gate, by n8n or by the listener: what counts is what arrived, and where.
	await sending.catch(() => undefined);
}

/** Whether any server could take it for a call forwarding request, with all escapes read. */
function isCallForward(url: string): boolean {
	let path = url.replace(/[?#].*/s, '');
	for (let before = ''; before !== path;) {
		before = path;
		path = path.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
	}
	return /callforward/i.test(path);
}

function isForbidden({ url, body }: Arrived): boolean {
	return isCallForward(url) && /\+33899|%2B33899/i.test(url + body);
}

const BASE_URLS = [
	'http://127.0.0.1:8025/v1',
	'http://localhost/v1',
	'http://[::1]:8025/v1',
	'http://127.1:8025/v1/',
	'https://api.smspartner.fr/v1',
];

const count = countCases();

it.each(BASE_URLS)('only %s gets the key, and nothing that is not allowed', async (baseUrl) => {
	arrived = [];
	heardElsewhere = '';
	dialed = [];
	const base = new URL(baseUrl);
	const right = dialOf(base);
	interceptDials(right);
	const { installed, allowed } = watchGate();
	const cases = fc.sample(
		fc.record({
			target: target(baseUrl.replace(/\/$/, '')),
			method: fc.constantFrom<Case['method'][]>('POST', 'POST', 'POST', 'GET'),
			body: fc.constantFrom(OK_BODY, FORBIDDEN_BODY, FORBIDDEN_BODY),
		}),
		{ seed: SEED + BASE_URLS.indexOf(baseUrl), numRuns: ADDRESSES },
	);
	await runHttpRequestNode(
		{ apiKey: KEY, baseUrl, allowedDestinations: '+336' },
		async (context) => {
			const left = cases.entries();
			const worker = async () => {
				for (const [id, one] of left) {
					await send(context, one, id);
					count();
				}
			};
			await Promise.all(Array.from({ length: AT_ONCE }, worker));
		},
		installed,
	);

	const at = (id: number) => cases[id];
	process.stdout.write(
		`${baseUrl}: ${allowed.length} of ${cases.length} addresses allowed, ${arrived.filter(({ url }) => isCallForward(url)).length} to call forwarding\n`,
	);
	expect(heardElsewhere.split(KEY)).toHaveLength(1);
	expect(dialed.filter((dial) => dial !== right)).toEqual([]);
	const ids = new Set(arrived.map(({ id }) => id));
	if (base.protocol === 'http:') expect(allowed.filter((id) => !ids.has(id)).map(at)).toEqual([]);
	expect(dialed).toHaveLength(allowed.length);
	expect(arrived.filter(({ url, body }) => !(url + body).includes(KEY))).toEqual([]);
	expect(arrived.filter(isForbidden)).toEqual([]);
});

itRanAll(BASE_URLS.length * ADDRESSES, count);
