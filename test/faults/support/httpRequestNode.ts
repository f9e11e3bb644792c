import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { runInEngine } from '../../engine/harness';
import type { InstalledPackage } from '../../engine/nodeTypes';

const TYPE = 'n8n-nodes-base.httpRequest';

/**
 * Stands for n8n's HTTP Request node: it has the same helpers.
 *
 * @param send what it does, with the helpers of the node's context
 */
export async function runHttpRequestNode(
	credential: ICredentialDataDecryptedObject,
	send: (context: IExecuteFunctions) => Promise<unknown>,
	installed?: InstalledPackage,
) {
	const node = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const { run } = await runInEngine({
		credentials: { smsPartnerApi: credential },
		...(installed !== undefined && { installed }),
		extraNodeTypes: {
			[TYPE]: {
				description: {
					name: 'httpRequest',
					displayName: 'HTTP Request',
					group: ['output'],
					version: 1,
					description: '',
					defaults: { name: 'HTTP Request' },
					inputs: [NodeConnectionTypes.Main],
					outputs: [NodeConnectionTypes.Main],
					credentials: [{ name: 'smsPartnerApi', required: true }],
					properties: [],
				},
				async execute(this: IExecuteFunctions) {
					await send(this);
					return [[{ json: {} }]];
				},
			},
		},
		workflow: {
			name: 'HTTP Request',
			nodes: [
				{ ...node, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					...node,
					id: '2',
					name: 'HTTP Request',
					type: TYPE,
					credentials: { smsPartnerApi: { id: '1', name: 'SMS Partner account' } },
				},
			],
			connections: { Start: { main: [[{ node: 'HTTP Request', type: 'main', index: 0 }]] } },
		},
		pinData: { Start: [{ json: {} }] },
	});
	return run;
}
