import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestRecord } from '../../sandbox/server';
import type { LineState } from '../../sandbox/rules';
import type { SettingsInput } from '../../sandbox/settings';
import { REPOSITORY } from '../e2e/lib/paths';
import { start, until } from '../e2e/lib/processes';

/** The emulated API, driven from another process by its admin endpoint. */
export interface Api {
	origin: string;
	baseUrl: string;
	/** As at the start, with these settings. */
	restart(settings: SettingsInput): Promise<void>;
	seen(): Promise<{ requests: RequestRecord[]; maxInFlight: number }>;
	lines(): Promise<Map<string, LineState>>;
	stop(): Promise<void>;
}

export async function startApi(key: string, folder: string, name: string): Promise<Api> {
	const logFile = join(folder, `${name}.log`);
	const running = start({
		command: process.execPath,
		args: ['--import', 'tsx', join(REPOSITORY, 'test/bench/sandbox.ts')],
		cwd: REPOSITORY,
		env: { ...process.env, BENCH_KEY: key },
		logFile,
	});
	const origin = await until('the sandbox to start', async () => {
		return /^http:\S+$/m.exec(await readFile(logFile, 'utf8'))?.[0];
	});
	const admin = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
		const response = await fetch(`${origin}/admin/${path}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`/admin/${path}: ${response.status}`);
		return (await response.json()) as T;
	};
	return {
		origin,
		baseUrl: `${origin}/v1`,
		async restart(settings) {
			await admin('POST', 'reset');
			await admin('PUT', 'settings', settings);
		},
		seen: () => admin('GET', 'requests'),
		async lines() {
			const { lines } = await admin<{ lines: ({ number: string } & LineState)[] }>('GET', 'lines');
			return new Map(lines.map(({ number, type, param }) => [number, { type, param }]));
		},
		stop: () => running.stop(),
	};
}
