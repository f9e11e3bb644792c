import type {
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';
import { runInEngine, type EngineOptions, type EngineRun } from './engine';
import { NODE_TYPE } from './nodeTypes';

export { closeEngine } from './engine';
export { builtAccounts, builtClock, builtLines, loadPackage, testNode } from './nodeTypes';

export const NODE_NAME = 'SMS Partner Call Forward';

/** Every field comes from the row: `{ number, mode, destination }`. */
export const FROM_ROW: INodeParameters = {
	mode: 'fromData',
	virtualNumber: '={{ $json.number }}',
	modeValue: '={{ $json.mode }}',
	destination: '={{ $json.destination }}',
};

/** Of a workflow that begins with a trigger named `Items`. */
export interface NodesRun extends Omit<EngineOptions, 'workflow' | 'pinData'> {
	/** The JSON of each item. */
	items: IDataObject[];
	nodes: INode[];
	connections: IConnections;
}

type NodeSettings = Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;

export interface CallForwardRun
	extends Pick<NodesRun, 'items' | 'credentials' | 'signal' | 'installed'>, NodeSettings {
	/** The node's fields; by default `FROM_ROW`. */
	parameters?: INodeParameters;
	/** The node's Options collection. */
	options?: INodeParameters;
}

export type CallForwardResult = Awaited<ReturnType<typeof runWorkflow>>;

export function node(name: string, type: string, settings: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...settings };
}

/** The package's node, with a credential selected. */
export function callForwardNode(settings: Partial<INode>, name = NODE_NAME): INode {
	const credentials = { smsPartnerApi: { id: '1', name: 'SMS Partner account' } };
	return node(name, NODE_TYPE, { credentials, ...settings });
}

/** A connection from one output to these nodes. */
export const to = (...names: string[]) =>
	names.map((name) => ({ node: name, type: 'main' as const, index: 0 }));

export async function runNodes({
	items,
	nodes,
	connections,
	...options
}: NodesRun): Promise<EngineRun> {
	return await runInEngine({
		...options,
		pinData: { Items: items.map((json) => ({ json })) },
		workflow: {
			name: 'Test',
			nodes: [node('Items', 'n8n-nodes-base.manualTrigger'), ...nodes],
			connections,
		},
	});
}

/** Runs the built node in n8n's engine: the items, the node, and one node on each of its two outputs. */
export async function runWorkflow({
	parameters = FROM_ROW,
	options = {},
	onError = 'stopWorkflow',
	retryOnFail = false,
	maxTries = 3,
	waitBetweenTries = 1,
	...run
}: CallForwardRun) {
	const settings = { onError, retryOnFail, maxTries, waitBetweenTries };
	const { run: execution, logs } = await runNodes({
		...run,
		nodes: [
			callForwardNode({ parameters: { ...parameters, options }, ...settings }),
			node('Success', 'n8n-nodes-base.noOp'),
			node('Error', 'n8n-nodes-base.noOp'),
		],
		connections: {
			Items: { main: [to(NODE_NAME)] },
			[NODE_NAME]: { main: [to('Success'), to('Error')] },
		},
	});
	const { runData, error: runError } = execution.data.resultData;
	const task = runData[NODE_NAME]?.[0];
	const outputs = task?.data?.main ?? [];
	const arrived = (name: string): INodeExecutionData[] => runData[name]?.[0]?.data?.main?.[0] ?? [];
	return {
		status: execution.status,
		/** What the node put on its first output, and on its error output. */
		success: outputs[0] ?? [],
		error: outputs[1] ?? [],
		/** What arrived at the nodes connected to them. */
		delivered: { success: arrived('Success'), error: arrived('Error') },
		/** What ended the run, if something did. */
		runError,
		hints: task?.hints ?? [],
		run: execution,
		logs,
	};
}
