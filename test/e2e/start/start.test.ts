import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleWorkflows } from '../lib/examples';
import { DEFAULT_VERSION } from '../lib/install';
import { CREDENTIAL_TYPE } from '../lib/package';
import { REPOSITORY, temporaryFolder } from '../lib/paths';
import { exitOnSignals, freePort, processesIn, start, until } from '../lib/processes';
import type { Running } from '../lib/processes';
import { OWNER, RestClient } from '../lib/rest';
import type { CredentialReference, TestResult } from '../lib/rest';
import { end, keep, listen } from '../lib/sockets';

const SANDBOX_PORT = 8025;

const STARTUP_TIMEOUT_MS = 180_000;
const STOP_LIMIT_MS = 5_000;

let folder: string;
before(async () => {
	exitOnSignals();
	folder = await temporaryFolder();
});
after(async () => {
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

interface Started extends Running {
	printed(): Promise<string>;
}

/** `npm start` as a person types it, with what it prints. */
function npmStart(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Started {
	const logFile = join(folder, `${name}.log`);
	const running = start({
		command: 'npm',
		args: ['start', '--', ...args],
		cwd: REPOSITORY,
		env: { ...process.env, ...env },
		logFile,
	});
	return { ...running, printed: () => readFile(logFile, 'utf8') };
}

const answers = (url: string): Promise<boolean> =>
	fetch(url).then(
		() => true,
		() => false,
	);

describe('npm start', () => {
	it('opens an n8n that is furnished, keeps its data, and leaves nothing running after Ctrl-C', async () => {
		const data = join(folder, 'data');
		const port = await freePort();
		// A terminal sends Ctrl-C to the whole group; other programs send the signal to npm alone.
		const rounds = { 'the group': -1, 'npm alone': 1 };
		const other = createServer();
		for (const [round, sign] of Object.entries(rounds)) {
			// In the second round another program has the sandbox's port; where one has it anyway, that will do.
			if (round === 'npm alone')
				other.once('error', () => undefined).listen(SANDBOX_PORT, '127.0.0.1');
			const running = npmStart(round, ['--port', String(port), '--data', data]);
			const welcome = await until(
				'npm start to be ready',
				async () => {
					const text = await running.printed();
					if (!running.isRunning()) throw new Error(text);
					return text.includes('Password') ? text : undefined;
				},
				STARTUP_TIMEOUT_MS,
			);
			const url = printed(welcome, 'Address');
			assert.equal(url, `http://localhost:${port}`);
			const rest = new RestClient(url, DEFAULT_VERSION);
			assert.equal(printed(welcome, 'Email'), OWNER.email);
			assert.equal(printed(welcome, 'Password'), OWNER.password);
			await rest.logIn();
			const sandboxUrl = printed(welcome, 'Sandbox').replace(/,.*/, '');
			await checkFurniture(rest, sandboxUrl);
			const isElsewhere = new URL(sandboxUrl).port !== String(SANDBOX_PORT);
			assert.equal(welcome.includes(`ATTENTION: port ${SANDBOX_PORT} is taken`), isElsewhere);
			assert.ok(isElsewhere || round === 'the group');

			assert.equal((await fetch(printed(welcome, 'Workflows'))).status, 200);

			const stoppedAt = Date.now();
			process.kill(sign * running.pid, 'SIGINT');
			await running.exited;
			assert.ok(Date.now() - stoppedAt < STOP_LIMIT_MS, `${round}: ${Date.now() - stoppedAt} ms`);
			assert.equal(await answers(url), false);
			assert.deepEqual(processesIn(data), []);
		}
		other.close();
	});

	async function checkFurniture(rest: RestClient, sandboxUrl: string): Promise<void> {
		const [credential, ...others] = await rest.data<CredentialReference[]>('GET', '/credentials');
		assert.deepEqual(others, []);
		assert.ok(credential);
		const path = `/credentials/${credential.id}?includeData=true`;
		const { data } = await rest.data<{ data: { baseUrl: string } }>('GET', path);
		assert.equal(data.baseUrl, sandboxUrl);
		const credentials = { ...credential, type: CREDENTIAL_TYPE, data };
		const tested = await rest.data<TestResult>('POST', '/credentials/test', { credentials });
		assert.equal(tested.status, 'OK');

		const workflows = await rest.data<{ name: string }[]>('GET', '/workflows');
		const examples = exampleWorkflows(credential);
		assert.ok(examples.length > 0);
		const names = (named: { name: string }[]): string[] => named.map(({ name }) => name).sort();
		assert.deepEqual(names(workflows), names(examples));
	}

	const printed = (text: string, label: string): string =>
		new RegExp(`^ +${label} +(.*)$`, 'm').exec(text)?.[1] ?? '';

	it('says so when the port is taken', async () => {
		const server = createServer();
		const port = await listen(server);
		const running = npmStart('taken', ['--port', String(port)]);
		assert.equal(await running.exited, 1);
		server.close();
		const text = await running.printed();
		assert.match(text, new RegExp(`Port ${port} is taken.*npm start -- --port`));
	});

	it('ends the download too when npm alone gets the signal, and leaves nothing behind', async () => {
		const sockets = new Set<Socket>();
		const silent = createServer((socket) => keep(sockets, socket));
		const registry = `http://127.0.0.1:${await listen(silent)}`;
		const cache = join(folder, 'interrupted');
		const running = npmStart('interrupted', ['--port', String(await freePort())], {
			XDG_CACHE_HOME: cache,
			npm_config_cache: join(cache, 'npm'),
			npm_config_registry: registry,
		});
		await until('the download to begin', () => sockets.size > 0);
		const stoppedAt = Date.now();
		process.kill(running.pid, 'SIGINT');
		await running.exited;
		assert.ok(Date.now() - stoppedAt < STOP_LIMIT_MS, `${Date.now() - stoppedAt} ms`);
		await end(silent, sockets);
		assert.deepEqual(processesIn(cache), []);
		assert.deepEqual(await readdir(join(cache, 'n8n-nodes-smspartner')), []);
	});
});
