import { enumerate } from '../text';
import { asSeen } from './invisible';
import type { ReadParameter } from './parameters';
import { problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';
import { explain } from './shown';

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

export const DEFAULT_ALREADY_SET = 'error';
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

/** Options of one item. */
export interface ItemOptions {
	alreadySet: 'error' | 'keep' | 'replace';
	numberFormat: 'normalize' | 'asEntered';
	dryRun: boolean;
}

/** How an option is read. */
interface Option<T> {
	/** Where it is not the value's. */
	name?: string;
	/** In quotes, as people see it. */
	label: string;
	byDefault: T;
	accepts: string;
	/** Gives undefined for what it does not accept. */
	parse: (entered: unknown) => T | undefined;
}
type Options<T> = { [Name in keyof T]: Option<T[Name]> };

const RUN_OPTIONS: Options<RunOptions> = {
	concurrency: {
		label: "'Concurrent Requests'",
		...numberFrom(MIN_CONCURRENCY, MAX_CONCURRENCY, DEFAULT_CONCURRENCY, Math.trunc),
	},
	requestsPerMinute: {
		label: "'Requests per Minute'",
		...numberFrom(MIN_REQUESTS_PER_MINUTE, MAX_REQUESTS_PER_MINUTE, DEFAULT_REQUESTS_PER_MINUTE),
	},
	timeoutMs: {
		name: 'timeout',
		label: "'Timeout'",
		// No time at all stands for the default.
		...numberFrom(
			0,
			MAX_TIMEOUT_MS,
			DEFAULT_TIMEOUT_MS,
			(ms) => Math.trunc(ms) || DEFAULT_TIMEOUT_MS,
		),
	},
	maxRetries: {
		label: "'Max Retries'",
		...numberFrom(MIN_RETRIES, MAX_RETRIES, DEFAULT_RETRIES, Math.trunc),
	},
};

const ITEM_OPTIONS: Options<ItemOptions> = {
	alreadySet: {
		label: "'If Already Set'",
		...oneOf(['error', 'keep', 'replace'], DEFAULT_ALREADY_SET),
	},
	numberFormat: {
		label: "'Number Format'",
		...oneOf(['normalize', 'asEntered'], DEFAULT_NUMBER_FORMAT),
	},
	dryRun: { label: "'Dry Run'", ...oneOf([true, false], DEFAULT_DRY_RUN) },
};

/** Reads the run's options, from the first item. */
export function readRunOptions(read: ReadParameter): Result<RunOptions, Problem> {
	return readOptions(read, RUN_OPTIONS);
}

/** Reads one item's options. */
export function readItemOptions(read: ReadParameter): Result<ItemOptions, Problem> {
	return readOptions(read, ITEM_OPTIONS);
}

/** Refused is what is there and not accepted: a limit that somebody set is never dropped silently. */
function readOptions<T>(read: ReadParameter, options: Options<T>): Result<T, Problem>;
function readOptions(read: ReadParameter, options: Record<string, Option<unknown>>) {
	const values: Record<string, unknown> = {};
	for (const [key, { name = key, label, byDefault, accepts, parse }] of Object.entries(options)) {
		const entered = read(`options.${name}`, byDefault);
		values[key] = parse(entered);
		if (values[key] === undefined) {
			return err(problemWith('optionInvalid', explain(label, entered, accepts)));
		}
	}
	return ok(values);
}

/** A number, also as text, is brought into its range. What only begins like a number is none. */
function numberFrom(
	min: number,
	max: number,
	byDefault: number,
	round = (number: number) => number,
) {
	const parse = (entered: unknown) => {
		const isText = typeof entered === 'string' && /^-?\d+(?:\.\d+)?$/.test(asSeen(entered));
		const number = isText ? Number(asSeen(entered)) : entered;
		if (typeof number !== 'number' || Number.isNaN(number)) return undefined;
		return round(Math.min(max, Math.max(min, number)));
	};
	return { byDefault, accepts: 'a number', parse };
}

/** A choice in any case and with blanks, so as the editor shows it too, and true and false as text. */
function oneOf<T extends string | boolean>(choices: readonly T[], byDefault: NoInfer<T>) {
	const byWord = new Map(choices.map((choice) => [String(choice).toLowerCase(), choice]));
	const parse = (entered: unknown) =>
		typeof entered === 'string' || typeof entered === 'boolean'
			? byWord.get(
					asSeen(`${entered}`)
						.replace(/[\s_-]/g, '')
						.toLowerCase(),
				)
			: undefined;
	return { byDefault, accepts: enumerate(choices.map(String), 'or'), parse };
}
