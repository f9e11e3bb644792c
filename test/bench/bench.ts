import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { CREDENTIAL_TYPE } from '../e2e/lib/package';
import { temporaryFolder } from '../e2e/lib/paths';
import type { CredentialReference } from '../e2e/lib/rest';
import { callForward, chain, node, webhookTrigger } from '../e2e/lib/workflows';
import type { Workflow, WorkflowNode } from '../e2e/lib/workflows';
import { openWorld, VERSION } from '../e2e/lib/world';
import type { World } from '../e2e/lib/world';
import { lineOf } from './nodes/measure';
import type { Order, Reading } from './nodes/measure';
import { PROFILES, titleOf } from './plan';
import type { Cell } from './plan';

/** What one run of a cell came to. */
export interface Run {
	/** From the first item to the last, whatever n8n does for them included. */
	wallMs: number;
	untilFirstRequestMs: number;
	/** Items whose line is as asked, and that say so. */
	right: number;
	/** As the API saw them. */
	inFlight: number;
	refused: number;
	arrivedPerMinute: number;
	/** Bytes that were alive at most beyond what was left at the end. */
	transientBytes: number | undefined;
}

/** One n8n for all cells, with the nodes that measure. */
export interface Bench {
	n8nVersion: string;
	measure(cell: Cell): Promise<Run>;
	close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
	const folder = await temporaryFolder();
	const world = await openWorld({
		env: { N8N_CUSTOM_EXTENSIONS: await compileNodes(folder), N8N_LOG_LEVEL: 'info' },
	});
	const credential = await world.credentialWith({ allowedHttpRequestDomains: 'all' });
	const active = new Set<string>();
	return {
		n8nVersion: VERSION,
		async measure(cell) {
			const workflow = workflowOf(cell, world.sandbox.baseUrl, credential);
			if (!active.has(workflow.name)) await world.rest.createActive(workflow);
			active.add(workflow.name);
			return await measure(cell, workflow.name, world);
		},
		async close() {
			await world.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function measure(cell: Cell, path: string, { sandbox, rest }: World): Promise<Run> {
	const { executions, watchesMemory } = cell;
	const n = cell.n / executions;
	sandbox.reset();
	sandbox.configure({ lines: 'any', whenOn: 'overwrite', ...PROFILES[cell.profile] });
	const orders = Array.from({ length: executions }, (_, i): Order => {
		return { from: i * n, n, watchesMemory };
	});
	const answers = await Promise.all(orders.map((order) => rest.webhook(path, order)));
	const readings = answers.map(({ status, body }) => {
		if (status !== 200) throw new Error(`${titleOf(cell)}: ${JSON.stringify(body)}`);
		return body as Reading;
	});
	const startedAt = Math.min(...readings.map((reading) => reading.startedAt));
	const succeeded = readings.reduce((sum, reading) => sum + reading.succeeded, 0);
	const { requests } = sandbox;
	const firstAt = requests.at(0)?.startedAt ?? NaN;
	const lastAt = requests.at(-1)?.startedAt ?? NaN;
	return {
		wallMs: Math.max(...readings.map((reading) => reading.endedAt)) - startedAt,
		untilFirstRequestMs: firstAt - startedAt,
		right: Math.min(succeeded, countSet(cell.n, sandbox)),
		inFlight: sandbox.maxInFlight,
		refused: requests.filter(({ status }) => status === 429).length,
		transientBytes: readings[0]?.transientBytes,
		arrivedPerMinute: ((requests.length - 1) / (lastAt - firstAt)) * 60_000,
	};
}

const countSet = (n: number, { line }: World['sandbox']): number =>
	Array.from({ length: n }, (_, i) => lineOf(i)).filter(({ number, type, destination }) => {
		const set = line(number);
		return set?.type === type && set.param === destination;
	}).length;

/** From the webhook to the meter; nothing is saved, so that only the work itself is measured. */
function workflowOf(cell: Cell, baseUrl: string, credential: CredentialReference): Workflow {
	const contender = contenderOf(cell, baseUrl, credential);
	const { contender: name, concurrency } = cell;
	const path = [name, concurrency, requestsPerMinuteOf(cell)].join('-').replaceAll(' ', '-');
	const workflow = chain(path, [
		webhookTrigger(path, { responseData: 'firstEntryJson' }),
		node('Rows', 'CUSTOM.benchRows', 1),
		{ ...contender, onError: 'continueRegularOutput' },
		node('Meter', 'CUSTOM.benchMeter', 1),
	]);
	const unsaved = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' };
	return { ...workflow, settings: { ...workflow.settings, ...unsaved } };
}

/** Only this node's run is paced, by what the API allows and says. */
const requestsPerMinuteOf = ({ profile }: Cell): number =>
	profile === '360 requests a minute' ? PROFILES[profile].requestsPerMinute : 0;

function contenderOf(cell: Cell, baseUrl: string, credential: CredentialReference): WorkflowNode {
	const { concurrency, contender } = cell;
	if (contender === 'this node') {
		const parameters = {
			virtualNumber: '={{ $json.number }}',
			mode: 'fromData',
			modeValue: '={{ $json.mode }}',
			destination: '={{ $json.destination }}',
			options: { concurrency, requestsPerMinute: requestsPerMinuteOf(cell) },
		};
		return callForward(parameters, credential);
	}
	const body = {
		number: '={{ $json.number }}',
		type: '={{ $json.type }}',
		param: '={{ $json.destination }}',
	};
	const parameters = {
		method: 'POST',
		url: `${baseUrl}/vn/callforward`,
		sendBody: true,
		contentType: 'json',
		specifyBody: 'keypair',
		bodyParameters: { parameters: Object.entries(body).map(([name, value]) => ({ name, value })) },
		authentication: 'predefinedCredentialType',
		nodeCredentialType: CREDENTIAL_TYPE,
		options: {},
	};
	return node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.4, parameters, {
		credentials: { [CREDENTIAL_TYPE]: credential },
	});
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
