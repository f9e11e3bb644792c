import { callForward } from '../../nodes/SmsPartnerCallForward/callForward';
import { clock, ExecutionStopped } from '../../nodes/SmsPartnerCallForward/timing/clock';
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
/** The numbers are expressions: n8n resolves them for each item. */
const BY_ITEM = { virtualNumber: '={{ $json.n }}' };
const withOptions = (options: object, rows = [A, B, C]) => rows.map((one) => ({ ...one, options }));

const done: Api = async () => ({ body: SUCCESS_BODY });
/** An API that refuses these numbers with code 13. */
const refuse =
	(...numbers: string[]): Api =>
	async ({ number }) => ({
		body: numbers.includes(String(number)) ? refusal(13) : SUCCESS_BODY,
	});
/** An API that takes its time, and notes when requests start and how many are on their way at once. */
function slowApi(ms = 10, response: Awaited<ReturnType<Api>> = { body: SUCCESS_BODY }) {
	const begin = time.now;
	const starts: number[] = [];
	let inFlight = 0;
	const seen = { starts, most: 0 };
	const api: Api = async () => {
		starts.push(time.now - begin);
		seen.most = Math.max(seen.most, ++inFlight);
		await clock.sleep(ms);
		inFlight--;
		return response;
	};
	return { api, seen };
}

const run = async (scenario: Scenario, stopsOnFailure = false) => {
	const fake = fakeContext(scenario);
	const outcomes = await callForward(fake.context, fake.items, stopsOnFailure);
	return { ...fake, outcomes, statuses: outcomes.map((outcome) => outcome?.status) };
};

describe('items', () => {
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

	it.each([true, false])('get no outcomes where there are none', async (stopsOnFailure) => {
		expect((await run({ rows: [] }, stopsOnFailure)).outcomes).toEqual([]);
	});

	it('of one line run one after another, however its number is written', async () => {
		const { api, seen } = slowApi();
		const rows = [row('0611111111'), row('+33 6 11 11 11 11', 'forward', '+33698765432'), A];
		const { bodies } = await run({ rows, api });
		expect(seen.most).toBe(1);
		expect(bodies()).toMatchObject([{ type: 0 }, { type: 1 }, { type: 0 }]);
	});

	it('run as many at once as Concurrent Requests says', async () => {
		const { api, seen } = slowApi();
		await run({ rows: withOptions({ concurrency: 2 }), api });
		expect(seen.most).toBe(2);
	});

	it.each([true, false])(
		'come to their lines at the pace, not before (stops on failure: %s)',
		async (stopsOnFailure) => {
			const options = { requestsPerMinute: 60, concurrency: 50 };
			const paced = run({ rows: withOptions(options), api: done }, stopsOnFailure);
			await time.sleep(1);
			const begin = time.now;
			await run({ rows: [C], api: done });
			expect(time.now - begin).toBeLessThan(10);
			await paced;
		},
	);

	it('keep the pace of Requests per Minute, also where a line is busy', async () => {
		const { api, seen } = slowApi(1_500);
		await run({ rows: withOptions({ requestsPerMinute: 60 }, [A, A, B]), api });
		expect(seen.starts).toEqual([0, 2_020, 3_030]);
	});

	it('wait where the API asks the account to, also without a pace', async () => {
		const { api, seen } = slowApi(0, { statusCode: 429, headers: { 'retry-after': '5' } });
		await run({ rows: withOptions({ concurrency: 1, maxRetries: 0 }, [A, B]), api });
		expect(seen.starts).toEqual([0, 5_000]);
	});

	it('fail unsent where the API asks the account to wait for longer than 60 s', async () => {
		const rows = withOptions({ requestsPerMinute: 60, concurrency: 1 });
		const api: Api = async () => ({ statusCode: 429, headers: { 'retry-after': '61' } });
		const { outcomes, sent } = await run({ rows, api });
		expect(sent).toHaveLength(1);
		expect(outcomes).toMatchObject(Array(3).fill({ reason: 'rateLimited', changed: false }));
	});

	it.each([
		['a Retry-After of 60 s', { 'retry-after': '60' }, 100],
		['no Retry-After', {}, 300],
	])('all get through a limit of 60 a minute, and %s', async (_, headers, count) => {
		const taken: number[] = [];
		const api: Api = async () => {
			await clock.sleep(20);
			const inAMinute = taken.filter((at) => at > time.now - 60_000).length;
			if (inAMinute === 60) return { statusCode: 429, headers };
			taken.push(time.now);
			return { body: SUCCESS_BODY };
		};
		const rows = Array.from({ length: count }, (__, i) => row(`33622${100_000 + i}`));
		const { statuses } = await run({ rows, api });
		expect(statuses).toEqual(rows.map(() => 'applied'));
	});

	it('are tried again as often as Max Retries says, within Timeout each', async () => {
		const api: Api = async () => ({ statusCode: 503 });
		const rows = withOptions({ maxRetries: 1, timeout: 1_234 }, [A]);
		const { sent, outcomes } = await run({ rows, api });
		expect(sent.map((one) => one.options.timeout)).toEqual([1_234, 1_234]);
		expect(outcomes).toMatchObject([{ status: 'failed', reason: 'serverUnavailable' }]);
	});

	it.each([true, false])(
		'are all refused where the run’s options are: %s',
		async (stopsOnFailure) => {
			const rows = [{ ...A, options: { requestsPerMinute: '60/min' } }, B, BROKEN];
			const { outcomes, sent } = await run({ rows }, stopsOnFailure);
			const refused = { status: 'rejected', reason: 'optionInvalid' };
			expect(outcomes).toMatchObject([refused, refused, { ...refused, virtualNumber: 'abc' }]);
			expect(sent).toEqual([]);
		},
	);
});

