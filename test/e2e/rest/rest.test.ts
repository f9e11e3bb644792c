import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';
import schema from '../../../nodes/SmsPartnerCallForward/__schema__/v1.0.0.json';
import type { Fault } from '../../../sandbox/server';
import { NODE_TYPE, PACKAGE_NAME } from '../lib/package';
import { freePort, until } from '../lib/processes';
import { ensureN8n } from '../lib/install';
import { output } from '../lib/rest';
import {
	callForward,
	chain,
	manualTrigger,
	node,
	rows,
	setJson,
	webhookTrigger,
} from '../lib/workflows';
import type { CallForwardCredential, WorkflowNode } from '../lib/workflows';
import { API_KEY, IS_V1, openWorld, VERSION } from '../lib/world';
import type { World } from '../lib/world';

const MAIN_LINE = '33612345678';
const ON_CALL_LINE = '33612345679';
const UNKNOWN_LINE = '33699999999';
const MOBILE = '+33698765432';

let world: World;
before(async () => {
	world = await openWorld();
});
after(async () => {
	await world.close();
});
afterEach(() => {
	world.sandbox.reset();
});

const forward = (parameters: IDataObject, onError?: WorkflowNode['onError']): WorkflowNode =>
	callForward(parameters, world.credential, onError);

describe('the package', () => {
	it('is loaded from the community packages folder', async () => {
		const [type] = await world.rest.data<{ displayName: string }[]>('POST', '/node-types', {
			nodeInfos: [{ name: NODE_TYPE, version: 1 }],
		});
		assert.equal(type?.displayName, 'SMS Partner Call Forward');
		assert.ok((await world.n8n.readLog()).includes(`nodes from ${PACKAGE_NAME}`));
	});

	it('has an output schema that n8n gives to its editor', async () => {
		const response = await fetch(`${world.n8n.url}/schemas/${NODE_TYPE}/1.0.0.json`);
		assert.equal(response.status, 200);
		assert.deepEqual(await response.json(), schema);
	});

	it("tells n8n's assistant when to use it, which choice it needs, and what comes out", async (test) => {
		// Beside n8n's REST API, and for those who are signed in.
		const { body } = await world.rest.call('GET', '/../types/nodes.json');
		const served = (body as INodeTypeDescription[]).filter(({ name }) =>
			name.startsWith(NODE_TYPE),
		);
		assert.deepEqual(
			served.map(({ name }) => name),
			[NODE_TYPE, `${NODE_TYPE}Tool`],
		);
		for (const { builderHint } of served) assert.ok(builderHint?.searchHint);

		if (IS_V1) return test.diagnostic('n8n 1 has nobody to tell');
		const load = createRequire((await ensureN8n(VERSION)).bin);
		const { NodeTypeParser, searchCodeBuilderNodes } = load('@n8n/ai-utilities/node-catalog');
		const { generateNodeTypeFile } = load('@n8n/workflow-sdk');
		const found = searchCodeBuilderNodes(new NodeTypeParser(served), ['send calls to voicemail']);
		assert.match(found.results, /@builderHint Sets where calls to SMS Partner virtual numbers go/);
		assert.match(found.results, /fromData: .*\n.*\n +@builderHint Use this where the data decides/);
		for (const type of served) {
			const definition: string = generateNodeTypeFile(type);
			assert.match(definition, /@builderHint Set this in every workflow that runs more than once/);
			assert.match(definition, /virtualNumber: string, mode: .* destination: string \| null, succ/);
		}
	});
});

describe("the credential's test", () => {
	const test = async (data: Partial<CallForwardCredential> = {}) => {
		const result = await world.rest.testCredential({
			apiKey: API_KEY,
			baseUrl: world.sandbox.baseUrl,
			...data,
		});
		assert.ok(!JSON.stringify(result).includes(data.apiKey ?? API_KEY), 'the key is in the answer');
		return result;
	};

	it('passes with the right key, and slashes after the Base URL', async () => {
		assert.equal((await test({ baseUrl: `${world.sandbox.baseUrl}//` })).status, 'OK');
	});

	const failures: [what: string, fault: Fault][] = [
		['a page', { kind: 'html200' }],
		['nothing', { kind: 'empty' }],
		['a redirect', { kind: 'redirect', status: 302 }],
		['HTTP 503', { kind: 'status', status: 503 }],
		['the key', { kind: 'echoKey' }],
	];
	for (const [what, fault] of failures) {
		it(`fails where the answer is ${what}`, async () => {
			world.sandbox.addFault({ ...fault, endpoint: 'me' });
			assert.equal((await test()).status, 'Error');
			assert.deepEqual(
				world.sandbox.requests.map(({ path }) => path),
				['/v1/me'],
			);
		});
	}

	for (const rejectionStatus of [200, 401]) {
		it(`fails when the key is rejected with HTTP ${rejectionStatus}, and says what to do`, async () => {
			world.sandbox.configure({ rejectionStatus });
			const { status, message } = await test({ apiKey: 'wrong-key-5f0e' });
			assert.equal(status, 'Error');
			assert.match(message, /API key/i);
		});
	}

	// n8n 2 shows Node's code and nothing else, n8n 1 a text of its own; docs/troubleshooting.md says what to do.
	const UNSENT: [what: string, data: () => Promise<Partial<CallForwardCredential>>, RegExp][] = [
		[
			'nothing listens',
			async () => ({ baseUrl: `http://127.0.0.1:${await freePort()}/v1` }),
			/^ECONNREFUSED$|^The service refused the connection/,
		],
		[
			'the host is not found',
			async () => ({ baseUrl: 'https://sms.invalid/v1' }),
			/^(ENOTFOUND|EAI_AGAIN)$|^The (connection cannot be established|DNS server returned)/,
		],
		[
			'an entry of Allowed Destinations cannot be read',
			async () => ({ allowedDestinations: '+336, 07' }),
			/^'Allowed Destinations' cannot be read\. .*"07" in 'Allowed Dest/,
		],
		[
			'the key would go over plain http to another machine',
			async () => ({ baseUrl: 'http://sms.example.com/v1' }),
			/https/,
		],
	];
	for (const [what, data, expected] of UNSENT) {
		it(`fails, sending nothing, when ${what}`, async () => {
			const { status, message } = await test(await data());
			assert.equal(status, 'Error');
			assert.match(message, expected);
			assert.equal(world.sandbox.requests.length, 0);
		});
	}
});

