import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that a part needs and that no npm package brings. */
export interface Tool {
	name: string;
	install: string;
	find(): string | undefined;
}

const POSTGRES_VERSIONS = '/usr/lib/postgresql';

export const TOOLS = {
	chromium: {
		name: 'Chromium',
		install: 'apt-get install chromium',
		find: () => process.env['CHROMIUM'] ?? onPath('chromium'),
	},
	redis: {
		name: 'Redis',
		install: 'apt-get install redis-server',
		find: () => onPath('redis-server'),
	},
	postgres: {
		name: 'PostgreSQL',
		install: 'apt-get install postgresql',
		find: postgresFolder,
	},
} satisfies Record<string, Tool>;

export const missing = (tools: Tool[]): Tool[] => tools.filter((tool) => tool.find() === undefined);

/** The tool's path; throws with how to install it. */
export function tool({ name, install, find }: Tool): string {
	const found = find();
	if (found === undefined) throw new Error(`${name} is missing. To install it: ${install}`);
	return found;
}

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
