import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { createMask } from './api/redact';
import { createPost, CREDENTIAL_TYPE } from './api/transport';
import { checkAccess, type Access } from './checks/credential';
import { readRunOptions } from './checks/options';
import { parameterReaders, type ReadParameter } from './checks/parameters';
import type { Problem } from './checks/problem';
import { checkItem, type ForwardRequest } from './checks/request';
import type { Result } from './checks/result';
import { dryRun, refusedByCheck, type Outcome } from './outcome';
import { changedBefore, createMemory, standingOutcomes } from './retryOnFail';
import { settle } from './settle';
import { runBatch } from './timing/batch';
import { clock, ExecutionStopped, type StopSignal } from './timing/clock';
import { createPace } from './timing/pace';

/** An item to send. */
interface Job {
	index: number;
	item: INodeExecutionData;
	request: ForwardRequest;
}

/** The outcomes by item; undefined for items that were not started. */
type Outcomes = Array<Outcome | undefined>;

/**
 * Sets the forwarding of each item's virtual number.
 *
 * @param stopsOnFailure whether nothing is sent when an item cannot be sent, and no item starts
 *   after one has failed
 * @throws ExecutionStopped
 */
export async function callForward(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	stopsOnFailure: boolean,
): Promise<Outcomes> {
	const stop = context.getExecutionCancelSignal?.() ?? { aborted: false };
	const node = context.getNode();
	const credential = await readCredential(context);
	const access = checkAccess(credential);
	const outcomes: Outcomes = items.map(() => undefined);
	const readerOf = parameterReaders(context);
	const options = readRunOptions(readerOf(0));
	let jobs: Iterable<Job | undefined> = checkItems(items, readerOf, access, options, outcomes);

	// n8n 1.x has no such question. There, only the context of a sub-node counts its own runs.
	const isTool = context.isToolExecution?.() ?? 'getNextRunIndex' in context;
	const memory = createMemory(node, context.getExecutionId(), isTool);
	// Elsewhere items are checked while requests of earlier ones are on their way.
	const checksFirst = stopsOnFailure || node.retryOnFail === true;
	if (checksFirst || !access.ok || !options.ok) {
		const checked = await takeAll(jobs, stop);
		if (!access.ok || !options.ok || (stopsOnFailure && outcomes.some(hasFailed))) return outcomes;
		const standing = standingOutcomes(checked, memory);
		for (const [{ index }, outcome] of standing) outcomes[index] = outcome;
		jobs = checked.filter((job) => !standing.has(job));
	}

	const { baseUrl, apiKey } = access.value;
	const account = accountOf(access.value);
	const pace = createPace(account, options.value.requestsPerMinute, stop);
	const connection = { ...options.value, baseUrl, credential, mask: createMask(apiKey) };
	const post = createPost(context, connection, pace, stop);
	await runBatch(jobs, {
		concurrency: options.value.concurrency,
		drawsFirst: checksFirst,
		keyOf: ({ request }) => `${account} ${request.line}`,
		stop,
		run: async (job) => {
			const outcome = await settle(job.request, post, changedBefore(memory, job));
			memory.remember(job, outcome);
			outcomes[job.index] = outcome;
			return !(stopsOnFailure && hasFailed(outcome));
		},
	});
	if (stop.aborted) throw new ExecutionStopped();
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

/** Checks items in order: gives those to send, and undefined for those that the checks settle. */
function* checkItems(
	items: INodeExecutionData[],
	readerOf: (itemIndex: number) => ReadParameter,
	access: Result<Access, Problem>,
	options: Result<unknown, Problem>,
	outcomes: Outcomes,
): Generator<Job | undefined> {
	for (const [index, item] of items.entries()) {
		const checked = checkItem(readerOf(index), access, options);
		if (checked.ok && !checked.value.dryRun) {
			yield { index, item, request: checked.value };
		} else {
			outcomes[index] = checked.ok ? dryRun(checked.value) : refusedByCheck(checked.error);
			yield undefined;
		}
	}
}

/** Reading parameters is work for n8n, so others go first in between. */
async function takeAll(jobs: Iterable<Job | undefined>, stop: StopSignal): Promise<Job[]> {
	const taken: Job[] = [];
	for (const job of jobs) {
		if (job !== undefined) taken.push(job);
		await clock.yield();
		if (stop.aborted) throw new ExecutionStopped();
	}
	return taken;
}

/** Tells accounts apart without holding their keys. */
function accountOf({ baseUrl, apiKey }: Access): string {
	const { origin, pathname } = new URL(baseUrl);
	return createHash('sha256').update(`${origin}${pathname} ${apiKey}`).digest('base64');
}

function hasFailed(outcome: Outcome | undefined): boolean {
	return outcome?.success === false;
}
