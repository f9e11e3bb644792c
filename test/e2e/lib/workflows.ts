import type { IDataObject } from 'n8n-workflow';
import { CREDENTIAL_TYPE, NODE_TYPE } from './package';
import type { CredentialReference } from './rest';

export interface CallForwardCredential {
	apiKey: string;
	baseUrl: string;
	allowedDestinations?: string;
	/** n8n's own field: whether the HTTP Request node may use the credential. */
	allowedHttpRequestDomains?: 'all' | 'none';
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: IDataObject;
	credentials?: Record<string, CredentialReference>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput' | undefined;
	webhookId?: string;
}

/** By the name of the node that they start from, then by their type, then by the output. */
export type Connections = Record<
	string,
	Record<string, { node: string; type: string; index: number }[][]>
>;

export interface Workflow {
	/** Files have one, so that n8n's import takes them. */
	id?: string | undefined;
	name: string;
	nodes: WorkflowNode[];
	connections: Connections;
	settings: IDataObject;
}

const NODE_SPACING = 220;

/** A node by the name that the workflow knows it by. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: IDataObject = {},
	rest: Partial<WorkflowNode> = {},
): WorkflowNode {
	const id = crypto.randomUUID();
	return { id, name, type, typeVersion, position: [0, 0], parameters, ...rest };
}

export const manualTrigger = (): WorkflowNode => node('Start', 'n8n-nodes-base.manualTrigger', 1);

/** Answers with what the last node returns, all items, unless the parameters differ. */
export function webhookTrigger(path: string, differences: IDataObject = {}): WorkflowNode {
	const answer = { responseMode: 'lastNode', responseData: 'allEntries', ...differences };
	const parameters = { path, httpMethod: 'POST', options: {}, ...answer };
	return node('Webhook', 'n8n-nodes-base.webhook', 2, parameters, { webhookId: path });
}

/** Returns this JSON, or what this expression gives. */
export const setJson = (name: string, jsonOutput: string): WorkflowNode =>
	node(name, 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput, options: {} });

/** A node `Rows` that returns these rows, as a spreadsheet would. Not a Code node: on 1.x its items are not linked. */
export const rows = (items: IDataObject[]): WorkflowNode[] => [
	setJson('Table', JSON.stringify({ rows: items })),
	node('Rows', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'rows', options: {} }),
];

/** The node under test, named as the workflow's reader sees it. */
export const callForward = (
	parameters: IDataObject,
	credential: CredentialReference,
	onError: WorkflowNode['onError'] = 'stopWorkflow',
): WorkflowNode =>
	node('Call Forward', NODE_TYPE, 1, parameters, {
		credentials: { [CREDENTIAL_TYPE]: credential },
		onError,
	});

/** A workflow of nodes one after another; `branches` adds what hangs on further outputs: [from, output, to]. */
export function chain(
	name: string,
	nodes: WorkflowNode[],
	branches: [from: string, output: number, to: WorkflowNode][] = [],
): Workflow {
	const connections: Connections = {};
	const connect = (from: string, index: number, to: string): void => {
		const main = ((connections[from] ??= {})['main'] ??= []);
		while (main.length <= index) main.push([]);
		main[index]?.push({ node: to, type: 'main', index: 0 });
	};
	nodes.slice(1).forEach((to, index) => connect(nodes[index]?.name ?? '', 0, to.name));
	for (const [from, index, to] of branches) connect(from, index, to.name);
	const all = [...nodes, ...branches.map(([, , to]) => to)];
	return {
		name,
		nodes: all.map((each, index) => ({ ...each, position: [index * NODE_SPACING, 0] })),
		connections,
		settings: { executionOrder: 'v1' },
	};
}
