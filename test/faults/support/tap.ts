import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { loadPackage } from '../../engine/harness';

export const NODE_TYPE = 'n8n-nodes-smspartner.smsPartnerCallForward';

/** A request that the node makes. */
export interface Attempt {
	number: string;
	type: number;
	param: string;
}

export interface Watcher {
	/** Around every request that the node makes, seen from the node's side of n8n's request helper. */
	request<T>(attempt: Attempt, send: () => Promise<T>): Promise<T>;
	/** The node begins. */
	onStart?(): void;
	/** The node has ended, which can be later than the execution. */
	onEnd?(): void;
}

/** The built package, its node watched. */
export function tapRequests({ request, onStart, onEnd }: Watcher) {
	const installed = loadPackage();
	const node = installed.nodes.get(NODE_TYPE);
	if (!node?.execute) throw new Error(`The package has no node ${NODE_TYPE}`);
	const { description, execute } = node;
	installed.nodes.set(NODE_TYPE, {
		description,
		async execute(this: IExecuteFunctions) {
			onStart?.();
			try {
				return await execute.call(watched(this, request));
			} finally {
				onEnd?.();
			}
		},
	});
	return installed;
}

function watched(context: IExecuteFunctions, watch: Watcher['request']): IExecuteFunctions {
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
