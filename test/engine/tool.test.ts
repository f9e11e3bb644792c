import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { loadPackage, NODE_NAME, runInEngine } from './harness';
import { KEY, useSandbox } from './useSandbox';

const api = useSandbox();

interface Tool {
	name: string;
	invoke(args: Record<string, unknown>): Promise<unknown>;
}

/** Stands for an agent: calls its one tool with what the item says, and puts out the answer. */
const agent: INodeType = {
	description: {
		name: 'agent',
		displayName: 'Agent',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Agent' },
		inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }],
		outputs: ['main'],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		const [tool] = (await this.getInputConnectionData('ai_tool', 0)) as Tool[];
		const answers = [];
		for (const { json } of this.getInputData()) {
			answers.push({ json: { tool: tool?.name, answer: await tool?.invoke(json) } });
		}
		return [answers] as never;
	},
};

/** What n8n makes of a node that is usable as a tool. */
function asTool(): INodeType {
	const node = loadPackage().nodes.get('n8n-nodes-smspartner.smsPartnerCallForward');
	if (!node) throw new Error('The package has no such node');
	const tool: INodeType = Object.create(node);
	tool.description = { ...node.description, inputs: [], outputs: ['ai_tool'] };
	return tool;
}

async function ask(...calls: Array<Record<string, string>>) {
	const position: [number, number] = [0, 0];
	const { run } = await runInEngine({
		pinData: { Items: calls.map((json) => ({ json })) },
		credentials: { smsPartnerApi: { apiKey: KEY, baseUrl: api.sandbox.baseUrl } },
		extraNodeTypes: { 'test.agent': agent, 'test.tool': asTool() },
		workflow: {
			name: 'Agent',
			nodes: [
				{
					id: '1',
					name: 'Items',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position,
					parameters: {},
				},
				{ id: '2', name: 'Agent', type: 'test.agent', typeVersion: 1, position, parameters: {} },
				{
					id: '3',
					name: NODE_NAME,
					type: 'test.tool',
					typeVersion: 1,
					position,
					parameters: {
						virtualNumber: "={{ $fromAI('number', 'the line', 'string') }}",
						mode: 'fromData',
						modeValue: "={{ $fromAI('mode', 'callForwarding, voicemail or disabled', 'string') }}",
						destination: "={{ $fromAI('destination', 'where to', 'string') }}",
					},
					onError: 'continueRegularOutput',
					credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
				},
			],
			connections: {
				Items: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				[NODE_NAME]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	});
	expect(run.data.resultData.error).toBeUndefined();
	const items = run.data.resultData.runData.Agent?.[0]?.data?.main?.[0] ?? [];
	return items.map(({ json }) => JSON.parse(String(json.answer)) as unknown);
}

describe('the node as a tool of an agent', () => {
	it('sets the line as the agent asks, and tells it the result', async () => {
		const answers = await ask({
			number: '06 12 34 56 78',
			mode: 'voicemail',
			destination: 'team@example.com',
		});
		expect(answers).toMatchObject([[{ success: true, status: 'applied', mode: 'voicemail' }]]);
		expect(api.sandbox.line('33612345678')).toEqual({ type: 2, param: 'team@example.com' });
	});

	it('tells the agent what is wrong and what to do', async () => {
		const answers = await ask(
			{ number: '33612345613', mode: 'off', destination: '' },
			{ number: '33612345678', mode: 'away', destination: '' },
		);
		expect(answers).toMatchObject([
			[{ success: false, code: 13, description: expect.stringContaining('Control code 13') }],
			[{ success: false, code: 7, description: expect.stringContaining("'Mode'") }],
		]);
		expect(api.sandbox.requests).toHaveLength(1);
	});
});
