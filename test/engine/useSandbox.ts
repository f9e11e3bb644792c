import type { INodeExecutionData } from 'n8n-workflow';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import {
	builtAccounts,
	builtClock,
	runWorkflow,
	type CallForwardResult,
	type CallForwardRun,
} from './harness';

export const KEY = 'demo-key';

type Run = Partial<CallForwardRun> & Pick<CallForwardRun, 'items'>;

/** One sandbox for a test file, as at its start for each test; and runs of the node against it. */
export function useSandbox(options: SandboxOptions = {}) {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ key: KEY, ...options });
	});
	beforeEach(() => {
		sandbox.reset();
		builtAccounts().clear();
	});
	afterAll(() => sandbox.close());
	return {
		get sandbox() {
			return sandbox;
		},
		/** What reached the API, in order of arrival. */
		sent: () => sandbox.requests.map(({ number, type, param }) => ({ number, type, param })),
		run: (run: Run): Promise<CallForwardResult> =>
			runWorkflow({ credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl }, ...run }),
	};
}

/**
 * Makes the node's waits pass at once: its clock stands still but for them.
 *
 * @returns how long it has waited so far, in milliseconds
 */
export function skipWaits(): () => number {
	const clock = builtClock();
	const start = Date.now();
	let waited = 0;
	jest.spyOn(clock, 'now').mockImplementation(() => start + waited);
	jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
		waited += ms;
		await new Promise(setImmediate);
	});
	return () => waited;
}

export const jsonOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);

/** The input item that each output item is paired with. */
export const pairsOf = (items: INodeExecutionData[]) => items.map(({ pairedItem }) => pairedItem);
