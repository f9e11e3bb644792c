import './environment';
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeType,
	type IPinData,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { memoryCredentials } from './credentials';
import { recordLogs, takeLogs, type LogEntry } from './logs';
import { loadPackage, nodeTypesOf, type InstalledPackage } from './nodeTypes';

/** The parts of an exported workflow file that matter for a run. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings' | 'pinData'>>;

export interface EngineOptions {
	workflow: WorkflowFile;
	/** The name of the node to begin with; by default n8n's own choice, the trigger. */
	startNode?: string;
	/** Decrypted credential data by credential type. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Replaces the workflow's own pinned data. */
	pinData?: IPinData;
	/** Aborting it stops the execution as n8n's stop button does. */
	signal?: AbortSignal;
	mode?: WorkflowExecuteMode;
	/** The package under test; by default this repository's build. */
	installed?: InstalledPackage;
	/** Further node types by full name. */
	extraNodeTypes?: Record<string, INodeType>;
}

export interface EngineRun {
	run: IRun;
	logs: LogEntry[];
}

const requireFile = createRequire(__filename);

let executions = 0;

/** The version of n8n-core in use. */
export const engineVersion = (requireFile('n8n-core/package.json') as { version: string }).version;

type CancelableRun = ReturnType<WorkflowExecute['run']>;

/** n8n-core before 2.x takes positional arguments. */
type PositionalRun = (
	workflow: Workflow,
	startNode?: INode,
	destinationNode?: undefined,
	pinData?: IPinData,
) => CancelableRun;

function startRun(
	engine: WorkflowExecute,
	workflow: Workflow,
	startNode: INode | undefined,
	pinData: IPinData | undefined,
): CancelableRun {
	if (engine.run.length > 1) {
		const run = engine.run as unknown as PositionalRun;
		return run.call(engine, workflow, startNode, undefined, pinData);
	}
	return engine.run({ workflow, ...(startNode && { startNode }), ...(pinData && { pinData }) });
}

/** Runs a workflow in n8n's engine and returns the whole execution, also of a failed or stopped one. */
export async function runInEngine({
	workflow: file,
	startNode,
	credentials = {},
	pinData = file.pinData,
	signal,
	mode = 'manual',
	installed = loadPackage(),
	extraNodeTypes,
}: EngineOptions): Promise<EngineRun> {
	recordLogs();
	takeLogs();
	const executionId = String(++executions);
	const workflow = new Workflow({
		id: 'workflow',
		name: file.name,
		nodes: structuredClone(file.nodes),
		connections: file.connections,
		active: false,
		nodeTypes: nodeTypesOf(installed, extraNodeTypes),
		settings: { executionOrder: 'v1', ...file.settings },
	});
	const localUrl = 'http://127.0.0.1:5678';
	// Only what a run of plain nodes reads: the rest serves webhooks, agents and sub-workflows.
	const additionalData = {
		credentialsHelper: memoryCredentials(installed.credentials, credentials),
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
			...file,
			id: 'workflow',
			active: false,
			isArchived: false,
			activeVersionId: null,
			createdAt: new Date(0),
			updatedAt: new Date(0),
		}),
		executionId,
		currentNodeExecutionIndex: 0,
		restApiUrl: `${localUrl}/rest`,
		instanceBaseUrl: localUrl,
		formWaitingBaseUrl: `${localUrl}/form-waiting`,
		webhookBaseUrl: `${localUrl}/webhook`,
		webhookWaitingBaseUrl: `${localUrl}/webhook-waiting`,
		webhookTestBaseUrl: `${localUrl}/webhook-test`,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;

	const started = startRun(
		new WorkflowExecute(additionalData, mode),
		workflow,
		startNode ? (workflow.getNode(startNode) ?? undefined) : undefined,
		pinData && structuredClone(pinData),
	);
	const stop = (): void => started.cancel();
	signal?.addEventListener('abort', stop, { once: true });
	if (signal?.aborted) stop();
	try {
		return { run: await started, logs: takeLogs() };
	} finally {
		signal?.removeEventListener('abort', stop);
	}
}

/** Ends what n8n-core 1.x leaves running: a timer that looks for stale SSH connections. */
export function closeEngine(): void {
	const { SSHClientsManager } = requireFile(
		'n8n-core/dist/execution-engine/ssh-clients-manager',
	) as { SSHClientsManager: new () => { onShutdown(): void } };
	Container.get(SSHClientsManager).onShutdown();
}
