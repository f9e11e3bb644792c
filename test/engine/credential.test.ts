import { node, NODE_NAME, runInEngine, to } from './harness';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

const ROWS = [
	{ number: '33612345678', mode: 'forward', destination: '+33698765432' },
	{ number: '33612345679', mode: 'voicemail', destination: 'team@example.com' },
	{ number: '33612345680', mode: 'off', destination: '' },
];

it('a credential without a key makes an error item of each item', async () => {
	const { status, success, error } = await api.run({
		items: ROWS,
		credentials: { apiKey: '', baseUrl: api.sandbox.baseUrl },
		onError: 'continueErrorOutput',
	});
	expect(status).toBe('success');
	expect(success).toEqual([]);
	expect(pairsOf(error)).toEqual(ROWS.map((_, item) => ({ item })));
	const failure = { reason: 'apiKeyRejected', code: 10, status: 'rejected' };
	expect(jsonOf(error)).toMatchObject(
		ROWS.map((row) => ({ ...row, error: { ...failure, virtualNumber: row.number } })),
	);
	expect(api.sandbox.requests).toEqual([]);
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
