import { callForward } from '../../nodes/SmsPartnerCallForward/callForward';
import { clock, ExecutionStopped } from '../../nodes/SmsPartnerCallForward/timing/clock';
import { locks } from '../../nodes/SmsPartnerCallForward/timing/locks';
import { accounts } from '../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock, type FakeClock } from './support/clock';
import { CREDENTIAL, fakeContext, requestError, type Api, type Scenario } from './support/context';
import { refusal, SUCCESS_BODY } from './support/vendor';

let time: FakeClock;
beforeEach(() => {
	time = useFakeClock();
});

const row = (virtualNumber: unknown, modeValue: unknown = 'off', destination: unknown = '') => ({
	virtualNumber,
	mode: 'fromData',
	modeValue,
	destination,
	options: {},
});
const A = row('33611111111');
const B = row('33622222222');
const C = row('33633333333');
const BROKEN = row('abc');

const done: Api = async () => ({ body: SUCCESS_BODY });
/** An API that refuses these numbers with code 13. */
const refuse =
	(...numbers: string[]): Api =>
	async ({ number }) => ({
		body: numbers.includes(String(number)) ? refusal(13) : SUCCESS_BODY,
	});

const run = async (scenario: Scenario, stopsOnFailure = false) => {
	const fake = fakeContext(scenario);
	const outcomes = await callForward(fake.context, fake.items, stopsOnFailure);
	return { ...fake, outcomes, statuses: outcomes.map((outcome) => outcome?.status) };
};

describe('the items', () => {
	it('each get an outcome, in order', async () => {
		const rows = [A, BROKEN, { ...B, options: { dryRun: true } }, C];
		const { outcomes, statuses, bodies } = await run({ rows, api: refuse('33633333333') });
		expect(statuses).toEqual(['applied', 'rejected', 'dryRun', 'rejected']);
		expect(outcomes.map((outcome) => outcome?.virtualNumber)).toEqual([
			'33611111111',
			'abc',
			'33622222222',
			'33633333333',
		]);
		expect(bodies()).toEqual([
			{ number: '33611111111', type: 0, param: '' },
			{ number: '33633333333', type: 0, param: '' },
		]);
	});

	it('are none without input', async () => {
		expect((await run({ rows: [] })).outcomes).toEqual([]);
		expect((await run({ rows: [] }, true)).outcomes).toEqual([]);
	});

	it('of one line run one after another, however its number is written', async () => {
		const inFlight = new Map<unknown, number>();
		let most = 0;
		const api: Api = async () => {
			const now = (inFlight.get('line') ?? 0) + 1;
			inFlight.set('line', now);
			most = Math.max(most, now);
			await clock.sleep(10);
			inFlight.set('line', now - 1);
			return { body: SUCCESS_BODY };
		};
		const rows = [row('0611111111'), row('+33 6 11 11 11 11', 'forward', '+33698765432'), A];
		const { bodies } = await run({ rows, api });
		expect(most).toBe(1);
		expect(bodies()).toMatchObject([{ type: 0 }, { type: 1 }, { type: 0 }]);
	});

	it('run as many at once as Concurrent Requests says', async () => {
		let inFlight = 0;
		let most = 0;
		const api: Api = async () => {
			most = Math.max(most, ++inFlight);
			await clock.sleep(10);
			inFlight--;
			return { body: SUCCESS_BODY };
		};
		const rows = [A, B, C].map((one) => ({ ...one, options: { concurrency: 2 } }));
		await run({ rows, api });
		expect(most).toBe(2);
	});

	it('keep the pace of Requests per Minute', async () => {
		const begin = time.now;
		const rows = [A, B, C].map((one) => ({ ...one, options: { requestsPerMinute: 60 } }));
		const { statuses } = await run({ rows, api: done });
		expect(statuses).toEqual(['applied', 'applied', 'applied']);
		expect(time.now - begin).toBe(2_020);
	});

	it('are tried again as often as Max Retries says, within Timeout each', async () => {
		const api: Api = async () => ({ statusCode: 503 });
		const options = { maxRetries: 1, timeout: 1_234 };
		const { sent, outcomes } = await run({ rows: [{ ...A, options }], api });
		expect(sent.map((one) => one.options.timeout)).toEqual([1_234, 1_234]);
		expect(outcomes).toMatchObject([{ status: 'failed', reason: 'serverUnavailable' }]);
	});
});

