import { unlessStopped, type StopSignal } from './clock';

/** The holder must call it, and gives the lock to the next in the queue. */
export type Release = () => void;

/**
 * The locks in use in this n8n process, each with the end of the last one that has come to it: whichever
 * node or execution they are of, they take turns in the order in which they came. A lock at rest is not
 * kept.
 */
export const locks = new Map<string, Promise<void>>();

export function isHeld(key: string): boolean {
	return locks.has(key);
}

/**
 * Waits for a lock, first come, first served.
 *
 * @throws ExecutionStopped
 */
export async function acquire(key: string, stop: StopSignal): Promise<Release> {
	const before = locks.get(key) ?? Promise.resolve();
	let release: Release = () => undefined;
	const released = new Promise<void>((resolve) => {
		release = () => {
			resolve();
			if (locks.get(key) === released) locks.delete(key);
		};
	});
	locks.set(key, released);
	const turn = unlessStopped(before, stop);
	// Whoever is behind one that was stopped waits for whoever is before it.
	turn.catch(() => void before.then(release));
	await turn;
	return release;
}