describe('the credential', () => {
	it('is each item’s own: key, Base URL and list', async () => {
		const credentials = [
			CREDENTIAL,
			{ ...CREDENTIAL, apiKey: 'another-key', baseUrl: 'https://gateway.example/v1' },
			{ ...CREDENTIAL, allowedDestinations: '+337' },
			undefined,
		];
		const forward = row('33644444444', 'forward', '+33698765432');
		const { sent, outcomes } = await run({
			rows: [A, B, forward, C],
			api: done,
			credential: (itemIndex) => credentials[itemIndex],
		});
		expect(sent).toMatchObject([
			{ additional: { credentialsDecrypted: { data: { apiKey: 'the-key' } } } },
			{
				options: { url: 'https://gateway.example/v1/vn/callforward' },
				additional: { credentialsDecrypted: { data: { apiKey: 'another-key' } } },
			},
		]);
		expect(outcomes).toMatchObject([
			{ status: 'applied' },
			{ status: 'applied' },
			{ reason: 'destinationNotAllowed' },
			{ reason: 'credentialUnreadable', code: null, virtualNumber: '33633333333' },
		]);
	});

	it('withholds what repeats the item’s own key, without the spaces around it', async () => {
		const { outcomes } = await run({
			rows: [A, B],
			credential: (itemIndex) => ({ ...CREDENTIAL, apiKey: ` the-key-of-${itemIndex} ` }),
			api: async () => ({ body: { success: false, code: 10, message: 'No: the-key-of-1' } }),
		});
		expect(outcomes).toMatchObject([
			{ message: 'No: the-key-of-1' },
			{ message: "The API's message is not shown: it repeats the API key" },
		]);
	});

	it.each([
		[new Error('It does not exist [Error resolving credentials]'), /n8n says: It does not exist$/],
		['no error', /n8n says: unknown cause$/],
	])('that cannot be read says why, in n8n’s words: %p', async (thrown, description) => {
		const credential = () => {
			throw thrown;
		};
		const { outcomes } = await run({ rows: [A], credential });
		expect(outcomes).toMatchObject([
			{ reason: 'credentialUnreadable', description: expect.stringMatching(description) },
		]);
	});

	it('is checked, and nothing is sent with one that is not good', async () => {
		const { outcomes, sent } = await run({ rows: [A], credential: { ...CREDENTIAL, apiKey: '' } });
		expect(outcomes).toMatchObject([{ reason: 'apiKeyRejected', virtualNumber: '33611111111' }]);
		expect(sent).toEqual([]);
	});

	it('is read ahead of the items, in their order and once for each', async () => {
		const read: number[] = [];
		const readAt: number[] = [];
		const rows = Array.from({ length: 120 }, () => ({
			...A,
			virtualNumber() {
				readAt.push(read.length);
				return '33611111111';
			},
			options: { dryRun: true },
		}));
		const credential = (itemIndex: number) => {
			read.push(itemIndex);
			return CREDENTIAL;
		};
		await run({ rows, credential, node: { parameters: BY_ITEM } }, true);
		expect(read).toEqual(Array.from({ length: 120 }, (_, index) => index));
		// One alone, then two for each that was handed on, up to 50 ahead.
		expect(readAt.slice(0, 4)).toEqual([1, 2, 4, 6]);
		expect(readAt.slice(60, 63)).toEqual([109, 110, 111]);
	});
});

