import { clock, sleepUntil, type StopSignal } from './clock';
import { passOn, waitForLine } from './lines';

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

/** What the starts of an account have to go by, in milliseconds since the epoch. */
interface Account {
	lastStart: number;
	heldUntil: number;
	/** After this it is at rest, unless it is held. */
	pacedUntil: number;
}

const AT_REST: Account = { lastStart: -Infinity, heldUntil: -Infinity, pacedUntil: -Infinity };

/**
 * The accounts in use in this n8n process, the latest last. Nothing here is ever ended: what is over
 * says the same as nothing, and goes when the next request starts.
 */
export const accounts = new Map<string, Account>();

/** A last start ahead of now is one from before the computer's clock was set back. */
function read(key: string): Account {
	const account = accounts.get(key) ?? AT_REST;
	return account.lastStart > clock.now() ? AT_REST : account;
}

function write(key: string, account: Account): void {
	accounts.delete(key);
	accounts.set(key, account);
	for (const [oldest, { pacedUntil, heldUntil }] of accounts) {
		if (Math.max(pacedUntil, heldUntil) > clock.now()) break;
		accounts.delete(oldest);
	}
}

/** Says when the next request may start: the same one for all items of a run. */
export interface Pace {
	/** Waits for the next turn, or until the execution is stopped. */
	turn(): Promise<void>;
	/** Lets no request of the account start before a time (milliseconds since the epoch). */
	holdUntil(time: number): void;
}

/**
 * The pace of one run. Runs of an account take turns, and a turn comes the run's own interval after
 * the account's last start, whichever run made that one.
 *
 * @param account tells accounts apart
 * @param requestsPerMinute 0 for no limit
 */
export function createPace(account: string, requestsPerMinute: number, stop: StopSignal): Pace {
	const intervalMs = requestsPerMinute > 0 ? PACED_MINUTE_MS / requestsPerMinute : 0;
	const queue = `pace ${account}`;
	/** One turn of a run after another, so that a run with many waiting counts as one among others. */
	let turns: Promise<void> = Promise.resolve();

	function nextStart(arrival: number): number {
		const { lastStart, heldUntil } = read(account);
		const gapMs = arrival < heldUntil ? Math.max(intervalMs, RESUME_INTERVAL_MS) : intervalMs;
		return Math.max(heldUntil, lastStart + gapMs);
	}

	async function takeTurn(arrival: number): Promise<void> {
		if (!(await waitForLine(queue, stop))) return;
		const given = clock.now();
		try {
			let start = nextStart(arrival);
			// Looks again, since others may have started, or a hold begun, in the meantime.
			for (; start > clock.now() && !stop.aborted; start = nextStart(arrival)) {
				await sleepUntil(start, stop);
			}
			// A turn that was not used holds up nobody. Time that went by unused is not caught up on.
			if (!stop.aborted) {
				const lastStart = Math.max(start, given);
				const pacedUntil = lastStart + Math.max(PACED_MINUTE_MS, intervalMs);
				write(account, { ...read(account), lastStart, pacedUntil });
			}
		} finally {
			passOn(queue);
		}
	}

	return {
		async turn() {
			const arrival = clock.now();
			turns = turns.then(async () => await takeTurn(arrival));
			await turns;
		},
		holdUntil(time) {
			const held = read(account);
			write(account, { ...held, heldUntil: Math.max(held.heldUntil, time) });
		},
	};
}
