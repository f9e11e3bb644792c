import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, E2E, REPOSITORY } from './paths';
import { run } from './processes';

export interface N8nInstall {
	version: string;
	/** The Node binary that this n8n is run with. */
	node: string;
	/** n8n's command line script. */
	bin: string;
}

/** The versions with a lock file of their own; any other version is installed from the registry's newest dependencies. */
export const DEFAULT_VERSION = '2.41.1';
export const PREVIOUS_VERSION = '1.123.81';

const BYTES_NEEDED = 5e9;
const NODE_MAJOR = 24;
const PROGRESS_EVERY_MS = 20_000;

/** An installation that failed for a reason that a person can act on; the message says how. */
export class InstallError extends Error {}

/** Finds n8n of that version in the cache, or installs it there: minutes, 2 to 3 GB. */
export async function ensureN8n(
	version = DEFAULT_VERSION,
	log: (line: string) => void = () => undefined,
): Promise<N8nInstall> {
	const manifests = await manifestsFor(version);
	const folder = join(cacheFolder(), `n8n-${version}-${fingerprint(manifests)}`);
	if (!existsSync(folder)) await fill(folder, version, manifests, log);
	return { version, node: nodeIn(folder), bin: join(folder, 'node_modules/n8n/bin/n8n') };
}

type Manifests = Record<string, string>;

async function manifestsFor(version: string): Promise<Manifests> {
	const read = (...path: string[]) => readFile(join(...path), 'utf8');
	const npmrc = await read(REPOSITORY, '.npmrc');
	const folder = join(E2E, version.startsWith('1.') ? 'n8n-1' : 'n8n-2');
	const manifest = await read(folder, 'package.json');
	if ([DEFAULT_VERSION, PREVIOUS_VERSION].includes(version)) {
		const lock = await read(folder, 'package-lock.json');
		return { '.npmrc': npmrc, 'package.json': manifest, 'package-lock.json': lock };
	}
	const other = JSON.parse(manifest) as { dependencies: Record<string, string> };
	other.dependencies['n8n'] = version;
	return { '.npmrc': npmrc, 'package.json': JSON.stringify(other, null, 2) };
}

const fingerprint = (manifests: Manifests): string =>
	createHash('sha256').update(JSON.stringify(manifests)).digest('hex').slice(0, 12);

function nodeIn(folder: string): string {
	const packaged = packagedNode(folder);
	if (packaged !== undefined) return join(packaged, 'bin/node');
	if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
	throw new InstallError(
		`n8n needs Node ${NODE_MAJOR}, which the registry has no package of for ${process.platform}-${process.arch}: run this with Node ${NODE_MAJOR}.`,
	);
}

function packagedNode(folder: string): string | undefined {
	const found = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`);
	return existsSync(found) ? found : undefined;
}

// Everything happens in a folder beside the final one: a run that is interrupted leaves no half install behind.
async function fill(
	folder: string,
	version: string,
	manifests: Manifests,
	log: (line: string) => void,
): Promise<void> {
	await mkdir(dirname(folder), { recursive: true });
	await checkDisk(dirname(folder));
	const unfinished = await mkdtemp(`${folder}-unfinished-`);
	try {
		for (const [name, text] of Object.entries(manifests)) {
			await writeFile(join(unfinished, name), text);
		}
		log(`Installing n8n ${version}: once, five to ten minutes on two cores, 2 to 3 GB of disk.`);
		const packages = packagesIn(manifests);
		await timed(
			'Downloading n8n',
			log,
			() => download(unfinished),
			() => {
				// Some are for other platforms only.
				const done = packages.filter((path) => existsSync(join(unfinished, path))).length;
				return packages.length > 0 ? `${done} of about ${packages.length} packages, ` : '';
			},
		);
		await timed('Compiling its database driver', log, () => compileSqlite(unfinished));
		await rename(unfinished, folder).catch((error: unknown) => {
			// Another run was faster.
			if (!existsSync(folder)) throw error;
		});
	} catch (error) {
		throw explained(error, dirname(folder));
	} finally {
		await rm(unfinished, { recursive: true, force: true });
	}
}

/** The manifest of each package of the lock file, as a path; none without a lock file. */
function packagesIn(manifests: Manifests): string[] {
	const lock = JSON.parse(manifests['package-lock.json'] ?? '{}') as { packages?: object };
	const folders = Object.keys(lock.packages ?? {}).filter((folder) => folder !== '');
	return folders.map((folder) => join(folder, 'package.json'));
}

/** Tells how far the work is, every now and then. */
async function timed(
	what: string,
	log: (line: string) => void,
	work: () => Promise<void>,
	howFar = () => '',
): Promise<void> {
	const startedAt = Date.now();
	const seconds = (): number => Math.round((Date.now() - startedAt) / 1000);
	const tell = (): void => log(`  ${what}: ${howFar()}${seconds()} s so far …`);
	const ticker = setInterval(tell, PROGRESS_EVERY_MS);
	try {
		await work();
		log(`  ${what}: done in ${seconds()} s.`);
	} finally {
		clearInterval(ticker);
	}
}

// Not `npm ci`: it gives up when a registry misses an optional package of another platform.
async function download(folder: string): Promise<void> {
	await run('npm', ['install', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
}

// n8n's install scripts are not run; this driver is the one thing that it cannot do without.
async function compileSqlite(folder: string): Promise<void> {
	const headers = packagedNode(folder);
	const nodePath = dirname(nodeIn(folder));
	await run('npm', ['rebuild', 'sqlite3'], {
		cwd: folder,
		env: {
			...process.env,
			PATH: `${nodePath}:${process.env['PATH'] ?? ''}`,
			npm_config_ignore_scripts: 'false',
			...(headers === undefined ? {} : { npm_config_nodedir: headers }),
		},
	});
}

async function checkDisk(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize >= BYTES_NEEDED) return;
	throw new InstallError(
		`n8n needs ${gigabytes(BYTES_NEEDED)} of free disk in ${folder}, and there are ${gigabytes(bavail * bsize)}. Free some, or set XDG_CACHE_HOME to a folder on another disk.`,
	);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function explained(error: unknown, folder: string): Error {
	const text = error instanceof Error ? error.message : String(error);
	if (text.includes('ENOSPC')) {
		return new InstallError(
			`The disk became full while n8n was being installed in ${folder}. Free ${gigabytes(BYTES_NEEDED)}, or set XDG_CACHE_HOME to a folder on another disk.`,
		);
	}
	if (/E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)\b/.test(text)) {
		return new InstallError(
			`The npm registry cannot be reached, so n8n cannot be installed. Check the network and 'npm ping', then run this again.\n${text}`,
		);
	}
	return error instanceof Error ? error : new Error(text);
}
