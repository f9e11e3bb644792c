import type { IDataObject } from 'n8n-workflow';
import { jsonOf, pairsOf, useSandbox } from './useSandbox';

const api = useSandbox();

const ROW = { number: '33612345678', mode: 'forward', destination: '+33698765432' };

/** Values that no field takes, with what stands for each in the output. */
const ODD_VALUES: Array<[name: string, value: unknown, echo: string]> = [
	['null', null, ''],
	['an empty text', '', ''],
	['spaces', '   ', '   '],
	['true', true, ''],
	['an object', { a: 1 }, ''],
	['a list', ['33612345678'], ''],
	['an object that is a text', { toString: 'x' }, ''],
	['a fraction', 1.5, '1.5'],
	['a negative number', -33612345678, '-33612345678'],
	['a number too large to be exact', 2 ** 60, String(2 ** 60)],
	['an object as text', '[object Object]x', '[object Object]x'],
	['prose', 'call me maybe', 'call me maybe'],
	['digits of another script', '٠٦١٢٣٤٥٦٧٨x', '٠٦١٢٣٤٥٦٧٨x'],
	['a NUL', '\u0000', '\u0000'],
	['half of an emoji', '\ud83d', '\ud83d'],
];
const ODD = ODD_VALUES.map(([, value]) => value as never);

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
			const items = [ROW, ...EVERY_FIELD_ODD, { ...ROW, mode: 'off', destination: '' }];
			const { status, success, error } = await api.run({ items, onError });
			expect(status).toBe('success');

			const byInput = new Map<number, IDataObject>();
			for (const { json, pairedItem } of [...success, ...error]) {
				expect(pairedItem).toEqual({ item: expect.any(Number) });
				const { item } = pairedItem as { item: number };
				expect(byInput.has(item)).toBe(false);
				byInput.set(item, (json.error ?? json) as IDataObject);
			}
			expect([...byInput.keys()].sort((a, b) => a - b)).toEqual(items.map((_, i) => i));
			for (const branch of [success, error]) {
				const order = pairsOf(branch).map((pair) => (pair as { item: number }).item);
				expect(order).toEqual([...order].sort((a, b) => a - b));
			}

			const outcomes = items.map((_, i) => byInput.get(i) ?? {});
			expect(outcomes[0]).toMatchObject({ status: 'applied' });
			expect(outcomes.at(-1)).toMatchObject({ status: 'applied', mode: 'disabled' });
			for (const outcome of outcomes.slice(1, -1)) {
				expect(outcome).toMatchObject({
					success: false,
					status: 'rejected',
					changed: false,
					source: 'validation',
					httpStatus: null,
					message: expect.stringMatching(/./),
					description: expect.stringMatching(/./),
				});
			}
			expect(api.sandbox.requests).toHaveLength(2);
		},
	);

	it.each(['number', 'mode', 'destination'] as const)(
		'are echoed as entered, objects and lists never: %s',
		async (field) => {
			const { success } = await api.run({
				items: ODD.map((value) => ({ ...ROW, [field]: value })),
				onError: 'continueRegularOutput',
			});
			const output = field === 'number' ? 'virtualNumber' : field;
			expect(jsonOf(success).map((json) => json[output])).toEqual(
				ODD_VALUES.map(([, , echo]) => echo),
			);
		},
	);

	it('are never printed as [object Object]', async () => {
		const items = EVERY_FIELD_ODD.filter((row) => !JSON.stringify(row).includes('[object'));
		const { success } = await api.run({ items, onError: 'continueRegularOutput' });
		expect(JSON.stringify(success)).not.toContain('[object');
		expect(success).toHaveLength(items.length);
	});

	it.each([
		['number', '', 'virtualNumberRequired', 5],
		['number', 'x', 'virtualNumberInvalid', null],
		['number', { a: 1 }, 'virtualNumberInvalid', null],
		['mode', '', 'modeRequired', 6],
		['mode', null, 'modeRequired', 6],
		['mode', 'x', 'modeInvalid', 7],
		['destination', '', 'forwardingNumberRequired', 8],
		['destination', 'x', 'forwardingNumberInvalid', 12],
		['destination', '+33 6 12 34 56 78', 'forwardingLoop', null],
	] as const)('have their reason and control code: %s %j', async (field, value, reason, code) => {
		const { success } = await api.run({
			items: [{ ...ROW, [field]: value }],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([{ reason, code }]);
	});

	it.each([
		['', 'emailRequired', 8],
		['x', 'emailInvalid', 9],
	] as const)('have their reason and control code: email %j', async (destination, reason, code) => {
		const { success } = await api.run({
			items: [{ ...ROW, mode: 'voicemail', destination }],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([{ reason, code }]);
	});

	it('keep binary data and other fields of the row on the error output', async () => {
		const row = { ...ROW, mode: 'x', note: { deep: ['kept'] } };
		const { error } = await api.run({ items: [row], onError: 'continueErrorOutput' });
		expect(error).toMatchObject([{ json: { ...row, error: { reason: 'modeInvalid' } } }]);
	});
});

describe('expressions that fail', () => {
	const FAILS = '={{ $itemIndex === 1 ? $("Nowhere").item.json.x : $json.number }}';

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'make an error item that names the field, and the others go on: %s',
		async (onError) => {
			const numbers = ['33612345678', '33612345680', '33612345681'];
			const { status, success, error } = await api.run({
				items: numbers.map((number) => ({ number })),
				parameters: { virtualNumber: FAILS, mode: 'disabled' },
				options: { alreadySet: 'keep' },
				onError,
			});
			expect(status).toBe('success');
			const outcomes = [...success, ...error].map(({ json }) => json.error ?? json);
			expect(outcomes).toHaveLength(3);
			const failed = outcomes.find((outcome) => (outcome as IDataObject).success === false);
			expect(failed).toMatchObject({
				status: 'rejected',
				source: 'validation',
				reason: 'virtualNumberInvalid',
				code: null,
				virtualNumber: '',
				mode: 'disabled',
				description: expect.stringContaining("'Virtual Number'"),
			});
			expect(api.sandbox.requests).toHaveLength(2);
		},
	);

	it.each([
		['modeValue', "'Mode'", 'modeInvalid'],
		['destination', "'Destination'", 'forwardingNumberInvalid'],
	])('are named whichever field they are in: %s', async (field, label, reason) => {
		const { success } = await api.run({
			items: [ROW],
			parameters: {
				mode: 'fromData',
				virtualNumber: '={{ $json.number }}',
				modeValue: '={{ $json.mode }}',
				destination: '={{ $json.destination }}',
				[field]: '={{ $("Nowhere").item.json.x }}',
			},
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ reason, source: 'validation', description: expect.stringContaining(label) },
		]);
	});

	it('under Options make error items, too', async () => {
		const { success } = await api.run({
			items: [ROW, ROW],
			options: { concurrency: '={{ $itemIndex === 0 ? 3 : $("Nowhere").item.json.x }}' },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ status: 'applied' },
			{ status: 'rejected', source: 'validation', description: expect.stringContaining('Options') },
		]);
	});

	it('that give nothing count as empty', async () => {
		const { success } = await api.run({
			items: [{ a: 1 }],
			parameters: { virtualNumber: '={{ $json.b.c }}', mode: 'disabled' },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([{ reason: 'virtualNumberRequired', code: 5 }]);
	});

	it('stop the run with the item and the field, before anything is sent', async () => {
		const { status, runError } = await api.run({
			items: [{ number: '33612345678' }, { number: '33612345680' }],
			parameters: { virtualNumber: FAILS, mode: 'disabled' },
		});
		expect(status).toBe('error');
		expect(runError).toMatchObject({
			description: expect.stringContaining("'Virtual Number'"),
			context: { itemIndex: 1 },
		});
		expect(api.sandbox.requests).toEqual([]);
	});
});

describe('options that no list has', () => {
	it.each([
		['alreadySet', 'sometimes', "'If Already Set'"],
		['numberFormat', 'free', "'Number Format'"],
		['dryRun', 'maybe', "'Dry Run'"],
	])('make an error item that names the option: %s', async (option, value, label) => {
		const { success } = await api.run({
			items: [ROW],
			options: { [option]: value },
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(success)).toMatchObject([
			{ success: false, source: 'validation', description: expect.stringContaining(label) },
		]);
		expect(api.sandbox.requests).toEqual([]);
	});
});
