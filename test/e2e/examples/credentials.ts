import type { CredentialReference } from '../lib/rest';
import type { Workflow } from '../lib/workflows';

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
