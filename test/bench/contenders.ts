import type { CredentialReference } from '../e2e/lib/rest';
import { callForward, chain, node } from '../e2e/lib/workflows';
import type { Workflow, WorkflowNode } from '../e2e/lib/workflows';

/** The ways to set N lines that are compared. */
export const CONTENDERS = {
	node: 'this node',
	httpKey: 'HTTP Request, key in the body',
	httpAuth: 'HTTP Request, credential',
	httpKeyBatched: 'HTTP Request, key in the body, batching',
	httpAuthBatched: 'HTTP Request, credential, batching',
	floor: 'keep-alive client (floor)',
	floorNew: 'client without keep-alive',
} as const;
export type Contender = keyof typeof CONTENDERS;

/** What each request's body is made of: expressions on the row, as most workflows have them, or fixed texts. */
export type Fields = 'expressions' | 'oneExpression';

export interface Setup {
	contender: Contender;
	/** Requests at a time; for batching, the size of a batch. Null where the contender has no such setting. */
	concurrency: number | null;
	fields?: Fields;
	/** Between batches. */
	batchIntervalMs?: number;
	requestsPerMinute?: number;
}

export interface Access {
	baseUrl: string;
	key: string;
	callForward: CredentialReference;
	customAuth: CredentialReference;
}

export const BATCH_INTERVAL_MS = 100;
const FIXED_DESTINATION = '+33690000000';

/** From the webhook to the meter; nothing is saved, so that only the work itself is measured. */
export function workflowOf(setup: Setup, access: Access, path: string): Workflow {
	const webhook = node(
		'Webhook',
		'n8n-nodes-base.webhook',
		2,
		{ path, httpMethod: 'POST', responseMode: 'lastNode', options: {} },
		{ webhookId: crypto.randomUUID() },
	);
	const workflow = chain(path, [
		webhook,
		node('Rows', 'CUSTOM.benchRows', 1),
		{ ...contenderNode(setup, access), onError: 'continueRegularOutput' },
		node('Meter', 'CUSTOM.benchMeter', 1),
	]);
	const unsaved = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' };
	return { ...workflow, settings: { ...workflow.settings, ...unsaved } };
}

function contenderNode(setup: Setup, access: Access): WorkflowNode {
	const { contender, fields = 'expressions', requestsPerMinute = 0 } = setup;
	const concurrency = setup.concurrency ?? 1;
	switch (contender) {
		case 'node': {
			const options = { concurrency, requestsPerMinute };
			const target =
				fields === 'expressions'
					? {
							mode: 'fromData',
							modeValue: '={{ $json.mode }}',
							destination: '={{ $json.destination }}',
						}
					: { mode: 'callForwarding', forwardingNumber: FIXED_DESTINATION };
			const parameters = { virtualNumber: '={{ $json.number }}', ...target, options };
			return callForward(parameters, access.callForward);
		}
		case 'floor':
		case 'floorNew':
			return node('Floor', 'CUSTOM.benchFloor', 1, {
				url: urlOf(access),
				key: access.key,
				concurrency,
				keepAlive: contender === 'floor',
			});
		case 'httpKey':
		case 'httpAuth':
		case 'httpKeyBatched':
		case 'httpAuthBatched':
			return httpRequest(setup, fields, access);
	}
}

function httpRequest(
	{ contender, concurrency, batchIntervalMs = BATCH_INTERVAL_MS }: Setup,
	fields: Fields,
	access: Access,
): WorkflowNode {
	const hasKeyInBody = contender === 'httpKey' || contender === 'httpKeyBatched';
	const isBatched = contender === 'httpKeyBatched' || contender === 'httpAuthBatched';
	// A fixed type would be a text, which the API refuses; an expression of a constant costs the same.
	const type = fields === 'expressions' ? '={{ $json.type }}' : '={{ 1 }}';
	const param = fields === 'expressions' ? '={{ $json.destination }}' : FIXED_DESTINATION;
	const body = [
		...(hasKeyInBody ? [{ name: 'apiKey', value: access.key }] : []),
		{ name: 'number', value: '={{ $json.number }}' },
		{ name: 'type', value: type },
		{ name: 'param', value: param },
	];
	const batch = { batchSize: concurrency, batchInterval: batchIntervalMs };
	return node(
		'HTTP Request',
		'n8n-nodes-base.httpRequest',
		4.4,
		{
			method: 'POST',
			url: urlOf(access),
			sendBody: true,
			contentType: 'json',
			specifyBody: 'keypair',
			bodyParameters: { parameters: body },
			options: isBatched ? { batching: { batch } } : {},
			...(hasKeyInBody
				? {}
				: { authentication: 'genericCredentialType', genericAuthType: 'httpCustomAuth' }),
		},
		hasKeyInBody ? {} : { credentials: { httpCustomAuth: access.customAuth } },
	);
}

const urlOf = ({ baseUrl }: Access): string => `${baseUrl}/vn/callforward`;
