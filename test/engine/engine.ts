import './environment';
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type INodeType,
	type IPinData,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { memoryCredentials, type Credentials } from './credentials';
import { recordLogs, takeLogs } from './logs';
import { loadPackage, nodeTypesOf, type InstalledPackage } from './nodeTypes';

/** The parts of an exported workflow file that matter for a run. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings'>>;

export interface EngineOptions {
	workflow: WorkflowFile;
	pinData: IPinData;
	/** Of the credential `smsPartnerApi`, decrypted. */
	credentials?: Credentials;
	/** Aborting it stops the execution as n8n's stop button does. */
	signal?: AbortSignal;
	/** The package under test; by default this repository's build. */
	installed?: InstalledPackage;
	/** Further node types by full name. */
	extraNodeTypes?: Record<string, INodeType>;
}

export interface EngineRun {
	run: IRun;
	/** What n8n logged until then, at any level. */
	logs: unknown[];
}

const requireFile = createRequire(__filename);

let executions = 0;

/** The version of n8n-core in use. */
export const engineVersion = (requireFile('n8n-core/package.json') as { version: string }).version;

/** n8n-core before 2.x takes positional arguments. */
type PositionalRun = (
	workflow: Workflow,
	startNode: undefined,
	destinationNode: undefined,
	pinData: IPinData,
) => ReturnType<WorkflowExecute['run']>;

/** Runs a workflow in n8n's engine and returns the whole execution, also of a failed or stopped one. */
export async function runInEngine({
	workflow: file,
	pinData,
	credentials,
	signal,
	installed = loadPackage(),
	extraNodeTypes,
}: EngineOptions): Promise<EngineRun> {
	recordLogs();
	const mode = 'manual';
	const executionId = String(++executions);
	const saved = { ...file, id: 'workflow', active: false };
	const workflow = new Workflow({
		...saved,
		nodes: structuredClone(file.nodes),
		nodeTypes: nodeTypesOf(installed.node, extraNodeTypes),
		settings: { executionOrder: 'v1', ...file.settings },
	});
	// Only what a run of plain nodes reads: the rest serves webhooks, agents and sub-workflows.
	const additionalData = {
		credentialsHelper: memoryCredentials(installed.credential, credentials),
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
			...saved,
			isArchived: false,
			activeVersionId: null,
			createdAt: new Date(0),
			updatedAt: new Date(0),
		}),
		executionId,
		currentNodeExecutionIndex: 0,
		formWaitingBaseUrl: 'http://127.0.0.1:5678/form-waiting',
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/webhook-waiting',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;

	const engine = new WorkflowExecute(additionalData, mode);
	const pinned = structuredClone(pinData);
	const positional = engine.run as unknown as PositionalRun;
	const started =
		engine.run.length > 1
			? positional.call(engine, workflow, undefined, undefined, pinned)
			: engine.run({ workflow, pinData: pinned });
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
