import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IRequestOptions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { runInEngine } from '../../engine/harness';
import type { InstalledPackage } from '../../engine/nodeTypes';

const TYPE = 'n8n-nodes-base.httpRequest';

/** How n8n's HTTP Request node builds a request that it then sends with a predefined credential. */
export function asHttpRequestNode(url: string, changes: Partial<IRequestOptions>): IRequestOptions {
	return {
		headers: {},
		method: 'POST',
		uri: url,
		gzip: true,
		rejectUnauthorized: true,
		followRedirect: true,
		followAllRedirects: true,
		resolveWithFullResponse: true,
		sendCredentialsOnCrossOriginRedirect: true,
		timeout: 300_000,
		// Response format "Autodetect", the default.
		encoding: null,
		json: false,
		useStream: true,
		...changes,
	};
}

/**
 * Stands for that node: it passes requests to the same helpers in the same way.
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
