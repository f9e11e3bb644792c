import type { IDataObject, INode, INodeParameters, INodeType } from 'n8n-workflow';
import type { WorkflowFile } from './engine';
import { builtLines, runInEngine, testNode } from './harness';
import { countOverlaps } from './overlaps';
import { jsonOf, KEY, useSandbox } from './useSandbox';

const LINE = '33612345678';
const LATENCY_MS = 20;
/** How much later than planned a timer and a connection can be. */
const TOLERANCE_MS = 60;

const api = useSandbox({ lines: 'any' });
// What n8n loads in a first run would delay the first of several.
beforeAll(() => api.run({ items: [forward(0)] }));
beforeEach(() => api.sandbox.configure({ latency: { ms: LATENCY_MS } }));
afterEach(() => expect(builtLines().size).toBe(0));

const REPLACE = { alreadySet: 'replace' };
const destination = (call: number) => `+336987654${String(call).padStart(2, '0')}`;
const forward = (call: number, number = LINE) => ({
	number,
	mode: 'forward',
	destination: destination(call),
});

/** Several executions of one item each at once, and what came out of each. */
async function runAtOnce(
	rows: IDataObject[],
	optionsOf: (call: number) => INodeParameters = () => REPLACE,
): Promise<IDataObject[]> {
	const runs = rows.map((row, call) =>
		api.run({ items: [row], options: optionsOf(call), onError: 'continueRegularOutput' }),
	);
	return (await Promise.all(runs)).flatMap(({ success }) => jsonOf(success));
}

const startsOf = (numbers: string[]) =>
	api.sandbox.requests
		.filter(({ number }) => numbers.includes(String(number)))
		.map(({ startedAt }) => startedAt);

describe('executions at once', () => {
	it('set one line one after the other with Replace, in the order in which they came', async () => {
		const calls = Array.from({ length: 12 }, (_, call) => call);
		const items = await runAtOnce(calls.map((call) => forward(call)));
		expect(items.map(({ status }) => status)).toEqual(['applied', ...Array(11).fill('replaced')]);
		expect(countOverlaps(api.sandbox.requests)).toBe(0);
		const set = api.sandbox.requests.filter(({ applied, type }) => applied && type === 1);
		expect(set.map(({ param }) => param)).toEqual(calls.map(destination));
		expect(api.sandbox.line(LINE)).toEqual({ type: 1, param: destination(11) });
	});

	it('share a line however its number is written, As Entered included', async () => {
		const spellings = [LINE, '0612345678', '+33 (0)6 12 34 56 78', '06.12.34.56.78', '612345678'];
		await runAtOnce(
			[...spellings, LINE, '0612345678'].map((number, call) => forward(call, number)),
			(call) => ({ ...REPLACE, numberFormat: call < 5 ? 'normalize' : 'asEntered' }),
		);
		expect(new Set(api.sent().map(({ number }) => number))).toEqual(new Set([LINE, '0612345678']));
		expect(api.sandbox.maxInFlight).toBe(1);
	});

	it('do not wait for each other over different lines', async () => {
		api.sandbox.configure({ latency: { ms: 300 } });
		await runAtOnce([forward(0, '33600000001'), forward(1, '33600000002')]);
		expect(api.sandbox.maxInFlight).toBe(2);
	});

	it('keep the pace of their account, each its own interval', async () => {
		const perMinute = [600, 300, 600, 300, 600];
		const numbers = perMinute.map((_, call) => `3360000000${call}`);
		const items = await runAtOnce(
			numbers.map((number, call) => forward(call, number)),
			(call) => ({ requestsPerMinute: perMinute[call] ?? 0 }),
		);
		expect(items.filter(({ success }) => success !== true)).toEqual([]);
		const order = api.sandbox.requests.map(({ number }) => numbers.indexOf(String(number)));
		const starts = startsOf(numbers);
		const tooShort = order.filter((call, i) => {
			const intervalMs = 60_000 / (perMinute[call] ?? 1);
			return i > 0 && Number(starts[i]) - Number(starts[i - 1]) < intervalMs - TOLERANCE_MS;
		});
		expect(tooShort).toEqual([]);
	});

	it('wait all for as long as the API asks one of them to', async () => {
		const numbers = ['33600000001', '33600000002', '33600000003'];
		api.sandbox.addFault({ kind: 'rateLimit', retryAfter: 1 });
		const first = runAtOnce([forward(0, numbers[0])]);
		while (api.sandbox.requests[0]?.fate !== 'answered') {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		// So that the answer is read before the others come.
		await new Promise((resolve) => setTimeout(resolve, 100));
		await Promise.all([first, runAtOnce([forward(1, numbers[1]), forward(2, numbers[2])])]);
		const [refused = 0, ...later] = startsOf(numbers);
		expect(later).toHaveLength(3);
		expect(Math.min(...later) - refused).toBeGreaterThanOrEqual(1000 + LATENCY_MS - TOLERANCE_MS);
	});
});

describe('within one execution', () => {
	const node = (name: string, type: string, settings: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...settings,
	});
	const to = (...names: string[]) =>
		names.map((name) => ({ node: name, type: 'main' as const, index: 0 }));
	/** Sets the line to the destination of a call. */
	const setting = (name: string, call: number): INode =>
		node(name, 'n8n-nodes-smspartner.smsPartnerCallForward', {
			parameters: {
				virtualNumber: LINE,
				mode: 'callForwarding',
				forwardingNumber: destination(call),
				options: REPLACE,
			},
			credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
		});
	const execute = (
		nodes: INode[],
		connections: WorkflowFile['connections'],
		extraNodeTypes: Record<string, INodeType> = {},
	) =>
		runInEngine({
			pinData: { Items: [{ json: {} }] },
			credentials: { smsPartnerApi: { apiKey: KEY, baseUrl: api.sandbox.baseUrl } },
			extraNodeTypes,
			workflow: {
				name: 'Several nodes',
				nodes: [node('Items', 'n8n-nodes-base.manualTrigger'), ...nodes],
				connections,
			},
		});
	const setInTurn = () =>
		api.sandbox.requests
			.filter(({ applied, type }) => applied && type === 1)
			.map(({ param }) => param);

	it('nodes on parallel branches and one after the other set the line in turn', async () => {
		const { run } = await execute([setting('A', 1), setting('B', 2), setting('C', 3)], {
			Items: { main: [to('A', 'C')] },
			A: { main: [to('B')] },
		});
		expect(run.status).toBe('success');
		expect([...setInTurn()].sort()).toEqual([1, 2, 3].map(destination));
		expect(countOverlaps(api.sandbox.requests)).toBe(0);
		expect(api.sandbox.line(LINE)?.param).toBe(setInTurn().at(-1));
	});

	it('a sub-workflow sets the line in its turn, and nothing waits for itself', async () => {
		// Stands for Execute Sub-workflow: an execution of its own, whose end it waits for.
		const subWorkflow = testNode('subWorkflow', async function () {
			const { run } = await execute([setting('Inner', 2)], { Items: { main: [to('Inner')] } });
			expect(run.status).toBe('success');
			return [this.getInputData()];
		});
		const { run } = await execute(
			[setting('Before', 1), node('Sub', 'test.sub'), setting('After', 3)],
			{
				Items: { main: [to('Before')] },
				Before: { main: [to('Sub')] },
				Sub: { main: [to('After')] },
			},
			{ 'test.sub': subWorkflow },
		);
		expect(run.status).toBe('success');
		expect(setInTurn()).toEqual([1, 2, 3].map(destination));
		expect(countOverlaps(api.sandbox.requests)).toBe(0);
	});
});
