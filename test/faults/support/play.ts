import type { RequestRecord, Sandbox } from '../../../sandbox/server';
import type { LineState } from '../../../sandbox/rules';
import {
	builtAccounts,
	builtClock,
	builtLines,
	runWorkflow,
	type CallForwardResult,
} from '../../engine/harness';
import { useFakeClock } from '../../unit/support/clock';
import { LINES, type Execution, type Scenario } from './model';
import { tapRequests, type Attempt, type Watcher } from './tap';

/** A request as the node makes it, in the node's own time. */
export interface Start extends Attempt {
	/** Of the execution, and the row in it, that it is for. */
	execution: number;
	row: number;
	/** In milliseconds from the beginning, as is `endedAt`. */
	at: number;
	endedAt: number;
	/** Requests under way, itself included: of its execution, and of its line. */
	inFlight: number;
	ofItsLine: number;
	/** What the API saw of it. */
	record: RequestRecord;
	/** Where the line pointed before it and after it. */
	before: LineState | undefined;
	after: LineState | undefined;
	/** How long its answer asks all to wait: 0 where it names no time, null where it does not ask. */
	askedMs: number | null;
}

/** What became of one execution. */
export interface Played {
	settings: Execution;
	result: CallForwardResult;
	/** In milliseconds from the beginning; infinite where it was not stopped. */
	stoppedAt: number;
	endedAt: number;
	/** Its own requests. */
	starts: Start[];
}

/** The key of an account. */
export const keyOf = (account: number) => `key-of-account-${account}`;

/**
 * Plays a scenario: one API for each account, in which the lines begin alike.
 *
 * @returns the executions, and the requests of each account, both in the order of their starts
 */
export async function play(
	{ executions, start, faults, whenOn, rejectionStatus, latencies, chance }: Scenario,
	apis: Sandbox[],
): Promise<{ played: Played[]; ofAccounts: Start[][] }> {
	jest.restoreAllMocks();
	builtLines().clear();
	for (const api of apis) {
		api.reset();
		api.configure({ whenOn, rejectionStatus });
		LINES.forEach((number, i) => api.setLine(number, start[i] ?? { type: 0, param: '' }));
	}
	for (const fault of faults) apis[0]?.addFault(fault);

	const clock = useFakeClock({ clock: builtClock(), accounts: builtAccounts() });
	clock.chance = chance;
	const begin = clock.now;
	const elapsed = () => clock.now - begin;
	const ofAccounts: Start[][] = apis.map(() => []);
	const underWay = new Set<Start>();

	async function playOne(settings: Execution, execution: number): Promise<Played> {
		const { account, startAt, stopAfter, rows, onError, ...options } = settings;
		const api = apis[account] as Sandbox;
		const ofAccount = ofAccounts[account] as Start[];
		const stop = new AbortController();
		const stopped = new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
		let stoppedAt = Infinity;
		let endedAt = NaN;

		const request: Watcher['request'] = async (attempt, send, credential) => {
			const count = (isAlike: (other: Start) => boolean) => [...underWay].filter(isAlike).length;
			const made = {
				...attempt,
				execution,
				row: credential?.row,
				at: elapsed(),
				inFlight: 1 + count((other) => other.execution === execution),
				ofItsLine: 1 + count((other) => other.number === attempt.number),
				before: api.line(attempt.number),
				askedMs: null,
			} as Start;
			underWay.add(made);
			const latency = latencies[ofAccount.push(made) % latencies.length] ?? 0;
			try {
				const response = await clock.standStillFor(send());
				made.askedMs = askedBy(response);
				return response;
			} finally {
				// One request of an account after another gets here: no two start at the same time.
				made.record = api.requests[ofAccount.indexOf(made)] as RequestRecord;
				made.after = api.line(attempt.number);
				await Promise.race([clock.sleep(latency), stopped]);
				made.endedAt = elapsed();
				if (stop.signal.aborted) made.askedMs = null;
				underWay.delete(made);
			}
		};

		await clock.sleep(startAt);
		let onStart = (): void => undefined;
		const hasStarted = new Promise<void>((resolve) => (onStart = resolve));
		let onEnd = (): void => undefined;
		const hasEnded = new Promise<void>((resolve) => (onEnd = resolve));
		const running = runWorkflow({
			items: rows,
			// An item's requests carry its own credential, so that it can be told which item they are for.
			credentials: (row) => ({ apiKey: keyOf(account), baseUrl: api.baseUrl, row }),
			options: {
				...options,
				timeout: 20_000,
				alreadySet: '={{ $json.alreadySet }}',
				dryRun: '={{ $json.dryRun }}',
			},
			onError,
			signal: stop.signal,
			installed: tapRequests({
				request,
				onStart,
				onEnd() {
					endedAt = elapsed();
					onEnd();
				},
			}),
		});
		// What n8n does before it runs the node takes no time either.
		await clock.standStillFor(hasStarted);
		if (stopAfter !== undefined) {
			void clock.sleep(stopAfter).then(() => {
				stoppedAt = elapsed();
				stop.abort();
			});
		}
		const [result] = await Promise.all([running, hasEnded]);
		const starts = ofAccount.filter((made) => made.execution === execution);
		return { settings, result, stoppedAt, endedAt, starts };
	}

	return { played: await Promise.all(executions.map(playOne)), ofAccounts };
}

/** How long an answer asks to wait, 0 where it names no time; null where it does not ask. */
function askedBy(response: unknown): number | null {
	const { statusCode, headers } = response as {
		statusCode: number;
		headers: Record<string, string | undefined>;
	};
	if (statusCode !== 429) return null;
	const text = headers['retry-after'] ?? '';
	return /^\d+$/.test(text) ? Number(text) * 1000 : 0;
}
