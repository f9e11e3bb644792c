/** What only n8n decides of fields, options and credential: what an expression gives, and for which item. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { callForwardNode, NODE_NAME, runNodes, to } from './harness';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

const OFF = { number: '33612345678', mode: 'off', destination: '' };
const TWO = [OFF, { ...OFF, number: '33612345680' }];
const NOWHERE = '$("Nowhere").item.json.x';
const onError = 'continueRegularOutput';

describe('fields', () => {
	it.each([
		['callForwarding', { forwardingNumber: '={{ $json.to }}' }, 1, '+33698765432'],
		['voicemail', { notificationEmail: '={{ $json.mail }}' }, 2, 'team@example.com'],
		['disabled', {}, 0, ''],
	])('of the mode are read, and the others are not: %s', async (mode, fields, type, param) => {
		await api.run({
			items: [{ to: '06 98 76 54 32', mail: ' team@example.com ' }],
			parameters: { virtualNumber: '+33 6 12 34 56 81', mode, ...fields },
		});
		expect(api.sent()).toEqual([{ number: '33612345681', type, param }]);
	});

	it('that hold what no field takes make error items, each in its place', async () => {
		const odd = [null, true, { a: 1 }, ['3361'], 1.5, 2 ** 60, '\u0000', '\ud83d'];
		const fields = ['number', 'mode', 'destination'];
		const forward = { ...OFF, mode: 'forward', destination: '+33698765432' };
		const broken = fields.flatMap((field) => odd.map((value) => ({ ...forward, [field]: value })));
		const items: IDataObject[] = [...broken, {}];
		const { status, success } = await api.run({ items, onError });
		expect(status).toBe('success');
		expect(success).toEqual(
			items.map((_, item) => ({
				json: expect.objectContaining({ status: 'rejected', source: 'validation' }),
				pairedItem: { item },
			})),
		);
		expect(JSON.stringify(success)).not.toContain('[object');
		expect(api.sent()).toEqual([]);
	});

	it('that an expression gives nothing for count as empty', async () => {
		const parameters = { virtualNumber: '={{ $json.b.c }}', mode: 'disabled' };
		const { success } = await api.run({ items: [{ a: 1 }], parameters, onError });
		expect(jsonOf(success)).toMatchObject([{ reason: 'virtualNumberRequired', code: 5 }]);
	});

	describe('whose expression fails', () => {
		const virtualNumber = `={{ $itemIndex === 1 ? ${NOWHERE} : $json.number }}`;
		const parameters = { virtualNumber, mode: 'disabled' };
		const description = expect.stringContaining("The expression in 'Virtual Number' failed");

		it('make an error item of their item, and the others go on', async () => {
			const options = { alreadySet: 'keep' };
			const { success } = await api.run({ items: TWO, parameters, options, onError });
			expect(jsonOf(success)).toMatchObject([
				{ status: 'unchanged' },
				{ reason: 'virtualNumberInvalid', virtualNumber: '', mode: 'disabled', description },
			]);
		});

		it('stop the run before anything is sent, without a Continue setting', async () => {
			const { status, runError } = await api.run({ items: TWO, parameters });
			expect(status).toBe('error');
			expect(runError).toMatchObject({ description });
			expect(api.sent()).toEqual([]);
		});
	});
});

describe('options', () => {
	const run = async (options: INodeParameters, items: IDataObject[] = TWO) =>
		jsonOf((await api.run({ items, options, onError })).success);

	it.each([
		['={{ $json.nope }}', "'Requests per Minute' received nothing; it accepts a number."],
		[`={{ ${NOWHERE} }}`, expect.stringContaining("in 'Requests per Minute' failed")],
	])('of a run that are there and no number refuse every item: %j', async (value, description) => {
		const refused = { reason: 'optionInvalid', description };
		expect(await run({ requestsPerMinute: value })).toMatchObject([refused, refused]);
		expect(api.sent()).toEqual([]);
	});

	it('of a run are read from the first item, each by itself', async () => {
		// The second item's expression for one of them fails, and so does another option's for the first.
		const outcomes = await run({
			maxRetries: `={{ $itemIndex === 0 ? 3 : ${NOWHERE} }}`,
			alreadySet: `={{ $itemIndex === 0 ? ${NOWHERE} : 'keep' }}`,
		});
		expect(outcomes).toMatchObject([
			{ reason: 'optionInvalid', description: expect.stringContaining("'If Already Set'") },
			{ status: 'applied' },
		]);
	});

	it('of an item are its own', async () => {
		const items = [
			{ ...OFF, number: '0612345678', format: 'normalize', set: 'keep', dry: false },
			{ ...OFF, number: '0612345678', format: 'asEntered', set: 'error', dry: true },
			{ ...OFF, number: '33612345679', format: 'normalize', set: 'error', dry: false },
		];
		const numberFormat = '={{ $json.format }}';
		const options = { numberFormat, alreadySet: '={{ $json.set }}', dryRun: '={{ $json.dry }}' };
		expect(await run(options, items)).toMatchObject([
			{ status: 'unchanged', virtualNumber: '33612345678' },
			{ status: 'dryRun', virtualNumber: '0612345678' },
			{ status: 'rejected', code: 18, virtualNumber: '33612345679' },
		]);
	});

	it('of an item that nothing was given for refuse the item', async () => {
		const outcomes = await run({ dryRun: '={{ $itemIndex === 0 ? undefined : true }}' });
		expect(outcomes).toMatchObject([{ reason: 'optionInvalid' }, { status: 'dryRun' }]);
	});
});

describe('a credential that is missing', () => {
	it.each([
		['none is selected', {}],
		['the selected one is gone', { smsPartnerApi: { id: '9', name: 'Deleted' } }],
	])('makes an error item of each item: %s', async (_case, credentials) => {
		const parameters = { mode: 'disabled', virtualNumber: '={{ $json.number }}' };
		const { run } = await runNodes({
			items: TWO,
			nodes: [callForwardNode({ parameters, onError, credentials })],
			connections: { Items: { main: [to(NODE_NAME)] } },
		});
		const items = run.data.resultData.runData[NODE_NAME]?.[0]?.data?.main?.[0] ?? [];
		const refused = { status: 'rejected', reason: 'credentialUnreadable', code: null };
		expect(jsonOf(items)).toMatchObject(
			TWO.map(({ number }) => ({ ...refused, virtualNumber: number })),
		);
		expect(pairsOf(items)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});
