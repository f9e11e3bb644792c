import type { IConnections, INode, INodeType } from 'n8n-workflow';
import { builtLines, callForwardNode, node, runNodes, testNode, to } from './harness';
import { jsonOf, useSandbox } from './useSandbox';

const LINE = '33612345678';

const api = useSandbox({ lines: 'any' });
// What n8n loads in a first run would delay the first of several.
beforeAll(() => api.run({ items: [forward(0)] }));
beforeEach(() => api.sandbox.configure({ latency: { ms: 20 } }));
afterEach(() => expect(builtLines().size).toBe(0));

const REPLACE = { alreadySet: 'replace' };
const destination = (call: number) => `+336987654${String(call).padStart(2, '0')}`;
const forward = (call: number) => ({
	number: LINE,
	mode: 'forward',
	destination: destination(call),
});
const setInTurn = () =>
	api.sandbox.requests
		.filter(({ applied, type }) => applied && type === 1)
		.map(({ param }) => param);

it('executions at once set one line with Replace, in the order in which they came', async () => {
	const calls = Array.from({ length: 12 }, (_, call) => call);
	const runs = await Promise.all(
		calls.map((call) => api.run({ items: [forward(call)], options: REPLACE })),
	);
	const items = runs.flatMap(({ success }) => jsonOf(success));
	expect(items.map(({ status }) => status)).toEqual(['applied', ...Array(11).fill('replaced')]);
	expect(api.overlaps()).toBe(0);
	expect(setInTurn()).toEqual(calls.map(destination));
});

describe('within one execution', () => {
	/** Sets the line to the destination of a call. */
	const setting = (name: string, call: number): INode => {
		const fields = { virtualNumber: LINE, mode: 'callForwarding' };
		const parameters = { ...fields, forwardingNumber: destination(call), options: REPLACE };
		return callForwardNode({ parameters }, name);
	};
	async function execute(
		nodes: INode[],
		connections: IConnections,
		extraNodeTypes: Record<string, INodeType> = {},
	): Promise<void> {
		const { credentials } = api;
		const items = [{}];
		const { run } = await runNodes({ items, credentials, nodes, connections, extraNodeTypes });
		expect(run.status).toBe('success');
	}

	it('nodes on parallel branches and one after the other set the line in turn', async () => {
		await execute([setting('A', 1), setting('B', 2), setting('C', 3)], {
			Items: { main: [to('A', 'C')] },
			A: { main: [to('B')] },
		});
		expect([...setInTurn()].sort()).toEqual([1, 2, 3].map(destination));
		expect(api.overlaps()).toBe(0);
	});

	it('a sub-workflow sets the line in its turn, and nothing waits for itself', async () => {
		// Stands for Execute Sub-workflow: an execution of its own, whose end it waits for.
		const subWorkflow = testNode('subWorkflow', async function () {
			await execute([setting('Inner', 2)], { Items: { main: [to('Inner')] } });
			return [this.getInputData()];
		});
		await execute(
			[setting('Before', 1), node('Sub', 'test.sub'), setting('After', 3)],
			{
				Items: { main: [to('Before')] },
				Before: { main: [to('Sub')] },
				Sub: { main: [to('After')] },
			},
			{ 'test.sub': subWorkflow },
		);
		expect(setInTurn()).toEqual([1, 2, 3].map(destination));
		expect(api.overlaps()).toBe(0);
	});
});
