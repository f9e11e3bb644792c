import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { loadPackage } from '../../engine/harness';

export const NODE_TYPE = 'n8n-nodes-smspartner.smsPartnerCallForward';

/** A request that the node makes. */
export interface Attempt {
	number: string;
	type: number;
	param: string;
}

type Watch = <T>(attempt: Attempt, send: () => Promise<T>) => Promise<T>;

/**
 * The built package, its node watched: `watch` is around every request that the node makes, seen from
 * the node's side of n8n's request helper.
 *
 * @param onEnd called when the node has ended, which can be later than the execution
 */
export function tapRequests(watch: Watch, onEnd: () => void = () => undefined) {
	const installed = loadPackage();
	const node = installed.nodes.get(NODE_TYPE);
	if (!node?.execute) throw new Error(`The package has no node ${NODE_TYPE}`);
	const { description, execute } = node;
	installed.nodes.set(NODE_TYPE, {
		description,
		async execute(this: IExecuteFunctions) {
			try {
				return await execute.call(watched(this, watch));
			} finally {
				onEnd();
			}
		},
	});
	return installed;
}

function watched(context: IExecuteFunctions, watch: Watch): IExecuteFunctions {
	const send = context.helpers.httpRequestWithAuthentication;
	const helpers = {
		...context.helpers,
		httpRequestWithAuthentication: (
			type: string,
			options: IHttpRequestOptions,
			more?: Parameters<typeof send>[2],
		) => {
			// The node passes exactly this; the key is added later.
			const { number, type: forwarding, param } = options.body as unknown as Attempt;
			return watch({ number, type: forwarding, param }, () =>
				send.call(context, type, options, more),
			);
		},
	};
	return new Proxy(context, {
		get(target, name) {
			if (name === 'helpers') return helpers;
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
