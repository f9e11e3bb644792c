import dns from 'node:dns';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { CallForwardRun } from '../engine/harness';
import { jsonOf, KEY, skipWaits, useSandbox } from '../engine/useSandbox';

const LINE = '33612345678';

const api = useSandbox();

const run = async (changes: Partial<CallForwardRun> = {}) => {
	const items = [{ number: LINE, mode: 'forward', destination: '+33698765432' }];
	const { success } = await api.run({ items, onError: 'continueRegularOutput', ...changes });
	return jsonOf(success);
};

async function expectUnreached(baseUrl: string, message: string): Promise<void> {
	const waited = skipWaits();
	expect(await run({ credentials: { apiKey: KEY, baseUrl } })).toMatchObject([
		{
			status: 'failed',
			changed: false,
			code: null,
			reason: 'network',
			message,
			source: 'transport',
			httpStatus: null,
			description: expect.stringContaining('The virtual number was not changed.'),
		},
	]);
	expect(waited() > 0).toBe(!message.includes('TLS'));
}

describe('an API that cannot be reached changed nothing, and is tried again', () => {
	it('where the connection is refused', async () => {
		await expectUnreached('http://127.0.0.1:1/v1', 'The API refused the connection');
	});

	it.each(['ENOTFOUND', 'EAI_AGAIN'])('where its name is not found: %s', async (code) => {
		const asked: string[] = [];
		jest.spyOn(dns, 'lookup').mockImplementation((host: string, ...rest: unknown[]) => {
			asked.push(host);
			const answer = rest.at(-1) as (error: Error) => void;
			answer(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }));
		});
		await expectUnreached(
			'https://api.smspartner.test/v1',
			'The host name of the API was not found (DNS)',
		);
		expect(asked).toEqual(Array(3).fill('api.smspartner.test'));
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

it('a Retry-After that is a date is waited for', async () => {
	const waited = skipWaits();
	const retryAfter = new Date(Date.now() + 30_000).toUTCString();
	api.sandbox.addFault({ kind: 'rateLimit', retryAfter });
	expect(await run()).toMatchObject([{ status: 'applied', changed: true }]);
	// Dates have no fractions of a second.
	expect(waited()).toBeGreaterThan(28_000);
	expect(waited()).toBeLessThanOrEqual(30_200);
});

describe('in real time', () => {
	it('a slow trickle of bytes ends at the timeout, which is for the whole answer', async () => {
		api.sandbox.addFault({ kind: 'trickle', ms: 100, bytes: 300 });
		const started = Date.now();
		expect(await run({ options: { timeout: 1500, maxRetries: 0 } })).toMatchObject([
			{ status: 'failed', changed: null, reason: 'timeout', httpStatus: null },
		]);
		expect(Date.now() - started).toBeLessThan(10_000);
		expect(api.sandbox.line(LINE)).toEqual({ type: 1, param: '+33698765432' });
	});

	it('an answer that comes after the timeout is tried again', async () => {
		api.sandbox.addFault({ kind: 'delay', ms: 20_000 });
		expect(await run({ options: { timeout: 1500 } })).toMatchObject([
			{ status: 'applied', changed: true, code: 200 },
		]);
		expect(api.sandbox.requests.map(({ fate }) => fate === 'answered')).toEqual([false, true]);
	});
});
