import { clock } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { accounts } from '../../../nodes/SmsPartnerCallForward/timing/pace';

/** Time that passes only where the code under test waits. */
export interface FakeClock {
	now: number;
	/** What `clock.random` gives. */
	chance: number;
	/** Every wait so far, in milliseconds. */
	readonly sleeps: number[];
}

/**
 * Puts a clock of its own in place of the node's, until the test ends. A wait ends when everything
 * else has come to rest, and the earliest one first, as in real time.
 */
export function useFakeClock(start = 1_000_000): FakeClock {
	const sleepers: Array<{ at: number; wake: () => void }> = [];
	const fake: FakeClock = { now: start, chance: 0.5, sleeps: [] };
	const wakeNext = () => {
		sleepers.sort((a, b) => a.at - b.at);
		const next = sleepers.shift();
		if (next === undefined) return;
		fake.now = Math.max(fake.now, next.at);
		next.wake();
	};
	// Starts of another time mean nothing in this one.
	accounts.clear();
	jest.spyOn(clock, 'now').mockImplementation(() => fake.now);
	jest.spyOn(clock, 'random').mockImplementation(() => fake.chance);
	jest.spyOn(clock, 'sleep').mockImplementation(
		(ms) =>
			new Promise((wake) => {
				fake.sleeps.push(ms);
				sleepers.push({ at: fake.now + ms, wake });
				setImmediate(wakeNext);
			}),
	);
	return fake;
}
