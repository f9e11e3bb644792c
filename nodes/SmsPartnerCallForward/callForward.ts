import { createHash } from 'crypto';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { createApi, CREDENTIAL_TYPE, PATIENCE_MS } from './api/transport';
import { createKeySearch } from './api/withhold';
import { createAccessCheck, unreadableCredential, type Access } from './checks/credential';
import { readRunOptions, type RunOptions } from './checks/options';
import { parameterReaders, type ReadParameter } from './checks/parameters';
import type { Problem } from './checks/problem';
import { checkItem, type ForwardRequest } from './checks/request';
import { err, ok, type Result } from './checks/result';
import { dryRun, outcomeOf, refusedByCheck, type Outcome } from './outcome';
import { createMemory, knownBefore, standing, type Memory } from './retryOnFail';
import { settle } from './settle';
import { runBatch } from './timing/batch';
import { clock, ExecutionStopped, type StopSignal } from './timing/clock';
import { createPace, type Pace } from './timing/pace';
import { NOTHING_DONE } from './verdict';

/** How many credentials are read ahead of their items: for each, n8n looks into its database. */
const CREDENTIALS_AHEAD = 50;

/** What an item's credential gives, and the credential itself, for n8n's request helper. */
interface ItemAccess extends Access {
	credential: ICredentialDataDecryptedObject;
}

interface Item {
	index: number;
	item: INodeExecutionData;
	access: Result<ItemAccess, Problem>;
}

/** An item to send. */
type Job = Omit<Item, 'access'> & { request: ForwardRequest; access: ItemAccess };

type Jobs = Iterable<Job> | AsyncIterable<Job | undefined>;

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
	const outcomes: Outcomes = items.map(() => undefined);

	// n8n 1.x has no such question. There, only the context of a sub-node counts its own runs.
	const isTool = context.isToolExecution?.() ?? 'getNextRunIndex' in context;
	const memory = createMemory(node, context.getExecutionId(), isTool);
	const read = withAccess(context, items);
	let jobs: Jobs = toSend(read, readerOf, options, memory, outcomes);
	// Elsewhere items are checked while requests of earlier ones are on their way.
	if (stopsOnFailure || node.retryOnFail === true || !options.ok) {
		const all = await takeAll(jobs, stop);
		const isRefused = outcomes.some(hasFailed);
		for (const job of all) outcomes[job.index] = memory.recall(job);
		if (!options.ok || (stopsOnFailure && isRefused)) return outcomes;
		const settled = standing(all, memory);
		jobs = all.filter((job) => !settled.has(job));
	}

	const { concurrency, requestsPerMinute } = options.value;
	const accountOf = accountMaker(requestsPerMinute);
	await runBatch(jobs, {
		concurrency,
		keyOf: ({ request }) => request.line,
		takeTurn: async ({ access }, closed) =>
			(await accountOf(access).pace.start(closed, PATIENCE_MS)) === null,
		stop,
		run: async (job, hasStart) => {
			const { baseUrl, credential } = job.access;
			const { pace, repeatsKey } = accountOf(job.access);
			const connection = { ...options.value, baseUrl, credential, repeatsKey };
			const api = createApi(context, connection, pace, stop, hasStart);
			const verdict = await settle(job.request, api, knownBefore(memory, job));
			const outcome = outcomeOf(job.request, verdict);
			const known = verdict.kind === 'notSet' ? verdict.known : NOTHING_DONE;
			memory.remember(job, outcome, known);
			outcomes[job.index] = outcome;
			return !(stopsOnFailure && hasFailed(outcome));
		},
	});
	if (stop.aborted) throw new ExecutionStopped();
	return outcomes;
}

/** Checks items in order. Yields those to send; for others, the outcome is written down. */
async function* toSend(
	items: AsyncIterable<Item>,
	readerOf: (itemIndex: number) => ReadParameter,
	options: Result<RunOptions, Problem>,
	memory: Memory,
	outcomes: Outcomes,
): AsyncGenerator<Job | undefined> {
	for await (const { index, item, access } of items) {
		const checked = checkItem(readerOf(index), access, options);
		if (!checked.ok) {
			// What an earlier pass knew of the line is more than that the item cannot be sent now.
			const earlier = memory.recall({ item, request: checked.error.target });
			outcomes[index] = earlier ?? refusedByCheck(checked.error);
			yield undefined;
		} else if (checked.value.request.dryRun) {
			outcomes[index] = dryRun(checked.value.request);
			yield undefined;
		} else {
			yield { index, item, ...checked.value };
		}
	}
}

/** Gives each item the credential as it is for it, of which the next ones are being read meanwhile. */
async function* withAccess(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): AsyncGenerator<Item> {
	const check = createAccessCheck();
	const ahead: Array<ReturnType<typeof readAccess>> = [];
	let begun = 0;
	for (const [index, item] of items.entries()) {
		const access = await (ahead.shift() ?? readAccess(context, begun++, check));
		yield { index, item, access };
		// Two for each that is handed on, so that the first requests do not wait for all of these.
		const upTo = Math.min(items.length, 2 * (index + 1), index + CREDENTIALS_AHEAD);
		while (begun < upTo) ahead.push(readAccess(context, begun++, check));
	}
}

async function readAccess(
	context: IExecuteFunctions,
	index: number,
	check: ReturnType<typeof createAccessCheck>,
): Promise<Result<ItemAccess, Problem>> {
	try {
		const credential = await context.getCredentials(CREDENTIAL_TYPE, index);
		const access = check(credential);
		return access.ok ? ok({ ...access.value, credential }) : access;
	} catch (error) {
		return err(unreadableCredential(error instanceof Error ? error.message : 'unknown cause'));
	}
}

/** Reading items is work for n8n, so others go first in between. */
async function takeAll(jobs: Jobs, stop: StopSignal): Promise<Job[]> {
	const taken: Job[] = [];
	for await (const job of jobs) {
		if (job !== undefined) taken.push(job);
		await clock.yield();
		if (stop.aborted) throw new ExecutionStopped();
	}
	return taken;
}

interface Account {
	pace: Pace;
	repeatsKey: (text: string) => boolean;
}

/** Items with the same key share a pace. */
function accountMaker(requestsPerMinute: number): (access: Access) => Account {
	const accounts = new Map<string, Account>();
	return ({ apiKey }) => {
		const known = accounts.get(apiKey);
		if (known !== undefined) return known;
		// Tells accounts apart without holding their keys.
		const name = createHash('sha256').update(apiKey).digest('base64');
		const pace = createPace(name, requestsPerMinute);
		const account = { pace, repeatsKey: createKeySearch(apiKey) };
		accounts.set(apiKey, account);
		return account;
	};
}

function hasFailed(outcome: Outcome | undefined): boolean {
	return outcome?.success === false;
}