describe('the credential', () => {
	it('goes along with each request, read once', async () => {
		const { sent } = await run({ rows: [A, B], api: done });
		expect(sent).toMatchObject([
			{
				options: { url: 'https://api.smspartner.fr/v1/vn/callforward' },
				additional: {
					credentialsDecrypted: { id: '', name: '', type: 'smsPartnerApi', data: CREDENTIAL },
				},
			},
			{},
		]);
	});

	it('masks its key, without the spaces around it, in what comes back', async () => {
		const credential = { ...CREDENTIAL, apiKey: ' the-key ' };
		const api: Api = async () => ({
			body: { success: false, code: 10, message: 'No such key: the-key' },
		});
		const { outcomes } = await run({ rows: [A], api, credential });
		expect(outcomes).toMatchObject([{ message: 'No such key: ***' }]);
	});

	it.each([
		['is not selected', undefined, 'apiKeyRejected'],
		['has no key', { ...CREDENTIAL, apiKey: '' }, 'apiKeyRejected'],
		['has no Base URL', { ...CREDENTIAL, baseUrl: '' }, 'baseUrlInvalid'],
		['is insecure', { ...CREDENTIAL, baseUrl: 'http://api.smspartner.fr/v1' }, 'insecureBaseUrl'],
		['cannot be understood', { ...CREDENTIAL, allowedDestinations: '*' }, 'destinationNotAllowed'],
	])('that %s fails every item, and nothing is sent', async (_, credential, reason) => {
		for (const stopsOnFailure of [true, false]) {
			const { outcomes, sent } = await run({ rows: [A, BROKEN], credential }, stopsOnFailure);
			expect(outcomes).toMatchObject([
				{ status: 'rejected', source: 'validation', reason },
				{ status: 'rejected', source: 'validation', reason, virtualNumber: 'abc' },
			]);
			expect(sent).toEqual([]);
		}
	});

	it('decides on the destinations', async () => {
		const credential = { ...CREDENTIAL, allowedDestinations: '+337' };
		const rows = [row('33611111111', 'forward', '+33698765432'), A];
		const { outcomes } = await run({ rows, api: done, credential });
		expect(outcomes).toMatchObject([{ reason: 'destinationNotAllowed' }, { status: 'applied' }]);
	});
});

describe('where a failure stops the run', () => {
	it('an item that cannot be sent means that none is', async () => {
		const { statuses, sent } = await run({ rows: [A, BROKEN, B] }, true);
		expect(statuses).toEqual([undefined, 'rejected', undefined]);
		expect(sent).toEqual([]);
	});

	it('no item starts after one has failed', async () => {
		const rows = [A, B, C].map((one) => ({ ...one, options: { concurrency: 1 } }));
		const { statuses, sent } = await run({ rows, api: refuse('33622222222') }, true);
		expect(statuses).toEqual(['applied', 'rejected', undefined]);
		expect(sent).toHaveLength(2);
	});

	it('those that have started are finished, retries and all', async () => {
		let attempts = 0;
		const api: Api = async ({ number }) => {
			await clock.sleep(10);
			if (number === '33611111111') return { body: refusal(13) };
			return attempts++ === 0 ? { statusCode: 503 } : { body: SUCCESS_BODY };
		};
		const rows = [A, B, C].map((one) => ({ ...one, options: { concurrency: 2 } }));
		const { statuses } = await run({ rows, api }, true);
		expect(statuses).toEqual(['rejected', 'applied', undefined]);
	});

	it('everything runs where nothing fails', async () => {
		const { statuses } = await run({ rows: [A, B, C], api: done }, true);
		expect(statuses).toEqual(['applied', 'applied', 'applied']);
	});
});

describe('where it does not', () => {
	it('all items run', async () => {
		const rows = [BROKEN, A, B, C].map((one) => ({ ...one, options: { concurrency: 1 } }));
		const { statuses } = await run({ rows, api: refuse('33611111111') });
		expect(statuses).toEqual(['rejected', 'rejected', 'applied', 'applied']);
	});
});

