import type { Access } from './credential';
import { GENERAL_LABELS, type FieldLabels } from '../api/controlCodes';
import { destinationRefusal } from './allowedDestinations';
import { parseEmailAddress } from './emailAddress';
import type { Mode } from '../api/wire';
import { parseMode } from './mode';
import { parsePhoneNumber } from './phoneNumber';
import { problem, type Problem, type ProblemReason } from './problem';
import type { Result } from './result';

/** The fields that hold what one item asks for. */
export type ParameterName =
	| 'virtualNumber'
	| 'mode'
	| 'forwardingNumber'
	| 'notificationEmail'
	| 'modeValue'
	| 'destination'
	| 'options';

/** Gives one item's parameter as the workflow resolved it: anything can be in it. */
export type ReadParameter = (name: ParameterName) => unknown;

/** Stands in place of a parameter whose expression failed. */
export class Unreadable {
	constructor(readonly cause: string) {}
}

/** What an item asks for, as far as it could be worked out: as it is sent, else as it was entered. */
export interface Target {
	virtualNumber: string;
	mode: string;
	destination: string;
}

/** A request that passed every check. */
export interface ForwardRequest extends Target {
	/** International digits (`33612345678`), or as entered. */
	virtualNumber: string;
	mode: Mode;
	/** A phone number in E.164 (`+33612345678`) or as entered, an e-mail address, or empty. */
	destination: string;
	/** The virtual number's line: the same for every spelling of a number. */
	line: string;
	alreadySet: AlreadySet;
	dryRun: boolean;
	labels: FieldLabels;
}

/** The body of the vendor's call, without the key. */
export interface ForwardBody {
	number: string;
	type: 0 | 1 | 2;
	param: string;
}

export type CheckedItem =
	{ ok: true; request: ForwardRequest } | { ok: false; problem: Problem; target: Target };

/** A value, or what is wrong with it. */
type Checked<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** `echo` stands for the value in the output, whether it is right or wrong. */
type Read<T> = Checked<T> & { echo: string };

const ALREADY_SET = ['error', 'keep', 'replace'] as const;
const NUMBER_FORMATS = ['normalize', 'asEntered'] as const;
type AlreadySet = (typeof ALREADY_SET)[number];
type NumberFormat = (typeof NUMBER_FORMATS)[number];

/** The value of the field Forwarding Mode that takes the mode from each item. */
export const FROM_DATA = 'fromData';

const MODE_ADVICE = 'it takes callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).';

const FROM_DATA_LABELS: FieldLabels = { mode: "'Mode'", destination: "'Destination'" };
const FIXED_MODE_LABELS: Record<Mode, FieldLabels> = {
	callForwarding: { ...GENERAL_LABELS, destination: "'Forwarding Number'" },
	voicemail: { ...GENERAL_LABELS, destination: "'Notification Email'" },
	disabled: GENERAL_LABELS,
};

/**
 * Checks one item against the credential and the API's rules, reading only those that its mode needs.
 *
 * @returns the request to send, or the first problem with the target as far as it could be read
 */
export function checkItem(read: ReadParameter, access: Result<Access, Problem>): CheckedItem {
	const options = readOptions(read('options'));
	const format = options.ok ? options.value.numberFormat : 'normalize';
	const virtualNumber = readVirtualNumber(read('virtualNumber'), format);

	const modeField = read('mode');
	const isFromData = modeField === FROM_DATA;
	const mode = isFromData
		? readMode(read('modeValue'), FROM_DATA_LABELS)
		: readMode(modeField, GENERAL_LABELS);
	const labels = isFromData ? FROM_DATA_LABELS : fixedModeLabels(mode);
	const destination = readDestination(read, isFromData, mode, labels, format);

	const target: Target = {
		virtualNumber: virtualNumber.echo,
		mode: mode.echo,
		destination: destination.echo,
	};
	const refuse = (found: Problem): CheckedItem => ({ ok: false, problem: found, target });
	if (!access.ok) return refuse(access.error);
	if (!options.ok) return refuse(options.problem);
	if (!virtualNumber.ok) return refuse(virtualNumber.problem);
	if (!mode.ok) return refuse(mode.problem);
	if (!destination.ok) return refuse(destination.problem);
	const line = lineOf(virtualNumber.value);
	if (lineOf(destination.value) === line) return refuse(problem('forwardingLoop', labels));
	const refusal = destinationRefusal(access.value.allowed, mode.value, destination.value);
	if (refusal !== null) return refuse(problem('destinationNotAllowed', labels, refusal));

	const { alreadySet, dryRun } = options.value;
	return { ok: true, request: { ...target, mode: mode.value, line, alreadySet, dryRun, labels } };
}

type ItemOptions = { alreadySet: AlreadySet; numberFormat: NumberFormat; dryRun: boolean };

function readOptions(entered: unknown): Checked<ItemOptions> {
	const refuse = (label: string, value: unknown, takes: string): Checked<ItemOptions> => ({
		ok: false,
		problem: problem('optionInvalid', GENERAL_LABELS, explain(label, value, takes)),
	});
	if (typeof entered !== 'object' || entered === null || entered instanceof Unreadable) {
		return refuse("'Options'", entered, 'a set of options');
	}
	const options: Record<string, unknown> = { ...entered };
	const { alreadySet = 'error', numberFormat = 'normalize', dryRun = false } = options;
	if (!isOneOf(ALREADY_SET, alreadySet)) {
		return refuse("'If Already Set'", alreadySet, ALREADY_SET.join(', '));
	}
	if (!isOneOf(NUMBER_FORMATS, numberFormat)) {
		return refuse("'Number Format'", numberFormat, NUMBER_FORMATS.join(', '));
	}
	if (typeof dryRun !== 'boolean') return refuse("'Dry Run'", dryRun, 'true, false');
	return { ok: true, value: { alreadySet, numberFormat, dryRun } };
}

