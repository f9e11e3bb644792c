import type { INodeExecutionData } from 'n8n-workflow';
import {
	startSandbox,
	type RequestRecord,
	type Sandbox,
	type SandboxOptions,
} from '../../sandbox/server';
import { builtAccounts, builtClock, runWorkflow, type CallForwardRun } from './harness';

export const KEY = 'demo-key';

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
		get credentials() {
			return { apiKey: KEY, baseUrl: sandbox.baseUrl };
		},
		/** What reached the API, in order of arrival. */
		sent: () => sandbox.requests.map(({ number, type, param }) => ({ number, type, param })),
		/** How often a request began before the one before it, of the same virtual number, had ended. */
		overlaps(): number {
			const last = new Map<unknown, RequestRecord>();
			return sandbox.requests.filter((request) => {
				const before = last.get(request.number);
				last.set(request.number, request);
				return before !== undefined && request.startedAt < (before.endedAt ?? Infinity);
			}).length;
		},
		async run(run: CallForwardRun) {
			return await runWorkflow({ credentials: this.credentials, ...run });
		},
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

/** The items of both outputs, by the input item: there is one for each, and each output is in input order. */
export function itemsByInput(outputs: Record<'success' | 'error', INodeExecutionData[]>) {
	const indexOf = ({ pairedItem }: INodeExecutionData) => (pairedItem as { item: number }).item;
	const byInput: INodeExecutionData[] = [];
	for (const items of [outputs.success, outputs.error]) {
		expect(items.map(indexOf)).toEqual(items.map(indexOf).sort((a, b) => a - b));
		for (const item of items) byInput[indexOf(item)] = item;
	}
	expect(Object.keys(byInput)).toHaveLength(outputs.success.length + outputs.error.length);
	expect(byInput.findIndex((item) => item === undefined)).toBe(-1);
	return byInput;
}