describe('where a failure stops the run', () => {
	it('an item that cannot be sent means that none is', async () => {
		const { statuses, sent } = await run({ rows: [A, BROKEN, B] }, true);
		expect(statuses).toEqual([undefined, 'rejected', undefined]);
		expect(sent).toEqual([]);
	});

	it('no item starts after one has failed', async () => {
		const rows = withOptions({ concurrency: 1 });
		const { statuses, sent } = await run({ rows, api: refuse('33622222222') }, true);
		expect(statuses).toEqual(['applied', 'rejected', undefined]);
		expect(sent).toHaveLength(2);
	});
});

describe('Retry On Fail', () => {
	/** Rows whose items are the same in each pass. */
	const passesOf = (rows: Scenario['rows']): Scenario => ({
		rows,
		items: rows.map(() => ({ json: {} })),
		node: { retryOnFail: true },
	});
	const reset: Api = async () => {
		throw requestError('ECONNRESET');
	};

	it('sends no success again, and keeps its result', async () => {
		const scenario = passesOf([A, B]);
		const first = await run({ ...scenario, api: refuse('33622222222') });
		expect(first.statuses).toEqual(['applied', 'rejected']);
		const second = await run({ ...scenario, api: done });
		expect(second.outcomes[0]).toBe(first.outcomes[0]);
		expect(second.statuses).toEqual(['applied', 'applied']);
		expect(second.bodies()).toMatchObject([{ number: '33622222222' }]);
	});

	it('sends an item in doubt again, and judges it as a retry', async () => {
		const scenario = passesOf([A]);
		const first = await run({ ...scenario, api: reset });
		expect(first.outcomes).toMatchObject([{ status: 'failed', changed: null }]);
		const second = await run({ ...scenario, api: async () => ({ body: refusal(18) }) });
		expect(second.outcomes).toMatchObject([{ status: 'applied', changed: true, code: 18 }]);
	});

	it('never claims less than an earlier pass knew: a line that Replace left off', async () => {
		const forward = row('33611111111', 'forward', '+33698765432');
		const scenario = passesOf(withOptions({ alreadySet: 'replace' }, [forward]));
		const answers = [refusal(16), SUCCESS_BODY, refusal(14), refusal(13)];
		const api: Api = async () => ({ body: answers.shift() });
		expect((await run({ ...scenario, api })).outcomes).toMatchObject([{ changed: true, code: 14 }]);
		expect((await run({ ...scenario, api })).outcomes).toMatchObject([
			{ status: 'failed', changed: true, code: 13 },
		]);
	});

	it.each([true, false])(
		'never claims less where the checks refuse it all of a sudden (stops on failure: %s)',
		async (stopsOnFailure) => {
			const scenario = passesOf([A, B, C]);
			const api: Api = async ({ number }) => {
				if (number === '33622222222') throw requestError('ECONNRESET');
				return { body: SUCCESS_BODY };
			};
			const first = await run({ ...scenario, api }, stopsOnFailure);
			const credential = (itemIndex: number) => (itemIndex === 2 ? CREDENTIAL : undefined);
			const second = await run({ ...scenario, credential, api: done }, stopsOnFailure);
			expect(second.outcomes).toEqual(first.outcomes);
			expect(second.outcomes).toMatchObject([
				{ status: 'applied', changed: true },
				{ status: 'failed', changed: null },
				{ status: 'applied', changed: true },
			]);
			expect(second.sent).toEqual([]);
		},
	);

	it('never claims less of an item that is not started, since another one failed', async () => {
		const scenario = passesOf(withOptions({ maxRetries: 0, concurrency: 3 }));
		await run({ ...scenario, api: reset });
		const rows = withOptions({ maxRetries: 0, concurrency: 1 });
		const second = await run({ ...scenario, rows, api: refuse('33611111111') }, true);
		expect(second.sent).toHaveLength(1);
		expect(second.outcomes).toMatchObject([{ code: 13 }, { changed: null }, { changed: null }]);
	});

	it('refuses an item that passed the checks before and does not any more', async () => {
		const scenario = passesOf([A, B]);
		await run({ ...scenario, api: done });
		const second = await run({ ...scenario, rows: [A, BROKEN], api: done });
		expect(second.statuses).toEqual(['applied', 'rejected']);
		expect(second.sent).toEqual([]);
	});
});

