import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';
import type * as CredentialFile from '../../credentials/SmsPartnerApi.credentials';
import type * as NodeFile from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node';
import type * as ClockFile from '../../nodes/SmsPartnerCallForward/timing/clock';
import type * as LocksFile from '../../nodes/SmsPartnerCallForward/timing/locks';
import type * as PaceFile from '../../nodes/SmsPartnerCallForward/timing/pace';

/** The node of the package and its credential. */
export interface InstalledPackage {
	node: NodeFile.SmsPartnerCallForward;
	credential: CredentialFile.SmsPartnerApi;
}

export const NODE_TYPE = 'n8n-nodes-smspartner.smsPartnerCallForward';

const NODE = 'nodes/SmsPartnerCallForward';

const requireFile = createRequire(__filename);

/** What a built file exports: the same as its source. */
const built = <T>(file: string): T => requireFile(join(__dirname, '../../dist', file)) as T;

export function loadPackage(): InstalledPackage {
	const nodeFile = built<typeof NodeFile>(`${NODE}/SmsPartnerCallForward.node`);
	const credentialFile = built<typeof CredentialFile>('credentials/SmsPartnerApi.credentials');
	return {
		node: new nodeFile.SmsPartnerCallForward(),
		credential: new credentialFile.SmsPartnerApi(),
	};
}

/** The clock that the built node waits by: replace its functions, and retries take no time. */
export const builtClock = () => built<typeof ClockFile>(`${NODE}/timing/clock`).clock;

/** The built node's accounts, whose pace and holds go on from one execution to the next. */
export const builtAccounts = () => built<typeof PaceFile>(`${NODE}/timing/pace`).accounts;

/** The built node's lines in work, whichever execution works on them. */
export const builtLines = () => built<typeof LocksFile>(`${NODE}/timing/locks`).locks;

/** A node of a test's own. */
export function testNode(
	name: string,
	execute: INodeType['execute'],
	changes: Partial<INodeTypeDescription> = {},
): INodeType {
	const description: INodeTypeDescription = {
		name,
		displayName: name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...changes,
	};
	return { description, ...(execute && { execute }) };
}

const handOn: INodeType['execute'] = function () {
	return Promise.resolve([this.getInputData()]);
};

/** Stand for the nodes of n8n's own that only hand their items on. */
const CORE_NODES = {
	'n8n-nodes-base.manualTrigger': testNode('manualTrigger', handOn, { inputs: [] }),
	'n8n-nodes-base.stickyNote': testNode('stickyNote', handOn, { inputs: [] }),
	'n8n-nodes-base.noOp': testNode('noOp', handOn),
};

/** The node types of a running n8n: the package's, the pass-through ones, and what a caller adds. */
export function nodeTypesOf(
	packageNode: INodeType,
	extra: Record<string, INodeType> = {},
): INodeTypes {
	const types = new Map(Object.entries({ ...CORE_NODES, [NODE_TYPE]: packageNode, ...extra }));
	const find = (type: string): INodeType => {
		const found = types.get(type);
		if (!found) throw new Error(`No such node type here: ${type}`);
		return found;
	};
	return {
		getByName: find,
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(find(type), version),
		getKnownTypes: () => ({}),
	};
}
