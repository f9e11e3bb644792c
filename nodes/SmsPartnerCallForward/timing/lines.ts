import { clock, SLEEP_SLICE_MS, type StopSignal } from './clock';

/** Told that the line is its own now. Says whether it still wants it. */
export type Waiter = () => boolean;

/** First in, first out. */
export interface Queue<T> {
	add(value: T): void;
	take(): T | undefined;
	size(): number;
}

/** Unlike an array's `shift()`, taking costs the same however many wait. */
export function createQueue<T>(): Queue<T> {
	let added: T[] = [];
	let reversed: T[] = [];
	return {
		add(value) {
			added.push(value);
		},
		take() {
			if (reversed.length === 0) {
				reversed = added.reverse();
				added = [];
			}
			return reversed.pop();
		},
		size: () => added.length + reversed.length,
	};
}

/**
 * The lines in work in this n8n process, each with those that wait for it: whichever node or
 * execution they are of, they take turns in the order in which they came. Nobody waits for a line
 * while working on another one, so no two can wait for each other. A line at rest is not kept.
 */
export const lines = new Map<string, Queue<Waiter>>();

/**
 * Takes a line if it is free, and otherwise queues up for it. Who has a line passes it on.
 *
 * @returns whether the line is taken; if not, `waiter` is called when it is
 */
export function takeLine(key: string, waiter: Waiter): boolean {
	const waiting = lines.get(key);
	if (waiting === undefined) lines.set(key, createQueue());
	else waiting.add(waiter);
	return waiting === undefined;
}

/** Gives a line to the first of those waiting that still wants it. */
export function passOn(key: string): void {
	const waiting = lines.get(key);
	for (let next = waiting?.take(); next !== undefined; next = waiting?.take()) {
		if (next()) return;
	}
	lines.delete(key);
}

/**
 * Waits for a line, or until the execution is stopped.
 *
 * @returns whether the line is taken
 */
export async function waitForLine(key: string, stop: StopSignal): Promise<boolean> {
	let isTaken = false;
	const given = new Promise<void>((resolve) => {
		isTaken = takeLine(key, () => {
			isTaken = !stop.aborted;
			resolve();
			return isTaken;
		});
	});
	while (!isTaken && !stop.aborted) await Promise.race([given, clock.sleep(SLEEP_SLICE_MS)]);
	return isTaken;
}
