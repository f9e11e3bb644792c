import { err, ok, type Result } from './result';

// The description of the fields imports these ranges and defaults one by one, as lint wants it.
export const MIN_CONCURRENCY = 1;
export const MAX_CONCURRENCY = 50;
export const DEFAULT_CONCURRENCY = 5;

export const MIN_REQUESTS_PER_MINUTE = 0;
export const MAX_REQUESTS_PER_MINUTE = 60_000;
/** No limit. */
export const DEFAULT_REQUESTS_PER_MINUTE = 0;

export const MIN_TIMEOUT_MS = 1;
export const MAX_TIMEOUT_MS = 300_000;
/** That of the vendor's samples. */
export const DEFAULT_TIMEOUT_MS = 10_000;

export const MIN_RETRIES = 0;
export const MAX_RETRIES = 10;
export const DEFAULT_RETRIES = 2;

const ALREADY_SET = ['error', 'keep', 'replace'] as const;
export const DEFAULT_ALREADY_SET = 'error';

const NUMBER_FORMATS = ['normalize', 'asEntered'] as const;
export const DEFAULT_NUMBER_FORMAT = 'normalize';

/** The description has `false` as well, since lint wants a boolean's default written out. */
export const DEFAULT_DRY_RUN = false;

/** Options of a whole run, read from the first item. */
export interface RunOptions {
	/** Items in flight at once. */
	concurrency: number;
	/** 0 for no limit. */
	requestsPerMinute: number;
	/** For one attempt. */
	timeoutMs: number;
	/** Further attempts after a temporary failure. */
	maxRetries: number;
}

/** Options of one item. They are part of what it asks for, also for Retry On Fail. */
export interface ItemOptions {
	alreadySet: (typeof ALREADY_SET)[number];
	numberFormat: (typeof NUMBER_FORMATS)[number];
	dryRun: boolean;
}

/** An option with a value that it does not accept. */
export interface OddOption {
	/** In quotes, as people see it. */
	label: string;
	value: unknown;
	accepts: string;
}

/** Reads the run's options. Values out of range are brought into it; unreadable ones are the default. */
export function readRunOptions(entered: unknown): RunOptions {
	const { concurrency, requestsPerMinute, timeout, maxRetries }: Record<string, unknown> =
		Object(entered);
	return {
		concurrency: Math.trunc(
			within(MIN_CONCURRENCY, MAX_CONCURRENCY, concurrency, DEFAULT_CONCURRENCY),
		),
		requestsPerMinute: within(
			MIN_REQUESTS_PER_MINUTE,
			MAX_REQUESTS_PER_MINUTE,
			requestsPerMinute,
			DEFAULT_REQUESTS_PER_MINUTE,
		),
		// A timeout of 0 or less is none at all, so it is the default.
		timeoutMs: Math.trunc(within(0, MAX_TIMEOUT_MS, timeout, 0)) || DEFAULT_TIMEOUT_MS,
		maxRetries: Math.trunc(within(MIN_RETRIES, MAX_RETRIES, maxRetries, DEFAULT_RETRIES)),
	};
}

function within(min: number, max: number, value: unknown, byDefault: number): number {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	const number = isNumeric ? Number(value) : NaN;
	return Number.isNaN(number) ? byDefault : Math.min(max, Math.max(min, number));
}

/** Reads one item's options; the first one with a value that it does not accept refuses the item. */
export function readItemOptions(entered: unknown): Result<ItemOptions, OddOption> {
	if (typeof entered !== 'object' || entered === null) {
		return err({ label: "'Options'", value: entered, accepts: 'a set of options' });
	}
	const {
		alreadySet = DEFAULT_ALREADY_SET,
		numberFormat = DEFAULT_NUMBER_FORMAT,
		dryRun = DEFAULT_DRY_RUN,
	}: Record<string, unknown> = { ...entered };
	if (!isOneOf(ALREADY_SET, alreadySet)) {
		return err({ label: "'If Already Set'", value: alreadySet, accepts: either(ALREADY_SET) });
	}
	if (!isOneOf(NUMBER_FORMATS, numberFormat)) {
		return err({ label: "'Number Format'", value: numberFormat, accepts: either(NUMBER_FORMATS) });
	}
	if (typeof dryRun !== 'boolean') {
		return err({ label: "'Dry Run'", value: dryRun, accepts: 'true or false' });
	}
	return ok({ alreadySet, numberFormat, dryRun });
}

/** `one, another or a third`. */
function either(values: readonly string[]): string {
	return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function isOneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
	return allowed.some((one) => one === value);
}
