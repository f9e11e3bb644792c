import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { LoggerProxy } from 'n8n-workflow';

const entries: unknown[] = [];

const record = (...entry: unknown[]): void => void entries.push(entry);

const recorder = {
	debug: record,
	info: record,
	warn: record,
	error: record,
	scoped: () => recorder,
};

/** Puts a recorder in the place of n8n's logger: nothing is filtered by level, nothing is printed. */
export function recordLogs(): void {
	// The recorder has the methods that the engine calls; n8n's class has private fields besides.
	Container.set(Logger, recorder as unknown as Logger);
	LoggerProxy.init(recorder);
}

/** Everything logged since the last call. */
export function takeLogs(): unknown[] {
	return entries.splice(0);
}
