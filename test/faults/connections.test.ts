import dns from 'node:dns';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { jsonOf, KEY, skipWaits } from '../engine/useSandbox';
import { builtAccounts, runWorkflow, type CallForwardRun } from '../engine/harness';

const LINE = '33612345678';
const ROW = { number: LINE, mode: 'forward', destination: '+33698765432' };
const ATTEMPTS = 3;

const UNREACHED = {
	success: false,
	status: 'failed',
	changed: false,
	code: null,
	reason: 'network',
	source: 'transport',
	httpStatus: null,
	description: expect.stringContaining('The virtual number was not changed.'),
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ key: KEY });
});
beforeEach(() => {
	sandbox.reset();
	builtAccounts().clear();
});
afterAll(() => sandbox.close());

const run = (changes: Partial<CallForwardRun> = {}) =>
	runWorkflow({
		items: [ROW],
		credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl },
		onError: 'continueRegularOutput',
		...changes,
	});

async function expectUnreached(baseUrl: string, message: string): Promise<void> {
	const { success } = await run({ credentials: { apiKey: KEY, baseUrl } });
	expect(jsonOf(success)).toMatchObject([{ ...UNREACHED, message }]);
}

describe('an API that cannot be reached changed nothing, and is tried again', () => {
	it('where the connection is refused', async () => {
		const waited = skipWaits();
		const gone = await startSandbox();
		await gone.close();
		await expectUnreached(gone.baseUrl, 'The API refused the connection');
		expect(waited()).toBeGreaterThan(0);
	});

	it.each(['ENOTFOUND', 'EAI_AGAIN'])('where its name is not found: %s', async (code) => {
		skipWaits();
		const asked: string[] = [];
		const lookup = (host: string, ...rest: unknown[]) => {
			asked.push(host);
			const answer = rest.at(-1) as (error: Error) => void;
			answer(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }));
		};
		jest.spyOn(dns, 'lookup').mockImplementation(lookup);
		await expectUnreached(
			'https://api.smspartner.test/v1',
			'The host name of the API was not found (DNS)',
		);
		expect(asked).toEqual(Array(ATTEMPTS).fill('api.smspartner.test'));
	});
});

describe('a TLS certificate that is not trusted', () => {
	const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
	it.each([
		['self-signed', { notAfterDate: ago(-1) }],
		['self-signed and expired', { notBeforeDate: ago(2), notAfterDate: ago(1) }],
	])('gets nothing to read, and is tried once: %s', async (_case, dates) => {
		const subject = [{ name: 'commonName', value: '127.0.0.1' }];
		const { private: key, cert } = await generate(subject, dates);
		let connections = 0;
		const requests: unknown[] = [];
		const server = createServer({ key, cert }, (request) => requests.push(request.url));
		server.on('connection', () => (connections += 1));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;

		await expectUnreached(
			`https://127.0.0.1:${port}/v1`,
			"The API's TLS certificate is not trusted by this n8n",
		);
		await new Promise((resolve) => server.close(resolve));
		expect(requests).toEqual([]);
		expect(connections).toBe(1);
	});
});

describe('Retry-After on a 429', () => {
	const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

	it.each<[string, () => string | number, min: number, max: number]>([
		['as long as is waited for', () => 60, 60_000, 60_200],
		// HTTP dates have no fractions of a second.
		['as a date', () => inSeconds(30), 28_000, 30_200],
		['as text', () => 'soon', 20_000, 20_200],
	])('%s is waited for, or else 20 s', async (_case, retryAfter, min, max) => {
		const waited = skipWaits();
		sandbox.addFault({ kind: 'rateLimit', retryAfter: retryAfter() });
		const { success } = await run();
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', changed: true }]);
		expect(sandbox.requests).toHaveLength(2);
		expect(waited()).toBeGreaterThanOrEqual(min);
		expect(waited()).toBeLessThanOrEqual(max);
	});

	it('where there is none is 20 s, then 40 s, then a minute each time', async () => {
		const waited = skipWaits();
		sandbox.addFault({ kind: 'rateLimit', times: 10 });
		const { success } = await run({ options: { maxRetries: 10 } });
		expect(jsonOf(success)).toMatchObject([{ status: 'applied' }]);
		expect(waited()).toBeGreaterThanOrEqual(20_000 + 40_000 + 8 * 60_000);
		expect(waited()).toBeLessThanOrEqual(20_000 + 40_000 + 8 * 60_000 + 10 * 200);
	});

	it('above what is waited for fails at once, and the item says how long', async () => {
		const waited = skipWaits();
		sandbox.addFault({ kind: 'rateLimit', retryAfter: inSeconds(31_536_000) });
		const { success } = await run();
		const description = expect.stringMatching(/asked to wait 315(36000|3599\d) s\./);
		expect(jsonOf(success)).toMatchObject([
			{ status: 'failed', changed: false, reason: 'rateLimited', httpStatus: 429, description },
		]);
		expect(sandbox.requests).toHaveLength(1);
		expect(waited()).toBe(0);
		expect(sandbox.line(LINE)).toEqual({ type: 0, param: '' });
	});
});

describe('in real time', () => {
	it('a slow trickle of bytes ends at the timeout, which is for the whole answer', async () => {
		sandbox.addFault({ kind: 'trickle', ms: 100, bytes: 300 });
		const started = Date.now();
		const { success } = await run({ options: { timeout: 1500, maxRetries: 0 } });
		expect(Date.now() - started).toBeLessThan(10_000);
		expect(jsonOf(success)).toMatchObject([
			{ status: 'failed', changed: null, reason: 'timeout', httpStatus: null },
		]);
		expect(sandbox.line(LINE)).toEqual({ type: 1, param: '+33698765432' });
	});

	it('an answer that comes after the timeout is tried again', async () => {
		sandbox.addFault({ kind: 'delay', ms: 20_000 });
		const { success } = await run({ options: { timeout: 1500 } });
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', changed: true, code: 200 }]);
		expect(sandbox.requests.map(({ fate }) => fate)).toEqual(['closedByClient', 'answered']);
	});
});
