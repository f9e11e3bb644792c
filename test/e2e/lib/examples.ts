import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIAL_TYPE, NODE_TYPE } from './package';
import { REPOSITORY } from './paths';
import type { CredentialReference } from './rest';
import type { Workflow, WorkflowNode } from './workflows';

/** The importable workflows of examples/, with the credential chosen wherever one of SMS Partner is asked for. */
export async function exampleWorkflows(credential: CredentialReference): Promise<Workflow[]> {
	const folder = join(REPOSITORY, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	const parsed = await Promise.all(
		files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as unknown),
	);
	return parsed.filter(isWorkflow).map(({ nodes, ...rest }) => ({
		...rest,
		nodes: nodes.map((node) => (usesCredential(node) ? withCredential(node, credential) : node)),
	}));
}

const isWorkflow = (value: unknown): value is Workflow =>
	typeof value === 'object' && value !== null && 'nodes' in value && 'connections' in value;

// The node as an agent's tool has a type of its own, which ends in "Tool".
const usesCredential = ({ type, parameters }: WorkflowNode): boolean =>
	type.startsWith(NODE_TYPE) || parameters['nodeCredentialType'] === CREDENTIAL_TYPE;

const withCredential = (node: WorkflowNode, credential: CredentialReference): WorkflowNode => ({
	...node,
	credentials: { ...node.credentials, [CREDENTIAL_TYPE]: credential },
});
