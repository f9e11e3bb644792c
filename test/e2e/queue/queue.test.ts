import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { ensureN8n } from '../lib/install';
import { startWorker } from '../lib/n8n';
import type { N8n } from '../lib/n8n';
import { installPackage, PACKAGE_NAME, packPackage } from '../lib/package';
import { temporaryFolder } from '../lib/paths';
import { exitOnSignals, until } from '../lib/processes';
import { startRegistry } from '../lib/registry';
import { errorOf, output } from '../lib/rest';
import type { Execution } from '../lib/rest';
import { callForward, chain, rows, webhookTrigger } from '../lib/workflows';
import type { Workflow } from '../lib/workflows';
import { openWorld, VERSION } from '../lib/world';
import type { World } from '../lib/world';
import { startPostgres, startRedis } from './servers';

const CALLS = 200;
const CALLS_AT_ONCE = 20;
const BATCH = 60;
const FIRST_LINE = 33700000000;
/** The line that many calls move at once. */
const LINE = '33799999999';
const AT_ONE_LINE = 30;
const MOBILE = '+33698765432';

/** n8n notices a lost worker after minutes by default; here within seconds. */
const IMPATIENT = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '1000',
	N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.1',
};

describe('queue mode: n8n main, two workers, Redis and PostgreSQL', () => {
	const closers: (() => Promise<unknown>)[] = [];
	let folder: string;
	let tarball: string;
	let env: Record<string, string>;
	let world: World;
	let sandbox: World['sandbox'];
	let rest: World['rest'];
	const workers = new Map<string, N8n>();

	/** Each has a folder of its own, as each container has. */
	async function addWorker(name: string, { withPackage } = { withPackage: true }): Promise<void> {
		const userFolder = join(folder, name);
		await mkdir(userFolder);
		if (withPackage) await installPackage(tarball, userFolder);
		const install = await ensureN8n(VERSION);
		const worker = await startWorker({ install, userFolder, env }, name);
		closers.push(() => worker.stop());
		workers.set(name, worker);
	}

	async function stopWorkers(): Promise<void> {
		await Promise.all([...workers.values()].map((worker) => worker.stop()));
		workers.clear();
	}

	before(async () => {
		exitOnSignals();
		folder = await temporaryFolder();
		const { node: nodeBinary } = await ensureN8n(VERSION);
		const packed = await packPackage();
		closers.push(() => packed.remove());
		tarball = packed.tarball;
		const registry = await startRegistry(tarball, folder, dirname(nodeBinary));
		closers.push(() => registry.close());
		const redis = await startRedis(folder);
		closers.push(() => redis.stop());
		// A folder of its own: it may belong to another user.
		const postgres = await startPostgres(await temporaryFolder());
		closers.push(() => postgres.stop());
		env = {
			EXECUTIONS_MODE: 'queue',
			N8N_LOG_LEVEL: 'info',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
			...registry.env,
			...redis.env,
			...postgres.env,
			...IMPATIENT,
		};
		world = await openWorld({ env, sandbox: { lines: 'any' } });
		closers.push(() => world.close());
		({ sandbox, rest } = world);
		await Promise.all([addWorker('worker-1'), addWorker('worker-2')]);
	});
	after(async () => {
		for (const closer of closers.splice(0).reverse()) await closer();
	});

	const finishedBy = async (worker: N8n): Promise<string[]> =>
		[...(await worker.readLog()).matchAll(/Worker finished execution (\d+)/g)].map(
			([, id]) => id ?? '',
		);

	it(`serves ${CALLS} webhook calls with both workers, and every line ends as it was asked`, async () => {
		const parameters = {
			virtualNumber: '={{ $json.body.line }}',
			mode: 'callForwarding',
			forwardingNumber: '={{ $json.body.to }}',
		};
		const setLine = callForward(parameters, world.credential);
		await rest.createActive(chain('By webhook', [webhookTrigger('queued'), setLine]));
		const asked = Array.from({ length: CALLS }, (_, index) => ({
			line: String(FIRST_LINE + index),
			to: `+336${String(10000000 + index)}`,
		}));
		const waiting = [...asked];
		const caller = async (): Promise<void> => {
			for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
				const answer = await rest.webhook('queued', call);
				const items = answer.body as IDataObject[];
				assert.ok(Array.isArray(items), JSON.stringify(answer));
				assert.equal(items[0]?.['status'], 'applied', JSON.stringify(answer));
			}
		};
		await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
		for (const { line, to } of asked) {
			assert.deepEqual(sandbox.line(line), { type: 1, param: to });
		}
		assert.equal(sandbox.requests.length, CALLS);
		const shares = await Promise.all([...workers.values()].map(finishedBy));
		const counts = shares.map((ids) => ids.length);
		assert.equal(new Set(shares.flat()).size, CALLS);
		assert.ok(
			counts.every((count) => count >= CALLS / 10),
			`one worker did nearly all: ${counts.join(' and ')}`,
		);
	});

	const forward = (index: number) => ({ mode: 'forward', to: `+336${20000000 + index}`, type: 1 });
	const voicemail = (index: number) => ({
		mode: 'voicemail',
		to: `team-${index}@example.com`,
		type: 2,
	});
	const off = () => ({ mode: 'off', to: '', type: 0 });

	it('moves one line for 30 calls at once, whichever worker serves them', async (test) => {
		sandbox.reset();
		sandbox.configure({ latency: { ms: 150 } });
		const parameters = {
			virtualNumber: LINE,
			mode: 'fromData',
			modeValue: '={{ $json.body.mode }}',
			destination: '={{ $json.body.to }}',
			options: { alreadySet: 'replace' },
		};
		const setLine = callForward(parameters, world.credential, 'continueRegularOutput');
		await rest.createActive(chain('One line', [webhookTrigger('one-line'), setLine]));
		for (const modes of [[forward], [forward, voicemail, off]]) {
			const before = sandbox.requests.length;
			const wishes = Array.from({ length: AT_ONE_LINE }, (_, index) =>
				(modes[index % modes.length] ?? off)(index),
			);
			const answers = await Promise.all(wishes.map((wish) => rest.webhook('one-line', wish)));
			const items = answers.map(({ body }) => (body as IDataObject[])[0] ?? {});
			const journal = sandbox.requests.slice(before).filter(({ applied }) => applied);

			wishes.forEach(({ type, to }, index) => {
				const item = items[index] ?? {};
				const claims = item['success'] === true && item['changed'] === true;
				const isInJournal = journal.some((set) => set.type === type && set.param === to);
				assert.ok(!claims || isInJournal, `not in the journal: ${JSON.stringify(item)}`);
				if (type !== 0) assert.notEqual(item['status'], 'unchanged');
			});
			const failed = items.filter((item) => item['success'] !== true);
			assert.ok(failed.length <= 1, JSON.stringify(failed[0]));
			const last = journal.at(-1);
			assert.deepEqual(sandbox.line(LINE), { type: last?.type, param: last?.param });
			// What was set last is not what a Replace has switched off for itself.
			if (modes.length === 1) assert.equal(last?.type, 1);
			test.diagnostic(
				`${modes.length} modes: ${failed.length} of ${items.length} failed, ${sandbox.requests.length - before} requests`,
			);
		}
	});

	const LINES = Array.from({ length: BATCH }, (_, index) => String(FIRST_LINE + index));
	const isForwarded = (line: string): boolean => sandbox.line(line)?.type === 1;

	it('claims no success for what a killed worker left undone, and shows the run as failed', async (test) => {
		sandbox.reset();
		sandbox.configure({ latency: { ms: 200 } });
		const running = await startOf(batchWorkflow('batch', LINES));
		await until('the batch to be under way', () => sandbox.requests.length >= 10);
		const name = await workerOf(running);
		await workers.get(name)?.kill();
		const killedAt = Date.now();
		workers.delete(name);

		const execution = await rest.finished(running);
		const seconds = (Date.now() - killedAt) / 1000;
		assert.ok(['error', 'crashed'].includes(execution.status), execution.status);
		assert.deepEqual(output(execution, 'Call Forward'), []);
		const done = LINES.filter(isForwarded).length;
		assert.ok(done < BATCH, 'the batch was over before the worker was killed');
		test.diagnostic(
			`${done} of ${BATCH} lines were set when the worker was killed; shown as ${execution.status} (${String(errorOf(execution)?.message)}) ${seconds.toFixed(0)} s later; ${sandbox.requests.length} requests in all`,
		);
	});

	it('completes the same batch with the worker that is left, lines that were set already included', async (test) => {
		const before = LINES.filter(isForwarded);
		const execution = await runOf(batchWorkflow('again', LINES));
		assert.equal(execution.status, 'success');
		const items = output(execution, 'Call Forward');
		const withStatus = (status: string): unknown[] =>
			items.filter((item) => item['status'] === status).map((item) => item['virtualNumber']);
		assert.deepEqual(withStatus('replaced'), before);
		assert.equal(withStatus('applied').length, BATCH - before.length);
		for (const line of LINES) assert.deepEqual(sandbox.line(line), { type: 1, param: MOBILE });
		test.diagnostic(
			`run again with If Already Set = Replace: ${before.length} replaced, ${BATCH - before.length} applied`,
		);
	});

	it('reaches a running worker when it is installed in the editor', async () => {
		await stopWorkers();
		await addWorker('bare', { withPackage: false });
		await rest.data('POST', '/community-packages', { name: PACKAGE_NAME });
		await until('the worker to install the package', async () =>
			(await workers.get('bare')?.readLog())?.includes('Community package installed'),
		);
		sandbox.reset();
		const execution = await runOf(batchWorkflow('installed', [String(FIRST_LINE)]));
		assert.equal(output(execution, 'Call Forward')[0]?.['status'], 'applied');
	});

	/** Calls a workflow of batchWorkflow() once, and waits for its end. */
	async function runOf(workflow: Workflow): Promise<Execution> {
		return await rest.finished(await startOf(workflow));
	}

	async function startOf(workflow: Workflow): Promise<string> {
		const id = await rest.createActive(workflow);
		await rest.webhook(String(workflow.nodes[0]?.webhookId), {});
		return (await until('the run', async () => (await rest.executionsOf(id))[0])).id;
	}

	function batchWorkflow(path: string, lines: string[]): Workflow {
		const parameters = {
			virtualNumber: '={{ $json.line }}',
			mode: 'callForwarding',
			forwardingNumber: MOBILE,
			options: { concurrency: 2, alreadySet: 'replace' },
		};
		return chain(`Batch: ${path}`, [
			webhookTrigger(path, { responseMode: 'onReceived' }),
			...rows(lines.map((line) => ({ line }))),
			callForward(parameters, world.credential, 'continueErrorOutput'),
		]);
	}

	async function workerOf(executionId: string): Promise<string> {
		for (const [name, worker] of workers) {
			if ((await worker.readLog()).includes(`Worker started execution ${executionId} `))
				return name;
		}
		throw new Error(`No worker has started execution ${executionId}`);
	}
});
