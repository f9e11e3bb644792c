import { node, NODE_NAME, runInEngine, to } from './harness';
import { jsonOf, KEY, useSandbox } from './useSandbox';

const api = useSandbox();

const ROWS = [
	{ number: '33612345678', mode: 'forward', destination: '+33698765432' },
	{ number: '33612345679', mode: 'voicemail', destination: 'team@example.com' },
	{ number: '33612345680', mode: 'off', destination: '' },
];

describe('a credential that cannot be used', () => {
	it.each<[string, Record<string, unknown>, { reason: string; code: number | null }]>([
		['no key', { apiKey: '' }, { reason: 'apiKeyRejected', code: 10 }],
		['no address', { baseUrl: 'smspartner' }, { reason: 'baseUrlInvalid', code: null }],
		[
			'a list that cannot be understood',
			{ allowedDestinations: '+336, everyone' },
			{ reason: 'destinationNotAllowed', code: null },
		],
	])('makes an error item of each item: %s', async (_case, fields, expected) => {
		const { status, success, error } = await api.run({
			items: ROWS,
			credentials: { apiKey: KEY, baseUrl: api.sandbox.baseUrl, ...fields },
			onError: 'continueErrorOutput',
		});
		expect(status).toBe('success');
		expect(success).toEqual([]);
		expect(error.map(({ pairedItem }) => pairedItem)).toEqual(ROWS.map((_, item) => ({ item })));
		expect(jsonOf(error)).toMatchObject(
			ROWS.map((row) => ({
				...row,
				error: { ...expected, status: 'rejected', virtualNumber: row.number },
			})),
		);
		expect(api.sandbox.requests).toEqual([]);
	});

	it('stops the run before anything is sent', async () => {
		const { status, runError } = await api.run({
			items: ROWS,
			credentials: { apiKey: KEY, baseUrl: 'http://192.0.2.1/v1' },
		});
		expect(status).toBe('error');
		expect(runError).toMatchObject({ description: expect.stringContaining('https://') });
		expect(api.sandbox.requests).toEqual([]);
	});
});

describe('a credential that is missing', () => {
	it.each([
		['none is selected', undefined],
		['the selected one is gone', { smsPartnerApi: { id: '9', name: 'Deleted' } }],
	])('makes an error item of each item: %s', async (_case, selected) => {
		const { run } = await runInEngine({
			pinData: { Items: ROWS.map((json) => ({ json })) },
			workflow: {
				name: 'No credential',
				nodes: [
					node('Items', 'n8n-nodes-base.manualTrigger'),
					node(NODE_NAME, 'n8n-nodes-smspartner.smsPartnerCallForward', {
						parameters: { mode: 'disabled', virtualNumber: '={{ $json.number }}' },
						onError: 'continueRegularOutput',
						...(selected && { credentials: selected }),
					}),
				],
				connections: { Items: { main: [to(NODE_NAME)] } },
			},
		});
		expect(run.status).toBe('success');
		const items = run.data.resultData.runData[NODE_NAME]?.[0]?.data?.main?.[0] ?? [];
		const expected = {
			success: false,
			status: 'rejected',
			reason: 'credentialUnreadable',
			code: null,
			source: 'validation',
		};
		expect(items).toMatchObject(
			ROWS.map(({ number }, item) => ({
				json: { ...expected, virtualNumber: number },
				pairedItem: { item },
			})),
		);
	});
});

describe('Allowed Destinations', () => {
	it('lets through what it lists, and switching off', async () => {
		const { success } = await api.run({
			items: [
				...ROWS,
				{ number: '33612345681', mode: 'forward', destination: '+33899123456' },
				{ number: '33612345681', mode: 'voicemail', destination: 'a@mail.example.com' },
			],
			credentials: {
				apiKey: KEY,
				baseUrl: `${api.sandbox.baseUrl}//`,
				allowedDestinations: '+336, @example.com',
			},
			onError: 'continueRegularOutput',
		});
		expect(success.map(({ json }) => [json.status, json.reason, json.code])).toEqual([
			['applied', undefined, 200],
			['applied', undefined, 200],
			['applied', undefined, 2],
			['rejected', 'destinationNotAllowed', null],
			['rejected', 'destinationNotAllowed', null],
		]);
		expect(api.sandbox.requests).toHaveLength(3);
	});
});
