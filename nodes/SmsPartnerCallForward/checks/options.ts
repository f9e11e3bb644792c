import { enumerate } from '../text';
import type { OptionName, ReadParameter } from './parameters';
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

interface NumberOption {
	name: OptionName;
	/** In quotes, as people see it. */
	label: string;
	min: number;
	max: number;
	byDefault: number;
}

interface ChoiceOption<T> {
	name: OptionName;
	label: string;
	choices: readonly T[];
	byDefault: T;
}

const CONCURRENCY: NumberOption = {
	name: 'options.concurrency',
	label: "'Concurrent Requests'",
	min: MIN_CONCURRENCY,
	max: MAX_CONCURRENCY,
	byDefault: DEFAULT_CONCURRENCY,
};
const REQUESTS_PER_MINUTE: NumberOption = {
	name: 'options.requestsPerMinute',
	label: "'Requests per Minute'",
	min: MIN_REQUESTS_PER_MINUTE,
	max: MAX_REQUESTS_PER_MINUTE,
	byDefault: DEFAULT_REQUESTS_PER_MINUTE,
};
const TIMEOUT: NumberOption = {
	name: 'options.timeout',
	label: "'Timeout'",
	// No time at all stands for the default.
	min: 0,
	max: MAX_TIMEOUT_MS,
	byDefault: DEFAULT_TIMEOUT_MS,
};
const RETRIES: NumberOption = {
	name: 'options.maxRetries',
	label: "'Max Retries'",
	min: MIN_RETRIES,
	max: MAX_RETRIES,
	byDefault: DEFAULT_RETRIES,
};

const ALREADY_SET: ChoiceOption<ItemOptions['alreadySet']> = {
	name: 'options.alreadySet',
	label: "'If Already Set'",
	choices: ['error', 'keep', 'replace'],
	byDefault: DEFAULT_ALREADY_SET,
};
const NUMBER_FORMAT: ChoiceOption<ItemOptions['numberFormat']> = {
	name: 'options.numberFormat',
	label: "'Number Format'",
	choices: ['normalize', 'asEntered'],
	byDefault: DEFAULT_NUMBER_FORMAT,
};
const DRY_RUN: ChoiceOption<boolean> = {
	name: 'options.dryRun',
	label: "'Dry Run'",
	choices: [true, false],
	byDefault: DEFAULT_DRY_RUN,
};

/**
 * Reads the run's options. A value out of range is brought into it; one that is no number is refused,
 * since a limit that somebody set is never dropped silently.
 *
 * @param read the first item's parameters
 */
export function readRunOptions(read: ReadParameter): Result<RunOptions, Problem> {
	const concurrency = readNumber(read, CONCURRENCY);
	if (!concurrency.ok) return concurrency;
	const requestsPerMinute = readNumber(read, REQUESTS_PER_MINUTE);
	if (!requestsPerMinute.ok) return requestsPerMinute;
	const timeout = readNumber(read, TIMEOUT);
	if (!timeout.ok) return timeout;
	const maxRetries = readNumber(read, RETRIES);
	if (!maxRetries.ok) return maxRetries;
	return ok({
		concurrency: Math.trunc(concurrency.value),
		requestsPerMinute: requestsPerMinute.value,
		timeoutMs: Math.trunc(timeout.value) || DEFAULT_TIMEOUT_MS,
		maxRetries: Math.trunc(maxRetries.value),
	});
}

/** Reads one item's options; the first one with a value that it does not accept refuses the item. */
export function readItemOptions(read: ReadParameter): Result<ItemOptions, Problem> {
	const alreadySet = readChoice(read, ALREADY_SET);
	if (!alreadySet.ok) return alreadySet;
	const numberFormat = readChoice(read, NUMBER_FORMAT);
	if (!numberFormat.ok) return numberFormat;
	const dryRun = readChoice(read, DRY_RUN);
	if (!dryRun.ok) return dryRun;
	return ok({
		alreadySet: alreadySet.value,
		numberFormat: numberFormat.value,
		dryRun: dryRun.value,
	});
}

function readNumber(
	read: ReadParameter,
	{ name, label, min, max, byDefault }: NumberOption,
): Result<number, Problem> {
	const entered = read(name, byDefault);
	const number = numberOf(entered);
	return Number.isNaN(number)
		? refused(label, entered, 'a number')
		: ok(Math.min(max, Math.max(min, number)));
}

/** NaN for what is neither a number nor a decimal number as text. */
function numberOf(entered: unknown): number {
	if (typeof entered === 'number') return entered;
	return typeof entered === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(entered)
		? Number(entered)
		: NaN;
}

function readChoice<T>(
	read: ReadParameter,
	{ name, label, choices, byDefault }: ChoiceOption<T>,
): Result<T, Problem> {
	const entered = read(name, byDefault);
	const chosen = choices.find((choice) => choice === entered);
	return chosen === undefined
		? refused(label, entered, enumerate(choices.map(String), 'or'))
		: ok(chosen);
}

function refused(label: string, entered: unknown, accepts: string) {
	return err(problemWith('optionInvalid', explain(label, entered, accepts)));
}
