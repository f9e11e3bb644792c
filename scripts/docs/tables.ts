import {
	ADVICE,
	adviceFor,
	GENERAL_LABELS,
	REASONS,
	type AdvisedReason,
	type FieldLabels,
	type Reason,
	type Source,
} from '../../nodes/SmsPartnerCallForward/reasons';
import { MEANING_AND_CAUSE } from './reasons';

const MODE: FieldLabels = { ...GENERAL_LABELS, mode: "'Mode'" };
const NUMBER: FieldLabels = { ...GENERAL_LABELS, destination: "'Forwarding Number'" };
const EMAIL: FieldLabels = { ...GENERAL_LABELS, destination: "'Notification Email'" };

/** Reasons whose advice names a field that a mode brings with it. */
const LABELS: Partial<Record<Reason, FieldLabels>> = {
	modeRequired: MODE,
	modeInvalid: MODE,
	forwardingNumberRequired: NUMBER,
	forwardingNumberInvalid: NUMBER,
	emailRequired: EMAIL,
	emailInvalid: EMAIL,
};

const REASON_NAMES = Object.keys(REASONS) as Reason[];

/** A row of the tables; a check that gives the advice itself names the field, and says what was found. */
function rowOf(reason: Reason): string[] {
	const advice = isAdvised(reason)
		? adviceFor(reason, LABELS[reason] ?? GENERAL_LABELS)
		: 'Follow the description: it names the field, and says what was found there.';
	return [`\`${reason}\``, MEANING_AND_CAUSE[reason], advice];
}

function isAdvised(reason: Reason): reason is AdvisedReason {
	return reason in ADVICE;
}

const HEAD = ['`reason`', 'what it means', 'likely cause', 'what to do'];

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** For docs/control-codes.md. */
export function codeTable(): string {
	const rows = REASON_NAMES.flatMap((reason) => {
		const [, code] = REASONS[reason];
		return code === null ? [] : [{ code, cells: [`${code}`, ...rowOf(reason)] }];
	});
	return table(
		['code', ...HEAD],
		[
			...rows.sort((a, b) => a.code - b.code).map(({ cells }) => cells),
			['other', ...rowOf('unknown')],
			['with success', ...rowOf('contradictory')],
		],
	);
}

export function tableOf(source: Source): string {
	const reasons = REASON_NAMES.filter((reason) => REASONS[reason][0] === source);
	return table(HEAD, reasons.map(rowOf));
}