describe('an execution that is stopped', () => {
	it('sends nothing more and throws', async () => {
		const abort = new AbortController();
		const api: Api = async () => {
			abort.abort();
			return { body: SUCCESS_BODY };
		};
		const rows = withOptions({ concurrency: 1 });
		const fake = fakeContext({ rows, api, stop: abort.signal });
		await expect(callForward(fake.context, fake.items, false)).rejects.toThrow(ExecutionStopped);
		expect(fake.sent).toHaveLength(1);
	});

	it('throws also where nothing was left to send', async () => {
		const stop = AbortSignal.abort();
		await expect(run({ rows: [BROKEN], stop })).rejects.toThrow(ExecutionStopped);
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
		return { scenario: { rows, node: { parameters: BY_ITEM } }, events };
	}

	it.each([true, false])('lets n8n do other work after each: %s', async (stopsOnFailure) => {
		const { scenario, events } = busyRows(3);
		const { statuses } = await run(scenario, stopsOnFailure);
		expect(statuses).toEqual(['dryRun', 'dryRun', 'dryRun']);
		expect(events).toEqual(['item', 'other', 'item', 'other', 'item', 'other']);
	});

	it('ends when the execution is stopped', async () => {
		const { scenario, events } = busyRows(9);
		await expect(run({ ...scenario, stop: AbortSignal.abort() }, true)).rejects.toThrow(
			ExecutionStopped,
		);
		expect(events).toEqual(['item', 'other']);
	});

	it.each([
		['while requests are on their way', {}, false, 1],
		['first where a failure stops the run', {}, true, 20],
		['first with Retry On Fail', { retryOnFail: true }, false, 20],
	])('happens %s', async (_, node, stopsOnFailure, most) => {
		let read = 0;
		/** How many items were read before each request, beside those of the requests before. */
		const ahead: number[] = [];
		const rows = Array.from({ length: 20 }, (__, index) => ({
			...A,
			virtualNumber() {
				read++;
				return String(33611111100 + index);
			},
			options: { concurrency: 2 },
		}));
		const api: Api = async () => {
			ahead.push(read - ahead.length);
			await clock.sleep(100);
			return { body: SUCCESS_BODY };
		};
		await run({ rows, api, node: { ...node, parameters: BY_ITEM } }, stopsOnFailure);
		expect([ahead.length, Math.max(...ahead)]).toEqual([20, most]);
	});
});

describe('several runs at once', () => {
	it.each([
		['whatever the Base URL', ['one', 'one', 'one'], [0, 1_010, 2_020]],
		['each account its own', ['one', 'two', 'three'], [0, 0, 0]],
	])('keep one pace for an account, %s', async (_, keys, expected) => {
		const { api, seen } = slowApi();
		const rows = withOptions({ requestsPerMinute: 60 });
		await Promise.all(
			rows.map((one, index) => {
				const baseUrl = `https://api.smspartner.fr/v${index}`;
				const credential = { ...CREDENTIAL, baseUrl, apiKey: keys[index] };
				return run({ rows: [one], api, credential });
			}),
		);
		expect(seen.starts).toEqual(expected);
	});
});
