/** Measures a stretch of one execution inside n8n's own process: time, CPU, memory. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Reading {
	/** Milliseconds since 1970, with fractions. */
	startedAt: number;
	endedAt: number;
	/** User and system time of the whole process, all threads. */
	cpuMs: number;
	/** When the first request to the API began, and the CPU time until then. */
	firstRequest: { at: number; cpuMs: number } | null;
	/** The most resident memory, less what it was at the start; null where /proc cannot tell. */
	peakBytes: number | null;
	/** Only when asked for: what was alive at its most, and at the end, less what was alive at the start. */
	live: { peakBytes: number; endBytes: number } | null;
}

const LIVE_SAMPLE_MS = 1000;
/** Node's own notice. */
const REQUEST_BEGINS = 'http.client.request.start';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const running = new Map<string, () => Reading>();
const now = (): number => performance.timeOrigin + performance.now();

/** What else to find out; both cost time, so they are not for runs that are timed. */
export interface Extras {
	/** Collects garbage every second to see what is alive. */
	sampleLive?: boolean;
	/** Where to write a CPU profile of the stretch. */
	profileTo?: string;
}

export function begin(executionId: string, { sampleLive, profileTo }: Extras): void {
	const liveAtStart = liveBytes();
	const live = sampleLive === true ? sampler(liveAtStart) : null;
	const endProfile = profileTo === undefined ? () => undefined : profile(profileTo);
	const residentAtStart = restartPeak();
	const cpuAtStart = process.cpuUsage();
	const cpuMs = (): number => {
		const { user, system } = process.cpuUsage(cpuAtStart);
		return (user + system) / 1000;
	};
	let firstRequest: Reading['firstRequest'] = null;
	const note = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		if (!request.path.endsWith('/callforward')) return;
		firstRequest = { at: now(), cpuMs: cpuMs() };
		unsubscribe(REQUEST_BEGINS, note);
	};
	subscribe(REQUEST_BEGINS, note);
	const startedAt = now();
	running.set(executionId, () => {
		const endedAt = now();
		const cpuInAll = cpuMs();
		unsubscribe(REQUEST_BEGINS, note);
		endProfile();
		const peak = residentAtStart === null ? null : residentPeak() - residentAtStart;
		return {
			startedAt,
			endedAt,
			cpuMs: cpuInAll,
			firstRequest,
			peakBytes: peak,
			live: live === null ? null : live(),
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

function liveBytes(): number {
	collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

function sampler(liveAtStart: number): () => NonNullable<Reading['live']> {
	let most = liveAtStart;
	const timer = setInterval(() => {
		most = Math.max(most, liveBytes());
	}, LIVE_SAMPLE_MS);
	return () => {
		clearInterval(timer);
		return { peakBytes: most - liveAtStart, endBytes: liveBytes() - liveAtStart };
	};
}

/** Makes Linux forget the process's memory peak. Gives the memory at this moment. */
function restartPeak(): number | null {
	try {
		writeFileSync('/proc/self/clear_refs', '5');
		return residentPeak();
	} catch {
		return null;
	}
}

function residentPeak(): number {
	const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
	return Number(kilobytes) * 1024;
}
