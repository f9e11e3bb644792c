import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { createMask } from './api/redact';
import { createPost, CREDENTIAL_TYPE } from './api/transport';
import { checkAccess, type Access } from './checks/credential';
import { readRunOptions } from './checks/options';
import { parameterReaders } from './checks/parameters';
import type { Problem } from './checks/problem';
import { checkItem, type ForwardRequest } from './checks/request';
import type { Result } from './checks/result';
import { dryRun, refusedByCheck, type Outcome } from './outcome';
import { changedBefore, createMemory, standingOutcomes } from './retryOnFail';
import { settle } from './settle';
import { runBatch } from './timing/batch';
import { clock, ExecutionStopped, type StopSignal } from './timing/clock';
import { createPace } from './timing/pace';

/** How long checking items may keep n8n from other work. */
const MAX_BLOCKING_MS = 50;

/** An item to send. */
interface Job {
	index: number;
	item: INodeExecutionData;
	request: ForwardRequest;
}

/** An item after the checks: to be sent, or settled by them already. */
type CheckedItem = { kind: 'ready'; job: Job } | { kind: 'settled'; outcome: Outcome };

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
	const outcomes = new Array<Outcome | undefined>(items.length).fill(undefined);
	const jobs: Job[] = [];
	for await (const [index, checked] of checkItems(context, items, access, stop)) {
		if (checked.kind === 'ready') jobs.push(checked.job);
		else outcomes[index] = checked.outcome;
	}
	if (!access.ok || (stopsOnFailure && outcomes.some(hasFailed))) return outcomes;

	const options = readRunOptions(parameterReaders(context)(0)('options'));
	const pace = createPace(options.requestsPerMinute, stop);
	const { baseUrl, apiKey } = access.value;
	const connection = { ...options, baseUrl, credential, mask: createMask(apiKey) };
	const post = createPost(context, connection, pace, stop);
	const isTool = context.isToolExecution?.() === true;
	const memory = createMemory(context.getNode(), context.getExecutionId(), isTool);
	const standing = standingOutcomes(jobs, memory);
	for (const [job, outcome] of standing) outcomes[job.index] = outcome;

	await runBatch(
		jobs.filter((job) => !standing.has(job)),
		{
			concurrency: options.concurrency,
			keyOf: ({ request }) => request.line,
			run: async (job) => {
				const outcome = await settle(job.request, post, changedBefore(memory, job));
				memory.remember(job, outcome);
				outcomes[job.index] = outcome;
				return !(stopsOnFailure && hasFailed(outcome));
			},
		},
	);
	return outcomes;
}

async function readCredential(context: IExecuteFunctions): Promise<ICredentialDataDecryptedObject> {
	try {
		return await context.getCredentials(CREDENTIAL_TYPE);
	} catch {
		// None is selected, or it cannot be decrypted: the checks then ask for a key, item by item.
		return {};
	}
}

/** Checks items in order. Reading parameters is work for n8n, so it gets breaks. */
async function* checkItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	access: Result<Access, Problem>,
	stop: StopSignal,
): AsyncGenerator<[number, CheckedItem]> {
	const readerOf = parameterReaders(context);
	let breakAt = clock.now() + MAX_BLOCKING_MS;
	for (const [index, item] of items.entries()) {
		const checked = checkItem(readerOf(index), access);
		if (!checked.ok) {
			yield [index, { kind: 'settled', outcome: refusedByCheck(checked.error) }];
		} else if (checked.value.dryRun) {
			yield [index, { kind: 'settled', outcome: dryRun(checked.value) }];
		} else {
			yield [index, { kind: 'ready', job: { index, item, request: checked.value } }];
		}
		if (clock.now() < breakAt) continue;
		await clock.sleep(0);
		if (stop.aborted) throw new ExecutionStopped();
		breakAt = clock.now() + MAX_BLOCKING_MS;
	}
}

function hasFailed(outcome: Outcome | undefined): boolean {
	return outcome?.success === false;
}
