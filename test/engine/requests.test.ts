import type { INodeParameters } from 'n8n-workflow';
import { CODES, REASON_BY_CODE } from '../unit/support/controlCodes';
import { jsonOf, skipWaits, useSandbox } from './useSandbox';

const api = useSandbox();

const rows = (...rows: Array<[number: unknown, mode: unknown, destination?: unknown]>) =>
	rows.map(([number, mode, destination = '']) => ({ number, mode, destination }) as never);

describe('Forwarding Mode', () => {
	const fixed = (mode: string, fields: INodeParameters = {}) => ({
		items: [{ to: '06 98 76 54 32', mail: ' team@example.com ' }],
		parameters: { virtualNumber: '+33 6 12 34 56 81', mode, ...fields },
	});

	it.each([
		[
			'Call Forwarding',
			fixed('callForwarding', { forwardingNumber: '={{ $json.to }}' }),
			{ number: '33612345681', type: 1, param: '+33698765432' },
		],
		[
			'Voicemail',
			fixed('voicemail', { notificationEmail: '={{ $json.mail }}' }),
			{ number: '33612345681', type: 2, param: 'team@example.com' },
		],
		['Disabled', fixed('disabled'), { number: '33612345681', type: 0, param: '' }],
	])('%s sends its own fields in the formats of the API', async (_mode, run, sent) => {
		api.sandbox.configure({ whenOn: 'overwrite' });
		const { success } = await api.run(run);
		expect(api.sent()).toEqual([sent]);
		expect(jsonOf(success)).toMatchObject([
			{ status: 'applied', virtualNumber: sent.number, destination: sent.param },
		]);
		expect(api.sandbox.line('33612345681')).toEqual({ type: sent.type, param: sent.param });
	});

	it('From Input Data reads each spelling of each mode', async () => {
		const spellings = {
			callForwarding: ['callForwarding', 'CALL FORWARDING', 'call-forwarding', 'forward', '1', 1],
			voicemail: ['voicemail', 'Voice_Mail', 'VOICE-MAIL', ' 2 ', 2],
			disabled: ['disabled', 'Disabled', 'OFF', 'off', '0', 0],
		};
		const asked = Object.entries(spellings).flatMap(([mode, all]) =>
			all.map((spelling) => ({ mode, spelling })),
		);
		const destination = { callForwarding: '+33698765432', voicemail: 'a@example.com' };
		const { success } = await api.run({
			items: rows(
				...asked.map(({ mode, spelling }): [string, unknown, unknown] => [
					'33612345678',
					spelling,
					Object.entries(destination).find(([name]) => name === mode)?.[1],
				]),
			),
			options: { dryRun: true },
		});
		expect(success.map(({ json }) => json.mode)).toEqual(asked.map(({ mode }) => mode));
	});

	it('From Input Data ignores the destination of an item that switches off', async () => {
		const { success } = await api.run({ items: rows(['33612345680', 'off', 'not a number']) });
		expect(api.sent()).toEqual([{ number: '33612345680', type: 0, param: '' }]);
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', destination: '' }]);
	});

	it('sends numbers that come as JSON numbers as text', async () => {
		await api.run({ items: rows([33612345678, 1, 33698765432]) });
		expect(api.sent()).toEqual([{ number: '33612345678', type: 1, param: '+33698765432' }]);
	});
});

describe('Number Format', () => {
	it('As Entered sends numbers exactly as they were entered', async () => {
		const { success } = await api.run({
			items: rows([' 0612345678', 'forward', '06.98'], [33612345679, 'forward', 3698]),
			options: { numberFormat: 'asEntered', concurrency: 1 },
			onError: 'continueRegularOutput',
		});
		expect(api.sent()).toEqual([
			{ number: ' 0612345678', type: 1, param: '06.98' },
			{ number: '33612345679', type: 1, param: '3698' },
		]);
		expect(jsonOf(success)).toMatchObject([
			{ code: 12, source: 'api', virtualNumber: ' 0612345678', destination: '06.98' },
			{ code: 12, source: 'api', virtualNumber: '33612345679', destination: '3698' },
		]);
	});

	it('is read per item, as If Already Set and Dry Run are', async () => {
		const { success } = await api.run({
			items: [
				{ number: '0612345678', mode: 'off', format: 'normalize', set: 'keep', dry: false },
				{ number: '0612345678', mode: 'off', format: 'asEntered', set: 'error', dry: true },
				{ number: '33612345679', mode: 'off', format: 'normalize', set: 'error', dry: false },
			],
			options: {
				numberFormat: '={{ $json.format }}',
				alreadySet: '={{ $json.set }}',
				dryRun: '={{ $json.dry }}',
			},
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ status: 'unchanged', virtualNumber: '33612345678' },
			{ status: 'dryRun', virtualNumber: '0612345678' },
			{ status: 'rejected', code: 18, virtualNumber: '33612345679' },
		]);
	});
});

