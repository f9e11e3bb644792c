import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url));

/**
 * Packs what `npm publish` would upload and unpacks it outside the repository, where nothing of the
 * repository can be reached by accident. `use` gets the folder, the file names and the packed size.
 */
export async function withTarball(use) {
	const temporary = mkdtempSync(join(tmpdir(), 'n8n-nodes-smspartner-'));
	try {
		const output = execFileSync(
			'npm',
			['pack', '--json', '--ignore-scripts', '--pack-destination', temporary],
			{ cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
		);
		const [{ filename, files, size }] = JSON.parse(output);
		execFileSync('tar', ['-xzf', filename], { cwd: temporary });
		return await use({
			folder: join(temporary, 'package'),
			files: files.map((file) => file.path),
			size,
		});
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}
