import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { temporaryFolder } from '../e2e/lib/paths';
import { callForward, chain, node } from '../e2e/lib/workflows';
import type { Workflow, WorkflowNode } from '../e2e/lib/workflows';
import { API_KEY, openWorld } from '../e2e/lib/world';
import type { World } from '../e2e/lib/world';
import type { Metered } from './nodes/BenchMeter.node';
import type { Order } from './nodes/BenchRows.node';
import { lineOf } from './nodes/lines';
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
	measure(cell: Cell, profileTo?: string): Promise<Run>;
	close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
	const folder = await temporaryFolder();
	const world = await openWorld({
		env: { N8N_CUSTOM_EXTENSIONS: await compileNodes(folder), N8N_LOG_LEVEL: 'info' },
	});
	const paths = new Map<string, Promise<string>>();
	return {
		n8nVersion: world.version,
		async measure(cell, profileTo) {
			const workflow = workflowOf(cell, world);
			const path = paths.get(workflow.name) ?? activate(workflow, world);
			paths.set(workflow.name, path);
			return await measure(cell, await path, world, profileTo);
		},
		async close() {
			await world.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function activate(workflow: Workflow, { rest }: World): Promise<string> {
	await rest.createActive(workflow);
	return workflow.name;
}

async function measure(
	cell: Cell,
	path: string,
	{ sandbox, rest }: World,
	profileTo?: string,
): Promise<Run> {
	const { n, executions, profile, requestsPerMinute, watchesMemory } = cell;
	const { latency } = PROFILES[profile];
	sandbox.reset();
	sandbox.configure({ lines: 'any', whenOn: 'overwrite', latency, requestsPerMinute });
	const size = n / executions;
	const orders = Array.from({ length: executions }, (_, i): Order => {
		const extras = { watchesMemory, ...(profileTo === undefined ? {} : { profileTo }) };
		return { from: i * size, n: size, ...extras };
	});
	const answers = await Promise.all(orders.map(async (order) => await rest.webhook(path, order)));
	const readings = answers.map(({ status, body }) => {
		if (status !== 200) throw new Error(`${titleOf(cell)}: ${JSON.stringify(body)}`);
		return body as Metered;
	});
	const startedAt = Math.min(...readings.map((reading) => reading.startedAt));
	const endedAt = Math.max(...readings.map((reading) => reading.endedAt));
	const firstRequestAt = Math.min(...readings.map((it) => it.firstRequestAt ?? Infinity));
	const { requests } = sandbox;
	const [first, last] = [requests.at(0), requests.at(-1)];
	const arrivalsMs = (last?.startedAt ?? NaN) - (first?.startedAt ?? NaN);
	const alive = readings[0]?.alive;
	return {
		wallMs: endedAt - startedAt,
		untilFirstRequestMs: firstRequestAt - startedAt,
		right: Math.min(
			readings.reduce((sum, { succeeded }) => sum + succeeded, 0),
			countSet(cell, sandbox),
		),
		inFlight: sandbox.maxInFlight,
		refused: requests.filter(({ status }) => status === 429).length,
		arrivedPerMinute: ((requests.length - 1) / arrivalsMs) * 60_000,
		transientBytes: alive && alive.most - alive.atEnd,
	};
}

function countSet({ n, expressions }: Cell, { line }: World['sandbox']): number {
	const asked = Array.from({ length: n }, (_, i) => lineOf(i));
	return asked.filter(({ number, type, destination }) => {
		const set = line(number);
		return set?.type === type && (expressions === 1 || set.param === destination);
	}).length;
}

/** From the webhook to the meter; nothing is saved, so that only the work itself is measured. */
function workflowOf(cell: Cell, world: World): Workflow {
	const { contender, concurrency, requestsPerMinute, expressions } = cell;
	const path = [contender, concurrency, requestsPerMinute, expressions].join('-').replace(' ', '-');
	const webhook = node(
		'Webhook',
		'n8n-nodes-base.webhook',
		2,
		{ path, httpMethod: 'POST', responseMode: 'lastNode', options: {} },
		{ webhookId: crypto.randomUUID() },
	);
	const contending = contender === 'this node' ? thisNode(cell, world) : httpRequest(cell, world);
	const workflow = chain(path, [
		webhook,
		node('Rows', 'CUSTOM.benchRows', 1),
		{ ...contending, onError: 'continueRegularOutput' },
		node('Meter', 'CUSTOM.benchMeter', 1),
	]);
	const unsaved = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' };
	return { ...workflow, settings: { ...workflow.settings, ...unsaved } };
}

const FIXED_DESTINATION = '+33690000000';

function thisNode(
	{ concurrency, requestsPerMinute, expressions }: Cell,
	{ credential }: World,
): WorkflowNode {
	const target =
		expressions === 3
			? {
					mode: 'fromData',
					modeValue: '={{ $json.mode }}',
					destination: '={{ $json.destination }}',
				}
			: { mode: 'callForwarding', forwardingNumber: FIXED_DESTINATION };
	const options = { concurrency, requestsPerMinute };
	return callForward({ virtualNumber: '={{ $json.number }}', ...target, options }, credential);
}

function httpRequest({ expressions }: Cell, { sandbox }: World): WorkflowNode {
	const target =
		expressions === 3
			? { type: '={{ $json.type }}', param: '={{ $json.destination }}' }
			: // A fixed type would be a text, which the API refuses.
				{ type: '={{ 1 }}', param: FIXED_DESTINATION };
	const body = { apiKey: API_KEY, number: '={{ $json.number }}', ...target };
	return node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.4, {
		method: 'POST',
		url: `${sandbox.baseUrl}/vn/callforward`,
		sendBody: true,
		contentType: 'json',
		specifyBody: 'keypair',
		bodyParameters: { parameters: Object.entries(body).map(([name, value]) => ({ name, value })) },
		options: {},
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
