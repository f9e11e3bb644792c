import { clock, ExecutionStopped, sleepUntil, type StopSignal } from './clock';

/**
 * Starts are spread over slightly more than a minute, since requests do not arrive as evenly as
 * they start: what leaves 60 000 ms apart can arrive 59 990 ms apart and be one too many.
 */
export const PACED_MINUTE_MS = 60_600;

/**
 * Between the starts of those that a hold kept waiting: 300 a minute, below the vendor's 360. All at
 * once they would meet a limit of which only a part is free again, and use up their retries on it.
 */
export const RESUME_INTERVAL_MS = 200;

/**
 * For refusals that name no time, one after another. The vendor counts by the minute, and the first two
 * holds together are as long, so that two retries are enough.
 */
const UNANNOUNCED_HOLDS_MS = [20_000, 40_000] as const;
const LONGEST_UNANNOUNCED_HOLD_MS = 60_000;

/** A refusal that comes later than this after a hold is the first one again. */
const HOLD_REMEMBERED_MS = 60_000;

/** Pacing state of an account; times are those of `clock.now()`. */
interface Account {
	/** The last start of a run with a limit, which can be ahead. */
	pacedStart: number;
	pacedUntil: number;
	heldSince: number;
	heldUntil: number;
	/** The last start of those that a hold kept waiting, which can be ahead. */
	resumedStart: number;
	/** Holds in a row for which the API named no time. */
	unannouncedHolds: number;
}

const AT_REST: Account = {
	pacedStart: -Infinity,
	pacedUntil: -Infinity,
	heldSince: -Infinity,
	heldUntil: -Infinity,
	resumedStart: -Infinity,
	unannouncedHolds: 0,
};

/** The accounts in use in this n8n process. Those at rest go when the next run begins. */
export const accounts = new Map<string, Account>();

function sweep(): void {
	const now = clock.now();
	for (const [key, { pacedUntil, heldUntil, resumedStart }] of accounts) {
		const restsAt = Math.max(pacedUntil, heldUntil + HOLD_REMEMBERED_MS, resumedStart);
		if (restsAt <= now) accounts.delete(key);
	}
}

/** When requests may start: the same one for all items of a run. */
export interface Pace {
	/**
	 * Waits for the next start. An urgent one does not wait for others of the run.
	 *
	 * @returns null when a request may start now; otherwise for how many milliseconds more the account
	 *   is held, where that is longer than `patienceMs`: nothing may be sent then
	 * @throws ExecutionStopped
	 */
	start(stop: StopSignal, patienceMs: number, isUrgent?: boolean): Promise<number | null>;
	/** Lets no request of the account start for a time: the API asked for it. */
	hold(ms: number): void;
	/**
	 * The same where the API named no time.
	 *
	 * @param startedAt `clock.now()` when the refused request started. One that started before the last
	 *   hold began tells nothing new.
	 */
	holdUnannounced(startedAt: number): void;
}

/**
 * The pace of one run. Runs with a limit share a clock: each start comes the run's own interval after
 * the account's last such start, whichever run made that one. Runs without a limit are neither counted
 * nor kept waiting, but for holds, which are for all.
 *
 * @param account tells accounts apart
 * @param requestsPerMinute 0 for no limit
 */
export function createPace(account: string, requestsPerMinute: number): Pace {
	const intervalMs = requestsPerMinute > 0 ? PACED_MINUTE_MS / requestsPerMinute : 0;
	/** A run has one reservation at a time, so that one with many waiting counts as one among others. */
	let turns: Promise<void> = Promise.resolve();
	sweep();

	const read = (): Account => accounts.get(account) ?? AT_REST;
	const write = (changes: Partial<Account>) => accounts.set(account, { ...read(), ...changes });
	const heldMs = () => read().heldUntil - clock.now();

	async function takeTurn(stop: StopSignal): Promise<void> {
		if (heldMs() > 0) return;
		const { pacedStart: before } = read();
		// Time that went by unused is not caught up on.
		const pacedStart = Math.max(clock.now(), before + intervalMs);
		write({ pacedStart, pacedUntil: pacedStart + Math.max(PACED_MINUTE_MS, intervalMs) });
		const wait = sleepUntil(pacedStart, stop);
		wait.catch(() => {
			// Given back, unless somebody has reserved after it.
			if (read().pacedStart === pacedStart) write({ pacedStart: before });
		});
		await wait;
	}

	async function waitOutHold(stop: StopSignal): Promise<void> {
		const { heldUntil, resumedStart: before } = read();
		const resumedStart = Math.max(heldUntil, before + RESUME_INTERVAL_MS);
		write({ resumedStart });
		await sleepUntil(resumedStart, stop);
	}

	function hold(ms: number): void {
		const { heldSince, heldUntil } = read();
		const now = clock.now();
		write({
			heldSince: heldUntil > now ? heldSince : now,
			heldUntil: Math.max(heldUntil, now + ms),
		});
	}

	return {
		async start(stop, patienceMs, isUrgent) {
			do {
				// A hold can grow meanwhile, and begin during a wait for the turn.
				for (let ms = heldMs(); ms > 0; ms = heldMs()) {
					if (ms > patienceMs) return ms;
					await waitOutHold(stop);
				}
				if (intervalMs > 0 && isUrgent) {
					await takeTurn(stop);
				} else if (intervalMs > 0) {
					turns = turns.catch(() => undefined).then(async () => await takeTurn(stop));
					await turns;
				}
			} while (heldMs() > 0);
			if (stop.aborted) throw new ExecutionStopped();
			return null;
		},
		hold,
		holdUnannounced(startedAt) {
			const { heldSince, heldUntil, unannouncedHolds } = read();
			if (startedAt <= heldSince) return;
			const before = clock.now() < heldUntil + HOLD_REMEMBERED_MS ? unannouncedHolds : 0;
			write({ unannouncedHolds: before + 1 });
			hold(UNANNOUNCED_HOLDS_MS[before] ?? LONGEST_UNANNOUNCED_HOLD_MS);
		},
	};
}
