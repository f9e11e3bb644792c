import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentialsHelper,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

/** What n8n's own helper does for a credential without expressions, on data held in memory. */
export function memoryCredentials(
	types: Map<string, ICredentialType>,
	data: Record<string, ICredentialDataDecryptedObject>,
): ICredentialsHelper {
	const typeOf = (name: string): ICredentialType => {
		const type = types.get(name);
		if (!type) throw new Error(`No such credential type here: ${name}`);
		return type;
	};
	const getCredentialsProperties = (type: string): INodeProperties[] => typeOf(type).properties;
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties,
		preAuthentication: () => Promise.resolve(undefined),
		async authenticate(credentials, typeName, requestOptions) {
			const { authenticate } = typeOf(typeName);
			if (typeof authenticate !== 'function') {
				throw new Error(`The credential ${typeName} has no authenticate function`);
			}
			// n8n hands both request shapes to the same function, too.
			return await authenticate(credentials, requestOptions as IHttpRequestOptions);
		},
		async getDecrypted(_additionalData, _nodeCredentials, type) {
			const entered = data[type];
			if (!entered) throw new Error(`No credential of the type ${type} was given`);
			const withDefaults = NodeHelpers.getNodeParameters(
				getCredentialsProperties(type),
				// Both are plain JSON objects; only their type names differ.
				entered as Parameters<typeof NodeHelpers.getNodeParameters>[1],
				true,
				false,
				null,
				null,
			);
			return { ...withDefaults, ...entered } as ICredentialDataDecryptedObject;
		},
	};
	// The engine asks for nothing else.
	return helper as ICredentialsHelper;
}
