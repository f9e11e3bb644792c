import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(__dirname, '../../..');
export const E2E = join(REPOSITORY, 'test/e2e');

/** How the folders of a run in the temporary directory begin; the driver tells each part its own by E2E_RUN. */
export const temporaryPrefix = (run: string): string => join(tmpdir(), `smspartner-e2e-${run}-`);
const RUN = (process.env['E2E_RUN'] ??= String(process.pid));

/** Removed at the latest when this process ends. */
export async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(temporaryPrefix(RUN));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}

/** Full n8n instances, gigabytes each: kept outside the checkout and filled when empty. */
export function cacheFolder(): string {
	const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
	return join(caches, 'n8n-nodes-smspartner');
}
