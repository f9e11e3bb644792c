import type { INodeExecutionData } from 'n8n-workflow';
import { callForwardNode, FROM_ROW, node, NODE_NAME, runNodes, testNode, to } from './harness';
import { jsonOf, pairsOf, skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });
beforeEach(() => void skipWaits());

/** Two further passes of the whole node, at once. */
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const FAILS = { number: '33600000000', mode: 'off', destination: '' };
const row = (number: string) => ({ number, mode: 'forward', destination: '+33698765432' });

/** How often each of the numbers was sent. */
const times = (...numbers: string[]) =>
	numbers.map((number) => api.sent().filter((request) => request.number === number).length);

describe('Retry On Fail, with a first item that always fails', () => {
	const items = [FAILS, row('33600000001'), row('33600000002'), row('33600000003')];
	const applied = { success: true, status: 'applied', changed: true, code: 200 };

	it('Continue (using error output): sends settled items once, and they keep their result', async () => {
		const { success, error } = await api.run({ items, ...RETRY, onError: 'continueErrorOutput' });
		expect(jsonOf(success)).toMatchObject([applied, applied, applied]);
		expect(pairsOf(success)).toEqual([{ item: 1 }, { item: 2 }, { item: 3 }]);
		expect(error).toMatchObject([
			{ json: { ...FAILS, error: { status: 'rejected', code: 18 } }, pairedItem: { item: 0 } },
		]);
		expect(times('33600000000', '33600000001', '33600000003')).toEqual([3, 1, 1]);
	});

	it('Stop Workflow: sends settled items once, and tells what all passes changed', async () => {
		const { status, runError } = await api.run({ items, ...RETRY, options: { concurrency: 4 } });
		expect(status).toBe('error');
		expect(runError).toMatchObject({
			message: 'Row 1 (33600000000): Call forwarding is already disabled',
			description: expect.stringMatching(/: rows 2–4 \(33600000001, .*Retry On Fail/),
		});
		expect(times('33600000000', '33600000001', '33600000003')).toEqual([3, 1, 1]);
	});

	it('Continue: n8n runs the node once, since no item looks failed to it', async () => {
		const { success } = await api.run({ items, ...RETRY, onError: 'continueRegularOutput' });
		expect(jsonOf(success)).toMatchObject([{ code: 18 }, applied, applied, applied]);
		expect(api.sent()).toHaveLength(4);
	});

	it('a first item that recovers in the second pass ends the retries', async () => {
		api.sandbox.addFault({ kind: 'empty', number: '33600000001' });
		const { status, success } = await api.run({ items: items.slice(1), ...RETRY });
		expect(status).toBe('success');
		expect(jsonOf(success)).toMatchObject([applied, applied, applied]);
		expect(times('33600000001', '33600000002')).toEqual([2, 1]);
	});
});

it.each(['the same objects', 'new objects'])(
	'a loop sends its rows again in each pass: %s',
	async (rows) => {
		let pass = 0;
		let first: INodeExecutionData[] = [];
		/** Hands its rows to the node three times. */
		const loop = testNode(
			'loop',
			async function () {
				pass += 1;
				if (pass === 1) first = this.getInputData();
				const again = rows === 'the same objects' ? first : structuredClone(first);
				return pass <= 3 ? [again, []] : [[], this.getInputData()];
			},
			{ outputs: ['main', 'main'] },
		);
		const parameters = { ...FROM_ROW, options: { alreadySet: 'replace' } };
		const { run } = await runNodes({
			items: [row('33600000001')],
			credentials: api.credentials,
			extraNodeTypes: { 'test.loop': loop },
			nodes: [node('Loop', 'test.loop'), callForwardNode({ parameters, ...RETRY })],
			connections: {
				Items: { main: [to('Loop')] },
				Loop: { main: [to(NODE_NAME)] },
				[NODE_NAME]: { main: [to('Loop')] },
			},
		});
		const passes = run.data.resultData.runData[NODE_NAME] ?? [];
		const statuses = passes.map(({ data }) => data?.main?.[0]?.[0]?.json.status);
		expect(statuses).toEqual(['applied', 'replaced', 'replaced']);
		expect(times('33600000001')).toEqual([1 + 3 + 3]);
	},
);
