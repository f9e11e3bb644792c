/** npm start: a real n8n with this package, a sandbox and the example workflows, for whoever wants to look at it. */
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/server';
import { exampleWorkflows } from '../test/e2e/lib/examples';
import { ensureN8n } from '../test/e2e/lib/install';
import { startN8n } from '../test/e2e/lib/n8n';
import { installPackage, packPackage } from '../test/e2e/lib/package';
import { cacheFolder } from '../test/e2e/lib/paths';
import { endRuns } from '../test/e2e/lib/processes';
import { OWNER, RestClient } from '../test/e2e/lib/rest';
import type { CredentialReference } from '../test/e2e/lib/rest';
import type { Workflow } from '../test/e2e/lib/workflows';

const HELP = `npm start [-- --port PORT] [--data FOLDER]

Opens n8n with the SMS Partner node, a sandbox instead of the real SMS Partner, and the example workflows.

  --port   where n8n listens on this machine; 5678 unless told
  --data   the folder for its workflows, credentials and executions
`;
const DEFAULT_PORT = 5678;
/** The same at every start, so that a credential that a person made keeps working. */
const SANDBOX_PORT = 8025;
const API_KEY = 'demo-key';
const CREDENTIAL_NAME = 'SMS Partner (sandbox)';

/** What has not ended by then is killed. */
const STOP_WITHIN_MS = 4_000;

/** Something the person can put right; its message says how. */
class StartError extends Error {}

function readOptions(): { port: number; data: string } | 'help' {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: String(DEFAULT_PORT) },
			data: { type: 'string', default: join(cacheFolder(), 'start') },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return 'help';
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new StartError(`--port takes a number from 1 to 65535, not '${values.port}'.`);
	}
	return { port, data: resolve(values.data) };
}

async function checkPort(port: number): Promise<void> {
	const codes = await Promise.all(['127.0.0.1', '::1'].map((host) => listenError(port, host)));
	if (codes.includes('EADDRINUSE')) {
		throw new StartError(
			`Port ${port} is taken by another program. Choose another one: npm start -- --port ${port + 1}`,
		);
	}
	if (codes.includes('EACCES')) {
		throw new StartError(
			`Port ${port} is not allowed. Choose one above 1023: npm start -- --port ${DEFAULT_PORT}`,
		);
	}
}

function listenError(port: number, host: string): Promise<string | undefined> {
	return new Promise((resolvePromise) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => resolvePromise(error.code));
		server.listen(port, host, () => server.close(() => resolvePromise(undefined)));
	});
}

/** The sandbox's port, or the next free one. */
async function sandboxPort(port = SANDBOX_PORT): Promise<number> {
	const isFree = (await listenError(port, '127.0.0.1')) === undefined;
	return isFree ? port : await sandboxPort(port + 1);
}

/** Signs in, on the first start as the owner who is set up then. */
async function signIn(rest: RestClient): Promise<void> {
	const settings = await rest.data<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
		'GET',
		'/settings',
	);
	if (settings.userManagement.showSetupOnFirstLoad) await rest.setUpOwner();
	else await rest.logIn();
}

/** A credential that is there already is pointed to the sandbox; what a person filled in besides stays. */
async function furnishCredential(rest: RestClient, baseUrl: string): Promise<CredentialReference> {
	const data = { apiKey: API_KEY, baseUrl };
	const all = await rest.data<CredentialReference[]>('GET', '/credentials');
	const known = all.find(({ name }) => name === CREDENTIAL_NAME);
	if (known === undefined) return await rest.createCredential(data, CREDENTIAL_NAME);
	const path = `/credentials/${known.id}?includeData=true`;
	const saved = await rest.data<{ data: object }>('GET', path);
	await rest.updateCredential(known, { ...saved.data, ...data });
	return { id: known.id, name: known.name };
}

/** Makes the examples that are not there yet. */
async function furnishWorkflows(rest: RestClient, examples: Workflow[]): Promise<void> {
	const present = await rest.data<{ name: string }[]>('GET', '/workflows');
	const names = present.map(({ name }) => name);
	for (const example of examples) {
		if (!names.includes(example.name)) await rest.createWorkflow(example);
	}
}

async function main(signal: AbortSignal): Promise<void> {
	const options = readOptions();
	if (options === 'help') {
		console.log(HELP);
		return;
	}
	const { port, data } = options;
	await checkPort(port);
	console.log('1 of 3: n8n');
	const install = await ensureN8n(undefined, console.log);
	signal.throwIfAborted();

	console.log('2 of 3: the package is built and installed, in a few seconds …');
	await mkdir(data, { recursive: true });
	const packed = await packPackage();
	await installPackage(packed.tarball, data);
	await packed.remove();
	signal.throwIfAborted();

	console.log(`3 of 3: n8n ${install.version} starts, in half a minute, longer the first time …`);
	const sandbox = await startSandbox({
		key: API_KEY,
		port: await sandboxPort(),
		log: (line) => console.log(`sandbox  ${line}`),
	});
	try {
		const env = { N8N_LOG_LEVEL: 'info' };
		const n8n = await startN8n({ install, userFolder: data, port, env, signal });
		try {
			const rest = new RestClient(n8n.url, install.version);
			await signIn(rest);
			const credential = await furnishCredential(rest, sandbox.baseUrl);
			const examples = exampleWorkflows(credential);
			await furnishWorkflows(rest, examples);
			console.log(welcome(n8n.url, sandbox.baseUrl, examples, data));
			await n8n.exited;
			signal.throwIfAborted();
			throw new StartError(`n8n stopped unexpectedly. Its log: ${n8n.logFile}`);
		} finally {
			await n8n.stop();
		}
	} finally {
		await sandbox.close();
	}
}

function welcome(url: string, baseUrl: string, examples: Workflow[], data: string): string {
	const downloads = cacheFolder();
	// As n8n lists them: the one made last comes first.
	const names = examples.map(({ name }) => name).reverse();
	const whatToDelete = data.startsWith(downloads)
		? `Everything is in ${downloads}, which can be deleted.`
		: `Everything is in ${data} and, downloaded once, in ${downloads}. Both can be deleted.`;
	const otherPort = `
ATTENTION: port ${SANDBOX_PORT} is taken by another program, so the sandbox is at ${baseUrl} this time.
A credential of your own needs this as its Base URL. Or end the other program, and start again.
`;
	return `
n8n is ready. Ctrl-C stops everything.

  Address    ${url}
  Email      ${OWNER.email}
  Password   ${OWNER.password}

  Workflows  ${url}/home/workflows
             ${names.join('\n             ')}

  Sandbox    ${baseUrl}, in the credential "${CREDENTIAL_NAME}"; the real SMS Partner is never called
  ${whatToDelete}
${new URL(baseUrl).port === String(SANDBOX_PORT) ? '' : otherPort}`;
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		if (interrupted.signal.aborted) return;
		console.log('\nStopping …');
		interrupted.abort();
		endRuns();
		setTimeout(() => process.exit(0), STOP_WITHIN_MS);
	});
}

main(interrupted.signal).then(
	() => process.exit(0),
	(error: unknown) => {
		if (interrupted.signal.aborted) process.exit(0);
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
