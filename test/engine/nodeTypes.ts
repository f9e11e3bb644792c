import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type ICredentialType,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';
import type { clock } from '../../nodes/SmsPartnerCallForward/timing/clock';
import type { locks } from '../../nodes/SmsPartnerCallForward/timing/locks';
import type { accounts } from '../../nodes/SmsPartnerCallForward/timing/pace';

/** A community package as n8n loads it: its nodes by full type name, its credentials by name. */
export interface InstalledPackage {
	nodes: Map<string, INodeType>;
	credentials: Map<string, ICredentialType>;
}

interface PackageJson {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
}

type ModuleExports<T> = Record<string, new () => T>;

const REPOSITORY = resolve(__dirname, '../..');

const requireFile = createRequire(__filename);

/** Loads what package.json lists under `n8n`: built files, each exporting a class named like the file. */
export function loadPackage(folder = REPOSITORY): InstalledPackage {
	const { name, n8n } = requireFile(join(folder, 'package.json')) as PackageJson;
	const instantiate = <T>(file: string): T => {
		const className = basename(file).split('.')[0] ?? '';
		const Type = (requireFile(join(folder, file)) as ModuleExports<T>)[className];
		if (!Type) throw new Error(`${file} does not export ${className}`);
		return new Type();
	};
	return {
		nodes: new Map(
			n8n.nodes
				.map((file) => instantiate<INodeType>(file))
				.map((node) => [`${name}.${node.description.name}`, node]),
		),
		credentials: new Map(
			n8n.credentials
				.map((file) => instantiate<ICredentialType>(file))
				.map((credential) => [credential.name, credential]),
		),
	};
}

/** What a built file of `timing/` exports. */
function builtTiming<T>(name: string): T {
	return requireFile(join(REPOSITORY, `dist/nodes/SmsPartnerCallForward/timing/${name}.js`)) as T;
}

/** The clock that the built node waits by: replace its functions, and retries take no time. */
export const builtClock = () => builtTiming<{ clock: typeof clock }>('clock').clock;

/** The built node's accounts, whose pace and holds go on from one execution to the next. */
export const builtAccounts = () => builtTiming<{ accounts: typeof accounts }>('pace').accounts;

/** The built node's lines in work, whichever execution works on them. */
export const builtLines = () => builtTiming<{ locks: typeof locks }>('locks').locks;

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

/** Stand for the nodes of n8n's own that only hand their items on. */
const CORE_NODES = ['manualTrigger', 'noOp', 'stickyNote'].map((name): [string, INodeType] => {
	const handOn: INodeType['execute'] = function () {
		return Promise.resolve([this.getInputData()]);
	};
	const inputs = name === 'noOp' ? [NodeConnectionTypes.Main] : [];
	return [`n8n-nodes-base.${name}`, testNode(name, handOn, { inputs })];
});

/** The node types of a running n8n: the package's, the pass-through ones, and what a caller adds. */
export function nodeTypesOf(
	installed: InstalledPackage,
	extra: Record<string, INodeType> = {},
): INodeTypes {
	const types = new Map([...CORE_NODES, ...installed.nodes, ...Object.entries(extra)]);
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
