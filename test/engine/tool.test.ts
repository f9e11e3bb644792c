import type { INode, INodeParameters, INodeType } from 'n8n-workflow';
import { callForwardNode, loadPackage, node, NODE_NAME, runNodes, testNode, to } from './harness';
import { useSandbox } from './useSandbox';

const api = useSandbox();

interface Tool {
	name: string;
	invoke(args: Record<string, unknown>): Promise<unknown>;
}

/** Stands for an agent: calls its one tool with what the items say, all at once, and returns the answers. */
const agent = testNode(
	'agent',
	async function () {
		const [tool] = (await this.getInputConnectionData('ai_tool', 0)) as Tool[];
		const answers = await Promise.all(
			this.getInputData().map(async ({ json }) => ({
				json: { answer: await tool?.invoke(json) },
			})),
		);
		return [answers] as never;
	},
	{ inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }] },
);

/** What n8n makes of a node that is usable as a tool. */
function asTool(): INodeType {
	const { node: plain } = loadPackage();
	const tool: INodeType = Object.create(plain);
	tool.description = { ...plain.description, inputs: [], outputs: ['ai_tool'] };
	return tool;
}

const FIELDS = {
	virtualNumber: "={{ $fromAI('number', 'the line', 'string') }}",
	mode: 'fromData',
	modeValue: "={{ $fromAI('mode', 'callForwarding, voicemail or disabled', 'string') }}",
	destination: "={{ $fromAI('destination', 'where to', 'string') }}",
};

async function ask(
	calls: Array<Record<string, string>>,
	options: INodeParameters,
	settings: Partial<INode> = { onError: 'continueRegularOutput' },
) {
	const tool = callForwardNode({ parameters: { ...FIELDS, options }, ...settings });
	const { run } = await runNodes({
		items: calls,
		credentials: api.credentials,
		extraNodeTypes: { 'test.agent': agent, 'test.tool': asTool() },
		nodes: [node('Agent', 'test.agent'), { ...tool, type: 'test.tool' }],
		connections: {
			Items: { main: [to('Agent')] },
			[NODE_NAME]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
	});
	expect(run.data.resultData.error).toBeUndefined();
	const items = run.data.resultData.runData.Agent?.[0]?.data?.main?.[0] ?? [];
	return items.map(({ json }) => JSON.parse(String(json.answer)) as unknown);
}

it('as a tool, the node keeps the order of a line where the agent makes several calls at once', async () => {
	api.sandbox.configure({ latency: { ms: 20 } });
	const destinations = ['+33698765401', '+33698765402', '+33698765403'];
	const answers = await ask(
		destinations.map((to) => ({ number: '33612345678', mode: 'forward', destination: to })),
		{ alreadySet: 'replace' },
	);
	expect(answers).toMatchObject([
		[{ status: 'applied' }],
		[{ status: 'replaced' }],
		[{ status: 'replaced' }],
	]);
	expect(api.overlaps()).toBe(0);
	expect(api.sandbox.line('33612345678')?.param).toBe(destinations[2]);
});

describe('Retry On Fail of a tool, which n8n runs again with a new item', () => {
	const RETRY = { onError: 'stopWorkflow', retryOnFail: true, waitBetweenTries: 1 } as const;
	const FORWARD = { number: '33612345678', mode: 'forward', destination: '+33698765432' };
	const OFF = { number: '33612345680', mode: 'off', destination: '' };

	it.each([
		// The line was off, so who set it? The earlier try, or somebody else.
		['Keep says that it may have changed the line', FORWARD, 'keep', 'unchanged', null, 16],
		['a switch-off takes 18 for its own', OFF, 'error', 'applied', true, 18],
	])('after a 504 that took effect, %s', async (_case, call, alreadySet, status, changed, code) => {
		api.sandbox.addFault({ kind: 'status', status: 504, apply: true });
		const answers = await ask([call], { alreadySet, maxRetries: 0 }, RETRY);
		expect(answers).toMatchObject([[{ success: true, status, changed, code }]]);
		expect(api.sandbox.requests).toHaveLength(2);
	});
});
