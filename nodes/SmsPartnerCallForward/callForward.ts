import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { checkAccess, type Access } from './checks/credential';
import { runBatch } from './timing/batch';
import { clock, type StopSignal } from './timing/clock';
import { createMemory, type Memory } from './retryOnFail';
import { dryRun, refusedByCheck, type Outcome } from './outcome';
import { createPace } from './timing/pace';
import { parameterReader, readRunSettings } from './checks/parameters';
import type { Problem } from './checks/problem';
import { checkItem, type ForwardRequest } from './checks/request';
import type { Result } from './checks/result';
import { createMask } from './api/redact';
import { settle } from './settle';
import { createPost, CREDENTIAL_TYPE, ExecutionStopped } from './api/transport';

/** How long checking items may keep n8n from other work. */
const MAX_BLOCKING_MS = 50;

/** An item on its way: it has an outcome once it is settled, and a request if it passed the checks. */
interface Job {
	item: INodeExecutionData;
	request: ForwardRequest | undefined;
	outcome: Outcome | undefined;
}

/**
 * Sets the forwarding of each item's virtual number.
 *
 * @param stopsOnFailure whether nothing is sent when an item cannot be sent, and no item starts
 *   after one has failed
 * @returns the outcomes by item; undefined for items that were not started
 * @throws ExecutionStopped
 */
export async function callForward(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	stopsOnFailure: boolean,
): Promise<Array<Outcome | undefined>> {
	const stop = context.getExecutionCancelSignal?.() ?? { aborted: false };
	const credential = await readCredential(context);
	const access = checkAccess(credential);
	const jobs = await checkItems(context, items, access, stop);

	if (access.ok && !(stopsOnFailure && jobs.some(hasFailed))) {
		const settings = readRunSettings(context);
		const credentials = { id: '', name: '', type: CREDENTIAL_TYPE, data: credential };
		const pace = createPace(settings.requestsPerMinute, stop);
		const connection = {
			...settings,
			baseUrl: access.value.baseUrl,
			mask: createMask(access.value.apiKey),
			credentials,
		};
		const post = createPost(context, connection, pace, stop);
		const memory = createMemory(context.getNode(), context.getExecutionId());
		recallSettled(jobs, memory);

		await runBatch(jobs.filter(isToSend), {
			concurrency: settings.concurrency,
			keyOf: ({ request }) => request.line,
			run: async (job) => {
				const earlier = memory.recall(job.item, job.request);
				const isInDoubt = earlier !== undefined && earlier.changed !== false;
				job.outcome = await settle(job.request, post, isInDoubt);
				memory.remember(job.item, job.request, job.outcome);
				return !(stopsOnFailure && hasFailed(job));
			},
		});
	}
	return jobs.map(({ outcome }) => outcome);
}

async function readCredential(context: IExecuteFunctions): Promise<ICredentialDataDecryptedObject> {
	try {
		return await context.getCredentials(CREDENTIAL_TYPE);
	} catch {
		// None is selected, or it cannot be decrypted: the checks then ask for a key, item by item.
		return {};
	}
}

/** Checks all items before the first request. Reading parameters is work for n8n, so it gets breaks. */
async function checkItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	access: Result<Access, Problem>,
	stop: StopSignal,
): Promise<Job[]> {
	const jobs: Job[] = [];
	let breakAt = clock.now() + MAX_BLOCKING_MS;
	for (const [index, item] of items.entries()) {
		jobs.push({ item, ...checkOne(context, index, access) });
		if (clock.now() < breakAt) continue;
		await clock.sleep(0);
		if (stop.aborted) throw new ExecutionStopped();
		breakAt = clock.now() + MAX_BLOCKING_MS;
	}
	return jobs;
}

function checkOne(
	context: IExecuteFunctions,
	index: number,
	access: Result<Access, Problem>,
): Pick<Job, 'request' | 'outcome'> {
	const checked = checkItem(parameterReader(context, index), access);
	if (!checked.ok) return { request: undefined, outcome: refusedByCheck(checked) };
	const { request } = checked;
	return { request, outcome: request.dryRun ? dryRun(request) : undefined };
}

/**
 * Takes over what an earlier pass of Retry On Fail settled: successes, and failures that a later
 * success on the same line made obsolete, since sending those again would undo it.
 */
function recallSettled(jobs: Job[], memory: Memory): void {
	const settledLines = new Set<string>();
	for (const job of [...jobs].reverse().filter(isToSend)) {
		const earlier = memory.recall(job.item, job.request);
		if (earlier?.success === true) settledLines.add(job.request.line);
		if (settledLines.has(job.request.line)) job.outcome = earlier;
	}
}

function isToSend(job: Job): job is Job & { request: ForwardRequest } {
	return job.request !== undefined && job.outcome === undefined;
}

function hasFailed({ outcome }: Job): boolean {
	return outcome?.success === false;
}
