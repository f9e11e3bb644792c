import { rm } from 'node:fs/promises';
import { startSandbox } from '../../../sandbox/server';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import { DEFAULT_VERSION, ensureN8n } from './install';
import { startN8n } from './n8n';
import type { N8n } from './n8n';
import { installPackage, packPackage } from './package';
import { temporaryFolder } from './paths';
import { exitOnSignals } from './processes';
import { RestClient } from './rest';
import type { CredentialReference } from './rest';
import type { CallForwardCredential } from './workflows';

/** A key that is nowhere by chance, so that finding it anywhere is a leak. */
export const API_KEY = 'e2e-3f9c1b7a5d2e8046-secret';

/** Which n8n: `npm run test:e2e -- --n8n` sets E2E_N8N. */
export const VERSION = process.env['E2E_N8N'] ?? DEFAULT_VERSION;
export const IS_V1 = VERSION.startsWith('1.');

export interface World {
	n8n: N8n;
	rest: RestClient;
	sandbox: Sandbox;
	/** A saved credential of the sandbox. */
	credential: CredentialReference;
	/** Saves another one, which differs in these fields. */
	credentialWith(fields: Partial<CallForwardCredential>): Promise<CredentialReference>;
	close(): Promise<void>;
}

/** A running n8n with the packed package installed, its owner signed in, and the sandbox with a credential for it. */
export async function openWorld(
	options: { env?: Record<string, string>; sandbox?: SandboxOptions } = {},
): Promise<World> {
	exitOnSignals();
	const userFolder = await temporaryFolder();
	const closers: (() => Promise<unknown>)[] = [
		() => rm(userFolder, { recursive: true, force: true, maxRetries: 3 }),
	];
	const close = async (): Promise<void> => {
		for (const closer of closers.splice(0).reverse()) await closer();
	};
	try {
		const install = await ensureN8n(VERSION, console.log);
		const packed = await packPackage();
		closers.push(() => packed.remove());
		await installPackage(packed.tarball, userFolder);
		const sandbox = await startSandbox({ key: API_KEY, ...options.sandbox });
		closers.push(() => sandbox.close());
		const n8n = await startN8n({ install, userFolder, env: options.env ?? {} });
		closers.push(() => n8n.stop());
		const rest = new RestClient(n8n.url, VERSION);
		await rest.setUpOwner();
		const credentialWith: World['credentialWith'] = (fields) =>
			rest.createCredential({ apiKey: API_KEY, baseUrl: sandbox.baseUrl, ...fields });
		const credential = await credentialWith({});
		return { n8n, rest, sandbox, credential, credentialWith, close };
	} catch (error) {
		await close();
		throw error;
	}
}
