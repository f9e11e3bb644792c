const TICK_MS = 10;

/**
 * Measures how long the event loop is held up at a time. Time in which other processes had the
 * processor does not count: what counts is what this one worked through between two ticks.
 *
 * @returns ends the measurement, and gives the longest hold-up in milliseconds
 */
export function watchBlocking(): () => number {
	let longest = 0;
	let at = performance.now();
	let cpu = process.cpuUsage();
	const measure = () => {
		const elapsed = performance.now() - at - TICK_MS;
		const { user, system } = process.cpuUsage(cpu);
		longest = Math.max(longest, Math.min(elapsed, (user + system) / 1000));
		at = performance.now();
		cpu = process.cpuUsage();
	};
	const ticker = setInterval(measure, TICK_MS);
	return () => {
		measure();
		clearInterval(ticker);
		return longest;
	};
}
