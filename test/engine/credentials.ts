import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentialsHelper,
} from 'n8n-workflow';
import type { InstalledPackage } from './nodeTypes';

/** The same for all items, or each item's own, as expressions in a credential make it. */
export type Credentials =
	ICredentialDataDecryptedObject | ((itemIndex: number) => ICredentialDataDecryptedObject);

/** What n8n's own helper does for a credential, on data held in memory. */
export function memoryCredentials(
	{ properties, authenticate }: InstalledPackage['credential'],
	data?: Credentials,
): ICredentialsHelper {
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => properties,
		preAuthentication: () => Promise.resolve(undefined),
		async authenticate(credentials, _typeName, requestOptions) {
			return await authenticate(credentials, requestOptions);
		},
		async getDecrypted(_data, _selected, type, _mode, _executeData, _raw, expressionValues) {
			const entered = typeof data === 'function' ? data(expressionValues?.itemIndex ?? 0) : data;
			if (!entered) throw new Error(`No credential of the type ${type} was given`);
			const withDefaults = NodeHelpers.getNodeParameters(
				properties,
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
