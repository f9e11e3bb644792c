import { useSandbox } from '../engine/useSandbox';
import { ON_ERROR } from './support/answers';
import { tapRequests } from './support/tap';
import { sleep, until } from './support/until';

/** How long a wait may go on after the signal. */
const GRACE_MS = 250;
/** How long it may take until n8n has aborted all requests in flight. */
const ABORT_MS = 1000;
const api = useSandbox({ lines: 'any' });

const items = Array.from({ length: 500 }, (_, index) => ({
	number: `336${String(index).padStart(8, '0')}`,
	mode: 'forward',
	destination: '+33698765432',
}));

/** The timers and sockets that keep the process alive. */
function timersAndSockets() {
	const active = process.getActiveResourcesInfo();
	return {
		timers: active.filter((name) => name === 'Timeout').length,
		sockets: active.filter((name) => /^(TCP|TLS|Pipe|GetAddrInfo)/.test(name)).length,
	};
}

/** How many there are at least: those of the test itself and of the sandbox come and go. */
async function fewestTimersAndSockets() {
	const fewest = timersAndSockets();
	for (let sample = 0; sample < 10; sample++) {
		await sleep(20);
		const { timers, sockets } = timersAndSockets();
		fewest.timers = Math.min(fewest.timers, timers);
		fewest.sockets = Math.min(fewest.sockets, sockets);
	}
	return fewest;
}

/** Every situation that a stop can meet, and what has to be seen before the stop comes. */
const SITUATIONS: Array<{
	name: string;
	options: Record<string, number>;
	prepare?: () => void;
	isThere: () => boolean;
	requestsUnderWay: boolean;
}> = [
	{
		name: 'requests in flight',
		options: { concurrency: 20 },
		prepare: () => api.sandbox.configure({ latency: { ms: 1, slowEvery: 3, slowMs: 60_000 } }),
		isThere: () => api.sandbox.requests.filter(({ fate }) => fate === 'pending').length === 20,
		requestsUnderWay: true,
	},
	{
		name: 'waits for the pace',
		options: { concurrency: 20, requestsPerMinute: 2 },
		isThere: () => api.sandbox.requests.some(({ fate }) => fate === 'answered'),
		requestsUnderWay: false,
	},
	{
		name: 'a replace between its steps',
		options: { concurrency: 1 },
		prepare: () => {
			api.sandbox.setLine('33600000000', { type: 2, param: 'old@example.com' });
			api.sandbox.addFault({ kind: 'delay', ms: 60_000, skip: 2 });
		},
		isThere: () => api.sandbox.requests.length === 3,
		requestsUnderWay: true,
	},
];

describe.each(ON_ERROR)('stopping an execution, On Error: %s', (onError) => {
	it.each(SITUATIONS)(
		'ends $name and sends nothing more',
		async ({ options, prepare, isThere, requestsUnderWay }) => {
			prepare?.();
			const before = await fewestTimersAndSockets();
			const stop = new AbortController();
			let started = 0;
			let nodeEnded: number | undefined;
			const running = api.run({
				items,
				options: { alreadySet: 'replace', timeout: 120_000, ...options },
				onError,
				retryOnFail: true,
				signal: stop.signal,
				installed: tapRequests({
					async request(_attempt, send) {
						started += 1;
						return await send();
					},
					onEnd() {
						nodeEnded ??= Date.now();
					},
				}),
			});
			await until(isThere);

			const stoppedAt = Date.now();
			const startedBefore = started;
			stop.abort();
			const { status, delivered } = await running;
			await until(() => nodeEnded !== undefined);
			expect(Number(nodeEnded) - stoppedAt).toBeLessThan(requestsUnderWay ? ABORT_MS : GRACE_MS);
			expect(status).toBe('canceled');
			expect(delivered).toEqual({ success: [], error: [] });

			await until(() => api.sandbox.requests.every(({ fate }) => fate !== 'pending'));
			const aborted = api.sandbox.requests.filter(({ fate }) => fate !== 'answered');
			if (requestsUnderWay) expect(aborted.length).toBeGreaterThan(0);
			await sleep(2 * GRACE_MS);
			expect(started).toBe(startedBefore);
			expect(api.sandbox.requests).toHaveLength(startedBefore);
			await until(() => {
				const { timers, sockets } = timersAndSockets();
				return timers <= before.timers && sockets <= before.sockets;
			});
		},
	);
});