/** A field that takes text or a number, and the reasons for what can be wrong with it. */
interface Field {
	label: string;
	labels: FieldLabels;
	takes: string;
	required: ProblemReason;
	invalid: ProblemReason;
}

type Parsed<T> = { ok: true; value: T } | { ok: false; advice: string };

function readField<T>(
	entered: unknown,
	field: Field,
	parse: (entered: string | number) => Parsed<T>,
): Read<T> {
	const echo = echoOf(entered);
	const refuse = (reason: ProblemReason, detail?: string): Read<T> => ({
		ok: false,
		problem: problem(reason, field.labels, detail),
		echo,
	});
	if (entered === undefined || entered === null) return refuse(field.required);
	if (typeof entered !== 'string' && typeof entered !== 'number') {
		return refuse(field.invalid, explain(field.label, entered, field.takes));
	}
	if (echo.trim() === '') return refuse(field.required);
	const parsed = parse(entered);
	if (!parsed.ok) return refuse(field.invalid, `Check ${field.label}: ${parsed.advice}`);
	return { ok: true, value: parsed.value, echo: String(parsed.value) };
}

function readVirtualNumber(entered: unknown, format: NumberFormat): Read<string> {
	const field: Field = {
		label: "'Virtual Number'",
		labels: GENERAL_LABELS,
		takes: 'a phone number',
		required: 'virtualNumberRequired',
		invalid: 'virtualNumberInvalid',
	};
	return readField(entered, field, phoneNumberParser(format, ''));
}

function readMode(entered: unknown, labels: FieldLabels): Read<Mode> {
	const field: Field = {
		label: labels.mode,
		labels,
		takes: 'callForwarding, voicemail or disabled',
		required: 'modeRequired',
		invalid: 'modeInvalid',
	};
	return readField(entered, field, (text) => {
		const value = parseMode(String(text));
		return value === undefined ? { ok: false, advice: MODE_ADVICE } : { ok: true, value };
	});
}

function fixedModeLabels(mode: Read<Mode>): FieldLabels {
	return mode.ok ? FIXED_MODE_LABELS[mode.value] : GENERAL_LABELS;
}

function readDestination(
	read: ReadParameter,
	isFromData: boolean,
	mode: Read<Mode>,
	labels: FieldLabels,
	format: NumberFormat,
): Read<string> {
	// Without a mode it cannot be judged, and the mode's problem comes first.
	if (!mode.ok) {
		return { ok: true, value: '', echo: isFromData ? echoOf(read('destination')) : '' };
	}
	switch (mode.value) {
		case 'disabled':
			return { ok: true, value: '', echo: '' };
		case 'callForwarding': {
			const field: Field = {
				label: labels.destination,
				labels,
				takes: 'a phone number',
				required: 'forwardingNumberRequired',
				invalid: 'forwardingNumberInvalid',
			};
			const entered = read(isFromData ? 'destination' : 'forwardingNumber');
			return readField(entered, field, phoneNumberParser(format, '+'));
		}
		case 'voicemail': {
			const field: Field = {
				label: labels.destination,
				labels,
				takes: 'an e-mail address',
				required: 'emailRequired',
				invalid: 'emailInvalid',
			};
			const entered = read(isFromData ? 'destination' : 'notificationEmail');
			return readField(entered, field, parseEmail);
		}
	}
}

/** @param prefix what the API wants before the digits: nothing for virtual numbers, else `+` */
function phoneNumberParser(format: NumberFormat, prefix: '' | '+') {
	return (entered: string | number): Parsed<string> => {
		if (format === 'asEntered' && typeof entered === 'string') return { ok: true, value: entered };
		if (format === 'asEntered' && Number.isSafeInteger(entered) && Number(entered) >= 0) {
			return { ok: true, value: String(entered) };
		}
		const parsed = parsePhoneNumber(entered);
		return parsed.ok
			? { ok: true, value: prefix + parsed.value }
			: { ok: false, advice: parsed.error };
	};
}

function parseEmail(entered: string | number): Parsed<string> {
	const parsed = parseEmailAddress(String(entered));
	return parsed.ok ? parsed : { ok: false, advice: parsed.error };
}

/** Tells lines apart, however their numbers are written. */
function lineOf(number: string): string {
	const parsed = parsePhoneNumber(number);
	return parsed.ok ? parsed.value : number.trim();
}

function explain(label: string, entered: unknown, takes: string): string {
	if (entered instanceof Unreadable) return `The expression in ${label} failed: ${entered.cause}`;
	return `${label} came as ${kindOf(entered)}. It takes ${takes}.`;
}

function kindOf(value: unknown): string {
	if (value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'string') return JSON.stringify(value);
	return typeof value === 'boolean' || typeof value === 'number' ? String(value) : typeof value;
}

/** Text and numbers as they came; lists and objects are never echoed. */
function echoOf(entered: unknown): string {
	return typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
}

function isOneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
	return allowed.some((one) => one === value);
}
