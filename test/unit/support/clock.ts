import { clock } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { accounts } from '../../../nodes/SmsPartnerCallForward/timing/pace';

/** Whoever asks more often than this goes round in circles: the test then fails instead of hanging. */
const MOST_QUESTIONS = 500_000;

/** Time that passes only where the code under test waits. */
export interface FakeClock {
	/** Also the time of day. */
	now: number;
	/** What `clock.random` gives. */
	chance: number;
	/** Every wait so far, in milliseconds. */
	readonly sleeps: number[];
	/** A wait of the test's own. */
	sleep(ms: number): Promise<void>;
	/** The signal of an execution that is stopped after a while. */
	stopAfter(ms: number): AbortSignal;
	/** Time stands still while something real is under way. */
	standStillFor<T>(work: Promise<T>): Promise<T>;
}

/**
 * Puts a clock of its own in place of the node's, until the test ends. A wait ends when everything
 * else has come to rest, and the earliest one first, as in real time. So a day of waiting takes a
 * moment, and starts are exact.
 *
 * @param node the node's source, or what was built of it
 */
export function useFakeClock(node = { clock, accounts }): FakeClock {
	const sleepers: Array<{ at: number; wake: () => void }> = [];
	const sleeps: number[] = [];
	let busy = 0;
	let isTicking = false;
	let questions = 0;

	function count(): void {
		questions += 1;
		if (questions > MOST_QUESTIONS) throw new Error('The clock was asked without end');
	}

	/** Goes round the event loop twice, so that whoever was woken gets to its next wait. */
	function tick(): void {
		if (isTicking) return;
		isTicking = true;
		setImmediate(() =>
			setImmediate(() => {
				isTicking = false;
				if (busy > 0) return;
				sleepers.sort((a, b) => a.at - b.at);
				const next = sleepers.shift();
				if (next === undefined) return;
				fake.now = Math.max(fake.now, next.at);
				next.wake();
				tick();
			}),
		);
	}

	const fake: FakeClock = {
		now: 1_000_000,
		chance: 0.5,
		sleeps,
		sleep: (ms) =>
			new Promise((wake) => {
				sleepers.push({ at: fake.now + ms, wake });
				tick();
			}),
		stopAfter(ms) {
			const stop = new AbortController();
			void fake.sleep(ms).then(() => stop.abort());
			return stop.signal;
		},
		async standStillFor(work) {
			busy += 1;
			try {
				return await work;
			} finally {
				busy -= 1;
				tick();
			}
		},
	};

	// Starts of another time mean nothing in this one.
	node.accounts.clear();
	jest.spyOn(node.clock, 'now').mockImplementation(() => {
		count();
		return fake.now;
	});
	jest.spyOn(node.clock, 'date').mockImplementation(() => fake.now);
	jest.spyOn(node.clock, 'random').mockImplementation(() => fake.chance);
	jest.spyOn(node.clock, 'sleep').mockImplementation(async (ms) => {
		count();
		sleeps.push(ms);
		await fake.sleep(ms);
	});
	jest
		.spyOn(node.clock, 'yield')
		.mockImplementation(async () => await fake.standStillFor(new Promise(setImmediate)));
	return fake;
}
