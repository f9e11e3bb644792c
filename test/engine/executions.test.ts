import type { INode, INodeType } from 'n8n-workflow';
import type { WorkflowFile } from './engine';
import { builtLines, runInEngine, testNode } from './harness';
import { countOverlaps } from './overlaps';
import { jsonOf, KEY, useSandbox } from './useSandbox';

const LINE = '33612345678';
const LATENCY_MS = 20;

const api = useSandbox({ lines: 'any' });
// What n8n loads in a first run would delay the first of several.
beforeAll(() => api.run({ items: [forward(0)] }));
beforeEach(() => api.sandbox.configure({ latency: { ms: LATENCY_MS } }));
afterEach(() => expect(builtLines().size).toBe(0));

const REPLACE = { alreadySet: 'replace' };
const destination = (call: number) => `+336987654${String(call).padStart(2, '0')}`;
const forward = (call: number) => ({
	number: LINE,
	mode: 'forward',
	destination: destination(call),
});

describe('executions at once', () => {
	it('set one line one after the other with Replace, in the order in which they came', async () => {
		const calls = Array.from({ length: 12 }, (_, call) => call);
		const runs = await Promise.all(
			calls.map((call) => api.run({ items: [forward(call)], options: REPLACE })),
		);
		const items = runs.flatMap(({ success }) => jsonOf(success));
		expect(items.map(({ status }) => status)).toEqual(['applied', ...Array(11).fill('replaced')]);
		expect(countOverlaps(api.sandbox.requests)).toBe(0);
		const set = api.sandbox.requests.filter(({ applied, type }) => applied && type === 1);
		expect(set.map(({ param }) => param)).toEqual(calls.map(destination));
		expect(api.sandbox.line(LINE)).toEqual({ type: 1, param: destination(11) });
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
