import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { loadPackage } from '../../engine/harness';

/** A request that the node makes. */
export interface Attempt {
	number: string;
	type: number;
	param: string;
}

export interface Watcher {
	/**
	 * Around every request that the node makes, seen from the node's side of n8n's request helper.
	 *
	 * @param credential of the item that the request is for
	 */
	request<T>(
		attempt: Attempt,
		send: () => Promise<T>,
		credential: ICredentialDataDecryptedObject | undefined,
	): Promise<T>;
	/** The node begins. */
	onStart?(): void;
	/** The node has ended, which can be later than the execution. */
	onEnd?(): void;
}

/** The built package, its node watched. */
export function tapRequests({ request, onStart, onEnd }: Watcher) {
	const { node: plain, credential } = loadPackage();
	const node = {
		description: plain.description,
		async execute(this: IExecuteFunctions) {
			onStart?.();
			try {
				return await plain.execute.call(watched(this, request));
			} finally {
				onEnd?.();
			}
		},
	};
	return { node, credential };
}

function watched(context: IExecuteFunctions, watch: Watcher['request']): IExecuteFunctions {
	type Send = IExecuteFunctions['helpers']['httpRequestWithAuthentication'];
	const send: Send = context.helpers.httpRequestWithAuthentication;
	const watchedSend: Send = (type, options, more) => {
		// The node passes exactly this; the key is added later.
		const { number, type: forwarding, param } = options.body as unknown as Attempt;
		return watch(
			{ number, type: forwarding, param },
			() => send.call(context, type, options, more),
			more?.credentialsDecrypted?.data,
		);
	};
	const helpers = { ...context.helpers, httpRequestWithAuthentication: watchedSend };
	return new Proxy(context, {
		get(target, name) {
			if (name === 'helpers') return helpers;
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
