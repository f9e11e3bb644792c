import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIAL_TYPE } from './package';
import { REPOSITORY } from './paths';
import type { CredentialReference } from './rest';
import type { Workflow, WorkflowNode } from './workflows';

export const EXAMPLES = join(REPOSITORY, 'examples');
export const PHONE_DESK = join(EXAMPLES, 'phone-desk');

/** The importable workflows of a folder, with their ids. */
export const workflowsIn = (folder: string): Workflow[] =>
	readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Workflow);

/**
 * The workflows of examples/, with the credential chosen wherever one of SMS Partner is asked for. Without their ids,
 * so that they can be made more than once.
 */
export const exampleWorkflows = (credential: CredentialReference): Workflow[] =>
	workflowsIn(EXAMPLES).map((workflow) =>
		withCredentials({ ...workflow, id: undefined }, { [CREDENTIAL_TYPE]: credential }),
	);

/** One of them, by its title: what follows "SMS Partner: " in its name. */
export function exampleWorkflow(title: string, credential: CredentialReference): Workflow {
	const name = `SMS Partner: ${title}`;
	const found = exampleWorkflows(credential).find((workflow) => workflow.name === name);
	if (found === undefined) throw new Error(`There is no example ${title}`);
	return found;
}

/** The credential that a node takes, by its type. The node as an agent's tool has one that ends in "Tool". */
const CREDENTIALS: [node: RegExp, credential: string][] = [
	[/\.smsPartnerCallForward/, CREDENTIAL_TYPE],
	[/\.emailSend/, 'smtp'],
	[/\.formTrigger$/, 'httpBasicAuth'],
	[/\.webhook$/, 'httpHeaderAuth'],
	[/\.mcpTrigger$/, 'httpBearerAuth'],
	[/\.googleCalendar$/, 'googleCalendarOAuth2Api'],
	[/\.googleSheets$/, 'googleSheetsOAuth2Api'],
	[/\.lmChatOpenAi$/, 'openAiApi'],
];

function credentialOf({ type, parameters }: WorkflowNode): string {
	const usual = CREDENTIALS.find(([node]) => node.test(type))?.[1];
	return String(parameters['nodeCredentialType'] ?? usual ?? '');
}

/** The workflow with these chosen, by their types, in the nodes that take them. */
export function withCredentials(
	workflow: Workflow,
	saved: Record<string, CredentialReference>,
): Workflow {
	const nodes = workflow.nodes.map((node) => {
		const type = credentialOf(node);
		const chosen = saved[type];
		return chosen === undefined ? node : { ...node, credentials: { [type]: chosen } };
	});
	return { ...workflow, nodes };
}
