import {
	adviceFor,
	GENERAL_LABELS,
	reasonOfCode,
	type FieldLabels,
	type Reason,
} from '../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Mode } from '../../nodes/SmsPartnerCallForward/api/wire';
import { EXPLANATIONS } from './reasons';

const HIGHEST_CODE = 999;

const FORWARDING: FieldLabels = { ...GENERAL_LABELS, destination: "'Forwarding Number'" };
const FROM_DATA: FieldLabels = { ...GENERAL_LABELS, mode: "'Mode'" };
const VOICEMAIL: FieldLabels = { ...GENERAL_LABELS, destination: "'Notification Email'" };

/** Reasons whose advice names a field that a mode brings with it. */
const LABELS: Partial<Record<Reason, FieldLabels>> = {
	modeRequired: FROM_DATA,
	modeInvalid: FROM_DATA,
	forwardingNumberRequired: FORWARDING,
	forwardingNumberInvalid: FORWARDING,
	emailRequired: VOICEMAIL,
	emailInvalid: VOICEMAIL,
};

const VALIDATION: Reason[] = [
	'virtualNumberInvalid',
	'forwardingLoop',
	'destinationNotAllowed',
	'insecureBaseUrl',
	'baseUrlInvalid',
	'optionInvalid',
];
const TRANSPORT: Reason[] = [
	'timeout',
	'network',
	'rateLimited',
	'serverUnavailable',
	'httpError',
	'invalidResponse',
];

interface Coded {
	code: number;
	reason: Reason;
}

/** Every code that the node knows, in each mode that gives it a reason of its own. */
export function knownCodes(): Coded[] {
	const modes: Mode[] = ['callForwarding', 'voicemail'];
	return Array.from({ length: HIGHEST_CODE }, (_, code) => code).flatMap((code) => {
		const reasons = new Set(modes.map((mode) => reasonOfCode(code, mode, '')));
		reasons.delete('unknown');
		return [...reasons].map((reason) => ({ code, reason }));
	});
}

const adviceOn = (reason: Reason): string => adviceFor(reason, LABELS[reason] ?? GENERAL_LABELS);

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** For the README: what to do. */
export function shortCodeTable(): string {
	return table(
		['code', '`reason`', 'what to do'],
		[
			...knownCodes().map(({ code, reason }) => [`${code}`, `\`${reason}\``, adviceOn(reason)]),
			['other', '`unknown`', adviceOn('unknown')],
		],
	);
}

function explained(reason: Reason): string[] {
	const { meaning, cause } = EXPLANATIONS[reason];
	return [`\`${reason}\``, meaning, cause, adviceOn(reason)];
}

const HEAD = ['`reason`', 'what it means', 'why it comes', 'what to do'];

/** For docs/control-codes.md. */
export function codeTable(): string {
	return table(
		['code', ...HEAD],
		[
			...knownCodes().map(({ code, reason }) => [`${code}`, ...explained(reason)]),
			['other', ...explained('unknown')],
		],
	);
}

export const validationTable = (): string => table(HEAD, VALIDATION.map(explained));
export const transportTable = (): string => table(HEAD, TRANSPORT.map(explained));
