import { clock, sleepUntil, type StopSignal } from './clock';

/** Slightly more than a minute, since what leaves 60 000 ms apart can arrive 59 990 ms apart. */
export const PACED_MINUTE_MS = 60_600;

/** Between the starts after a hold: 300 a minute, below the vendor's 360. */
export const RESUME_INTERVAL_MS = 200;

/**
 * Where the API names no time: 20 s, then 40 s, then 60 s. It counts by the minute, and the first two
 * together are as long, so that two retries are enough.
 */
const UNANNOUNCED_HOLD_MS = 20_000;
const LONGEST_UNANNOUNCED_HOLD_MS = 60_000;

/** Whatever the API asks for. */
const LONGEST_HOLD_MS = 3_600_000;

/** A refusal that comes later than this after a hold is the first one again. */
const HOLD_REMEMBERED_MS = 60_000;

/** Pacing state of an account; times are those of `clock.now()`, and starts can be ahead. */
interface Account {
	/** The last start of a run with a limit. */
	pacedStart: number;
	/** The last start of those that a hold kept waiting, and of those that came while they started. */
	resumedStart: number;
	heldSince: number;
	heldUntil: number;
	/** Holds in a row for which the API named no time. */
	unannouncedHolds: number;
	keptUntil: number;
}

const AT_REST: Account = {
	pacedStart: -Infinity,
	resumedStart: -Infinity,
	heldSince: -Infinity,
	heldUntil: -Infinity,
	unannouncedHolds: 0,
	keptUntil: -Infinity,
};

/** The accounts in use in this n8n process. Those at rest go when the next run begins. */
export const accounts = new Map<string, Account>();

function sweep(): void {
	for (const [name, { keptUntil }] of accounts) {
		if (keptUntil <= clock.now()) accounts.delete(name);
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
	/**
	 * Lets no request of the account start for a time, since the API asked for it.
	 *
	 * @param askedMs null where it named no time
	 * @param startedAt `clock.now()` when the request that was answered so started
	 */
	hold(askedMs: number | null, startedAt: number): void;
}

/**
 * The pace of one run. Runs with a limit share a clock: each start comes the run's own interval after
 * the account's last such start, whichever run made that one. Runs without a limit are neither counted
 * nor kept waiting, but for holds, which are for all: after one, starts are spread until nobody waits.
 *
 * @param name tells accounts apart
 * @param requestsPerMinute 0 for no limit
 */
export function createPace(name: string, requestsPerMinute: number): Pace {
	const isLimited = requestsPerMinute > 0;
	const intervalMs = isLimited ? PACED_MINUTE_MS / requestsPerMinute : 0;
	/** A run has one reservation at a time, so that one with many waiting counts as one among others. */
	let turns: Promise<unknown> = Promise.resolve();
	sweep();

	const read = (): Account => accounts.get(name) ?? AT_REST;
	function write(changes: Partial<Account>): void {
		const account = { ...read(), ...changes };
		const { pacedStart, resumedStart, heldUntil } = account;
		account.keptUntil = Math.max(
			account.keptUntil,
			pacedStart + Math.max(PACED_MINUTE_MS, intervalMs),
			resumedStart + RESUME_INTERVAL_MS,
			heldUntil + HOLD_REMEMBERED_MS,
		);
		accounts.set(name, account);
	}

	/** The next place after a hold. */
	const resumesAt = ({ heldUntil, resumedStart }: Account): number =>
		Math.max(heldUntil, resumedStart + RESUME_INTERVAL_MS);

	/** Reserves the next start and waits for it, again where a hold keeps it from being one. */
	async function nextStart(stop: StopSignal, patienceMs: number): Promise<number | null> {
		for (;;) {
			const now = clock.now();
			const before = read();
			const heldMs = before.heldUntil - now;
			if (heldMs > patienceMs) return heldMs;
			// Time that went by unused is not caught up on.
			const start = Math.max(
				now,
				resumesAt(before),
				isLimited ? before.pacedStart + intervalMs : now,
			);
			// A run that is slower by itself takes no place after the hold: others would wait for it.
			const isResuming = start === resumesAt(before);
			if (isLimited) write({ pacedStart: start });
			if (isResuming) write({ resumedStart: start });
			let isFree = false;
			try {
				await sleepUntil(start, stop);
				isFree = (isResuming ? read().heldUntil : resumesAt(read())) <= clock.now();
			} finally {
				if (!isFree) giveBack(start, before);
			}
			if (isFree) return null;
		}
	}

	/** A start that is not made leaves no gap, unless somebody has reserved one after it. */
	function giveBack(start: number, before: Account): void {
		const { pacedStart, resumedStart } = read();
		if (pacedStart === start) write({ pacedStart: before.pacedStart });
		if (resumedStart === start) write({ resumedStart: before.resumedStart });
	}

	return {
		async start(stop, patienceMs, isUrgent) {
			if (!isLimited || isUrgent) return await nextStart(stop, patienceMs);
			const turn = turns.then(async () => await nextStart(stop, patienceMs));
			turns = turn.catch(() => undefined);
			return await turn;
		},
		hold(askedMs, startedAt) {
			const now = clock.now();
			const { heldSince, heldUntil, unannouncedHolds } = read();
			// What started before the last hold began tells nothing new.
			if (askedMs === null && startedAt <= heldSince) return;
			const inARow = now < heldUntil + HOLD_REMEMBERED_MS ? unannouncedHolds + 1 : 1;
			const ms = askedMs ?? Math.min(inARow * UNANNOUNCED_HOLD_MS, LONGEST_UNANNOUNCED_HOLD_MS);
			write({
				heldSince: now,
				heldUntil: Math.max(heldUntil, now + Math.min(ms, LONGEST_HOLD_MS)),
				unannouncedHolds: askedMs === null ? inARow : unannouncedHolds,
			});
		},
	};
}
