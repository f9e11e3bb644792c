import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IExecuteFunctions, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { FROM_ROW, loadPackage, NODE_NAME, runInEngine, testNode } from './harness';
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

describe('Retry On Fail, with items in doubt', () => {
	it.each(['stopWorkflow', 'continueErrorOutput'] as const)(
		'sends them again, and takes 18 for their own: %s',
		async (onError) => {
			api.sandbox.setLine('33600000001', { type: 1, param: '+33611111111' });
			api.sandbox.addFault({ kind: 'status', status: 504, apply: true, number: '33600000001' });
			const { success, error } = await api.run({
				items: [row('33600000001', { mode: 'off', destination: '' })],
				...RETRY,
				options: { maxRetries: 0 },
				onError,
			});
			expect(jsonOf(success)).toMatchObject([{ status: 'applied', changed: true, code: 18 }]);
			expect(error).toEqual([]);
			expect(times('33600000001')).toBe(2);
		},
	);

	it('sends them again, and stays in doubt at 16', async () => {
		api.sandbox.addFault({ kind: 'hang', apply: true, number: '33600000001' });
		const { error } = await api.run({
			items: [row('33600000001')],
			...RETRY,
			options: { maxRetries: 0, timeout: 100 },
			onError: 'continueErrorOutput',
		});
		expect(error).toMatchObject([
			{ json: { error: { status: 'failed', changed: null, code: 16, source: 'api' } } },
		]);
		expect(times('33600000001')).toBe(3);
	});

	it('keeps the line as the last item of its number asked', async () => {
		api.sandbox.addFault({ kind: 'empty', apply: true, number: '33600000001' });
		const { success, error } = await api.run({
			items: [row('33600000001'), row('33600000001', { mode: 'off', destination: '' })],
			...RETRY,
			onError: 'continueErrorOutput',
		});
		expect(error).toMatchObject([{ json: { error: { status: 'failed', changed: null } } }]);
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', mode: 'disabled' }]);
		expect(api.sandbox.line('33600000001')).toEqual({ type: 0, param: '' });
	});
});

describe('what the user is told', () => {
	const hints = async (retryOnFail: boolean) => {
		const run = await api.run({ items: [row('33600000001')], ...RETRY, retryOnFail });
		api.sandbox.reset();
		return run.hints.map(({ message }) => message);
	};

	it('is a hint that the node retries automatically, where items come out', async () => {
		expect(await hints(true)).toEqual([expect.stringMatching(/Retry On Fail.*Max Retries/)]);
		expect(await hints(false)).toEqual([]);
	});

	it('is a sentence in the description, where the run stops', async () => {
		const { runError } = await api.run({ items: [FAILS], ...RETRY });
		expect(runError).toMatchObject({ description: expect.stringMatching(/Max Retries/) });
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

describe('the memory of settled items', () => {
	/** The package, its node noting the items that it gets without keeping them. */
	function notingItems(seen: Array<WeakRef<object>>) {
		const installed = loadPackage();
		const node = installed.nodes.get(NODE_TYPE);
		if (!node) throw new Error(`The package has no node ${NODE_TYPE}`);
		installed.nodes.set(NODE_TYPE, {
			description: node.description,
			async execute(this: IExecuteFunctions) {
				seen.push(...this.getInputData().map((item) => new WeakRef(item)));
				return (await node.execute?.call(this)) ?? [];
			},
		});
		return installed;
	}

	it('goes when the run is over', async () => {
		setFlagsFromString('--expose-gc');
		const collectGarbage = runInNewContext('gc') as () => void;
		const seen: Array<WeakRef<object>> = [];
		const installed = notingItems(seen);
		for (let run = 0; run < 3; run++) {
			const items = Array.from({ length: 50 }, (_, i) => row(`3360000${run}1${i + 10}`));
			await api.run({ items, ...RETRY, installed });
		}
		expect(seen).toHaveLength(150);
		const kept = () => seen.filter((item) => item.deref() !== undefined).length;
		// What n8n is still closing down holds on to a run for a moment.
		for (let round = 0; round < 50 && kept() > 0; round++) {
			await new Promise((resolve) => setTimeout(resolve, 50));
			collectGarbage();
		}
		expect(kept()).toBe(0);
	}, 30_000);
});
