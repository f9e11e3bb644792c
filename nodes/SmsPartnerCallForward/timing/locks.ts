import { unlessStopped, type StopSignal } from './clock';

/** The holder must call it, and gives the lock to the next in the queue. */
export type Release = () => void;

/** The locks in use in this n8n process, each with the end of the last holder that has come to it. */
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
