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

/** A key that is nowhere by chance, so that finding it anywhere is a leak. */
export const API_KEY = 'e2e-3f9c1b7a5d2e8046-secret';

export interface World {
	version: string;
	n8n: N8n;
	rest: RestClient;
	sandbox: Sandbox;
	/** A saved credential of the sandbox. */
	credential: CredentialReference;
	close(): Promise<void>;
}

/**
 * A running n8n with the packed package installed, its owner signed in, and the sandbox with a credential for it.
 * The version comes from E2E_N8N, which `npm run test:e2e -- --n8n` sets.
 */
export async function openWorld(
	options: { env?: Record<string, string>; sandbox?: SandboxOptions } = {},
): Promise<World> {
	exitOnSignals();
	const version = process.env['E2E_N8N'] ?? DEFAULT_VERSION;
	const userFolder = await temporaryFolder();
	const closers: (() => Promise<unknown>)[] = [
		() => rm(userFolder, { recursive: true, force: true, maxRetries: 3 }),
	];
	const close = async (): Promise<void> => {
		for (const closer of closers.splice(0).reverse()) await closer();
	};
	try {
		const install = await ensureN8n(version, console.log);
		const packed = await packPackage();
		closers.push(() => packed.remove());
		await installPackage(packed.tarball, userFolder);
		const sandbox = await startSandbox({ key: API_KEY, ...options.sandbox });
		closers.push(() => sandbox.close());
		const n8n = await startN8n({
			install,
			userFolder,
			...(options.env === undefined ? {} : { env: options.env }),
		});
		closers.push(() => n8n.stop());
		const rest = new RestClient(n8n.url, version);
		await rest.setUpOwner();
		const credential = await rest.createCredential({ apiKey: API_KEY, baseUrl: sandbox.baseUrl });
		return { version, n8n, rest, sandbox, credential, close };
	} catch (error) {
		await close();
		throw error;
	}
}
