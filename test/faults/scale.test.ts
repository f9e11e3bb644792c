import type { IDataObject } from 'n8n-workflow';
import type { Fault } from '../../sandbox/server';
import { builtClock } from '../engine/harness';
import { itemsByInput, useSandbox } from '../engine/useSandbox';
import { watchBlocking } from './support/blocking';
import { heapInUse, MB } from './support/heap';

const ITEMS = 10_000;
const HEAP_MB = 50;
const BLOCKED_MS = 200;
const api = useSandbox({ lines: 'any' });

/** One row in ten is a mistake or refused by the API; some share a number. */
function rowAt(index: number): IDataObject {
	const number = `336${String(index % 9500).padStart(8, '0')}`;
	if (index % 20 === 0) return { number, mode: 'sometimes', destination: '' };
	if (index % 20 === 10) return { number, mode: 'forward', destination: '+999123456789' };
	if (index % 3 === 0) return { number, mode: 'voicemail', destination: 'team@example.com' };
	return { number, mode: 'forward', destination: '06 98 76 54 32' };
}

/** Of every kind that a retry or an error item can come of, all over the batch. */
const FAULTS: Fault[] = [
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 504, apply: true },
	{ kind: 'rateLimit', retryAfter: 1 },
	{ kind: 'reset' },
	{ kind: 'empty' },
	{ kind: 'html200' },
	{ kind: 'closeMidBody', apply: true },
	{ kind: 'answer', body: { success: false, code: 4711, message: 'x'.repeat(5000) } },
	{ kind: 'stringified' },
	{ kind: 'huge', bytes: 100_000 },
];

/** Waits are over at once, while the node's clock moves on by them besides the real time. */
function shortenWaits(): void {
	const clock = builtClock();
	let waited = 0;
	jest.spyOn(clock, 'now').mockImplementation(() => performance.now() + waited);
	jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
		waited += ms;
		await new Promise((resolve) => setTimeout(resolve, 0));
	});
}

it(`a batch of ${ITEMS} with mixed faults ends whole, in bounded memory, without blocking n8n`, async () => {
	shortenWaits();
	const runOver = async (items: IDataObject[]) =>
		await api.run({
			items,
			options: { concurrency: 20, alreadySet: 'replace' },
			onError: 'continueErrorOutput',
		});
	// What every run leaves behind is not this one's.
	await runOver([rowAt(1), rowAt(0)]);
	api.sandbox.reset();

	const items = Array.from({ length: ITEMS }, (_, index) => rowAt(index));
	for (let n = 0; n < 1000; n++) {
		const fault = FAULTS[n % FAULTS.length];
		if (fault !== undefined)
			api.sandbox.addFault({ ...fault, number: String(rowAt(n * 9 + 1).number) });
	}
	const heapBefore = await heapInUse();
	const longestBlocking = watchBlocking();
	const { status, success, error } = await runOver(items);
	const blockedMs = longestBlocking();
	const requests = api.sandbox.requests.length;
	api.sandbox.reset();
	const heapAfter = await heapInUse();

	expect(status).toBe('success');
	expect(itemsByInput({ success, error })).toHaveLength(ITEMS);
	expect(requests).toBeGreaterThan(ITEMS);
	const retried = success.filter(({ json }) => json.status === 'replaced').length;
	expect(retried).toBeGreaterThan(100);

	const outputMb = Buffer.byteLength(JSON.stringify([success, error])) / MB;
	const heapMb = (heapAfter - heapBefore) / MB;
	process.stdout.write(
		`Scale: ${ITEMS} items, ${requests} requests, heap ${heapMb.toFixed(1)} MB more of which output ${outputMb.toFixed(1)} MB, event loop held up ${blockedMs.toFixed(0)} ms at most\n`,
	);
	expect(heapMb - outputMb).toBeLessThan(HEAP_MB);
	expect(blockedMs).toBeLessThan(BLOCKED_MS);
}, 300_000);
