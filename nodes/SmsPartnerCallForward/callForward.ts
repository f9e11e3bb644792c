import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Api } from './api/reply';
import { createApi, CREDENTIAL_TYPE } from './api/transport';
import { createKeySearch } from './api/withhold';
import { createAccessCheck, unreadableCredential, type Access } from './checks/credential';
import { readRunOptions, type RunOptions } from './checks/options';
import { parameterReaders, type ReadParameter } from './checks/parameters';
import type { Problem } from './checks/problem';
import { checkItem, type ForwardRequest } from './checks/request';
import { err, ok, type Result } from './checks/result';
import { dryRun, outcomeOf, refusedByCheck, type Outcome } from './outcome';
import { createMemory, knownBefore, standingOutcomes } from './retryOnFail';
import { settle } from './settle';
import { runBatch } from './timing/batch';
import { clock, ExecutionStopped, type StopSignal } from './timing/clock';
import { createPace, type Pace } from './timing/pace';
import { NOTHING_DONE } from './verdict';

/** How many credentials are read ahead of their items: for each, n8n looks into its database. */
const CREDENTIALS_AHEAD = 50;

/** An item to send. */
interface Job {
	index: number;
	item: INodeExecutionData;
	request: ForwardRequest;
	access: ItemAccess;
}

/** What an item's credential gives, and the credential itself, for n8n's request helper. */
interface ItemAccess extends Access {
	credential: ICredentialDataDecryptedObject;
}

/** An item that the checks have settled, or one to send. */
type Checked = { index: number; outcome: Outcome } | Job;

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
	const stop = context.getExecutionCancelSignal?.() ?? new AbortController().signal;
	const node = context.getNode();
	const readerOf = parameterReaders(context);
	const options = readRunOptions(readerOf(0));
	const checked = checkItems(context, items, readerOf, options);
	const outcomes: Outcomes = items.map(() => undefined);

	// n8n 1.x has no such question. There, only the context of a sub-node counts its own runs.
	const isTool = context.isToolExecution?.() ?? 'getNextRunIndex' in context;
	const memory = createMemory(node, context.getExecutionId(), isTool);
	let jobs: Iterable<Job> | AsyncIterable<Job | undefined> = toSend(checked, outcomes);
	// Elsewhere items are checked while requests of earlier ones are on their way.
	if (stopsOnFailure || node.retryOnFail === true || !options.ok) {
		const all = await takeAll(jobs, stop);
		if (!options.ok || (stopsOnFailure && outcomes.some(hasFailed))) return outcomes;
		const standing = standingOutcomes(all, memory);
		for (const [{ index }, outcome] of standing) outcomes[index] = outcome;
		jobs = all.filter((job) => !standing.has(job));
	}

	const apiOf = apiMaker(context, options.value, stop);
	await runBatch(jobs, {
		concurrency: options.value.concurrency,
		keyOf: ({ request }) => request.line,
		stop,
		run: async (job) => {
			const verdict = await settle(job.request, apiOf(job.access), knownBefore(memory, job));
			const outcome = outcomeOf(job.request, verdict);
			const known = verdict.kind === 'notSet' ? verdict.known : NOTHING_DONE;
			memory.remember(job, { outcome, known });
			outcomes[job.index] = outcome;
			return !(stopsOnFailure && hasFailed(outcome));
		},
	});
	if (stop.aborted) throw new ExecutionStopped();
	return outcomes;
}

/** Checks items in order, each with the credential as it is for this item. */
async function* checkItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	readerOf: (itemIndex: number) => ReadParameter,
	options: Result<RunOptions, Problem>,
): AsyncGenerator<Checked> {
	const accessOf = accessReader(context, items.length);
	for (const [index, item] of items.entries()) {
		const access = await accessOf(index);
		const checked = checkItem(readerOf(index), access, options);
		if (!checked.ok) yield { index, outcome: refusedByCheck(checked.error) };
		else if (checked.value.request.dryRun) yield { index, outcome: dryRun(checked.value.request) };
		else yield { index, item, ...checked.value };
	}
}

/**
 * Gives the access of items that are asked for in order. The credentials of the next ones are being
 * read meanwhile, since each takes n8n a look into its database.
 */
function accessReader(
	context: IExecuteFunctions,
	count: number,
): (index: number) => Promise<Result<ItemAccess, Problem>> {
	const checkAccess = createAccessCheck();
	const begun = new Map<number, ReturnType<typeof readCredential>>();
	let ahead = 0;
	const begin = async (index: number) => {
		const reading = begun.get(index) ?? readCredential(context, index);
		begun.set(index, reading);
		return await reading;
	};
	return async (index) => {
		for (; ahead < Math.min(count, index + CREDENTIALS_AHEAD); ahead++) void begin(ahead);
		const credential = await begin(index);
		begun.delete(index);
		if (!credential.ok) return credential;
		const access = checkAccess(credential.value);
		return access.ok ? ok({ ...access.value, credential: credential.value }) : access;
	};
}

async function readCredential(
	context: IExecuteFunctions,
	index: number,
): Promise<Result<ICredentialDataDecryptedObject, Problem>> {
	try {
		return ok(await context.getCredentials(CREDENTIAL_TYPE, index));
	} catch (error) {
		return err(unreadableCredential(error instanceof Error ? error.message : 'unknown cause'));
	}
}

/** Leaves out the items that the checks have settled, and keeps their outcomes. */
async function* toSend(
	checked: AsyncIterable<Checked>,
	outcomes: Outcomes,
): AsyncGenerator<Job | undefined> {
	for await (const one of checked) {
		if ('outcome' in one) {
			outcomes[one.index] = one.outcome;
			yield undefined;
		} else {
			yield one;
		}
	}
}

/** Reading items is work for n8n, so others go first in between. */
async function takeAll(jobs: AsyncIterable<Job | undefined>, stop: StopSignal): Promise<Job[]> {
	const taken: Job[] = [];
	for await (const job of jobs) {
		if (job !== undefined) taken.push(job);
		await clock.yield();
		if (stop.aborted) throw new ExecutionStopped();
	}
	return taken;
}

/** Makes each item's API; items with the same key share a pace. */
function apiMaker(
	context: IExecuteFunctions,
	options: RunOptions,
	stop: StopSignal,
): (access: ItemAccess) => Api {
	const accounts = new Map<string, Account>();
	return ({ apiKey, baseUrl, credential }) => {
		const account = accounts.get(apiKey) ?? createAccount(apiKey, options);
		accounts.set(apiKey, account);
		const { repeatsKey, pace } = account;
		return createApi(context, { ...options, baseUrl, credential, repeatsKey }, pace, stop);
	};
}

interface Account {
	pace: Pace;
	repeatsKey: (text: string) => boolean;
}

function createAccount(apiKey: string, { requestsPerMinute }: RunOptions): Account {
	// Tells accounts apart without holding their keys.
	const name = createHash('sha256').update(apiKey).digest('base64');
	return { pace: createPace(name, requestsPerMinute), repeatsKey: createKeySearch(apiKey) };
}

function hasFailed(outcome: Outcome | undefined): boolean {
	return outcome?.success === false;
}
