import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY, temporaryFolder } from './paths';
import { run } from './processes';

export const PACKAGE_NAME = 'n8n-nodes-smspartner';
export const NODE_TYPE = `${PACKAGE_NAME}.smsPartnerCallForward`;
export const CREDENTIAL_TYPE = 'smsPartnerApi';

/** Builds the package and packs it as it would be published. Returns the tarball's path; E2E_TARBALL names one that is there already. */
export async function packPackage(): Promise<{ tarball: string; remove(): Promise<void> }> {
	const given = process.env['E2E_TARBALL'];
	if (given !== undefined) return { tarball: given, remove: async () => undefined };
	const folder = await temporaryFolder();
	await run('npm', ['run', 'build'], { cwd: REPOSITORY });
	const printed = await run('npm', ['pack', '--json', '--pack-destination', folder], {
		cwd: REPOSITORY,
	});
	const [packed] = JSON.parse(printed) as [{ filename: string }];
	return {
		tarball: join(folder, packed.filename),
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

// What n8n itself strips before it installs a community package, and the options that it installs with.
const STRIPPED = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
const INSTALL_OPTIONS = [
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
];

/** Installs the tarball into a user folder with the steps that n8n takes for a community package. */
export async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const target = join(userFolder, '.n8n/nodes/node_modules', PACKAGE_NAME);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
	const manifestFile = join(target, 'package.json');
	const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, unknown>;
	const kept = Object.entries(manifest).filter(([key]) => !STRIPPED.includes(key));
	await writeFile(manifestFile, JSON.stringify(Object.fromEntries(kept), null, 2));
	await run('npm', ['install', ...INSTALL_OPTIONS], { cwd: target });
}
