import { runInEngine, NODE_NAME } from './harness';
import { jsonOf, KEY, useSandbox } from './useSandbox';

const api = useSandbox();

const ROWS = [
	{ number: '33612345678', mode: 'forward', destination: '+33698765432' },
	{ number: '33612345679', mode: 'voicemail', destination: 'team@example.com' },
	{ number: '33612345680', mode: 'off', destination: '' },
];

const BROKEN: Array<[string, Record<string, unknown>, { reason: string; code: number | null }]> = [
	['no key', { apiKey: '' }, { reason: 'apiKeyRejected', code: 10 }],
	['a key of spaces', { apiKey: '  ' }, { reason: 'apiKeyRejected', code: 10 }],
	[
		'plain http to another machine',
		{ baseUrl: 'http://192.0.2.1/v1' },
		{ reason: 'insecureBaseUrl', code: null },
	],
	['no address', { baseUrl: 'smspartner' }, { reason: 'baseUrlInvalid', code: null }],
	['an empty address', { baseUrl: '' }, { reason: 'baseUrlInvalid', code: null }],
	['another protocol', { baseUrl: 'ftp://192.0.2.1' }, { reason: 'baseUrlInvalid', code: null }],
	[
		'a list of destinations that cannot be understood',
		{ allowedDestinations: '+336, everyone' },
		{ reason: 'destinationNotAllowed', code: null },
	],
];

describe('a credential that cannot be used', () => {
	it.each(BROKEN)('makes an error item of each item: %s', async (_case, fields, expected) => {
		const { status, success, error } = await api.run({
			items: ROWS,
			credentials: { apiKey: KEY, baseUrl: api.sandbox.baseUrl, ...fields },
			onError: 'continueErrorOutput',
		});
		expect(status).toBe('success');
		expect(success).toEqual([]);
		expect(error).toHaveLength(3);
		error.forEach(({ json, pairedItem }, item) => {
			expect(pairedItem).toEqual({ item });
			expect(json).toMatchObject({
				...ROWS[item],
				error: {
					...expected,
					status: 'rejected',
					changed: false,
					source: 'validation',
					httpStatus: null,
					virtualNumber: ROWS[item]?.number,
				},
			});
		});
		expect(api.sandbox.requests).toEqual([]);
	});

	it('stops the run before anything is sent', async () => {
		const { status, runError } = await api.run({
			items: ROWS,
			credentials: { apiKey: KEY, baseUrl: 'http://192.0.2.1/v1' },
		});
		expect(status).toBe('error');
		expect(runError).toMatchObject({
			description: expect.stringContaining('https://'),
			context: { itemIndex: 0 },
		});
	});

	it('names the entry of Allowed Destinations that cannot be understood', async () => {
		const { success } = await api.run({
			items: ROWS.slice(0, 1),
			credentials: { apiKey: KEY, baseUrl: api.sandbox.baseUrl, allowedDestinations: 'everyone' },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)[0]?.description).toContain('everyone');
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
					{
						id: '1',
						name: 'Items',
						type: 'n8n-nodes-base.manualTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
					{
						id: '2',
						name: NODE_NAME,
						type: 'n8n-nodes-smspartner.smsPartnerCallForward',
						typeVersion: 1,
						position: [200, 0],
						parameters: { mode: 'disabled', virtualNumber: '={{ $json.number }}' },
						onError: 'continueRegularOutput',
						...(selected && { credentials: selected }),
					},
				],
				connections: { Items: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
			},
		});
		expect(run.status).toBe('success');
		const items = run.data.resultData.runData[NODE_NAME]?.[0]?.data?.main?.[0] ?? [];
		expect(items).toMatchObject(
			ROWS.map(({ number }, item) => ({
				json: {
					success: false,
					status: 'rejected',
					reason: 'apiKeyRejected',
					code: 10,
					source: 'validation',
					virtualNumber: number,
				},
				pairedItem: { item },
			})),
		);
	});
});

describe('a key that the API refuses', () => {
	it('makes an error item that says where to get one, without the key', async () => {
		const { success } = await api.run({
			items: ROWS.slice(0, 1),
			credentials: { apiKey: 'another-key', baseUrl: api.sandbox.baseUrl },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{
				status: 'rejected',
				code: 10,
				reason: 'apiKeyRejected',
				source: 'api',
				description: expect.stringMatching(
					/^Control code 10: .*https:\/\/my\.smspartner\.fr\/dashboard\/api/,
				),
			},
		]);
		expect(JSON.stringify(success)).not.toContain('another-key');
		expect(api.sandbox.requests).toMatchObject([{ key: 'wrong' }]);
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
