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
import { callForward, chain, node, rows, webhookTrigger } from '../lib/workflows';
import type { WorkflowNode } from '../lib/workflows';
import { openWorld } from '../lib/world';
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
	async function addWorker(
		name: string,
		options: { withPackage: boolean; env?: Record<string, string> } = { withPackage: true },
	): Promise<void> {
		const userFolder = join(folder, name);
		await mkdir(userFolder);
		if (options.withPackage) await installPackage(tarball, userFolder);
		const install = await ensureN8n(world.version);
		const settings = { ...env, ...options.env };
		const worker = await startWorker({ install, userFolder, env: settings }, name);
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
		const { node: nodeBinary } = await ensureN8n(process.env['E2E_N8N']);
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

	it(`serves ${CALLS} webhook calls with both workers, and every line ends as it was asked`, async (test) => {
		await rest.createActive(
			chain('By webhook', [
				webhookTrigger('queued'),
				callForward(
					{
						virtualNumber: '={{ $json.body.line }}',
						mode: 'callForwarding',
						forwardingNumber: '={{ $json.body.to }}',
					},
					world.credential,
				),
			]),
		);
		const asked = Array.from({ length: CALLS }, (_, index) => ({
			line: String(FIRST_LINE + index),
			to: `+336${String(10000000 + index)}`,
		}));
		const startedAt = Date.now();
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
		const seconds = (Date.now() - startedAt) / 1000;

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
		test.diagnostic(
			`${CALLS} calls, ${CALLS_AT_ONCE} at a time: ${counts.join(' and ')} by the two workers, ${seconds.toFixed(1)} s, ${(CALLS / seconds).toFixed(0)} a second`,
		);
	});

	/** What a call asks for, as the API's type and param. */
	interface Wish {
		mode: string;
		destination: string;
		type: 0 | 1 | 2;
	}
	const forwarded = (index: number): Wish => {
		return { mode: 'forward', destination: `+336${20000000 + index}`, type: 1 };
	};
	const toVoicemail = (index: number): Wish => {
		return { mode: 'voicemail', destination: `team-${index}@example.com`, type: 2 };
	};
	const off = (): Wish => ({ mode: 'off', destination: '', type: 0 });
	const oneOfThree = (index: number): Wish => {
		return [forwarded, toVoicemail, off][index % 3]?.(index) ?? off();
	};

	it('moves one line for 30 calls at once, twice, whichever worker serves them', async (test) => {
		sandbox.reset();
		sandbox.configure({ latency: { ms: 150 } });
		await rest.createActive(
			chain('One line', [
				webhookTrigger('one-line'),
				callForward(
					{
						virtualNumber: LINE,
						mode: 'fromData',
						modeValue: '={{ $json.body.mode }}',
						destination: '={{ $json.body.destination }}',
						options: { alreadySet: 'replace' },
					},
					world.credential,
					'continueRegularOutput',
				),
			]),
		);
		for (const [what, wishOf] of [
			['forwarded', forwarded],
			['forwarded again', (index: number) => forwarded(100 + index)],
			['forward, voicemail and off mixed', oneOfThree],
		] as const) {
			const before = sandbox.requests.length;
			const wishes = Array.from({ length: AT_ONE_LINE }, (_, index) => wishOf(index));
			const answers = await Promise.all(
				wishes.map(async (wish) => await rest.webhook('one-line', wish)),
			);
			const items = answers.map(({ body }) => (body as IDataObject[])[0] ?? {});
			const journal = sandbox.requests.slice(before).filter(({ applied }) => applied);
			const isInJournal = ({ type, destination }: Wish): boolean =>
				journal.some((request) => request.type === type && request.param === destination);

			items.forEach((item, index) => {
				const wish = wishes[index] ?? off();
				const isTrue = item['changed'] !== true || item['success'] !== true || isInJournal(wish);
				assert.ok(isTrue, `not in the journal: ${JSON.stringify(item)}`);
				if (wish.type !== 0) assert.notEqual(item['status'], 'unchanged');
			});
			const failed = items.filter((item) => item['success'] !== true);
			assert.ok(failed.length <= 1, JSON.stringify(failed[0]));
			const last = journal.at(-1);
			assert.deepEqual(sandbox.line(LINE), { type: last?.type, param: last?.param });
			// What was set last is not what a Replace has switched off for itself.
			if (wishOf !== oneOfThree) assert.equal(sandbox.line(LINE)?.type, 1);
			test.diagnostic(
				`${what}: ${failed.length} of ${items.length} failed, ${sandbox.requests.length - before} requests`,
			);
		}
	});

	it('claims no success for what a killed worker left undone, and shows the run as failed', async (test) => {
		sandbox.reset();
		sandbox.configure({ latency: { ms: 200 } });
		const lines = Array.from({ length: BATCH }, (_, index) => String(FIRST_LINE + index));
		const id = await rest.createActive(batchWorkflow('batch', lines));
		await rest.webhook('batch', {});
		await until('the batch to be under way', () =>
			sandbox.requests.length >= 10 ? true : undefined,
		);
		const [running] = await rest.executionsOf(id);
		assert.ok(running);
		const name = await workerOf(running.id);
		await workers.get(name)?.kill();
		const killedAt = Date.now();
		workers.delete(name);
		const done = () => lines.filter((line) => sandbox.line(line)?.type === 1).length;

		const execution = await rest.finished(running.id);
		const seconds = (Date.now() - killedAt) / 1000;
		assert.ok(['error', 'crashed'].includes(execution.status), execution.status);
		assert.deepEqual(output(execution, 'Call Forward'), []);
		assert.ok(done() < BATCH, 'the batch was over before the worker was killed');
		test.diagnostic(
			`${done()} of ${BATCH} lines were set when the worker was killed; shown as ${execution.status} (${String(errorOf(execution)?.message)}) ${seconds.toFixed(0)} s later; ${sandbox.requests.length} requests in all`,
		);
	});

	it('completes the same batch with the worker that is left, lines that were set already included', async (test) => {
		const lines = Array.from({ length: BATCH }, (_, index) => String(FIRST_LINE + index));
		const before = lines.filter((line) => sandbox.line(line)?.type === 1);
		const id = await rest.createActive(batchWorkflow('again', lines));
		await rest.webhook('again', {});
		const execution = await onlyRunOf(id);
		assert.equal(execution.status, 'success');
		const items = output(execution, 'Call Forward');
		const withStatus = (status: string): unknown[] =>
			items.filter((item) => item['status'] === status).map((item) => item['virtualNumber']);
		assert.deepEqual(withStatus('replaced'), before);
		assert.equal(withStatus('applied').length, BATCH - before.length);
		for (const line of lines) assert.deepEqual(sandbox.line(line), { type: 1, param: MOBILE });
		test.diagnostic(
			`run again with If Already Set = Replace: ${before.length} replaced, ${BATCH - before.length} applied`,
		);
	});

	it('fails, sending nothing, on a worker without the package', async () => {
		await stopWorkers();
		await addWorker('bare', { withPackage: false });
		const execution = await runOnce('bare');
		assert.notEqual(execution.status, 'success');
		assert.match(execution.raw, /Unrecognized node type: n8n-nodes-smspartner/);
		assert.equal(sandbox.requests.length, 0);
	});

	it('reaches a running worker when it is installed in the editor', async () => {
		await rest.data('POST', '/community-packages', { name: PACKAGE_NAME });
		await until('the worker to install the package', async () =>
			(await workers.get('bare')?.readLog())?.includes('Community package installed')
				? true
				: undefined,
		);
		const execution = await runOnce('installed');
		assert.equal(output(execution, 'Call Forward')[0]?.['status'], 'applied');
	});

	it('is not on a worker that starts later, unless N8N_REINSTALL_MISSING_PACKAGES is true', async () => {
		await stopWorkers();
		await addWorker('later', { withPackage: false });
		assert.equal((await runOnce('later')).status, 'error');

		await stopWorkers();
		const reinstalling = { N8N_REINSTALL_MISSING_PACKAGES: 'true' };
		await addWorker('reinstalling', { withPackage: false, env: reinstalling });
		const execution = await runOnce('reinstalling');
		assert.equal(output(execution, 'Call Forward')[0]?.['status'], 'applied');
	});

	async function runOnce(path: string): Promise<Execution> {
		sandbox.reset();
		const id = await rest.createActive(batchWorkflow(path, [String(FIRST_LINE)]));
		await rest.webhook(path, {});
		return await onlyRunOf(id);
	}

	async function onlyRunOf(workflowId: string): Promise<Execution> {
		const started = await until('the run', async () => (await rest.executionsOf(workflowId))[0]);
		return await rest.finished(started.id);
	}

	function batchWorkflow(path: string, lines: string[]) {
		return chain(`Batch: ${path}`, [
			answeringAtOnce(path),
			...rows(lines.map((line) => ({ line }))),
			callForward(
				{
					virtualNumber: '={{ $json.line }}',
					mode: 'callForwarding',
					forwardingNumber: MOBILE,
					options: { concurrency: 2, alreadySet: 'replace' },
				},
				world.credential,
				'continueErrorOutput',
			),
		]);
	}

	const answeringAtOnce = (path: string): WorkflowNode =>
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			2,
			{ path, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
			{ webhookId: path },
		);

	async function workerOf(executionId: string): Promise<string> {
		for (const [name, worker] of workers) {
			if ((await worker.readLog()).includes(`Worker started execution ${executionId} `))
				return name;
		}
		throw new Error(`No worker has started execution ${executionId}`);
	}
});
