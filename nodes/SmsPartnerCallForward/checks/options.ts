import { enumerate } from '../text';
import { asSeen } from './invisible';
import type { ReadParameter } from './parameters';
import { problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';
import { explain } from './shown';

interface Range {
	min: number;
	max: number;
	byDefault: number;
}

/** The options that take a number: what is out of range is brought into it. */
export const NUMBERS = {
	concurrency: { min: 1, max: 50, byDefault: 5 },
	/** 0 for no limit. */
	requestsPerMinute: { min: 0, max: 60_000, byDefault: 0 },
	/** Milliseconds; by default as many as in the vendor's samples. */
	timeout: { min: 1, max: 300_000, byDefault: 10_000 },
	maxRetries: { min: 0, max: 10, byDefault: 2 },
} satisfies Record<string, Range>;

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
		...numberFrom(NUMBERS.concurrency, Math.trunc),
	},
	requestsPerMinute: {
		label: "'Requests per Minute'",
		...numberFrom(NUMBERS.requestsPerMinute),
	},
	timeoutMs: {
		name: 'timeout',
		label: "'Timeout'",
		// No time at all stands for the default.
		...numberFrom(
			{ ...NUMBERS.timeout, min: 0 },
			(ms) => Math.trunc(ms) || NUMBERS.timeout.byDefault,
		),
	},
	maxRetries: {
		label: "'Max Retries'",
		...numberFrom(NUMBERS.maxRetries, Math.trunc),
	},
};

const ITEM_OPTIONS: Options<ItemOptions> = {
	alreadySet: { label: "'If Already Set'", ...oneOf(['error', 'keep', 'replace'], 'error') },
	numberFormat: { label: "'Number Format'", ...oneOf(['normalize', 'asEntered'], 'normalize') },
	dryRun: { label: "'Dry Run'", ...oneOf([true, false], false) },
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
function numberFrom({ min, max, byDefault }: Range, round = (number: number) => number) {
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
