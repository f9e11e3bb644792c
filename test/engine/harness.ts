import type {
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	ITaskData,
	NodeExecutionHint,
} from 'n8n-workflow';
import { runInEngine, type EngineOptions } from './engine';
import type { LogEntry } from './logs';

export { closeEngine, engineVersion, runInEngine } from './engine';
export { logText } from './logs';
export { builtAccounts, builtClock, builtLines, loadPackage, testNode } from './nodeTypes';

export const NODE_NAME = 'SMS Partner Call Forward';

/** Every field comes from the row: `{ number, mode, destination }`. */
export const FROM_ROW: INodeParameters = {
	mode: 'fromData',
	virtualNumber: '={{ $json.number }}',
	modeValue: '={{ $json.mode }}',
	destination: '={{ $json.destination }}',
};

type NodeSettings = Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;

export interface CallForwardRun
	extends Pick<EngineOptions, 'signal' | 'mode' | 'installed'>, NodeSettings {
	/** The JSON of each input item. */
	items: IDataObject[];
	/** Of the credential `smsPartnerApi`. */
	credentials: ICredentialDataDecryptedObject;
	/** The node's fields; by default `FROM_ROW`. */
	parameters?: INodeParameters;
	/** The node's Options collection. */
	options?: INodeParameters;
}

export interface CallForwardResult {
	status: ExecutionStatus;
	/** What the node put on its first output, and on its error output. */
	success: INodeExecutionData[];
	error: INodeExecutionData[];
	/** What arrived at the nodes connected to them. */
	delivered: { success: INodeExecutionData[]; error: INodeExecutionData[] };
	/** What ended the run, if something did. */
	runError: IRun['data']['resultData']['error'];
	hints: NodeExecutionHint[];
	/** The node's own task, missing when the engine never came to it. */
	task: ITaskData | undefined;
	run: IRun;
	logs: LogEntry[];
}

export function node(name: string, type: string, settings: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...settings };
}

export const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];

/**
 * Runs the built node in n8n's engine: a trigger with the items, the node, and one node on each of
 * its two outputs.
 */
export async function runWorkflow({
	items,
	credentials,
	parameters = FROM_ROW,
	options,
	signal,
	mode,
	installed,
	...settings
}: CallForwardRun): Promise<CallForwardResult> {
	const { run, logs } = await runInEngine({
		...(signal && { signal }),
		...(mode && { mode }),
		...(installed && { installed }),
		credentials: { smsPartnerApi: credentials },
		pinData: { Items: items.map((json) => ({ json })) },
		workflow: {
			name: 'Call forward',
			nodes: [
				node('Items', 'n8n-nodes-base.manualTrigger'),
				node(NODE_NAME, 'n8n-nodes-smspartner.smsPartnerCallForward', {
					parameters: { ...parameters, ...(options && { options }) },
					credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
					onError: 'stopWorkflow',
					...settings,
				}),
				node('Success', 'n8n-nodes-base.noOp'),
				node('Error', 'n8n-nodes-base.noOp'),
			],
			connections: {
				Items: { main: [to(NODE_NAME)] },
				[NODE_NAME]: { main: [to('Success'), to('Error')] },
			},
		},
	});

	const { runData, error: runError } = run.data.resultData;
	const task = runData[NODE_NAME]?.[0];
	const outputs = task?.data?.main ?? [];
	const arrived = (name: string) => runData[name]?.[0]?.data?.main?.[0] ?? [];
	return {
		status: run.status,
		success: outputs[0] ?? [],
		error: outputs[1] ?? [],
		delivered: { success: arrived('Success'), error: arrived('Error') },
		runError,
		hints: task?.hints ?? [],
		task,
		run,
		logs,
	};
}
