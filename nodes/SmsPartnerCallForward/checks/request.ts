import type { Forwarding, Mode } from '../forwarding';
import { adviceFor, GENERAL_LABELS, type CheckReason, type FieldLabels } from '../reasons';
import type { Access } from './credential';
import { destinationRefusal } from './allowedDestinations';
import { parseEmailAddress } from './emailAddress';
import { withoutInvisible } from './invisible';
import { MODES_IN_WORDS, parseMode } from './mode';
import { readItemOptions, type ItemOptions } from './options';
import type { ReadParameter } from './parameters';
import { lineOf, parsePhoneNumber } from './phoneNumber';
import { problem, problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';
import { explain, shown } from './shown';

/** What an item asks for, as far as it could be worked out: as it is sent, else as it was entered. */
export type Target = Record<keyof Forwarding, string>;

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

/** The value of the field Forwarding Mode that takes the mode from each item. */
export const FROM_DATA = 'fromData';

/** What was read from a field, or what is wrong with it; `echo` stands for it in the output either way. */
type Read<T> = Result<T, Problem> & { echo: string };

/** A phone number or an email address. */
interface Address {
	sent: string;
	/** The same for every spelling of a number or a short code. */
	line: string;
}

/** What a field takes, and the reasons why nothing and something else are refused. */
const KINDS = {
	virtualNumber: ['a phone number', 'virtualNumberRequired', 'virtualNumberInvalid'],
	mode: [MODES_IN_WORDS, 'modeRequired', 'modeInvalid'],
	callForwarding: ['a phone number', 'forwardingNumberRequired', 'forwardingNumberInvalid'],
	voicemail: ['an email address', 'emailRequired', 'emailInvalid'],
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

const LINE_LABEL = "'Virtual Number'";
const FROM_DATA_LABELS: FieldLabels = { mode: "'Mode'", destination: "'Destination'" };
const FIXED_MODE_LABELS: Record<Mode, FieldLabels> = {
	callForwarding: { ...GENERAL_LABELS, destination: "'Forwarding Number'" },
	voicemail: { ...GENERAL_LABELS, destination: "'Notification Email'" },
	disabled: GENERAL_LABELS,
};
const FIXED_MODE_DESTINATIONS = {
	callForwarding: 'forwardingNumber',
	voicemail: 'notificationEmail',
} as const;

/**
 * Checks one item against the credential and the API's rules, reading only what its mode needs.
 *
 * @returns the request to send and what it is sent with, or the first problem
 */
export function checkItem<A extends Access>(
	read: ReadParameter,
	access: Result<A, Problem>,
	runOptions: Result<unknown, Problem>,
): Result<{ request: ForwardRequest; access: A }, Refusal> {
	const options = readItemOptions(read);
	const format = options.ok ? options.value.numberFormat : undefined;
	const isFromData = read('mode') === FROM_DATA;

	const parseLine = numberParser(format, '');
	const virtualNumber = readField(
		read('virtualNumber'),
		LINE_LABEL,
		KINDS.virtualNumber,
		parseLine,
	);
	const { mode: modeLabel } = isFromData ? FROM_DATA_LABELS : GENERAL_LABELS;
	const mode = readField(read(isFromData ? 'modeValue' : 'mode'), modeLabel, KINDS.mode, modeOf);
	const fixedLabels = mode.ok ? FIXED_MODE_LABELS[mode.value.sent] : GENERAL_LABELS;
	const labels = isFromData ? FROM_DATA_LABELS : fixedLabels;
	const destination = readDestination(read, isFromData, mode, labels.destination, format);

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
	const refusal = destinationRefusal(access.value.allowed, mode.value.sent, destination.value.sent);
	if (refusal !== null) return refuseDestination('destinationNotAllowed', refusal);

	const request = { ...target, mode: mode.value.sent, line, ...options.value, labels };
	return ok({ request, access: access.value });
}

/** @param parse gives the value, or what to do next */
function readField<T extends { sent: string }>(
	entered: unknown,
	label: string,
	[accepts, required, invalid]: Kind,
	parse: (entered: string | number) => Result<T, string>,
): Read<T> {
	const value = entered ?? '';
	const echo = echoOf(value);
	const refuse = (advice: string): Read<T> => ({ ...err(problemWith(invalid, advice)), echo });
	if (typeof value !== 'string' && typeof value !== 'number') {
		return refuse(explain(label, value, accepts));
	}
	if (withoutInvisible(echo).trim() === '') {
		return { ...err(problem(required, { mode: label, destination: label })), echo };
	}
	if (echo.includes('{{')) {
		return refuse(
			`${label} holds the text ${shown(echo)}, which n8n does not evaluate. Select Expression instead of Fixed at this field, or remove the curly brackets.`,
		);
	}
	const parsed = parse(value);
	return parsed.ok
		? { ...parsed, echo: parsed.value.sent }
		: refuse(checkField(label, echo, parsed.error));
}

function readDestination(
	read: ReadParameter,
	isFromData: boolean,
	mode: Read<{ sent: Mode }>,
	label: string,
	format: ItemOptions['numberFormat'] | undefined,
): Read<Address> {
	if (mode.ok && mode.value.sent !== 'disabled') {
		const kind = mode.value.sent;
		const entered = read(isFromData ? 'destination' : FIXED_MODE_DESTINATIONS[kind]);
		const parse = kind === 'voicemail' ? emailOf : numberParser(format, '+');
		return readField(entered, label, KINDS[kind], parse);
	}
	// Without a mode it cannot be judged, and the mode's problem comes first.
	const echo = isFromData && !mode.ok ? echoOf(read('destination')) : '';
	return { ...ok({ sent: echo, line: echo }), echo };
}

/** @param prefix what the API wants before the digits: nothing for virtual numbers, else `+` */
function numberParser(format: ItemOptions['numberFormat'] | undefined, prefix: '' | '+') {
	return (entered: string | number): Result<Address, string> => {
		const isText = typeof entered === 'string' || (Number.isSafeInteger(entered) && entered >= 0);
		if (format === 'asEntered' && isText) {
			return ok({ sent: String(entered), line: lineOf(String(entered)) });
		}
		const parsed = parsePhoneNumber(entered);
		return parsed.ok ? ok({ sent: prefix + parsed.value, line: parsed.value }) : parsed;
	};
}

function emailOf(entered: string | number): Result<Address, string> {
	const parsed = parseEmailAddress(String(entered));
	return parsed.ok ? ok({ sent: parsed.value, line: parsed.value }) : parsed;
}

function modeOf(entered: string | number): Result<{ sent: Mode }, string> {
	const sent = parseMode(String(entered));
	return sent === undefined ? err(`it accepts ${MODES_IN_WORDS}.`) : ok({ sent });
}

function checkField(label: string, value: string, advice: string): string {
	return `Check ${label} (${shown(value)}): ${advice}`;
}

/** Text and numbers as they came; lists and objects are never echoed. */
function echoOf(entered: unknown): string {
	return typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
}
