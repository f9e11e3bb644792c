import fc from 'fast-check';
import {
	DEFAULT_DRY_RUN,
	readRunOptions as settingsOf,
} from '../../../nodes/SmsPartnerCallForward/checks/options';
import { Unreadable } from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { properties } from '../../../nodes/SmsPartnerCallForward/description';

const DEFAULTS = { concurrency: 5, requestsPerMinute: 0, timeoutMs: 10_000, maxRetries: 2 };

describe('the settings of a run', () => {
	it('are those of its options', () => {
		const options = { concurrency: 7, requestsPerMinute: 90.5, timeout: 2_500, maxRetries: 4 };
		expect(settingsOf(options)).toEqual({
			concurrency: 7,
			requestsPerMinute: 90.5,
			timeoutMs: 2_500,
			maxRetries: 4,
		});
	});

	it.each([
		['no options', {}],
		['undefined', undefined],
		['null', null],
		['text', 'concurrency'],
		[
			'an option of no use',
			{ concurrency: {}, requestsPerMinute: [], timeout: true, maxRetries: null },
		],
		['empty text', { concurrency: '', requestsPerMinute: '', timeout: '', maxRetries: '' }],
		['spaces', { concurrency: ' ', requestsPerMinute: ' ', timeout: ' ', maxRetries: ' ' }],
		[
			'text that is no number',
			{ concurrency: 'many', requestsPerMinute: '', timeout: ' ', maxRetries: 'x' },
		],
		['NaN', { concurrency: NaN, requestsPerMinute: NaN, timeout: NaN, maxRetries: NaN }],
		['an expression that failed', new Unreadable('no such field')],
	])('are the defaults with %s', (_, options) => {
		expect(settingsOf(options)).toEqual(DEFAULTS);
	});

	it.each([
		[
			'numbers as text',
			{ concurrency: '3', requestsPerMinute: '1.5', timeout: ' 700 ', maxRetries: '0' },
			{ concurrency: 3, requestsPerMinute: 1.5, timeoutMs: 700, maxRetries: 0 },
		],
		[
			'the least',
			{ concurrency: 1, requestsPerMinute: 0, timeout: 1, maxRetries: 0 },
			{ concurrency: 1, requestsPerMinute: 0, timeoutMs: 1, maxRetries: 0 },
		],
		[
			'the most',
			{ concurrency: 50, requestsPerMinute: 60_000, timeout: 300_000, maxRetries: 10 },
			{ concurrency: 50, requestsPerMinute: 60_000, timeoutMs: 300_000, maxRetries: 10 },
		],
		[
			'less than the least',
			{ concurrency: 0, requestsPerMinute: -1, timeout: -5, maxRetries: -1 },
			{ concurrency: 1, requestsPerMinute: 0, timeoutMs: 10_000, maxRetries: 0 },
		],
		[
			'more than the most',
			{ concurrency: 51, requestsPerMinute: 60_001, timeout: 300_001, maxRetries: 11 },
			{ concurrency: 50, requestsPerMinute: 60_000, timeoutMs: 300_000, maxRetries: 10 },
		],
		[
			'infinity',
			{
				concurrency: Infinity,
				requestsPerMinute: Infinity,
				timeout: Infinity,
				maxRetries: Infinity,
			},
			{ concurrency: 50, requestsPerMinute: 60_000, timeoutMs: 300_000, maxRetries: 10 },
		],
		[
			'fractions',
			{ concurrency: 2.9, requestsPerMinute: 0.5, timeout: 99.9, maxRetries: 1.9 },
			{ concurrency: 2, requestsPerMinute: 0.5, timeoutMs: 99, maxRetries: 1 },
		],
		['a timeout of 0', { timeout: 0 }, DEFAULTS],
		['a timeout below a millisecond', { timeout: 0.5 }, DEFAULTS],
	])('brings %s into range', (_, options, settings) => {
		expect(settingsOf(options)).toEqual(settings);
	});

	it('are in range whatever the options hold', () => {
		const numeric = fc.oneof(fc.anything(), fc.double(), fc.integer(), fc.string());
		const options = fc.record({
			concurrency: numeric,
			requestsPerMinute: numeric,
			timeout: numeric,
			maxRetries: numeric,
		});
		fc.assert(
			fc.property(options, (entered) => {
				const settings = settingsOf(entered);
				expect(settings.concurrency).toBeGreaterThanOrEqual(1);
				expect(settings.concurrency).toBeLessThanOrEqual(50);
				expect(settings.requestsPerMinute).toBeGreaterThanOrEqual(0);
				expect(settings.timeoutMs).toBeGreaterThanOrEqual(1);
				expect(settings.maxRetries).toBeLessThanOrEqual(10);
				expect(Number.isInteger(settings.concurrency + settings.maxRetries)).toBe(true);
			}),
		);
	});
});

it('Dry Run is off in the editor as in the run', () => {
	const options = properties.find((field) => field.name === 'options')?.options ?? [];
	const dryRun = options.find((option) => option.name === 'dryRun');
	expect(dryRun).toMatchObject({ default: DEFAULT_DRY_RUN });
});
