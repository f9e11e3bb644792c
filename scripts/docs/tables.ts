import { reasonOfCode } from '../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Mode } from '../../nodes/SmsPartnerCallForward/forwarding';
import {
	adviceFor,
	GENERAL_LABELS,
	REASONS,
	type AdvisedReason,
	type FieldLabels,
	type Reason,
	type Source,
} from '../../nodes/SmsPartnerCallForward/reasons';
import { EXPLANATIONS, type Explanation } from './reasons';
import { DocumentError } from './regions';

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

const REASON_NAMES = Object.keys(REASONS) as Reason[];
const reasonsFrom = (source: Source): Reason[] =>
	REASON_NAMES.filter((reason) => REASONS[reason].source === source);

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

/** Where the node's advice depends on what was found. */
const IN_THE_DESCRIPTION =
	'Follow the description: it names the field, and says what was found there.';

function adviceOn(reason: Reason): string {
	return isAdvised(reason)
		? adviceFor(reason, LABELS[reason] ?? GENERAL_LABELS)
		: IN_THE_DESCRIPTION;
}

function isAdvised(reason: Reason): reason is AdvisedReason {
	return 'advice' in REASONS[reason];
}

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Says which entry is missing, since the scripts run without the compiler's checks. */
function explanationOf(reason: Reason): Explanation {
	const explanation: Explanation | undefined = EXPLANATIONS[reason];
	if (explanation === undefined) {
		throw new DocumentError(`scripts/docs/reasons.ts: an entry for ${reason} is missing`);
	}
	return explanation;
}

function explained(reason: Reason): string[] {
	const { meaning, cause } = explanationOf(reason);
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
			['with success', ...explained('contradictory')],
		],
	);
}

export const validationTable = (): string => table(HEAD, reasonsFrom('validation').map(explained));
export const transportTable = (): string => table(HEAD, reasonsFrom('transport').map(explained));