describe('If Already Set', () => {
	/** All pairings of a mode with a line that is off, forwarded and on voicemail. */
	const items = rows(
		['33612345678', 'forward', '+33611111111'],
		['33612345680', 'forward', '+33611111111'],
		['33612345681', 'forward', '+33611111111'],
		['33612345680', 'voicemail', 'a@example.com'],
		['33612345681', 'voicemail', 'a@example.com'],
		['33612345679', 'disabled'],
	);
	const results = async (alreadySet: string) => {
		const { success } = await api.run({
			items,
			options: { alreadySet },
			onError: 'continueRegularOutput',
		});
		return success.map(({ json }) => [json.success, json.status, json.changed, json.code]);
	};
	const state = () =>
		['33612345678', '33612345680', '33612345681'].map((n) => api.sandbox.line(n)?.param);

	it('Error makes an error item of each', async () => {
		expect(await results('error')).toEqual([
			[true, 'applied', true, 200],
			[false, 'rejected', false, 16],
			[false, 'rejected', false, 17],
			[false, 'rejected', false, 16],
			[false, 'rejected', false, 17],
			[false, 'rejected', false, 18],
		]);
		expect(state()).toEqual(['+33611111111', '+33698765432', 'office@example.com']);
	});

	it('Keep accepts the line as it is, where its mode is the one asked for', async () => {
		expect(await results('keep')).toEqual([
			[true, 'applied', true, 200],
			[true, 'unchanged', false, 16],
			[false, 'rejected', false, 17],
			[false, 'rejected', false, 16],
			[true, 'unchanged', false, 17],
			[true, 'unchanged', false, 18],
		]);
		expect(state()).toEqual(['+33611111111', '+33698765432', 'office@example.com']);
	});

	it('Replace switches off and sets again, in that order', async () => {
		expect(await results('replace')).toEqual([
			[true, 'applied', true, 200],
			[true, 'replaced', true, 200],
			[true, 'replaced', true, 200],
			[true, 'replaced', true, 200],
			[true, 'replaced', true, 200],
			[true, 'unchanged', false, 18],
		]);
		expect(state()).toEqual(['+33611111111', 'a@example.com', 'a@example.com']);
		const steps = api.sent().filter(({ number }) => number === '33612345680');
		expect(steps).toEqual([
			{ number: '33612345680', type: 1, param: '+33611111111' },
			{ number: '33612345680', type: 0, param: '' },
			{ number: '33612345680', type: 1, param: '+33611111111' },
			{ number: '33612345680', type: 2, param: 'a@example.com' },
			{ number: '33612345680', type: 0, param: '' },
			{ number: '33612345680', type: 2, param: 'a@example.com' },
		]);
	});

	it('Replace that stops half-way says that forwarding is off', async () => {
		skipWaits();
		api.sandbox.addFault({
			kind: 'answer',
			number: '33612345680',
			skip: 2,
			body: { success: false, code: 12, message: 'The transfer number is not valid' },
		});
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33612345681', skip: 2, times: 3 });
		const { success } = await api.run({
			items: rows(
				['33612345680', 'forward', '+33611111111'],
				['33612345681', 'voicemail', 'a@example.com'],
			),
			options: { alreadySet: 'replace' },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{
				success: false,
				status: 'failed',
				changed: true,
				code: 12,
				reason: 'forwardingNumberInvalid',
				source: 'api',
				description: expect.stringMatching(/^Control code 12: .*now off/),
			},
			{
				success: false,
				status: 'failed',
				code: null,
				reason: 'serverUnavailable',
				source: 'transport',
				httpStatus: 503,
				description: expect.stringMatching(/is off/),
			},
		]);
		expect(api.sandbox.line('33612345680')).toEqual({ type: 0, param: '' });
	});
});

