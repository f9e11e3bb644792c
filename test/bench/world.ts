import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import ts from 'typescript';
import { ensureN8n } from '../e2e/lib/install';
import { startN8n } from '../e2e/lib/n8n';
import { installPackage, packPackage } from '../e2e/lib/package';
import { temporaryFolder } from '../e2e/lib/paths';
import { exitOnSignals, run, until } from '../e2e/lib/processes';
import { RestClient } from '../e2e/lib/rest';
import { startApi } from './api';
import type { Api } from './api';
import { workflowOf } from './contenders';
import type { Access, Setup } from './contenders';
import type { Extras, Reading } from './nodes/probe';

const KEY = 'bench-0d9a4c77e1b2-key';

/** What the webhook of a benchmark workflow takes. */
export interface Order extends Extras {
	n: number;
}

export type Metered = Reading & { succeeded: number };

/** One n8n for all contenders, and emulated APIs that each have a process of their own. */
export interface World {
	n8nVersion: string;
	/** The Node that n8n runs on. */
	nodeVersion: string;
	openApi(): Promise<ApiAccess>;
	/** Makes the workflow when it is asked for the first time. */
	run(setup: Setup, access: ApiAccess, order: Order): Promise<Metered>;
	close(): Promise<void>;
}

export interface ApiAccess extends Access {
	api: Api;
}

export async function openWorld(): Promise<World> {
	exitOnSignals();
	const folder = await temporaryFolder();
	const closers: (() => Promise<unknown>)[] = [
		() => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
	];
	const close = async (): Promise<void> => {
		for (const closer of closers.splice(0).reverse()) await closer();
	};
	try {
		const install = await ensureN8n(undefined, console.log);
		const packed = await packPackage();
		closers.push(() => packed.remove());
		await installPackage(packed.tarball, folder);
		const n8n = await startN8n({
			install,
			userFolder: folder,
			env: { N8N_CUSTOM_EXTENSIONS: await compileNodes(folder), N8N_LOG_LEVEL: 'info' },
		});
		closers.push(() => n8n.stop());
		const rest = new RestClient(n8n.url, install.version);
		await rest.setUpOwner();

		const paths = new Map<string, Promise<string>>();
		const createWorkflow = async (setup: Setup, access: Access): Promise<string> => {
			const path = crypto.randomUUID();
			await rest.createActive(workflowOf(setup, access, path));
			return path;
		};
		return {
			n8nVersion: install.version,
			nodeVersion: (await run(install.node, ['--version'])).trim(),
			async openApi() {
				const api = await startApi(KEY, folder, `sandbox-${crypto.randomUUID()}`);
				closers.push(() => api.stop());
				const { baseUrl } = api;
				const callForward = await rest.createCredential({ apiKey: KEY, baseUrl });
				const customAuth = await rest.data<{ id: string; name: string }>('POST', '/credentials', {
					name: 'The key for the body',
					type: 'httpCustomAuth',
					data: { json: JSON.stringify({ body: { apiKey: KEY } }) },
				});
				return { api, baseUrl, key: KEY, callForward, customAuth };
			},
			async run(setup, access, order) {
				const id = JSON.stringify([setup, access.baseUrl]);
				const path = paths.get(id) ?? createWorkflow(setup, access);
				paths.set(id, path);
				const url = `${n8n.url}/webhook/${await path}`;
				// n8n registers a webhook a moment after publishing.
				return await until('the webhook to be registered', () => post(url, order));
			},
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

/** Waits as long as it takes, which `fetch` does not. Undefined where n8n does not know the address yet. */
async function post(url: string, order: Order): Promise<Metered | undefined> {
	const headers = { 'content-type': 'application/json' };
	const sent = request(url, { method: 'POST', headers }).end(JSON.stringify(order));
	const [response] = (await once(sent, 'response')) as [IncomingMessage];
	const body = await text(response);
	if (response.statusCode === 404) return undefined;
	if (response.statusCode !== 200) throw new Error(`n8n said ${body}`);
	return JSON.parse(body) as Metered;
}

/** The nodes that measure exist for this benchmark only, so they are handed to n8n as custom extensions. */
async function compileNodes(folder: string): Promise<string> {
	const source = join(__dirname, 'nodes');
	const target = join(folder, 'bench-nodes');
	await mkdir(target);
	for (const file of await readdir(source)) {
		const { outputText } = ts.transpileModule(await readFile(join(source, file), 'utf8'), {
			compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
		});
		await writeFile(join(target, file.replace(/\.ts$/, '.js')), outputText);
	}
	return target;
}
