/** Measures a stretch of one execution inside n8n's own process: time, memory, and a CPU profile. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Reading {
	/** Milliseconds since 1970, with fractions. */
	startedAt: number;
	/** When the first request to the API began: undefined where there was none. */
	firstRequestAt: number | undefined;
	endedAt: number;
	/** Bytes, less what was alive at the start: the most seen, and what was left at the end. */
	alive: { most: number; atEnd: number } | undefined;
}

/** What else to find out; both cost time, so they are not for runs that are timed. */
export interface Extras {
	/** Collects garbage every second to see what is alive. */
	watchesMemory?: boolean;
	/** Where to write a CPU profile of the stretch. */
	profileTo?: string;
}

const MEMORY_INTERVAL_MS = 1000;
/** Node's own notice. */
const REQUEST_BEGINS = 'http.client.request.start';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const running = new Map<string, () => Reading>();
const now = (): number => performance.timeOrigin + performance.now();

export function begin(executionId: string, { watchesMemory, profileTo }: Extras): void {
	const readMemory = watchesMemory === true ? watchMemory() : () => undefined;
	const endProfile = profileTo === undefined ? () => undefined : profile(profileTo);
	let firstRequestAt: number | undefined;
	const note = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		if (request.path.endsWith('/callforward')) firstRequestAt ??= now();
	};
	subscribe(REQUEST_BEGINS, note);
	const startedAt = now();
	running.set(executionId, () => {
		const endedAt = now();
		unsubscribe(REQUEST_BEGINS, note);
		endProfile();
		return {
			startedAt,
			firstRequestAt,
			endedAt,
			alive: readMemory(),
		};
	});
}

export function end(executionId: string): Reading {
	const read = running.get(executionId);
	if (read === undefined) throw new Error('The benchmark was not begun');
	running.delete(executionId);
	return read();
}

function profile(file: string): () => void {
	const session = new Session();
	session.connect();
	session.post('Profiler.enable');
	session.post('Profiler.start');
	return () => {
		session.post('Profiler.stop', (_error, { profile: found }) => {
			writeFileSync(file, JSON.stringify(found));
		});
		session.disconnect();
	};
}

function aliveBytes(): number {
	collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

function watchMemory(): () => NonNullable<Reading['alive']> {
	const atStart = aliveBytes();
	let most = atStart;
	const timer = setInterval(() => {
		most = Math.max(most, aliveBytes());
	}, MEMORY_INTERVAL_MS);
	return () => {
		clearInterval(timer);
		return { most: most - atStart, atEnd: aliveBytes() - atStart };
	};
}
