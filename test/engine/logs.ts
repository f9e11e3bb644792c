import { inspect } from 'node:util';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { LoggerProxy } from 'n8n-workflow';

export interface LogEntry {
	level: 'debug' | 'info' | 'warn' | 'error';
	message: string;
	metadata: unknown;
}

const entries: LogEntry[] = [];

const record =
	(level: LogEntry['level']) =>
	(message: string, metadata?: unknown): void => {
		entries.push({ level, message, metadata });
	};

const recorder = {
	debug: record('debug'),
	info: record('info'),
	warn: record('warn'),
	error: record('error'),
	scoped: () => recorder,
};

/** Puts a recorder in the place of n8n's logger: nothing is filtered by level, nothing is printed. */
export function recordLogs(): void {
	// The recorder has the methods that the engine calls; n8n's class has private fields besides.
	Container.set(Logger, recorder as unknown as Logger);
	LoggerProxy.init(recorder);
}

/** Everything logged since the last call. */
export function takeLogs(): LogEntry[] {
	return entries.splice(0);
}

/** The entries as text, errors with their stack, causes and own properties to any depth. */
export function logText(logs: LogEntry[]): string {
	return logs
		.map(
			({ level, message, metadata }) =>
				`${level} ${message} ${inspect(metadata, {
					depth: Infinity,
					maxArrayLength: null,
					maxStringLength: null,
				})}`,
		)
		.join('\n');
}
