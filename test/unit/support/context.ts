import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	IRequestOptions,
} from 'n8n-workflow';

import type { HttpResponse } from '../../../nodes/SmsPartnerCallForward/api/reply';
import { strict } from './strict';

/** The API: gives a response, or throws what n8n's helper would throw. */
export type Api = (
	body: IDataObject,
	options: IHttpRequestOptions,
) => Promise<Partial<HttpResponse>>;

type Credential = IDataObject | undefined;

/** What the fake n8n is to do. */
export interface Scenario {
	/** The resolved parameters of each item; a function is called, so that it can throw. */
	rows: Array<Record<string, unknown>>;
	items?: INodeExecutionData[];
	node?: Partial<INode>;
	/** For all items or for each; undefined: n8n cannot give it. */
	credential?: Credential | ((itemIndex: number) => Credential);
	api?: Api;
	stop?: AbortSignal | undefined;
	/** Whether an agent runs the node as its tool; n8n 1.x does not say so itself. */
	isTool?: boolean | 'in n8n 1.x';
}

/** One call of n8n's request helper. */
export interface Sent {
	/** Whether it was called as a method of the context, as n8n needs it. */
	isBound: boolean;
	credentialType: string;
	options: IHttpRequestOptions;
	additional: unknown;
}

export const CREDENTIAL = {
	apiKey: 'the-key',
	baseUrl: 'https://api.smspartner.fr/v1/',
	allowedDestinations: '',
};

const NODE: INode = {
	id: 'node-1',
	name: 'SMS Partner Call Forward',
	type: 'n8n-nodes-smspartner.smsPartnerCallForward',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** An n8n that has what the node may use, throws on anything else, and keeps what was sent. */
export function fakeContext(scenario: Scenario) {
	const { rows, node, api, stop } = scenario;
	const items = scenario.items ?? rows.map((_, item) => ({ json: { item } }));
	const credential = 'credential' in scenario ? scenario.credential : CREDENTIAL;
	const sent: Sent[] = [];
	const hints: unknown[] = [];

	async function httpRequestWithAuthentication(
		this: unknown,
		credentialType: string,
		options: IHttpRequestOptions | IRequestOptions,
		additional: unknown,
	): Promise<unknown> {
		// The node has one way to send, with n8n's current options.
		const asked = options as IHttpRequestOptions;
		sent.push({
			isBound: this === context,
			credentialType,
			options: structuredClone(asked),
			additional,
		});
		if (api === undefined) throw new Error('The test gives no API');
		const body: IDataObject = Object(asked.body);
		const response = { statusCode: 200, headers: {}, body: '', ...(await api(body, asked)) };
		// n8n writes the key into the body that it was given.
		body.apiKey = 'the-key';
		return response;
	}

	const context: IExecuteFunctions = strict<IExecuteFunctions>('the context', {
		getNode: () => ({ ...NODE, ...node }),
		getInputData: () => items,
		getExecutionId: () => 'execution-1',
		continueOnFail: () => node?.onError !== undefined && node.onError !== 'stopWorkflow',
		getExecutionCancelSignal: () => stop ?? new AbortController().signal,
		...whetherTool(scenario.isTool),
		addExecutionHints: (...added) => void hints.push(...added),
		// The overloads of these two are more than the node uses.
		getCredentials: (async (type: string, itemIndex: number) => {
			const given = typeof credential === 'function' ? credential(itemIndex) : credential;
			if (given === undefined) throw new Error(`No credential of type ${type}`);
			return given;
		}) as IExecuteFunctions['getCredentials'],
		getNodeParameter: ((name: string, index: number, fallback?: unknown) =>
			resolved(
				rows[index] ?? {},
				name.split('.'),
				fallback,
			)) as IExecuteFunctions['getNodeParameter'],
		helpers: strict<IExecuteFunctions['helpers']>('helpers', { httpRequestWithAuthentication }),
	});
	return { context, items, sent, hints, bodies: () => sent.map(({ options }) => options.body) };
}

/** As n8n resolves it: what is not there is the fallback, an expression that gives nothing is not. */
function resolved(from: object, [name = '', ...path]: string[], fallback: unknown): unknown {
	const values = new Map(Object.entries(from));
	if (!values.has(name)) return fallback;
	const held: unknown = values.get(name);
	const value: unknown = typeof held === 'function' ? held() : held;
	return path.length === 0 ? value : resolved(Object(value), path, fallback);
}

/** Its types know current versions of n8n only. */
function whetherTool(isTool: Scenario['isTool']): object {
	if (isTool === 'in n8n 1.x') return { isToolExecution: undefined, getNextRunIndex: () => 0 };
	return { isToolExecution: () => isTool === true };
}

/** An error as n8n's request helper throws it: the whole request is in it, the key included. */
export function requestError(httpCode?: string): Error {
	const cause = { config: { data: '{"apiKey":"the-key"}' } };
	const error = new Error('the-key', { cause });
	return httpCode === undefined ? error : Object.assign(error, { httpCode });
}
