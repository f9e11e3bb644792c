import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { NODE_TYPE } from '../lib/package';
import { errorOf, output } from '../lib/rest';
import type { CredentialReference, Execution } from '../lib/rest';
import { callForward, manualTrigger, node } from '../lib/workflows';
import type { Workflow, WorkflowNode } from '../lib/workflows';
import { IS_V1, openWorld } from '../lib/world';
import type { World } from '../lib/world';
import { startModel } from './model';
import type { Reply, ScriptedModel } from './model';

const LINE = '33612345678';
const UNKNOWN_LINE = '33699999999';
const MOBILE = '+33698765432';

/** The name that n8n makes of the tool's, for the model. */
const TOOL = 'Call_Forward';
const DONE: Reply = { text: 'Done.' };

let world: World;
let model: ScriptedModel;
let modelCredential: CredentialReference;
before(async () => {
	world = await openWorld();
	model = await startModel();
	modelCredential = await world.rest.saveCredential('openAiApi', {
		apiKey: 'none',
		url: model.url,
	});
});
after(async () => {
	await model?.close();
	await world?.close();
});
afterEach(() => {
	world.sandbox.reset();
});

/** What n8n's ✨ button beside a field makes of it: the field's label, and no description. */
const letTheModelDecide = (label: string): string =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${label}', \`\`, 'string') }}`;

/** One agent with one tool: the mode, the line and the destination are the model's to fill in. */
function agentWorkflow(onError: NonNullable<WorkflowNode['onError']>): Workflow {
	const agent = node('AI Agent', '@n8n/n8n-nodes-langchain.agent', IS_V1 ? 3 : 3.1, {
		promptType: 'define',
		text: 'Forward the reception to my mobile.',
		options: {},
	});
	const chatModel = node('Chat Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.3, {
		model: { __rl: true, mode: 'id', value: 'scripted' },
		responsesApiEnabled: false,
		options: { maxRetries: 0 },
	});
	chatModel.credentials = { openAiApi: modelCredential };
	const parameters = {
		virtualNumber: letTheModelDecide('Virtual_Number'),
		mode: 'fromData',
		modeValue: letTheModelDecide('Mode'),
		destination: letTheModelDecide('Destination'),
	};
	const tool = { ...callForward(parameters, world.credential, onError), type: `${NODE_TYPE}Tool` };
	const start = manualTrigger();
	const toAgent = (type: string) => ({ [type]: [[{ node: agent.name, type, index: 0 }]] });
	return {
		name: `Agent: ${onError}`,
		nodes: [start, agent, chatModel, tool],
		connections: {
			[start.name]: toAgent('main'),
			[chatModel.name]: toAgent('ai_languageModel'),
			[tool.name]: toAgent('ai_tool'),
		},
		settings: { executionOrder: 'v1' },
	};
}

interface Wish {
	virtualNumber: string;
	mode: string;
	destination?: string;
}

const call = ({ virtualNumber, mode, destination = '' }: Wish): Reply => ({
	tool: TOOL,
	args: { Virtual_Number: virtualNumber, Mode: mode, Destination: destination },
});

/** Runs an agent whose model asks for these one after the other, whatever comes back. */
async function ask(wishes: Wish[], workflow: Workflow): Promise<Execution> {
	model.script(...wishes.map(call), DONE);
	return await world.rest.execute(workflow);
}

describe('an AI agent with the node as its tool', () => {
	it('is told by the tool what it can set, and what the fields take', async () => {
		await ask([], agentWorkflow('continueRegularOutput'));
		const [tool, ...more] = model.requests[0]?.tools ?? [];
		assert.deepEqual(more, []);
		assert.equal(tool?.function.name, TOOL);
		assert.match(tool.function.description, /^Set the call forwarding of an SMS Partner/);
		assert.match(tool.function.description, /Mode takes 'callForwarding', 'voicemail' or 'dis/);
		assert.match(tool.function.description, /Destination takes a phone number in internat/);
		const { properties = {}, required } = tool.function.parameters;
		const labels = ['Virtual_Number', 'Mode', 'Destination'];
		assert.deepEqual(Object.keys(properties), labels);
		assert.deepEqual(required, labels);
	});

	it('sets the mode, the line and the destination', async () => {
		const wishes: [Wish, type: number, param: string][] = [
			[{ virtualNumber: '06 12 34 56 78', mode: 'forward', destination: MOBILE }, 1, MOBILE],
			[{ virtualNumber: LINE, mode: 'disabled' }, 0, ''],
			[
				{ virtualNumber: LINE, mode: 'Voicemail', destination: 'a@example.com' },
				2,
				'a@example.com',
			],
		];
		for (const [wish, type, param] of wishes) {
			const execution = await ask([wish], agentWorkflow('continueRegularOutput'));
			assert.equal(output(execution, 'AI Agent')[0]?.['output'], 'Done.');
			assert.match(model.told()[0] ?? '', /"status":"applied"/);
			assert.deepEqual(world.sandbox.line(LINE), { type, param });
		}
	});

	it('reads why it was rejected and tries again (On Error: Continue)', async () => {
		// Each next call is made of what the agent was told about the one before.
		model.script(
			call({ virtualNumber: UNKNOWN_LINE, mode: 'callForwarding', destination: MOBILE }),
			() => {
				const [rejected] = JSON.parse(model.told().at(-1) ?? '') as [{ reason: string }];
				assert.equal(rejected.reason, 'virtualNumberNotFound');
				return call({ virtualNumber: LINE, mode: 'transfer', destination: MOBILE });
			},
			() => {
				const advice = model.told().at(-1) ?? '';
				const advised = /\b(callForwarding|forward)\b/.exec(advice)?.[0] ?? '';
				return call({ virtualNumber: LINE, mode: advised, destination: MOBILE });
			},
			DONE,
		);
		const execution = await world.rest.execute(agentWorkflow('continueRegularOutput'));
		assert.equal(execution.status, 'success');
		const [unknown = '', misspelled = '', right = ''] = model.told();
		assert.match(unknown, /"message":"The virtual number does not exist"/);
		assert.match(unknown, /Control code 13: Check 'Virtual Number'/);
		assert.match(misspelled, /"reason":"modeInvalid"/);
		assert.match(right, /"status":"applied"/);
		assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: MOBILE });
	});

	const rejected: Wish = {
		virtualNumber: UNKNOWN_LINE,
		mode: 'callForwarding',
		destination: MOBILE,
	};

	it('never gets to see the rejection with On Error: Stop Workflow, which ends the run', async () => {
		const execution = await ask([rejected], agentWorkflow('stopWorkflow'));
		assert.equal(execution.status, 'error');
		assert.match(String(errorOf(execution)?.message), /: The virtual number does not exist$/);
		assert.equal(model.requests.length, 1);
	});

	it('is shown nothing with On Error: Continue (using error output)', async () => {
		await ask([rejected], agentWorkflow('continueErrorOutput'));
		assert.deepEqual(model.told(), ['""']);
	});
});
