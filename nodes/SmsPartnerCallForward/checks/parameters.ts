import type { IExecuteFunctions } from 'n8n-workflow';

import { Unreadable, type ReadParameter } from './request';

/** Settings of a whole run, read from the first item's options. */
export interface RunSettings {
	/** Items in flight at once. */
	concurrency: number;
	/** 0 for no limit. */
	requestsPerMinute: number;
	/** For one attempt. */
	timeoutMs: number;
	/** Further attempts after a temporary failure. */
	maxRetries: number;
}

interface Range {
	min: number;
	max: number;
	default: number;
}

export const CONCURRENCY: Range = { min: 1, max: 50, default: 5 };
export const REQUESTS_PER_MINUTE: Range = { min: 0, max: 60_000, default: 0 };
export const TIMEOUT_MS: Range = { min: 0, max: 300_000, default: 10_000 };
export const MAX_RETRIES: Range = { min: 0, max: 10, default: 2 };

/** Reads one item's parameters; an expression that fails gives an {@link Unreadable}. */
export function parameterReader(context: IExecuteFunctions, itemIndex: number): ReadParameter {
	return (name) => {
		try {
			return context.getNodeParameter(name, itemIndex, name === 'options' ? {} : '');
		} catch (error) {
			return new Unreadable(error instanceof Error ? error.message : 'unknown error');
		}
	};
}

/** Reads the run's settings. Values out of range are brought into it; unreadable ones are the default. */
export function readRunSettings(context: IExecuteFunctions): RunSettings {
	const options = parameterReader(context, 0)('options');
	const { concurrency, requestsPerMinute, timeout, maxRetries }: Record<string, unknown> =
		Object(options);
	return {
		concurrency: Math.trunc(within(CONCURRENCY, concurrency)),
		requestsPerMinute: within(REQUESTS_PER_MINUTE, requestsPerMinute),
		timeoutMs: Math.trunc(within(TIMEOUT_MS, timeout)) || TIMEOUT_MS.default,
		maxRetries: Math.trunc(within(MAX_RETRIES, maxRetries)),
	};
}

function within(range: Range, value: unknown): number {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	const number = isNumeric ? Number(value) : NaN;
	return Number.isNaN(number) ? range.default : Math.min(range.max, Math.max(range.min, number));
}
