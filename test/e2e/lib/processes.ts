import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Command {
	command: string;
	args: string[];
	/** The whole environment: nothing is inherited. */
	env: NodeJS.ProcessEnv;
	cwd?: string;
	/** Receives stdout and stderr, appended. */
	logFile: string;
	/** Run as this user: PostgreSQL refuses to run as root. */
	uid?: number;
	gid?: number;
}

export interface Running {
	pid: number;
	/** Gives the exit code, or null when a signal ended it. */
	exited: Promise<number | null>;
	isRunning(): boolean;
	/** SIGTERM to the whole process group, SIGKILL to what is left of it after the grace time. */
	stop(graceMs?: number): Promise<void>;
	/** SIGKILL at once, as the kernel does when memory runs out. */
	kill(): Promise<void>;
}

const STOP_GRACE_MS = 20_000;

const groups = new Set<number>();
const runs = new Set<ChildProcess>();
process.on('exit', () => {
	for (const pid of groups) signalGroup(pid, 'SIGKILL');
	endRuns();
});

/** Makes signals end this process by `exit`, so that the children are ended too. */
export function exitOnSignals(): void {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => process.exit(1));
	}
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// The group is gone already.
	}
}

/** Starts a command in a process group of its own, so that it can be ended with all its children. */
export function start({ command, args, logFile, ...options }: Command): Running {
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
	closeSync(log);
	const pid = child.pid;
	if (pid === undefined) throw new Error(`${command} could not be started`);
	groups.add(pid);
	const exited = once(child, 'exit').then(([code]) => code as number | null);
	const end = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
		signalGroup(pid, signal);
		const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
		await exited;
		clearTimeout(timer);
		signalGroup(pid, 'SIGKILL');
		groups.delete(pid);
	};
	return {
		pid,
		exited,
		isRunning: () => child.exitCode === null && child.signalCode === null,
		stop: (graceMs = STOP_GRACE_MS) => end('SIGTERM', graceMs),
		kill: () => end('SIGKILL', 0),
	};
}

/** Ends the commands that `run` waits for; npm passes the signal on to what it has started. */
export function endRuns(): void {
	for (const child of runs) child.kill();
}

interface RunOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end; gives its exit code, null when a signal ended it, and what it printed. */
export async function collect(
	command: string,
	args: string[],
	options: RunOptions = {},
): Promise<{ code: number | null; output: string; errors: string }> {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	runs.add(child);
	child.once('close', () => runs.delete(child));
	const [output, errors, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close') as Promise<[number | null]>,
	]);
	return { code, output, errors };
}

/** Runs a command and gives what it printed; throws with the end of its output when it fails. */
export async function run(command: string, args: string[], options?: RunOptions): Promise<string> {
	const { code, output, errors } = await collect(command, args, options);
	if (code === 0) return output;
	const tail = `${output}\n${errors}`.trim().split('\n').slice(-30).join('\n');
	throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${tail}`);
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

export const sleep = (ms: number): Promise<void> =>
	new Promise((resolve) => setTimeout(resolve, ms));

type NotYet = undefined | false;

/** Polls until the probe gives a value; an exception counts as not yet. */
export async function until<T>(
	what: string,
	probe: () => Promise<T | NotYet> | T | NotYet,
	timeoutMs = 60_000,
	intervalMs = 100,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	let lastError: unknown;
	while (Date.now() < deadline) {
		try {
			const value = await probe();
			if (value !== undefined && value !== false) return value;
		} catch (error) {
			lastError = error;
		}
		await sleep(intervalMs);
	}
	throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
}

/** The ids of running processes that work in a folder whose path begins so; known on Linux only. */
export function processesIn(pathPrefix: string): number[] {
	if (!existsSync('/proc/self/cwd')) return [];
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.filter((pid) => workingFolder(pid).startsWith(pathPrefix)).map(Number);
}

function workingFolder(pid: string): string {
	try {
		return readlinkSync(`/proc/${pid}/cwd`);
	} catch {
		// Ended in the meantime.
		return '';
	}
}

export const lastLines = (file: string, count = 30): string =>
	readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
