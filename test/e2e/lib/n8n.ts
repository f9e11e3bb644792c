import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { N8nInstall } from './install';
import { freePort, lastLines, start, until } from './processes';
import type { Running } from './processes';

export interface N8nOptions {
	install: N8nInstall;
	/** Holds `.n8n`: the database, the encryption key and the community packages. */
	userFolder: string;
	port?: number;
	env?: Record<string, string>;
	/** Gives up a start that is under way. */
	signal?: AbortSignal;
}

export interface N8n extends Running {
	url: string;
	userFolder: string;
	logFile: string;
	/** Everything it has logged so far, at debug level. */
	readLog(): Promise<string>;
}

const STARTUP_TIMEOUT_MS = 180_000;

// n8n is not to reach for the internet, nor to ask who its user is.
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

export async function startN8n(options: N8nOptions): Promise<N8n> {
	const port = options.port ?? (await freePort());
	const url = `http://localhost:${port}`;
	const env = { N8N_PORT: String(port), N8N_EDITOR_BASE_URL: url, WEBHOOK_URL: url };
	const n8n = await launch(options, ['start'], 'n8n', env);
	// Readiness alone is not enough: the REST routes come up after it.
	return await ready({ ...n8n, url }, ['/healthz/readiness', '/rest/settings']);
}

/** A worker of queue mode; `env` carries the database and Redis. */
export async function startWorker(options: N8nOptions, name: string): Promise<N8n> {
	const port = options.port ?? (await freePort());
	const env = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) };
	const worker = await launch(options, ['worker', '--concurrency=10'], name, env);
	return await ready({ ...worker, url: `http://localhost:${port}` }, ['/healthz/readiness']);
}

async function launch(
	{ install, userFolder, signal, ...options }: N8nOptions,
	args: string[],
	name: string,
	env: Record<string, string>,
): Promise<Omit<N8n, 'url'>> {
	const logFile = join(userFolder, `${name}.log`);
	const running = start({
		command: install.node,
		args: [install.bin, ...args],
		cwd: userFolder,
		logFile,
		env: {
			PATH: [dirname(install.node), process.env['PATH']].join(delimiter),
			HOME: userFolder,
			N8N_USER_FOLDER: userFolder,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_SECURE_COOKIE: 'false',
			N8N_LOG_LEVEL: 'debug',
			// 1.x shares one connection by default, and fails when two requests save at once.
			DB_SQLITE_POOL_SIZE: '4',
			GENERIC_TIMEZONE: 'Europe/Paris',
			...QUIET,
			...env,
			...options.env,
		},
	});
	signal?.addEventListener('abort', () => void running.stop(), { once: true });
	return { ...running, userFolder, logFile, readLog: () => readFile(logFile, 'utf8') };
}

async function ready(n8n: N8n, paths: string[]): Promise<N8n> {
	const failed = n8n.exited.then(() => {
		throw new Error(`n8n ended while it was starting:\n${lastLines(n8n.logFile)}`);
	});
	const probe = async (): Promise<boolean> => {
		const answers = await Promise.all(paths.map((path) => fetch(`${n8n.url}${path}`)));
		return answers.every(({ ok }) => ok);
	};
	try {
		await Promise.race([until('n8n to start', probe, STARTUP_TIMEOUT_MS, 250), failed]);
	} catch (error) {
		await n8n.stop();
		throw error;
	}
	failed.catch(() => undefined);
	return n8n;
}
