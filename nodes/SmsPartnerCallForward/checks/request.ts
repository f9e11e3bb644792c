import type { Forwarding, Mode } from '../forwarding';
import {
	adviceFor,
	GENERAL_LABELS,
	type AdvisedReason,
	type CheckReason,
	type FieldLabels,
} from '../reasons';
import type { Access } from './credential';
import { destinationRefusal } from './allowedDestinations';
import { parseEmailAddress } from './emailAddress';
import { withoutInvisible } from './invisible';
import { MODES_IN_WORDS, parseMode } from './mode';
import { DEFAULT_NUMBER_FORMAT, readItemOptions, type ItemOptions } from './options';
import type { ParameterName, ReadParameter } from './parameters';
import { lineOf, parsePhoneNumber } from './phoneNumber';
import { problem, problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';
import { explain, shown } from './shown';

/** What an item asks for, as far as it could be worked out: as it is sent, else as it was entered. */
export interface Target {
	virtualNumber: string;
	mode: string;
	destination: string;
}

/** A request that passed every check. */
export interface ForwardRequest extends Forwarding, ItemOptions {
	/** The virtual number's line: the same for every spelling of a number or a short code. */
	line: string;
	labels: FieldLabels;
}

export interface Refusal {
	problem: Problem;
	target: Target;
}

/** What was read from a field, or what is wrong with it; `echo` stands for it in the output either way. */
type Read<T> = Result<T, Problem> & { echo: string };

/** A phone number, or what else a line or a destination is written as. */
interface Address {
	/** As it is sent. */
	sent: string;
	/** The same for every spelling of a number or a short code. */
	line: string;
}

type NumberFormat = ItemOptions['numberFormat'];

/** The value of the field Forwarding Mode that takes the mode from each item. */
export const FROM_DATA = 'fromData';

/** What a field takes, and the reasons for what can be wrong with it. */
interface Kind {
	accepts: string;
	required: CheckReason & AdvisedReason;
	invalid: CheckReason;
}

const KINDS = {
	virtualNumber: {
		accepts: 'a phone number',
		required: 'virtualNumberRequired',
		invalid: 'virtualNumberInvalid',
	},
	mode: { accepts: MODES_IN_WORDS, required: 'modeRequired', invalid: 'modeInvalid' },
	callForwarding: {
		accepts: 'a phone number',
		required: 'forwardingNumberRequired',
		invalid: 'forwardingNumberInvalid',
	},
	voicemail: { accepts: 'an email address', required: 'emailRequired', invalid: 'emailInvalid' },
} as const satisfies Record<string, Kind>;

const FROM_DATA_LABELS: FieldLabels = { mode: "'Mode'", destination: "'Destination'" };
const FIXED_MODE_LABELS: Record<Mode, FieldLabels> = {
	callForwarding: { ...GENERAL_LABELS, destination: "'Forwarding Number'" },
	voicemail: { ...GENERAL_LABELS, destination: "'Notification Email'" },
	disabled: GENERAL_LABELS,
};
const FIXED_MODE_DESTINATIONS: Record<'callForwarding' | 'voicemail', ParameterName> = {
	callForwarding: 'forwardingNumber',
	voicemail: 'notificationEmail',
};

/**
 * Checks one item against the credential and the API's rules, reading only what its mode needs.
 *
 * @returns the request to send and what it is sent with, or the first problem with the target as far as it could be read
 */
export function checkItem<A extends Access>(
	read: ReadParameter,
	access: Result<A, Problem>,
	runOptions: Result<unknown, Problem>,
): Result<{ request: ForwardRequest; access: A }, Refusal> {
	const options = readItemOptions(read);
	const format = options.ok ? options.value.numberFormat : DEFAULT_NUMBER_FORMAT;
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
	const refuse = (found: Problem) => err({ problem: found, target });
	if (!access.ok) return refuse(access.error);
	if (!runOptions.ok) return refuse(runOptions.error);
	if (!options.ok) return refuse(options.error);
	if (!virtualNumber.ok) return refuse(virtualNumber.error);
	if (!mode.ok) return refuse(mode.error);
	if (!destination.ok) return refuse(destination.error);
	const { line } = virtualNumber.value;
	const refuseDestination = (reason: CheckReason, advice: string) =>
		refuse(problemWith(reason, checkField(labels.destination, destination.echo, advice)));
	if (destination.value.line === line) {
		return refuseDestination('forwardingLoop', adviceFor('forwardingLoop', labels));
	}
	const refusal = destinationRefusal(access.value.allowed, mode.value, destination.value.sent);
	if (refusal !== null) return refuseDestination('destinationNotAllowed', refusal);

	const request = { ...target, mode: mode.value, line, ...options.value, labels };
	return ok({ request, access: access.value });
}

/**
 * @param parse gives the value, or what to do next
 * @param sentAs the value as the API gets it
 */
function readField<T>(
	entered: unknown,
	{ accepts, required, invalid }: Kind,
	label: string,
	labels: FieldLabels,
	parse: (entered: string | number) => Result<T, string>,
	sentAs: (value: T) => string,
): Read<T> {
	const echo = echoOf(entered);
	const missing: Read<T> = { ...err(problem(required, labels)), echo };
	const refuse = (advice: string): Read<T> => ({ ...err(problemWith(invalid, advice)), echo });
	if (entered === undefined || entered === null) return missing;
	if (typeof entered !== 'string' && typeof entered !== 'number') {
		return refuse(explain(label, entered, accepts));
	}
	if (withoutInvisible(echo).trim() === '') return missing;
	if (echo.includes('{{')) return refuse(notEvaluated(label, echo));
	const parsed = parse(entered);
	if (!parsed.ok) return refuse(checkField(label, echo, parsed.error));
	return { ...parsed, echo: sentAs(parsed.value) };
}

function readVirtualNumber(entered: unknown, format: NumberFormat): Read<Address> {
	const parse = phoneNumberParser(format, '');
	const label = "'Virtual Number'";
	return readField(entered, KINDS.virtualNumber, label, GENERAL_LABELS, parse, sentOf);
}

function readMode(entered: unknown, labels: FieldLabels): Read<Mode> {
	const parse = (text: string | number) => {
		const mode = parseMode(String(text));
		return mode === undefined ? err(`it accepts ${MODES_IN_WORDS}.`) : ok(mode);
	};
	return readField(entered, KINDS.mode, labels.mode, labels, parse, (mode) => mode);
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
): Read<Address> {
	// Without a mode it cannot be judged, and the mode's problem comes first.
	if (!mode.ok) return unjudged(isFromData ? echoOf(read('destination')) : '');
	if (mode.value === 'disabled') return unjudged('');
	const entered = read(isFromData ? 'destination' : FIXED_MODE_DESTINATIONS[mode.value]);
	const parse = mode.value === 'voicemail' ? parseEmail : phoneNumberParser(format, '+');
	return readField(entered, KINDS[mode.value], labels.destination, labels, parse, sentOf);
}

/** A destination of which only the echo is looked at. */
function unjudged(echo: string): Read<Address> {
	return { ...ok({ sent: echo, line: echo }), echo };
}

/** @param prefix what the API wants before the digits: nothing for virtual numbers, else `+` */
function phoneNumberParser(format: NumberFormat, prefix: '' | '+') {
	return (entered: string | number): Result<Address, string> => {
		const isText = typeof entered === 'string' || (Number.isSafeInteger(entered) && entered >= 0);
		if (format === 'asEntered' && isText) {
			const sent = String(entered);
			return ok({ sent, line: lineOf(sent) });
		}
		const parsed = parsePhoneNumber(entered);
		return parsed.ok ? ok({ sent: prefix + parsed.value, line: parsed.value }) : parsed;
	};
}

function parseEmail(entered: string | number): Result<Address, string> {
	const parsed = parseEmailAddress(String(entered));
	return parsed.ok ? ok({ sent: parsed.value, line: parsed.value }) : parsed;
}

function sentOf({ sent }: Address): string {
	return sent;
}

function checkField(label: string, value: string, advice: string): string {
	return `Check ${label} (${shown(value)}): ${advice}`;
}

function notEvaluated(label: string, text: string): string {
	return `${label} holds the text ${shown(text)}, which n8n does not evaluate. Select Expression instead of Fixed at this field, or remove the curly brackets.`;
}

/** Text and numbers as they came; lists and objects are never echoed. */
function echoOf(entered: unknown): string {
	return typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
}
