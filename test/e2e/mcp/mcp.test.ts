import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { exampleWorkflow, withCredentials } from '../lib/examples';
import { until } from '../lib/processes';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const MOBILE = '+33698765432';
const TOKEN = 'a-long-random-token';
const TOOL = 'SMS_Partner_Call_Forward';
const TRIGGER = 'MCP Server Trigger';

const TRANSPORTS = { 'streamable HTTP': StreamableHTTPClientTransport, SSE: SSEClientTransport };
type Transport = keyof typeof TRANSPORTS;

let world: World;
let address: URL;
before(async () => {
	world = await openWorld();
	const guarded = await world.credentialWith({ allowedDestinations: '+336, +337, @example.com' });
	const httpBearerAuth = await world.rest.saveCredential('httpBearerAuth', { token: TOKEN });
	const workflow = withCredentials(exampleWorkflow('MCP server', guarded), { httpBearerAuth });
	await world.rest.createActive(workflow);
	const trigger = workflow.nodes.find(({ name }) => name === TRIGGER);
	address = new URL(`${world.n8n.url}/mcp/${String(trigger?.parameters['path'])}`);
	// n8n 2 registers the address a moment after publishing.
	await until('the MCP server to be there', async () => {
		const { status } = await fetch(address, { method: 'POST' });
		return status === 404 ? undefined : true;
	});
});
after(async () => {
	await world?.close();
});
afterEach(() => {
	world.sandbox.reset();
});

async function connect(token: string, transport: Transport): Promise<Client> {
	const client = new Client({ name: 'end-to-end', version: '1.0.0' });
	const requestInit = { headers: { authorization: `Bearer ${token}` } };
	await client.connect(new TRANSPORTS[transport](address, { requestInit }));
	return client;
}

for (const transport of ['streamable HTTP', 'SSE'] as const) {
	describe(`an assistant outside n8n, by MCP over ${transport}`, () => {
		let client: Client;
		before(async () => {
			client = await connect(TOKEN, transport);
		});
		after(async () => {
			await client?.close();
		});

		/** What the assistant reads after a call of the tool. */
		async function told(args: Record<string, string>): Promise<string> {
			const { content } = await client.callTool({ name: TOOL, arguments: args });
			const [part, ...more] = content as { type: string; text: string }[];
			assert.deepEqual([part?.type, more], ['text', []]);
			return part?.text ?? '';
		}

		it('is refused without the token', async () => {
			await assert.rejects(connect('guessed', transport), { code: 403 });
		});

		it('finds one tool, and reads in it what the fields take', async () => {
			const { tools } = await client.listTools();
			const [tool, ...more] = tools;
			assert.deepEqual([tool?.name, more], [TOOL, []]);
			const accepted = /callForwarding.*voicemail.*disabled/;
			assert.match(String(tool?.description), accepted);
			const { properties = {} } = tool?.inputSchema ?? {};
			assert.deepEqual(Object.keys(properties), ['Virtual_Number', 'Mode', 'Destination']);
			assert.match(JSON.stringify(properties['Mode']), accepted);
		});

		it('forwards a line, and switches it off', async () => {
			const line = { Virtual_Number: '06 12 34 56 78' };
			const answer = await told({ ...line, Mode: 'callForwarding', Destination: MOBILE });
			assert.match(answer, /"status":"applied"/);
			assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: MOBILE });
			assert.match(
				await told({ ...line, Mode: 'disabled', Destination: '' }),
				/"status":"applied"/,
			);
			assert.deepEqual(world.sandbox.line(LINE), { type: 0, param: '' });
		});

		it('reads the reason of a refusal and what to do', async () => {
			const premium = { Virtual_Number: LINE, Mode: 'callForwarding', Destination: '+33899000000' };
			const answer = await told(premium);
			assert.match(answer, /"reason":"destinationNotAllowed".*Ask the credential's owner/);
		});
	});
}