describe('Retry On Fail', () => {
	const node = { retryOnFail: true };
	const items = () => [{ json: {} }, { json: {} }, { json: {} }];

	it('sends no success again, and keeps its result', async () => {
		const scenario = { rows: [A, B], items: items().slice(1), node };
		const first = await run({ ...scenario, api: refuse('33622222222') });
		expect(first.statuses).toEqual(['applied', 'rejected']);
		const second = await run({ ...scenario, api: done });
		expect(second.outcomes[0]).toBe(first.outcomes[0]);
		expect(second.statuses).toEqual(['applied', 'applied']);
		expect(second.bodies()).toMatchObject([{ number: '33622222222' }]);
	});

	it('sends an item in doubt again, and judges it as a retry', async () => {
		const scenario = { rows: [A], items: items().slice(2), node };
		const reset: Api = async () => {
			throw requestError('ECONNRESET');
		};
		const first = await run({ ...scenario, api: reset });
		expect(first.outcomes).toMatchObject([{ status: 'failed', changed: null }]);
		const second = await run({ ...scenario, api: async () => ({ body: refusal(18) }) });
		expect(second.outcomes).toMatchObject([{ status: 'applied', changed: true, code: 18 }]);
	});

	it('takes an item that was certainly not carried out for a new one', async () => {
		const scenario = { rows: [A], items: items().slice(2), node };
		await run({ ...scenario, api: refuse('33611111111') });
		const second = await run({ ...scenario, api: async () => ({ body: refusal(18) }) });
		expect(second.outcomes).toMatchObject([{ status: 'rejected', changed: false, code: 18 }]);
	});

	it('does not send a failure again where a later item set the same line since', async () => {
		const rows = [row('33611111111', 'forward', '+33698765432'), A, B];
		const scenario = { rows, items: items(), node };
		const first = await run({
			...scenario,
			api: async ({ type, number }) => {
				const isRefused = type === 1 || number === '33622222222';
				return { body: isRefused ? refusal(14) : SUCCESS_BODY };
			},
		});
		expect(first.statuses).toEqual(['rejected', 'applied', 'rejected']);
		const second = await run({ ...scenario, api: done });
		expect(second.statuses).toEqual(['rejected', 'applied', 'applied']);
		expect(second.outcomes[0]).toBe(first.outcomes[0]);
		expect(second.bodies()).toMatchObject([{ number: '33622222222' }]);
	});

	it('sends an item that was not started, also before a later success on the same line', async () => {
		const shared = items();
		await run({ rows: [BROKEN, A], items: shared.slice(0, 2), node, api: done });
		const again = await run({ rows: [A, A], items: shared.slice(0, 2), node, api: done });
		expect(again.bodies()).toHaveLength(1);
	});

	it('sends a later failure on the same line again', async () => {
		const rows = [A, row('33611111111', 'forward', '+33698765432')];
		const scenario = { rows, items: items().slice(1), node };
		await run({
			...scenario,
			api: async ({ type }) => ({ body: type === 1 ? refusal(14) : SUCCESS_BODY }),
		});
		const second = await run({ ...scenario, api: done });
		expect(second.statuses).toEqual(['applied', 'applied']);
		expect(second.bodies()).toMatchObject([{ type: 1 }]);
	});

	it('refuses an item that passed the checks before and does not any more', async () => {
		const shared = items().slice(1);
		await run({ rows: [A, B], items: shared, node, api: done });
		const second = await run({ rows: [A, BROKEN], items: shared, node, api: done });
		expect(second.statuses).toEqual(['applied', 'rejected']);
		expect(second.sent).toEqual([]);
	});

	it('sends everything again where it is off', async () => {
		const scenario = { rows: [A], items: items().slice(2), api: done };
		await run(scenario);
		expect((await run(scenario)).sent).toHaveLength(1);
	});
});

describe('stopping the execution', () => {
	it('sends nothing more and throws', async () => {
		const abort = new AbortController();
		const api: Api = async () => {
			abort.abort();
			return { body: SUCCESS_BODY };
		};
		const rows = [A, B, C].map((one) => ({ ...one, options: { concurrency: 1 } }));
		const fake = fakeContext({ rows, api, stop: abort.signal });
		await expect(callForward(fake.context, fake.items, false)).rejects.toThrow(ExecutionStopped);
		expect(fake.sent).toHaveLength(1);
	});

	it('ends a wait for the pace', async () => {
		const abort = new AbortController();
		const api: Api = async () => {
			setImmediate(() => abort.abort());
			return { body: SUCCESS_BODY };
		};
		const rows = [A, B].map((one) => ({ ...one, options: { requestsPerMinute: 1 } }));
		const fake = fakeContext({ rows, api, stop: abort.signal });
		await expect(callForward(fake.context, fake.items, false)).rejects.toThrow(ExecutionStopped);
		expect(fake.sent).toHaveLength(1);
	});

	it('ends a wait for a line that another run holds, within 250 ms', async () => {
		const abort = new AbortController();
		const api: Api = async () => {
			await clock.sleep(1_000);
			return { body: SUCCESS_BODY };
		};
		const holder = run({ rows: [A], api });
		await new Promise(setImmediate);
		const begin = time.now;
		const fake = fakeContext({ rows: [A], api, stop: abort.signal });
		const waiting = callForward(fake.context, fake.items, false);
		abort.abort();
		await expect(waiting).rejects.toThrow(ExecutionStopped);
		expect(time.now - begin).toBeLessThanOrEqual(250);
		expect(fake.sent).toEqual([]);
		expect((await holder).statuses).toEqual(['applied']);
		expect(locks.size).toBe(0);
	});

	it('is not known to n8n versions without a cancel signal', async () => {
		const { context, items } = fakeContext({ rows: [A], api: done });
		const older = Object.defineProperty(context, 'getExecutionCancelSignal', { value: undefined });
		expect(await callForward(older, items, false)).toMatchObject([{ status: 'applied' }]);
	});
});

