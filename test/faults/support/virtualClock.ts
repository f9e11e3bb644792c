import { builtClock } from '../../engine/harness';

interface Sleeper {
	wakeAt: number;
	wake: () => void;
}

export interface VirtualClock {
	/** Milliseconds since it began. */
	now(): number;
	sleep(ms: number): Promise<void>;
	/** Time stands still while something real is under way. */
	standStillFor<T>(work: Promise<T>): Promise<T>;
}

/**
 * Gives the built node a clock on which nothing but waiting takes time: where all wait, it moves on to
 * the one who wakes first. So a run with a day of pacing takes a moment, and starts are exact.
 *
 * @param random what the node gets for chance
 */
export function useVirtualClock(random: () => number): VirtualClock {
	let time = 0;
	let busy = 0;
	let isTicking = false;
	const sleepers: Sleeper[] = [];

	/** Goes round the event loop twice, so that whoever was woken gets to its next wait. */
	function tick(): void {
		if (isTicking) return;
		isTicking = true;
		setImmediate(() =>
			setImmediate(() => {
				isTicking = false;
				if (busy > 0) return;
				sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
				const next = sleepers.shift();
				if (next === undefined) return;
				time = Math.max(time, next.wakeAt);
				next.wake();
				tick();
			}),
		);
	}

	async function sleep(ms: number): Promise<void> {
		await new Promise<void>((wake) => {
			sleepers.push({ wakeAt: time + ms, wake });
			tick();
		});
	}

	const clock = builtClock();
	jest.spyOn(clock, 'now').mockImplementation(() => time);
	jest.spyOn(clock, 'sleep').mockImplementation(sleep);
	jest.spyOn(clock, 'random').mockImplementation(random);
	return {
		now: () => time,
		sleep,
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
}
