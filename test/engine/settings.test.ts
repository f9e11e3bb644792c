import { jsonOf, pairsOf, skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });

const lines = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		number: `336000000${String(index).padStart(2, '0')}`,
		mode: 'forward',
		destination: '+33698765432',
	}));

describe('Concurrent Requests', () => {
	it.each([
		['the default', undefined, 5],
		['1', 1, 1],
		['12', 12, 12],
		['text', '3', 3],
		['0: raised to 1', 0, 1],
		['500: lowered to 50', 500, 50],
		['unreadable: the default', 'many', 5],
	])('%s', async (_case, concurrency, expected) => {
		// Long enough for all that may start to be in flight together.
		api.sandbox.configure({ latency: { ms: 400 } });
		const { success } = await api.run({
			items: lines(expected + 1),
			options: concurrency === undefined ? {} : { concurrency },
		});
		expect(api.sandbox.maxInFlight).toBe(expected);
		expect(pairsOf(success)).toEqual(success.map((_, item) => ({ item })));
	});

	it('sends the items of one number one after another in input order', async () => {
		api.sandbox.configure({ latency: { ms: 5, slowEvery: 2, slowMs: 30 } });
		const spellings = ['0612345678', '+33 6 12 34 56 78', '33612345678', 612345678];
		const items = spellings.flatMap((number) => [
			{ number, mode: 'forward', destination: '+33698765432' },
			{ number, mode: 'off', destination: '' },
		]);
		const { success } = await api.run({ items, options: { concurrency: 50 } });
		expect(success.every(({ json }) => json.status === 'applied')).toBe(true);
		expect(api.sent().map(({ type }) => type)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
		expect(api.sandbox.maxInFlight).toBe(1);
	});

	it('is read from the first item', async () => {
		api.sandbox.configure({ latency: { ms: 100 } });
		await api.run({
			items: lines(4),
			options: { concurrency: '={{ $itemIndex === 0 ? 2 : 50 }}' },
		});
		expect(api.sandbox.maxInFlight).toBe(2);
	});
});

describe('Max Retries', () => {
	it.each([
		['the default', undefined, 2],
		['0', 0, 0],
		['4', 4, 4],
		['11: lowered to 10', 11, 10],
		['-1: raised to 0', -1, 0],
		['unreadable: the default', 'often', 2],
	])('%s', async (_case, maxRetries, expected) => {
		skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 502, times: 99 });
		const { success } = await api.run({
			items: lines(1),
			options: maxRetries === undefined ? {} : { maxRetries },
			onError: 'continueRegularOutput',
		});
		expect(api.sandbox.requests).toHaveLength(1 + expected);
		expect(jsonOf(success)).toMatchObject([
			{
				status: 'failed',
				changed: null,
				code: null,
				reason: 'serverUnavailable',
				source: 'transport',
				httpStatus: 502,
			},
		]);
	});
});

describe('Timeout', () => {
	it('is for one attempt', async () => {
		api.sandbox.addFault({ kind: 'hang', times: 2 });
		const began = Date.now();
		const { success } = await api.run({
			items: lines(1),
			options: { timeout: 150, maxRetries: 1 },
			onError: 'continueRegularOutput',
		});
		expect(Date.now() - began).toBeLessThan(3000);
		expect(api.sandbox.requests).toHaveLength(2);
		expect(jsonOf(success)).toMatchObject([
			{
				status: 'failed',
				changed: null,
				reason: 'timeout',
				source: 'transport',
				httpStatus: null,
				message: expect.stringContaining('0.15 s'),
			},
		]);
	});

	it('of 0 is the default', async () => {
		api.sandbox.addFault({ kind: 'delay', ms: 200 });
		const { success } = await api.run({ items: lines(1), options: { timeout: 0 } });
		expect(jsonOf(success)).toMatchObject([{ status: 'applied' }]);
	});
});

describe('Requests per Minute', () => {
	it('spreads the starts evenly, retries included', async () => {
		const waited = skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 503, times: 2 });
		const { success } = await api.run({
			items: lines(5),
			options: { requestsPerMinute: 60, concurrency: 1 },
		});
		expect(success).toHaveLength(5);
		expect(api.sandbox.requests).toHaveLength(7);
		// Seven starts: six pauses of a second, or slightly more.
		expect(waited()).toBeGreaterThanOrEqual(6000);
		expect(waited()).toBeLessThan(8000);
	});

	it('of 0 is no limit', async () => {
		const waited = skipWaits();
		await api.run({ items: lines(20), options: { requestsPerMinute: 0 } });
		// Starts are a millisecond apart.
		expect(waited()).toBeLessThan(20);
	});
});