describe('checking many items', () => {
	/** Items to check, 6 ms each, and what happens meanwhile: each leaves other work behind. */
	function busyRows(count: number) {
		const events: string[] = [];
		const rows = Array.from({ length: count }, () => ({
			...A,
			virtualNumber() {
				time.now += 6;
				events.push('item');
				setImmediate(() => events.push('other'));
				return '33611111111';
			},
			options: { dryRun: true },
		}));
		return { rows, events };
	}

	it.each([true, false])('lets n8n do other work after each', async (stopsOnFailure) => {
		const { rows, events } = busyRows(3);
		const { statuses } = await run({ rows }, stopsOnFailure);
		expect(statuses).toEqual(['dryRun', 'dryRun', 'dryRun']);
		expect(events).toEqual(['item', 'other', 'item', 'other', 'item', 'other']);
	});

	it('ends when the execution is stopped', async () => {
		const abort = new AbortController();
		abort.abort();
		const { rows, events } = busyRows(9);
		const fake = fakeContext({ rows, stop: abort.signal });
		await expect(callForward(fake.context, fake.items, true)).rejects.toThrow(ExecutionStopped);
		expect(events).toEqual(['item', 'other']);
	});

	/** How many items had been read when each request left. */
	async function readBeforeEach(scenario: Partial<Scenario>, stopsOnFailure: boolean) {
		let read = 0;
		const reads: number[] = [];
		const rows = Array.from({ length: 20 }, (_, index) => ({
			...A,
			virtualNumber: () => {
				read++;
				time.now += 3;
				return String(33611111100 + index);
			},
			options: { concurrency: 2 },
		}));
		const api: Api = async () => {
			reads.push(read);
			await clock.sleep(100);
			return { body: SUCCESS_BODY };
		};
		const { statuses } = await run({ ...scenario, rows, api }, stopsOnFailure);
		expect(statuses).toEqual(Array(20).fill('applied'));
		return reads;
	}

	it('happens while requests are on their way, where a failure does not stop the run', async () => {
		const reads = await readBeforeEach({}, false);
		expect(reads[0]).toBeLessThanOrEqual(3);
		reads.forEach((read, request) => expect(read).toBeLessThanOrEqual(request + 3));
	});

	it('comes first where a failure stops the run, and with Retry On Fail', async () => {
		expect((await readBeforeEach({}, true))[0]).toBe(20);
		expect((await readBeforeEach({ node: { retryOnFail: true } }, false))[0]).toBe(20);
	});
});

describe('several runs at once', () => {
	/** An API that takes a while, and notes when requests of one line overlap. */
	function slowApi() {
		const busy = new Set<unknown>();
		const overlaps: unknown[] = [];
		const api: Api = async ({ number }) => {
			if (busy.has(number)) overlaps.push(number);
			busy.add(number);
			await clock.sleep(10);
			busy.delete(number);
			return { body: SUCCESS_BODY };
		};
		return { api, overlaps };
	}

	it('set one line one after another, in the order in which they came', async () => {
		const { api, overlaps } = slowApi();
		const ends: string[] = [];
		const rows = ['0611111111', '33611111111', '+33 6 11 11 11 11'];
		await Promise.all(
			rows.map(async (number) => {
				await run({ rows: [row(number)], api });
				ends.push(number);
			}),
		);
		expect(overlaps).toEqual([]);
		expect(ends).toEqual(rows);
	});

	it('of one line wait for each other, whichever account they use', async () => {
		const begin = time.now;
		const { api } = slowApi();
		const keys = ['one', 'two', 'three', 'four', 'five'];
		await Promise.all(
			keys.map((apiKey) => run({ rows: [A], api, credential: { ...CREDENTIAL, apiKey } })),
		);
		expect(time.now - begin).toBe(50);
	});

	it('keep one pace for an account', async () => {
		const starts: number[] = [];
		const api: Api = async () => {
			starts.push(time.now);
			return { body: SUCCESS_BODY };
		};
		const begin = time.now;
		const options = { requestsPerMinute: 60 };
		await Promise.all([A, B, C].map((one) => run({ rows: [{ ...one, options }], api })));
		expect(starts.map((start) => start - begin)).toEqual([0, 1_010, 2_020]);
	});

	it('keep neither lines nor keys', async () => {
		const apiKey = 'a-key-of-its-own';
		await run({ rows: [A, B], api: done, credential: { ...CREDENTIAL, apiKey } });
		expect(locks.size).toBe(0);
		expect(JSON.stringify([...accounts])).not.toContain(apiKey);
	});
});
