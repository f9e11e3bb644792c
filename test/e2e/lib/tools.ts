import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes';

/** A program that a part needs and that no npm package brings. */
export interface Tool {
	name: string;
	/** Debian's package of it. */
	debianPackage: string;
	find(): string | undefined;
}

const POSTGRES_VERSIONS = '/usr/lib/postgresql';

export const TOOLS = {
	chromium: {
		name: 'Chromium',
		debianPackage: 'chromium',
		find: () => process.env['CHROMIUM'] ?? onPath('chromium'),
	},
	redis: {
		name: 'Redis',
		debianPackage: 'redis-server',
		find: () => onPath('redis-server'),
	},
	postgres: {
		name: 'PostgreSQL',
		debianPackage: 'postgresql',
		find: postgresFolder,
	},
} satisfies Record<string, Tool>;

const missing = (tools: Tool[]): Tool[] => tools.filter((tool) => tool.find() === undefined);

/** Installs with apt-get what is missing, where that is possible. Gives those that are missing still. */
export async function provide(tools: Tool[], log: (line: string) => void): Promise<Tool[]> {
	const absent = missing(tools);
	const possible = process.getuid?.() === 0 && onPath('apt-get') !== undefined;
	if (absent.length === 0 || !possible) return absent;
	log(`Installing ${absent.map(({ name }) => name).join(', ')} with apt-get …`);
	// In runlevel 1 Debian starts no service: the tests start servers of their own.
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
	const packages = absent.map(({ debianPackage }) => debianPackage);
	try {
		await run('apt-get', ['update'], { env });
		await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
	} catch (error) {
		log(error instanceof Error ? error.message : String(error));
	}
	return missing(absent);
}

/** The tool's path; throws with how to install it. */
export function tool(wanted: Tool): string {
	const found = wanted.find();
	if (found === undefined) throw new Error(howToInstall(wanted));
	return found;
}

export const howToInstall = ({ name, debianPackage }: Tool): string =>
	`${name} is missing. To install it: apt-get install ${debianPackage}`;

function onPath(program: string): string | undefined {
	return (process.env['PATH'] ?? '')
		.split(delimiter)
		.map((folder) => join(folder, program))
		.find((file) => existsSync(file));
}

/** Debian keeps PostgreSQL's server programs off the path, in a folder for each version. */
function postgresFolder(): string | undefined {
	const server = onPath('initdb');
	if (server !== undefined) return join(server, '..');
	if (!existsSync(POSTGRES_VERSIONS)) return undefined;
	const newest = readdirSync(POSTGRES_VERSIONS).sort((a, b) => Number(b) - Number(a))[0];
	return newest === undefined ? undefined : join(POSTGRES_VERSIONS, newest, 'bin');
}
