import type { INodeParameters } from 'n8n-workflow';
import { jsonOf, skipWaits, useSandbox } from './useSandbox';

const api = useSandbox();

const rows = (...rows: Array<[number: unknown, mode: unknown, destination?: unknown]>) =>
	rows.map(([number, mode, destination = '']) => ({ number, mode, destination }) as never);
const FORWARD = ['forward', '+33698765432'] as const;

describe('what n8n resolves', () => {
	const fixed = (mode: string, fields: INodeParameters = {}) => ({
		items: [{ to: '06 98 76 54 32', mail: ' team@example.com ' }],
		parameters: { virtualNumber: '+33 6 12 34 56 81', mode, ...fields },
	});

	it.each([
		[
			'Call Forwarding',
			fixed('callForwarding', { forwardingNumber: '={{ $json.to }}' }),
			1,
			'+33698765432',
		],
		[
			'Voicemail',
			fixed('voicemail', { notificationEmail: '={{ $json.mail }}' }),
			2,
			'team@example.com',
		],
		['Disabled', fixed('disabled'), 0, ''],
	])('is sent in the formats of the API: %s', async (_mode, run, type, param) => {
		api.sandbox.configure({ whenOn: 'overwrite' });
		const { success } = await api.run(run);
		expect(api.sent()).toEqual([{ number: '33612345681', type, param }]);
		expect(jsonOf(success)).toMatchObject([
			{ status: 'applied', virtualNumber: '33612345681', destination: param },
		]);
		expect(api.sandbox.line('33612345681')).toEqual({ type, param });
	});

	it('is sent as text where it comes as JSON numbers', async () => {
		await api.run({ items: rows([33612345678, 1, 33698765432]) });
		expect(api.sent()).toEqual([{ number: '33612345678', type: 1, param: '+33698765432' }]);
	});

	it('is each item’s own, for Number Format, If Already Set and Dry Run too', async () => {
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
		expect(api.sent()).toHaveLength(2);
	});
});

describe('If Already Set', () => {
	it('as Replace leaves no line off for a blip, and says it where the API refuses', async () => {
		skipWaits();
		const refusal = { success: false, code: 12, message: 'The transfer number is not valid' };
		api.sandbox.addFault({ kind: 'answer', number: '33612345680', skip: 2, body: refusal });
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33612345681', skip: 2, times: 3 });
		const { success } = await api.run({
			items: rows(['33612345680', ...FORWARD], ['33612345681', ...FORWARD]),
			options: { alreadySet: 'replace', maxRetries: 0 },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{
				status: 'failed',
				changed: true,
				code: 12,
				description: expect.stringMatching(/^Control code 12: .*now off/),
			},
			{ status: 'replaced', destination: '+33698765432' },
		]);
		expect(api.sandbox.line('33612345680')).toEqual({ type: 0, param: '' });
		expect(api.sandbox.line('33612345681')).toEqual({ type: 1, param: '+33698765432' });
	});
});

describe('retries', () => {
	it('recover from temporary failures, and a control answer is not repeated', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33612345678', times: 2 });
		api.sandbox.addFault({ kind: 'reset', number: '33612345679' });
		const numbers = ['33612345678', '33612345679', '33612345613'];
		const { success } = await api.run({
			items: rows(...numbers.map((number): [string, string, string] => [number, ...FORWARD])),
			onError: 'continueRegularOutput',
		});
		expect(success.map(({ json }) => json.status)).toEqual(['applied', 'applied', 'rejected']);
		const counts = numbers.map((one) => api.sent().filter(({ number }) => number === one).length);
		expect(counts).toEqual([3, 2, 1]);
	});
});
