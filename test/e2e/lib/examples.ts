import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIAL_TYPE, NODE_TYPE } from './package';
import { REPOSITORY } from './paths';
import type { CredentialReference } from './rest';
import type { Workflow, WorkflowNode } from './workflows';

/**
 * The importable workflows of examples/, with the credential chosen wherever one of SMS Partner is asked for. Without
 * their ids, so that they can be made more than once.
 */
export async function exampleWorkflows(credential: CredentialReference): Promise<Workflow[]> {
	const folder = join(REPOSITORY, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	const parsed = await Promise.all(
		files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as unknown),
	);
	return parsed
		.filter(isWorkflow)
		.map((workflow) =>
			workflow.nodes
				.filter(usesCredential)
				.reduce<Workflow>(
					(chosen, { name }) => withCredential(chosen, name, CREDENTIAL_TYPE, credential),
					{ ...workflow, id: undefined },
				),
		);
}

/** One of them, by its title: what follows "SMS Partner: " in its name. */
export async function exampleWorkflow(
	title: string,
	credential: CredentialReference,
): Promise<Workflow> {
	const found = (await exampleWorkflows(credential)).find(
		({ name }) => name === `SMS Partner: ${title}`,
	);
	if (found === undefined) throw new Error(`There is no example ${title}`);
	return found;
}

/** The workflow with that credential chosen in one of its nodes. */
export const withCredential = (
	workflow: Workflow,
	node: string,
	type: string,
	credential: CredentialReference,
): Workflow => ({
	...workflow,
	nodes: workflow.nodes.map((each) =>
		each.name === node
			? { ...each, credentials: { ...each.credentials, [type]: credential } }
			: each,
	),
});

const isWorkflow = (value: unknown): value is Workflow =>
	typeof value === 'object' && value !== null && 'nodes' in value && 'connections' in value;

// The node as an agent's tool has a type of its own, which ends in "Tool".
const usesCredential = ({ type, parameters }: WorkflowNode): boolean =>
	type.startsWith(NODE_TYPE) || parameters['nodeCredentialType'] === CREDENTIAL_TYPE;