it('applies what a webhook was called with, an expression in each field', async () => {
	await world.rest.createActive(
		chain('By webhook', [
			webhookTrigger('by-webhook'),
			forward({
				virtualNumber: '={{ $json.body.line }}',
				mode: 'fromData',
				modeValue: '={{ $json.body.mode }}',
				destination: '={{ $json.body.to }}',
			}),
		]),
	);
	const call = { line: 612345678, mode: 'Call-Forwarding', to: '06 98 76 54 32' };
	assert.deepEqual(await world.rest.webhook('by-webhook', call), {
		status: 200,
		body: [
			{
				virtualNumber: MAIN_LINE,
				mode: 'callForwarding',
				destination: MOBILE,
				success: true,
				status: 'applied',
				changed: true,
				code: 200,
				message: 'Callforward enabled',
			},
		],
	});
	assert.deepEqual(world.sandbox.line(MAIN_LINE), { type: 1, param: MOBILE });
});

it('gives each branch of the error output the row that its item came from', async () => {
	const setLines = {
		virtualNumber: '={{ $json.line }}',
		mode: 'callForwarding',
		forwardingNumber: MOBILE,
	};
	const rowOf = (name: string): WorkflowNode =>
		setJson(name, "={{ { line: $('Rows').item.json.line } }}");
	const lines = [MAIN_LINE, UNKNOWN_LINE, ON_CALL_LINE].map((line) => ({ line }));
	const execution = await world.rest.execute(
		chain(
			'Error output',
			[manualTrigger(), ...rows(lines), forward(setLines, 'continueErrorOutput'), rowOf('Done')],
			[['Call Forward', 1, rowOf('Failed')]],
		),
	);
	assert.deepEqual(output(execution, 'Done'), [{ line: MAIN_LINE }, { line: ON_CALL_LINE }]);
	assert.deepEqual(output(execution, 'Failed'), [{ line: UNKNOWN_LINE }]);
});

it('is fired by a schedule', async () => {
	const rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
	const trigger = node('Every Second', 'n8n-nodes-base.scheduleTrigger', 1.2, { rule });
	const parameters = { virtualNumber: MAIN_LINE, mode: 'callForwarding', forwardingNumber: MOBILE };
	await world.rest.createActive(chain('Schedule', [trigger, forward(parameters)]));
	await until('the schedule to fire', () => world.sandbox.line(MAIN_LINE)?.type === 1);
});

// Last: it searches what everything before it has left behind.
describe('the API key', () => {
	const faults: Fault[] = [
		{ kind: 'echoKey', where: 'message' },
		{ kind: 'echoKey', where: 'header' },
		{ kind: 'status', status: 500 },
		{ kind: 'hang' },
	];
	for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
		it(`is in no execution that n8n stores with ${onError}`, async () => {
			const parameters = {
				virtualNumber: MAIN_LINE,
				mode: 'callForwarding',
				forwardingNumber: MOBILE,
				options: { timeout: 500, maxRetries: 0 },
			};
			for (const fault of faults) {
				world.sandbox.addFault(fault);
				const nodes = [manualTrigger(), forward(parameters, onError)];
				const { raw } = await world.rest.execute(chain('Fault', nodes));
				assert.match(raw, /runData/);
				assert.ok(!leaks(raw), JSON.stringify(fault));
			}
		});
	}

	it("is not in n8n's log at debug level, nor in its database", async () => {
		const log = await world.n8n.readLog();
		assert.match(log, /debug/);
		assert.ok(!leaks(log));
		const folder = join(world.n8n.userFolder, '.n8n');
		const files = (await readdir(folder)).filter((file) => file.startsWith('database.sqlite'));
		const stored = (await Promise.all(files.map((file) => readFile(join(folder, file))))).join('');
		assert.ok(stored.includes(MAIN_LINE), 'the database holds no execution to search');
		assert.ok(!leaks(stored));
	});

	const leaks = (text: string): boolean =>
		[API_KEY, encodeURIComponent(API_KEY), Buffer.from(API_KEY).toString('base64')].some((form) =>
			text.includes(form),
		);
});
