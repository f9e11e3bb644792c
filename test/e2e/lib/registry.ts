import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { delimiter, join } from 'node:path';
import Fastify from 'fastify';
import { PACKAGE_NAME } from './package';
import { run } from './processes';

export interface Registry {
	/** Put into n8n's environment, so that the npm it calls asks this registry. */
	env: Record<string, string>;
	close(): Promise<void>;
}

/**
 * An npm registry on the loopback interface that has only this package, and an `npm` that asks it whatever registry
 * it is told. n8n installs from a registry of one's own only with a license; this stands in for the public one.
 */
export async function startRegistry(
	tarball: string,
	folder: string,
	nodeFolder: string,
): Promise<Registry> {
	const content = await readFile(tarball);
	const manifest = JSON.parse(await run('tar', ['-xzOf', tarball, 'package/package.json'])) as {
		version: string;
	};
	const { version } = manifest;
	const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;

	const app = Fastify({ forceCloseConnections: true });
	const origin = (): string => app.listeningOrigin;
	app.get(`/${PACKAGE_NAME}`, () => ({
		name: PACKAGE_NAME,
		'dist-tags': { latest: version },
		versions: {
			[version]: { ...manifest, dist: { integrity, tarball: `${origin()}/package.tgz` } },
		},
	}));
	app.get('/package.tgz', () => content);
	await app.listen({ host: '127.0.0.1', port: 0 });

	const programs = join(folder, 'programs');
	await mkdir(programs);
	const npm = (await run('sh', ['-c', 'command -v npm'])).trim();
	const script = join(programs, 'npm');
	await writeFile(script, `#!/bin/sh\nexec '${npm}' "$@" --registry='${origin()}'\n`);
	await chmod(script, 0o755);
	return {
		env: { PATH: [programs, nodeFolder, process.env['PATH']].join(delimiter) },
		close: () => app.close(),
	};
}
