/** What both nodes share: the lines, and the measurement of one execution inside n8n's own process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { INodeTypeDescription } from 'n8n-workflow';

const FIRST_LINE = 33_610_000_000;
const FIRST_DESTINATION = 33_690_000_000;
const MEMORY_INTERVAL_MS = 1000;

/** What the webhook of a benchmark workflow takes: the first line, and how many. */
export interface Order {
	from: number;
	n: number;
	/** Collects garbage every second to see what is alive. It takes time. */
	watchesMemory: boolean;
}

/** What it answers. Times are those of Date.now(), with fractions. */
export interface Reading {
	startedAt: number;
	endedAt: number;
	/** Bytes that were alive at most beyond what was left at the end. */
	transientBytes: number | undefined;
	/** Items that say so. */
	succeeded: number;
}

/** The i-th line, and where its calls shall go: no two are the same. */
export function lineOf(i: number) {
	const destination = `+${FIRST_DESTINATION + i}`;
	return { number: String(FIRST_LINE + i), mode: 'forward', type: 1, destination };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const running = new Map<string, () => Omit<Reading, 'succeeded'>>();
const now = (): number => performance.timeOrigin + performance.now();

export function begin(executionId: string, { watchesMemory }: Order): void {
	const readMemory = watchesMemory ? watchMemory() : () => undefined;
	const startedAt = now();
	running.set(executionId, () => ({
		startedAt,
		endedAt: now(),
		transientBytes: readMemory(),
	}));
}

export function end(executionId: string): Omit<Reading, 'succeeded'> {
	const read = running.get(executionId);
	if (read === undefined) throw new Error('The benchmark was not begun');
	running.delete(executionId);
	return read();
}

function aliveBytes(): number {
	collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

function watchMemory(): () => number {
	let most = aliveBytes();
	const timer = setInterval(() => {
		most = Math.max(most, aliveBytes());
	}, MEMORY_INTERVAL_MS);
	return () => {
		clearInterval(timer);
		return most - aliveBytes();
	};
}

export const describe = (name: string, displayName: string): INodeTypeDescription => ({
	displayName,
	name,
	group: ['transform'],
	version: 1,
	description: 'Measures',
	defaults: { name: displayName },
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
});
