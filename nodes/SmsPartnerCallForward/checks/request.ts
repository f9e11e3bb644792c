import type { Mode } from '../forwarding';
import {
	adviceFor,
	GENERAL_LABELS,
	type AdvisedReason,
	type CheckReason,
	type FieldLabels,
} from '../reasons';
import { destinationRefusal, type AllowedDestinations } from './allowedDestinations';
import { parseEmailAddress } from './emailAddress';
import { parseMode } from './mode';
import { DEFAULT_NUMBER_FORMAT, readItemOptions, type ItemOptions } from './options';
import { Unreadable, type ReadParameter } from './parameters';
import { parsePhoneNumber, withoutFormatting } from './phoneNumber';
import { problem, problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';

/** What an item asks for, as far as it could be worked out: as it is sent, else as it was entered. */
export interface Target {
	virtualNumber: string;
	mode: string;
	destination: string;
}

/** A request that passed every check. */
export interface ForwardRequest extends Target, ItemOptions {
	/** International digits (`33612345678`), or as entered. */
	virtualNumber: string;
	mode: Mode;
	/** A phone number in E.164 (`+33612345678`) or as entered, an email address, or empty. */
	destination: string;
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

/** So much of a value is shown in a text. */
const MAX_SHOWN_LENGTH = 50;

const MODE_ADVICE =
	'it accepts callForwarding (or forward, 1), voicemail (2) or disabled (off, 0).';

const FROM_DATA_LABELS: FieldLabels = { mode: "'Mode'", destination: "'Destination'" };
const FIXED_MODE_LABELS: Record<Mode, FieldLabels> = {
	callForwarding: { ...GENERAL_LABELS, destination: "'Forwarding Number'" },
	voicemail: { ...GENERAL_LABELS, destination: "'Notification Email'" },
	disabled: GENERAL_LABELS,
};

/**
 * Checks one item against the credential and the API's rules, reading only what its mode needs.
 *
 * @returns the request to send, or the first problem with the target as far as it could be read
 */
export function checkItem(
	read: ReadParameter,
	access: Result<{ allowed: AllowedDestinations }, Problem>,
): Result<ForwardRequest, Refusal> {
	const options = readOptions(read('options'));
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

	return ok({ ...target, mode: mode.value, line, ...options.value, labels });
}

function readOptions(entered: unknown): Result<ItemOptions, Problem> {
	const refuse = (label: string, value: unknown, accepts: string) =>
		err(problemWith('optionInvalid', explain(label, value, accepts)));
	if (entered instanceof Unreadable) return refuse("'Options'", entered, '');
	const options = readItemOptions(entered);
	if (options.ok) return options;
	const { label, value, accepts } = options.error;
	return refuse(label, value, accepts);
}

/** A field that takes text or a number, and the reasons for what can be wrong with it. */
interface Field {
	label: string;
	labels: FieldLabels;
	accepts: string;
	required: CheckReason & AdvisedReason;
	invalid: CheckReason;
}

/**
 * @param parse gives the value, or what to do next
 * @param sentAs the value as the API gets it
 */
function readField<T>(
	entered: unknown,
	{ label, labels, accepts, required, invalid }: Field,
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
	if (echo.trim() === '') return missing;
	if (echo.includes('{{')) return refuse(notEvaluated(label, echo));
	const parsed = parse(entered);
	if (!parsed.ok) return refuse(checkField(label, echo, parsed.error));
	return { ...parsed, echo: sentAs(parsed.value) };
}

function readVirtualNumber(entered: unknown, format: NumberFormat): Read<Address> {
	const field: Field = {
		label: "'Virtual Number'",
		labels: GENERAL_LABELS,
		accepts: 'a phone number',
		required: 'virtualNumberRequired',
		invalid: 'virtualNumberInvalid',
	};
	return readField(entered, field, phoneNumberParser(format, ''), sentOf);
}

function readMode(entered: unknown, labels: FieldLabels): Read<Mode> {
	const field: Field = {
		label: labels.mode,
		labels,
		accepts: 'callForwarding, voicemail or disabled',
		required: 'modeRequired',
		invalid: 'modeInvalid',
	};
	const parse = (text: string | number) => {
		const mode = parseMode(String(text));
		return mode === undefined ? err(MODE_ADVICE) : ok(mode);
	};
	return readField(entered, field, parse, (mode) => mode);
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
	switch (mode.value) {
		case 'disabled':
			return unjudged('');
		case 'callForwarding': {
			const field: Field = {
				label: labels.destination,
				labels,
				accepts: 'a phone number',
				required: 'forwardingNumberRequired',
				invalid: 'forwardingNumberInvalid',
			};
			const entered = read(isFromData ? 'destination' : 'forwardingNumber');
			return readField(entered, field, phoneNumberParser(format, '+'), sentOf);
		}
		case 'voicemail': {
			const field: Field = {
				label: labels.destination,
				labels,
				accepts: 'an email address',
				required: 'emailRequired',
				invalid: 'emailInvalid',
			};
			const entered = read(isFromData ? 'destination' : 'notificationEmail');
			return readField(entered, field, parseEmail, sentOf);
		}
	}
}

/** A destination of which only the echo is looked at. */
function unjudged(echo: string): Read<Address> {
	return { ...ok({ sent: echo, line: echo }), echo };
}

/** @param prefix what the API wants before the digits: nothing for virtual numbers, else `+` */
function phoneNumberParser(format: NumberFormat, prefix: '' | '+') {
	return (entered: string | number): Result<Address, string> => {
		const parsed = parsePhoneNumber(entered);
		const isSentAsEntered =
			format === 'asEntered' &&
			(typeof entered === 'string' || (Number.isSafeInteger(entered) && entered >= 0));
		if (isSentAsEntered) {
			const sent = String(entered);
			return ok({ sent, line: parsed.ok ? parsed.value : lineOfText(sent) });
		}
		return parsed.ok ? ok({ sent: prefix + parsed.value, line: parsed.value }) : parsed;
	};
}

/** Never empty, as the destination of a line that is switched off is. */
function lineOfText(sent: string): string {
	return withoutFormatting(sent) || sent.trim();
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

function explain(label: string, entered: unknown, accepts: string): string {
	if (entered instanceof Unreadable) return `The expression in ${label} failed: ${entered.cause}`;
	return `${label} received ${kindOf(entered)}; it accepts ${accepts}.`;
}

function kindOf(value: unknown): string {
	if (value === null) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'string') return shown(value);
	return typeof value === 'boolean' || typeof value === 'number' ? String(value) : typeof value;
}

/** In quotes, and cut where it is long. */
function shown(text: string): string {
	const isLong = text.length > MAX_SHOWN_LENGTH;
	return JSON.stringify(isLong ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text);
}

/** Text and numbers as they came; lists and objects are never echoed. */
function echoOf(entered: unknown): string {
	return typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
}
