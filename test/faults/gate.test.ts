/**
 * Requests of every odd kind, through the credential and n8n's own request helpers. Whatever is dialed is
 * noted, and then led to a listener on this machine: one for the origin of the Base URL, one for everything
 * else.
 */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import {
	createServer,
	Socket,
	type AddressInfo,
	type Server,
	type TcpNetConnectOpts,
} from 'node:net';
import fc from 'fast-check';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { callForwardNode, loadPackage, NODE_NAME, runNodes, testNode, to } from '../engine/harness';
import { ALLOWED, builtRequest, type BuiltRequest } from './support/requests';

const SEED = 20_261_126;
const REQUESTS = 5_000;
const AT_ONCE = 20;
const KEY = 'a-key-that-nobody-else-may-see';

interface Arrived extends Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> {
	body: string;
}

let arrived: Arrived[] = [];
let heardElsewhere = '';
let dialed: string[] = [];

const api = createHttpServer((request, response) => {
	let body = '';
	request.on('data', (data) => (body += String(data)));
	request.on('end', () => {
		const { method, url, rawHeaders } = request;
		arrived.push({ method, url, rawHeaders, body });
		// Every third answer leads elsewhere, every other third asks for a password.
		response.statusCode = [200, 307, 401][arrived.length % 3] ?? 200;
		response.setHeader('location', 'http://evil.test/');
		response.setHeader('www-authenticate', 'Digest realm="x", nonce="y", qop="auth"');
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

async function send(context: IExecuteFunctions, request: BuiltRequest): Promise<void> {
	const { requestWithAuthentication, httpRequestWithAuthentication } = context.helpers;
	const given = ['smsPartnerApi', request.options as IHttpRequestOptions] as const;
	const sending =
		request.helper === 'request'
			? requestWithAuthentication.call(context, ...given, undefined, 0)
			: httpRequestWithAuthentication.call(context, ...given);
	// Refused by the gate, by n8n or by the listener: what counts is what arrived, and where.
	await sending.catch(() => undefined);
}

/** As the most forgiving server reads it: with every escape, alphabet and mark resolved. */
function readFreely(url: string): string {
	let text = url;
	for (let before = ''; before !== text;) {
		before = text;
		text = text
			.replace(/%u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
			.replace(
				/%c1%([a-b][\da-f])/gi,
				(_, hex: string) => `%${(parseInt(hex, 16) - 0x40).toString(16)}`,
			)
			.replace(/(?:%[\da-f]{2})+/gi, (escapes) =>
				Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
			);
	}
	return text.normalize('NFKD').replace(/[\p{Default_Ignorable_Code_Point}\p{M}]/gu, '');
}

function mayForward({ url = '', rawHeaders }: Arrived): boolean {
	return /callforward/i.test(readFreely(`${url} ${rawHeaders.join(' ')}`));
}

function isAllowedForwarding({ method, url, body }: Arrived): boolean {
	const { apiKey, number, type, param, ...others } = JSON.parse(body) as Record<string, unknown>;
	return (
		method === 'POST' &&
		url === '/v1/vn/callforward' &&
		Object.keys(others).length === 0 &&
		apiKey === KEY &&
		number === '33612345678' &&
		((type === 0 && param === '') ||
			(type === 1 && /^\+336\d+$/.test(String(param))) ||
			(type === 2 && param === 'team@example.com'))
	);
}

const HARMFUL =
	/^(?:x-host|x-http-host.*|forwarded|x-forwarded.*|x-original.*|x-rewrite.*|x-http-method.*|x-method-override|upgrade|te|trailer|expect|keep-alive|proxy|proxy-.*|http2-.*|transfer-encoding|content-encoding|common|post|get)$/;
/** What the headers may say that n8n itself and Node.js add. */
const ADDED: Record<string, RegExp> = {
	connection: /^(?:close|keep-alive)$/i,
	'content-type': /^application\/json(?:; *charset=utf-8)?$/i,
};

function hasHarmlessHeaders({ rawHeaders }: Arrived, host: string): boolean {
	const names = rawHeaders.map((name) => name.toLowerCase().replace(/[_.!]/g, '-'));
	const headers = names.flatMap((name, i) =>
		i % 2 === 0 ? { name, value: rawHeaders[i + 1] } : [],
	);
	const hosts = headers.filter(({ name }) => name === 'host');
	return (
		hosts.length === 1 &&
		hosts[0]?.value === host &&
		headers.every(
			({ name, value = '' }) => !HARMFUL.test(name) && ADDED[name]?.test(value) !== false,
		)
	);
}

const BASE_URLS = [
	'http://127.0.0.1:8025/v1',
	'http://localhost/v1',
	'http://[::1]:8025/v1',
	'https://api.smspartner.fr/v1',
];

it.each(BASE_URLS)('only %s gets the key, and nothing that is not allowed', async (baseUrl) => {
	arrived = [];
	heardElsewhere = '';
	dialed = [];
	const base = new URL(baseUrl);
	const right = dialOf(base);
	interceptDials(right);
	const installed = loadPackage();
	const gate = jest.spyOn(installed.credential, 'authenticate');
	const requests = fc.sample(builtRequest(baseUrl), {
		seed: SEED + BASE_URLS.indexOf(baseUrl),
		numRuns: REQUESTS,
	});
	/** Stands for n8n's HTTP Request node: it has the same helpers. */
	const httpRequest = testNode(
		'httpRequest',
		async function () {
			const left = requests.values();
			const worker = async () => {
				for (const request of left) await send(this, request);
			};
			await Promise.all(Array.from({ length: AT_ONCE }, worker));
			return [[]];
		},
		{ credentials: [{ name: 'smsPartnerApi', required: true }] },
	);
	await runNodes({
		items: [{}],
		credentials: { apiKey: KEY, baseUrl, allowedDestinations: ALLOWED },
		installed,
		extraNodeTypes: { 'n8n-nodes-base.httpRequest': httpRequest },
		nodes: [{ ...callForwardNode({}), type: 'n8n-nodes-base.httpRequest' }],
		connections: { Items: { main: [to(NODE_NAME)] } },
	});

	const decisions = await Promise.allSettled(gate.mock.results.map(({ value }) => value));
	const allowed = decisions.filter(({ status }) => status === 'fulfilled').length;
	const forwarding = arrived.filter(mayForward);
	process.stdout.write(
		`${baseUrl}: ${allowed} of ${REQUESTS} allowed, ${forwarding.length} to call forwarding\n`,
	);
	expect(heardElsewhere).toBe('');
	expect(dialed.filter((dial) => dial !== right)).toEqual([]);
	// Each that was let through left once: no redirect was followed, no password given.
	expect(dialed).toHaveLength(allowed);
	expect(allowed).toBeGreaterThan(REQUESTS / 20);
	expect(arrived.filter(({ url, body }) => !`${url}${body}`.includes(KEY))).toEqual([]);
	expect(arrived.filter((one) => !hasHarmlessHeaders(one, base.host))).toEqual([]);
	expect(forwarding.filter((one) => !isAllowedForwarding(one))).toEqual([]);
	if (base.protocol === 'https:') return;
	expect(arrived).toHaveLength(allowed);
	expect(forwarding.length).toBeGreaterThan(REQUESTS / 100);
});
