import type { Reason } from '../../../nodes/SmsPartnerCallForward/reasons';

/** The specification's table, by hand: the reason that a code has for call forwarding. */
export const REASON_BY_CODE: ReadonlyArray<readonly [code: number, reason: Reason]> = [
	[1, 'nameRequired'],
	[5, 'virtualNumberRequired'],
	[6, 'modeRequired'],
	[7, 'modeInvalid'],
	[8, 'forwardingNumberRequired'],
	[9, 'emailInvalid'],
	[10, 'apiKeyRejected'],
	[12, 'forwardingNumberInvalid'],
	[13, 'virtualNumberNotFound'],
	[14, 'forwardingNotEnabled'],
	[15, 'numberDisabled'],
	[16, 'forwardingAlreadyEnabled'],
	[17, 'voicemailAlreadyEnabled'],
	[18, 'forwardingAlreadyDisabled'],
	[20, 'accountDisabled'],
	[30, 'accountBlocked'],
	[40, 'apiAccessDenied'],
	[90, 'malformedRequest'],
	[96, 'ipNotAuthorized'],
];

export const CODES = REASON_BY_CODE.map(([code]) => code);

export function reasonOf(code: number): Reason {
	const row = REASON_BY_CODE.find(([known]) => known === code);
	if (row === undefined) throw new Error(`Code ${code} is not in the table`);
	return row[1];
}
