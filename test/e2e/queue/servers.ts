import { chown, mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freePort, lastLines, run, start, until } from '../lib/processes';
import { tool, TOOLS } from '../lib/tools';

export interface Server {
	/** What n8n is told about it. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

export async function startRedis(folder: string): Promise<Server> {
	const port = await freePort();
	const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' };
	const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const redis = start({
		command: tool(TOOLS.redis),
		args,
		env: process.env,
		logFile: join(folder, 'redis.log'),
	});
	await accepting(port);
	return {
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		stop: () => redis.stop(),
	};
}

export async function startPostgres(folder: string): Promise<Server> {
	const programs = tool(TOOLS.postgres);
	const data = join(folder, 'postgres');
	await mkdir(data, { mode: 0o700 });
	// PostgreSQL refuses to run as root: there, it runs as the user that Debian's package has made.
	const user = process.getuid?.() === 0 ? await debianUser() : undefined;
	if (user !== undefined) {
		for (const owned of [folder, data]) await chown(owned, user.uid, user.gid);
	}
	const shared = { cwd: folder, env: process.env, logFile: join(folder, 'postgres.log'), ...user };
	const initdb = start({
		...shared,
		command: join(programs, 'initdb'),
		args: ['-D', data, '--auth=trust', '--username=n8n', '--no-sync'],
	});
	if ((await initdb.exited) !== 0) throw new Error(`initdb failed:\n${lastLines(shared.logFile)}`);
	const port = await freePort();
	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
	const postgres = start({
		...shared,
		command: join(programs, 'postgres'),
		args: [
			...['-D', data, '-p', String(port)],
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
	});
	await accepting(port);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'unused',
		},
		stop: () => postgres.stop(),
	};
}

async function debianUser(): Promise<{ uid: number; gid: number }> {
	const id = async (option: string): Promise<number> =>
		Number(await run('id', [option, 'postgres']));
	return { uid: await id('-u'), gid: await id('-g') };
}

const accepting = (port: number): Promise<true> =>
	until(
		`port ${port} to accept connections`,
		() =>
			new Promise<true>((resolve, reject) => {
				const socket = createConnection({ port, host: '127.0.0.1' }, () => {
					socket.destroy();
					resolve(true);
				});
				socket.once('error', reject);
			}),
	);
