import type { INode, INodeParameters, INodeType } from 'n8n-workflow';
import { loadPackage, node, NODE_NAME, runInEngine, testNode, to } from './harness';
import { countOverlaps } from './overlaps';
import { KEY, useSandbox } from './useSandbox';

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
				json: { tool: tool?.name, answer: await tool?.invoke(json) },
			})),
		);
		return [answers] as never;
	},
	{ inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }] },
);

/** What n8n makes of a node that is usable as a tool. */
function asTool(): INodeType {
	const plain = loadPackage().nodes.get('n8n-nodes-smspartner.smsPartnerCallForward');
	if (!plain) throw new Error('The package has no such node');
	const tool: INodeType = Object.create(plain);
	tool.description = { ...plain.description, inputs: [], outputs: ['ai_tool'] };
	return tool;
}

async function ask(
	calls: Array<Record<string, string>>,
	options: INodeParameters = {},
	settings: Partial<INode> = {},
) {
	const { run } = await runInEngine({
		pinData: { Items: calls.map((json) => ({ json })) },
		credentials: { smsPartnerApi: { apiKey: KEY, baseUrl: api.sandbox.baseUrl } },
		extraNodeTypes: { 'test.agent': agent, 'test.tool': asTool() },
		workflow: {
			name: 'Agent',
			nodes: [
				node('Items', 'n8n-nodes-base.manualTrigger'),
				node('Agent', 'test.agent'),
				node(NODE_NAME, 'test.tool', {
					parameters: {
						virtualNumber: "={{ $fromAI('number', 'the line', 'string') }}",
						mode: 'fromData',
						modeValue: "={{ $fromAI('mode', 'callForwarding, voicemail or disabled', 'string') }}",
						destination: "={{ $fromAI('destination', 'where to', 'string') }}",
						options,
					},
					onError: 'continueRegularOutput',
					credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
					...settings,
				}),
			],
			connections: {
				Items: { main: [to('Agent')] },
				[NODE_NAME]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	});
	expect(run.data.resultData.error).toBeUndefined();
	const items = run.data.resultData.runData.Agent?.[0]?.data?.main?.[0] ?? [];
	return items.map(({ json }) => JSON.parse(String(json.answer)) as unknown);
}

describe('the node as a tool of an agent', () => {
	it('keeps the order of a line where the agent makes several calls at once', async () => {
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
		expect(countOverlaps(api.sandbox.requests)).toBe(0);
		expect(api.sandbox.line('33612345678')?.param).toBe(destinations[2]);
	});
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
