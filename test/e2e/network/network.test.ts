import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox } from '../../../sandbox/server';
import type { Sandbox } from '../../../sandbox/server';
import { temporaryFolder } from '../lib/paths';
import { output } from '../lib/rest';
import { startTlsFront } from '../lib/tlsFront';
import { callForward, chain, manualTrigger } from '../lib/workflows';
import { API_KEY, IS_V1, openWorld } from '../lib/world';
import type { World } from '../lib/world';
import { startProxy } from './proxy';
import type { Behavior, Proxy } from './proxy';

const LINE = '33612345678';
const MOBILE = '+33698765432';
const HOST = 'api.smspartner.test';
/** The same API, behind a certificate of an authority that n8n does not know. */
const UNTRUSTED_HOST = 'untrusted.smspartner.test';

let world: World;
let sandbox: Sandbox;
let proxy: Proxy;
const closers: (() => Promise<void>)[] = [];
before(async () => {
	// One behind both names, beside the world's own, which is for plain http.
	sandbox = await startSandbox({ key: API_KEY });
	closers.push(() => sandbox.close());
	const sandboxPort = Number(new URL(sandbox.origin).port);
	const front = await startTlsFront([HOST], sandboxPort);
	closers.push(() => front.close());
	const untrusted = await startTlsFront([UNTRUSTED_HOST], sandboxPort);
	closers.push(() => untrusted.close());
	const caFile = join(await temporaryFolder(), 'company-ca.pem');
	await writeFile(caFile, front.certificate);
	proxy = await startProxy({
		[`${HOST}:443`]: front.port,
		[`${UNTRUSTED_HOST}:443`]: untrusted.port,
	});
	closers.push(() => proxy.close());
	world = await openWorld({
		env: {
			HTTPS_PROXY: proxy.url,
			NO_PROXY: 'localhost,127.0.0.1,::1',
			NODE_EXTRA_CA_CERTS: caFile,
		},
	});
	closers.push(() => world.close());
});
after(async () => {
	for (const close of closers.reverse()) await close();
});
afterEach(() => {
	sandbox.reset();
	proxy.reset();
});

const baseUrlAt = (host: string): string => `https://${host}/v1`;

/** The item of a run that forwards the line, without retries unless they are asked for. */
async function forward(
	baseUrl: string,
	{ in: { rest } = world, ...options }: { in?: World; maxRetries?: number } = {},
): Promise<IDataObject> {
	const credential = await rest.createCredential({ apiKey: API_KEY, baseUrl });
	const execution = await rest.execute(
		chain('Company network', [
			manualTrigger(),
			callForward(
				{
					virtualNumber: LINE,
					mode: 'callForwarding',
					forwardingNumber: MOBILE,
					options: { timeout: 2_000, maxRetries: 0, ...options },
				},
				credential,
				'continueRegularOutput',
			),
		]),
	);
	assert.ok(!execution.raw.includes(API_KEY), 'the key is in the execution');
	const [item] = output(execution, 'Call Forward');
	assert.ok(item !== undefined, 'the node returned no item');
	return item;
}

const outcome = ({ status, changed, source, reason }: IDataObject) => ({
	status,
	changed,
	source,
	reason,
});

/** What the proxy was asked for; n8n asks for addresses of its own, too. */
const tunnels = (): string[] => proxy.asked.filter((address) => address.startsWith(HOST));
const received = () => sandbox.requests.map(({ path, key }) => [path, key]);

describe("through a company's proxy, with a CA of its own", () => {
	it('forwards a line', async () => {
		const item = await forward(baseUrlAt(HOST));
		assert.equal(item['status'], 'applied', JSON.stringify(item));
		assert.deepEqual(sandbox.line(LINE), { type: 1, param: MOBILE });
		assert.deepEqual(received(), [['/v1/vn/callforward', 'right']]);
		assert.deepEqual(tunnels(), [`${HOST}:443`]);
	});

	it("passes the credential's test", async () => {
		const data = { apiKey: API_KEY, baseUrl: baseUrlAt(HOST) };
		assert.equal((await world.rest.testCredential(data)).status, 'OK');
		assert.deepEqual(received(), [['/v1/me', 'right']]);
		assert.deepEqual(tunnels(), [`${HOST}:443`]);
	});

	type Changed = false | null;
	const BROKEN: [what: string, Behavior, Changed, reason: string, text: RegExp][] = [
		['the proxy asks for a password', 'password', false, 'network', /proxy/i],
		['the proxy breaks the connection', 'reset', null, 'network', /connection/i],
		['the proxy says nothing', 'silence', null, 'timeout', /./],
		['the tunnel breaks', 'resetInTunnel', null, 'network', /./],
		['the CA is unknown', 'tunnel', false, 'network', /certificate/i],
	];
	for (const [what, behavior, changed, reason, text] of BROKEN) {
		const host = what === 'the CA is unknown' ? UNTRUSTED_HOST : HOST;

		it(`says what is known when ${what}`, async () => {
			proxy.behavior = behavior;
			// Asked again, a proxy that wants a password would say the same.
			const item = await forward(baseUrlAt(host), { maxRetries: behavior === 'password' ? 2 : 0 });
			const expected = { status: 'failed', changed, source: 'transport', reason };
			assert.deepEqual(outcome(item), expected, JSON.stringify(item));
			assert.match(`${String(item['message'])} ${String(item['description'])}`, text);
			assert.equal(sandbox.requests.length, 0);
			if (behavior === 'password') assert.deepEqual(tunnels(), [`${HOST}:443`]);
		});
	}

	it('keeps plain http to this machine away from the proxy', async () => {
		assert.equal((await forward(world.sandbox.baseUrl))['status'], 'applied');
		assert.deepEqual(proxy.asked, []);
	});

	// Last: it searches everything that the proxy was sent by the checks before it.
	it('never shows the proxy the API key', () => {
		const seen = proxy.seen();
		assert.ok(seen.includes(`CONNECT ${HOST}:443`), 'the proxy saw no request to search');
		for (const form of [API_KEY, Buffer.from(API_KEY).toString('base64')]) {
			assert.ok(!seen.includes(form));
		}
	});
});

describe("n8n's protection against SSRF", { skip: IS_V1 ? 'n8n 1.x has none' : false }, () => {
	let guarded: World;
	before(async () => {
		guarded = await openWorld({ env: { N8N_SSRF_PROTECTION_ENABLED: 'true' } });
	});
	after(async () => {
		await guarded?.close();
	});

	it('refuses before anything is sent, and the advice names the setting', async () => {
		const item = await forward(guarded.sandbox.baseUrl, { in: guarded, maxRetries: 2 });
		assert.deepEqual(
			outcome(item),
			{ status: 'failed', changed: false, source: 'transport', reason: 'network' },
			JSON.stringify(item),
		);
		assert.match(`${String(item['message'])} ${String(item['description'])}`, /N8N_SSRF/);
		assert.equal(guarded.sandbox.requests.length, 0);
	});
});
