import type { OnError } from 'n8n-workflow';
import type { RequestRecord } from '../../sandbox/server';
import { builtClock, builtLines } from '../engine/harness';
import { countOverlaps } from '../engine/overlaps';
import { jsonOf, useSandbox } from '../engine/useSandbox';
import { tapRequests } from './support/tap';
import { sleep, until } from './support/until';

/** How long it may take until the next in the queue goes on. */
const GRACE_MS = 250;
/** Long enough for others to queue up meanwhile. */
const LATENCY_MS = 400;
const LINE = '33612345678';
const api = useSandbox({ lines: 'any' });
beforeEach(() => api.sandbox.configure({ latency: { ms: LATENCY_MS } }));
afterEach(() => expect(builtLines().size).toBe(0));

const row = (call: number, number = LINE) => ({
	number,
	mode: 'forward',
	destination: `+3369876540${call}`,
});

/** An execution, with the time at which its node ended. */
function execute(
	rows: Array<ReturnType<typeof row>>,
	options: Record<string, string | number> = {},
	onError: OnError = 'continueRegularOutput',
) {
	const stop = new AbortController();
	let endedAt: number | undefined;
	const installed = tapRequests({
		request: async (_attempt, send) => await send(),
		onEnd: () => (endedAt = Date.now()),
	});
	const result = api.run({
		items: rows,
		options: { alreadySet: 'replace', maxRetries: 0, ...options },
		onError,
		signal: stop.signal,
		installed,
	});
	return {
		result,
		stop: () => stop.abort(),
		async end() {
			await until(() => endedAt !== undefined);
			return Number(endedAt);
		},
	};
}

const requestOf = (call: number): RequestRecord | undefined =>
	api.sandbox.requests.find(({ param }) => param === row(call).destination);
const hasCome = (call: number) => () => requestOf(call) !== undefined;

/** All that wait are served, in order, and the first of them begins soon after a time. */
async function expectToGoOn(since: number, ...waiting: Array<ReturnType<typeof execute>>) {
	for (const { result } of waiting) {
		const { success } = await result;
		expect(jsonOf(success)).toMatchObject([{ success: true }]);
	}
	const next = api.sandbox.requests.find(({ startedAt }) => startedAt >= since);
	expect(Number(next?.startedAt) - since).toBeLessThanOrEqual(GRACE_MS);
	expect(countOverlaps(api.sandbox.requests)).toBe(0);
}

/** What can end an execution that has the line, and when it did. */
const ENDS: Array<{
	name: string;
	prepare: () => void;
	end: (stop: () => void) => Promise<number>;
}> = [
	{
		name: 'throws',
		prepare() {
			api.sandbox.addFault({ kind: 'status', status: 503 });
			jest.spyOn(builtClock(), 'random').mockImplementationOnce(() => {
				throw new Error('broken');
			});
		},
		end: endOfFirst,
	},
	{
		name: 'loses its connection',
		prepare: () => api.sandbox.addFault({ kind: 'reset' }),
		end: endOfFirst,
	},
	{
		name: 'gives up at its timeout',
		prepare: () => api.sandbox.addFault({ kind: 'hang' }),
		end: endOfFirst,
	},
	{
		name: 'is stopped',
		prepare: () => api.sandbox.addFault({ kind: 'hang' }),
		async end(stop) {
			await sleep(LATENCY_MS);
			stop();
			return Date.now();
		},
	},
];

async function endOfFirst(): Promise<number> {
	await until(() => typeof requestOf(1)?.endedAt === 'number');
	return Number(requestOf(1)?.endedAt);
}

describe('an execution that has the line while others wait for it', () => {
	it.each(ENDS)('$name: the next ones go on', async ({ prepare, end }) => {
		prepare();
		const first = execute([row(1)], { timeout: 1500 });
		await until(hasCome(1));
		const second = execute([row(2)]);
		const third = execute([row(3)]);
		const endedAt = await end(first.stop);
		await first.end();
		await expectToGoOn(endedAt, second, third);
		expect(api.sandbox.line(LINE)?.param).toBe(row(3).destination);
	});
});

describe('an execution that waits for a line', () => {
	it('is stopped: it ends, sends nothing, and does not keep the line from the next one', async () => {
		const first = execute([row(1)]);
		await until(hasCome(1));
		const second = execute([row(2)]);
		const third = execute([row(3)]);
		await sleep(LATENCY_MS / 4);
		const stoppedAt = Date.now();
		second.stop();
		expect((await second.end()) - stoppedAt).toBeLessThanOrEqual(GRACE_MS);
		await expectToGoOn(await endOfFirst(), first, third);
		expect(hasCome(2)()).toBe(false);
	});
});

describe('an execution that waits for its pace', () => {
	it('is stopped: it ends, and the next one starts in its own time', async () => {
		api.sandbox.configure({ latency: { ms: 1 } });
		const first = execute([row(1, '33600000001'), row(2, '33600000002')], { requestsPerMinute: 1 });
		await until(hasCome(1));
		await sleep(GRACE_MS);
		expect(api.sandbox.requests).toHaveLength(1);
		const stoppedAt = Date.now();
		first.stop();
		expect((await first.end()) - stoppedAt).toBeLessThanOrEqual(GRACE_MS);
		await expectToGoOn(Date.now(), execute([row(3)], { requestsPerMinute: 600 }));
		expect(hasCome(2)()).toBe(false);
	});
});

describe('an execution with Stop Workflow and a pace', () => {
	it('does not keep the lines of its later rows from others', async () => {
		api.sandbox.configure({ latency: { ms: 1 } });
		const numbers = Array.from({ length: 40 }, (_, i) => `336000000${String(i).padStart(2, '0')}`);
		const rows = numbers.map((number) => row(0, number));
		const paced = execute(rows, { requestsPerMinute: 60 }, 'stopWorkflow');
		await until(() => api.sandbox.requests.length > 0);
		const since = Date.now();
		await expectToGoOn(since, execute([row(9, numbers.at(-1))]));
		paced.stop();
		await paced.end();
	});
});
