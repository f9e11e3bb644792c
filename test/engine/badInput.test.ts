/** What only n8n decides of odd values: what an expression gives, for which item, and where it comes out. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

const ROW = { number: '33612345678', mode: 'forward', destination: '+33698765432' };
const OFF = { ...ROW, mode: 'off' };
const NOWHERE = '$("Nowhere").item.json.x';

const ODD = [null, '', '  ', true, { a: 1 }, ['3361'], 1.5, -1, 2 ** 60, '\u0000', '\ud83d'];
const EVERY_FIELD_ODD: IDataObject[] = [
	...ODD.map((number) => ({ ...ROW, number })),
	...ODD.map((mode) => ({ ...ROW, mode })),
	...ODD.map((destination) => ({ ...ROW, destination })),
	...ODD.map((destination) => ({ ...ROW, mode: 'voicemail', destination })),
	{},
];

describe('values that no field takes', () => {
	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'make one error item each, in input order, between rows that go as asked: %s',
		async (onError) => {
			const items = [ROW, ...EVERY_FIELD_ODD, OFF];
			const { status, success, error } = await api.run({ items, onError });
			expect(status).toBe('success');
			const byInput = new Map<unknown, unknown>();
			for (const branch of [success, error]) {
				const order = pairsOf(branch).map((pair) => (pair as { item: number }).item);
				expect(order).toEqual([...order].sort((a, b) => a - b));
				branch.forEach(({ json }, i) => byInput.set(order[i], json.error ?? json));
			}
			expect(byInput.size).toBe(items.length);
			expect([byInput.get(0), byInput.get(items.length - 1)]).toMatchObject([
				{ status: 'applied', mode: 'callForwarding' },
				{ status: 'applied', mode: 'disabled' },
			]);
			const refused = EVERY_FIELD_ODD.map((_, i) => byInput.get(i + 1));
			expect(refused).toEqual(
				refused.map(() =>
					expect.objectContaining({ status: 'rejected', source: 'validation', httpStatus: null }),
				),
			);
			expect(JSON.stringify(refused)).not.toContain('[object');
			expect(api.sandbox.requests).toHaveLength(2);
		},
	);

	it('keep the other fields of the row on the error output', async () => {
		const row = { ...ROW, mode: 'x', note: { deep: ['kept'] } };
		const { error } = await api.run({ items: [row], onError: 'continueErrorOutput' });
		expect(error).toMatchObject([{ json: { ...row, error: { reason: 'modeInvalid' } } }]);
	});
});

describe('an expression that fails', () => {
	const numbers = [{ number: '33612345678' }, { number: '33612345680' }];
	const parameters = {
		virtualNumber: `={{ $itemIndex === 1 ? ${NOWHERE} : $json.number }}`,
		mode: 'disabled',
	};

	it('makes an error item of its item, and the others go on', async () => {
		const onError = 'continueRegularOutput';
		const options = { alreadySet: 'keep' };
		const { success } = await api.run({ items: numbers, parameters, options, onError });
		expect(jsonOf(success)).toMatchObject([
			{ status: 'unchanged' },
			{ reason: 'virtualNumberInvalid', virtualNumber: '', mode: 'disabled' },
		]);
		expect(jsonOf(success)[1]).toMatchObject({
			description: expect.stringContaining("The expression in 'Virtual Number' failed"),
		});
	});

	it('stops the run before anything is sent, without a Continue setting', async () => {
		const { status, runError } = await api.run({ items: numbers, parameters });
		expect(status).toBe('error');
		expect(runError).toMatchObject({ description: expect.stringContaining("'Virtual Number'") });
		expect(api.sandbox.requests).toEqual([]);
	});
});

it('an expression that gives nothing counts as an empty field', async () => {
	const { success } = await api.run({
		items: [{ a: 1 }],
		parameters: { virtualNumber: '={{ $json.b.c }}', mode: 'disabled' },
		onError: 'continueRegularOutput',
	});
	expect(jsonOf(success)).toMatchObject([{ reason: 'virtualNumberRequired', code: 5 }]);
});

describe('options', () => {
	const TWO = [OFF, { ...OFF, number: '33612345680' }];
	const run = async (options: INodeParameters) =>
		jsonOf((await api.run({ items: TWO, options, onError: 'continueRegularOutput' })).success);

	it.each([
		['60/min', `'Requests per Minute' received "60/min"; it accepts a number.`],
		['={{ $json.nope }}', "'Requests per Minute' received nothing; it accepts a number."],
		[`={{ ${NOWHERE} }}`, expect.stringContaining("in 'Requests per Minute' failed")],
	])('of a run that are there and no number refuse every item: %j', async (value, description) => {
		const refused = { reason: 'optionInvalid', description };
		expect(await run({ requestsPerMinute: value })).toMatchObject([refused, refused]);
		expect(api.sandbox.requests).toEqual([]);
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

	it('of an item that nothing was given for refuse the item', async () => {
		const outcomes = await run({ dryRun: '={{ $itemIndex === 0 ? undefined : true }}' });
		expect(outcomes).toMatchObject([{ reason: 'optionInvalid' }, { status: 'dryRun' }]);
	});
});
