import {
	readItemOptions,
	readRunOptions,
} from '../../../nodes/SmsPartnerCallForward/checks/options';
import { Unreadable } from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { properties } from '../../../nodes/SmsPartnerCallForward/description';

type Options = Record<string, unknown>;

const reader = (options: Options) => (name: string, ifAbsent: unknown) => {
	const option = name.replace('options.', '');
	return option in options ? options[option] : ifAbsent;
};
const runOptions = (options: Options) => readRunOptions(reader(options));
const itemOptions = (options: Options) => readItemOptions(reader(options));

const refusal = (advice: string) => ({
	ok: false,
	error: {
		reason: 'optionInvalid',
		code: null,
		message: 'An option has an unsupported value',
		advice,
	},
});

describe('the options of a run', () => {
	type Four<T> = [concurrency: T, requestsPerMinute: T, timeout: T, maxRetries: T];
	const valueOf = ([concurrency, requestsPerMinute, timeoutMs, maxRetries]: Four<number>) => ({
		ok: true,
		value: { concurrency, requestsPerMinute, timeoutMs, maxRetries },
	});
	const DEFAULTS: Four<number> = [5, 0, 10_000, 2];

	it.each<[string, Four<unknown>, Four<number>]>([
		['are as entered', [7, 90.5, 2_500, 4], [7, 90.5, 2_500, 4]],
		['can be numbers as text', ['3', '1.25', ' 700\n', '0'], [3, 1.25, 700, 0]],
		['are raised to the least', [0, -1, -5, '-1'], [1, 0, 10_000, 0]],
		['are lowered to the most', [51, 60_001, Infinity, 11], [50, 60_000, 300_000, 10]],
		['are whole, but for the pace', [2.9, 0.5, 99.9, 1.9], [2, 0.5, 99, 1]],
	])('%s', (_, [concurrency, requestsPerMinute, timeout, maxRetries], expected) => {
		const options = { concurrency, requestsPerMinute, timeout, maxRetries };
		expect(runOptions(options)).toEqual(valueOf(expected));
	});

	it.each([{}, { timeout: 0 }, { timeout: 0.5 }])('are the defaults with %j', (options) => {
		expect(runOptions(options)).toEqual(valueOf(DEFAULTS));
	});

	const NAMES = [
		['concurrency', "'Concurrent Requests'"],
		['requestsPerMinute', "'Requests per Minute'"],
		['timeout', "'Timeout'"],
		['maxRetries', "'Max Retries'"],
	] as const;
	describe.each(NAMES)('%s that is there and no number is refused', (name, label) => {
		it.each([
			['60/min', '"60/min"'],
			['many', '"many"'],
			['0x10', '"0x10"'],
			['1e3', '"1e3"'],
			['1,5', '"1,5"'],
			['1.', '"1."'],
			['', '""'],
			[' ', '" "'],
			[undefined, 'nothing'],
			[null, 'nothing'],
			[true, 'true'],
			[NaN, 'NaN'],
			[[60], 'a list'],
			[{ limit: 60 }, 'an object'],
		])('%j', (value, shown) => {
			const advice = `${label} received ${shown}; it accepts a number.`;
			expect(runOptions({ [name]: value })).toEqual(refusal(advice));
		});

		it('an expression that failed', () => {
			const value = new Unreadable('no such field');
			const advice = `The expression in ${label} failed: no such field`;
			expect(runOptions({ [name]: value })).toEqual(refusal(advice));
		});
	});
});

describe('the options of an item', () => {
	const ALL = { alreadySet: 'keep', numberFormat: 'asEntered', dryRun: true };
	it.each<[Options, Options]>([
		[{}, {}],
		[ALL, ALL],
		[{ alreadySet: 'replace' }, { alreadySet: 'replace' }],
		// As the editor shows them, and as expressions give them
		[{ alreadySet: ' Keep\n', numberFormat: 'As Entered', dryRun: 'true' }, ALL],
		[{ alreadySet: 'keep', numberFormat: 'as_entered', dryRun: true }, ALL],
		[{ numberFormat: 'as-entered' }, { numberFormat: 'asEntered' }],
		[{ alreadySet: 'ERROR', numberFormat: '\u200Bnormalize', dryRun: 'False' }, {}],
	])('%j', (options, expected) => {
		const defaults = { alreadySet: 'error', numberFormat: 'normalize', dryRun: false };
		expect(itemOptions(options)).toEqual({ ok: true, value: { ...defaults, ...expected } });
	});

	const CHOICES = [
		['alreadySet', "'If Already Set'", 'error, keep or replace'],
		['numberFormat', "'Number Format'", 'normalize or asEntered'],
		['dryRun', "'Dry Run'", 'true or false'],
	] as const;
	describe.each(CHOICES)('%s', (name, label, accepts) => {
		it.each([
			['skip', '"skip"'],
			['', '""'],
			[1, '1'],
			[['keep'], 'a list'],
			[null, 'nothing'],
			[undefined, 'nothing'],
		])('of %j is refused', (value, shown) => {
			const advice = `${label} received ${shown}; it accepts ${accepts}.`;
			expect(itemOptions({ [name]: value })).toEqual(refusal(advice));
		});
	});
});

it('are by default what the editor shows', () => {
	const fields = properties.find((field) => field.name === 'options')?.options ?? [];
	const shown = Object.fromEntries(
		fields.map((field) => [field.name, 'default' in field && field.default]),
	);
	expect(Object.keys(shown)).toHaveLength(7);
	expect([runOptions(shown), itemOptions(shown)]).toEqual([runOptions({}), itemOptions({})]);
});