describe('Dry Run', () => {
	it('checks and returns what would be sent, and sends nothing', async () => {
		const { success, error } = await api.run({
			items: rows(['06 12 34 56 78', 'forward', '0698765432'], ['33612345678', 'voicemail', 'x']),
			options: { dryRun: true },
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(success)).toEqual([
			{
				success: true,
				status: 'dryRun',
				changed: false,
				code: null,
				message: expect.any(String),
				virtualNumber: '33612345678',
				mode: 'callForwarding',
				destination: '+33698765432',
			},
		]);
		expect(error.map(({ json }) => json.error)).toMatchObject([
			{ source: 'validation', reason: 'emailInvalid', code: 9 },
		]);
		expect(api.sandbox.requests).toEqual([]);
	});
});

describe('the answers of the API', () => {
	it.each([200, 400] as const)(
		'become error items with the reason of each code, with HTTP %i',
		async (rejectionStatus) => {
			api.sandbox.configure({ rejectionStatus });
			const { success } = await api.run({
				items: rows(
					...CODES.map((code): [string, string, string] => [
						`336123456${String(code).padStart(2, '0')}`,
						'forward',
						'+33698765432',
					]),
				),
				onError: 'continueRegularOutput',
			});
			expect(success.map(({ json }) => [json.code, json.reason])).toEqual(REASON_BY_CODE);
			for (const { json } of success) {
				expect(json).toMatchObject({
					success: false,
					status: 'rejected',
					changed: false,
					source: 'api',
					httpStatus: rejectionStatus,
					description: expect.stringMatching(new RegExp(`^Control code ${json.code}: .{20,}`)),
				});
			}
			expect(api.sandbox.requests).toHaveLength(CODES.length);
		},
	);

	it('keep the vendor’s own message where its page contradicts itself', async () => {
		const { success } = await api.run({
			items: rows(['33612345605', 'voicemail', 'a@example.com']),
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ code: 5, reason: 'emailInvalid', message: 'email is not valid' },
		]);
	});

	it('may say success by code 2 for every mode: judged by success alone', async () => {
		api.sandbox.addFault({
			kind: 'answer',
			status: 400,
			body: { success: 'true', code: '2', message: 'fait' },
		});
		const { success } = await api.run({ items: rows(['33612345678', 'off']) });
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', code: 2, message: 'fait' }]);
	});
});

describe('retries', () => {
	it('recover from temporary failures, and a control answer is not repeated', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33612345678', times: 2 });
		api.sandbox.addFault({ kind: 'reset', number: '33612345679' });
		const { success } = await api.run({
			items: rows(
				['33612345678', 'forward', '+33698765432'],
				['33612345679', 'forward', '+33698765432'],
				['33612345613', 'off'],
			),
			onError: 'continueRegularOutput',
		});
		expect(success.map(({ json }) => json.status)).toEqual(['applied', 'applied', 'rejected']);
		const counts = ['33612345678', '33612345679', '33612345613'].map(
			(number) => api.sandbox.requests.filter((request) => request.number === number).length,
		);
		expect(counts).toEqual([3, 2, 1]);
	});

	it('wait as long as Retry-After says, and not at all beyond a minute', async () => {
		const waited = skipWaits();
		api.sandbox.addFault({ kind: 'rateLimit', retryAfter: 59 });
		await api.run({ items: rows(['33612345678', 'forward', '+33698765432']) });
		// The account may have had its last start in the same millisecond.
		const first = waited();
		expect(first).toBeGreaterThanOrEqual(59_000);
		expect(first).toBeLessThan(59_010);

		api.sandbox.addFault({ kind: 'rateLimit', retryAfter: 61 });
		const { success } = await api.run({
			items: rows(['33612345678', 'off']),
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{
				status: 'failed',
				changed: false,
				reason: 'rateLimited',
				httpStatus: 429,
				source: 'transport',
				description: expect.stringContaining('61 s'),
			},
		]);
		expect(waited()).toBeLessThan(first + 10);
	});

	it('that see 18 after an attempt that may have taken effect know that it took effect', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 504, apply: true });
		const { success } = await api.run({ items: rows(['33612345680', 'off']) });
		expect(jsonOf(success)).toMatchObject([{ status: 'applied', changed: true, code: 18 }]);
	});

	it('that see 16 after an attempt that may have taken effect leave the item in doubt', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 504, apply: true });
		const { success } = await api.run({
			items: rows(['33612345678', 'forward', '+33698765432']),
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ success: false, status: 'failed', changed: null, code: 16, source: 'api' },
		]);
	});
});
