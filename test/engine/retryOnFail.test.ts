import type { INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { FROM_ROW, NODE_NAME, runInEngine, testNode } from './harness';
import { jsonOf, KEY, pairsOf, skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });
beforeEach(() => void skipWaits());

/** Two further passes of the whole node, at once. */
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const NODE_TYPE = 'n8n-nodes-smspartner.smsPartnerCallForward';
const FORWARD = { mode: 'forward', destination: '+33698765432' };
const FAILS = { number: '33600000000', mode: 'off', destination: '' };
const row = (number: string, rest = FORWARD) => ({ number, ...rest });

/** How often a number was sent. */
const times = (number: string) =>
	api.sandbox.requests.filter((request) => request.number === number).length;

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
		expect([times('33600000000'), times('33600000001'), times('33600000003')]).toEqual([3, 1, 1]);
	});

	it('Stop Workflow: sends settled items once, and tells what all passes changed', async () => {
		const { status, runError } = await api.run({ items, ...RETRY, options: { concurrency: 4 } });
		expect(status).toBe('error');
		expect(runError).toMatchObject({
			message: 'Row 1 (33600000000): Call forwarding is already disabled',
			description: expect.stringMatching(/: rows 2–4 \(33600000001, .*Retry On Fail/),
		});
		expect([times('33600000000'), times('33600000001'), times('33600000003')]).toEqual([3, 1, 1]);
	});

	it('Continue: n8n runs the node once, since no item looks failed to it', async () => {
		const { success } = await api.run({ items, ...RETRY, onError: 'continueRegularOutput' });
		expect(jsonOf(success)).toMatchObject([{ code: 18 }, applied, applied, applied]);
		expect(api.sandbox.requests).toHaveLength(4);
	});

	it('a first item that recovers in the second pass ends the retries', async () => {
		api.sandbox.addFault({ kind: 'empty', number: '33600000001' });
		const { status, success } = await api.run({ items: items.slice(1), ...RETRY });
		expect(status).toBe('success');
		expect(jsonOf(success)).toMatchObject([applied, applied, applied]);
		expect(times('33600000001')).toBe(2);
		expect(times('33600000002')).toBe(1);
	});
});

describe('a loop', () => {
	const PASSES = 3;
	const node = (name: string, settings: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type: 'test.loop',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...settings,
	});
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

	/** Hands its rows to the node three times: the objects that it got at first, or new ones. */
	function loopOver(rows: 'the same objects' | 'new objects'): INodeType {
		let pass = 0;
		let first: INodeExecutionData[] = [];
		return testNode(
			'loop',
			function () {
				pass += 1;
				if (pass === 1) first = this.getInputData();
				const again = rows === 'the same objects' ? first : structuredClone(first);
				return Promise.resolve(pass <= PASSES ? [again, []] : [[], this.getInputData()]);
			},
			{ outputs: ['main', 'main'] },
		);
	}

	it.each(['the same objects', 'new objects'] as const)(
		'sends its rows again in each pass: %s',
		async (rows) => {
			const { run } = await runInEngine({
				pinData: { Items: [{ json: row('33600000001') }] },
				credentials: { smsPartnerApi: { apiKey: KEY, baseUrl: api.sandbox.baseUrl } },
				extraNodeTypes: { 'test.loop': loopOver(rows) },
				workflow: {
					name: 'Loop',
					nodes: [
						node('Items', { type: 'n8n-nodes-base.manualTrigger' }),
						node('Loop'),
						node(NODE_NAME, {
							type: NODE_TYPE,
							parameters: { ...FROM_ROW, options: { alreadySet: 'replace' } },
							credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
							...RETRY,
						}),
					],
					connections: {
						Items: { main: [to('Loop')] },
						Loop: { main: [to(NODE_NAME)] },
						[NODE_NAME]: { main: [to('Loop')] },
					},
				},
			});
			const passes = run.data.resultData.runData[NODE_NAME] ?? [];
			expect(passes.map(({ data }) => data?.main?.[0]?.[0]?.json.status)).toEqual([
				'applied',
				'replaced',
				'replaced',
			]);
			expect(times('33600000001')).toBe(1 + 3 + 3);
		},
	);
});
