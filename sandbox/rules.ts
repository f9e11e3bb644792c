/**
 * What the API answers, by the vendor's page "Manage Call Forwarding". Pure: a request and a line's
 * state go in, an answer and the line's new state come out.
 */

/** The vendor's table, with its texts. 20 to 96 come from its other pages. */
export const CONTROL_MESSAGES = {
	1: 'Name is required',
	5: 'The virtual number is required',
	6: 'The type is required',
	7: 'The type is not valid',
	8: 'Parameter is required',
	9: 'The email is not valid',
	10: 'The API key is required',
	12: 'The transfer number is not valid',
	13: 'The virtual number does not exist',
	14: 'Call forwarding is not enabled',
	15: 'The number is disabled',
	16: 'Call forwarding is already enabled',
	17: 'Voicemail is already enabled',
	18: 'Call forwarding is already disabled',
	20: 'Account deactivated',
	30: 'Account blocked',
	40: 'API access denied',
	90: 'Malformed JSON',
	96: 'IP address not authorised',
} as const;

export type ControlCode = keyof typeof CONTROL_MESSAGES;

export const CONTROL_CODES = Object.keys(CONTROL_MESSAGES).map(Number) as ControlCode[];

/** The error example of the vendor's page: code 5, although its table says 9. */
const EMAIL_EXAMPLE_MESSAGE = 'email is not valid';

export type ForwardingType = 0 | 1 | 2;

export interface LineState {
	/** 0 off, 1 call forwarding, 2 voicemail. */
	type: ForwardingType;
	/** A phone number, an email address, or '' when off. */
	param: string;
}

export interface Line extends LineState {
	/** Answers every valid request with this code. */
	alwaysAnswers?: ControlCode;
}

/** What the vendor leaves open: a request to switch on a line that is on. */
export const WHEN_ON = ['alreadyOn', 'sameDestination', 'overwrite'] as const;
export type WhenOn = (typeof WHEN_ON)[number];

/** Left open, too: whether a destination that is not valid is refused before 16 and 17, or after them. */
export const DESTINATION_CHECKS = ['beforeState', 'afterState'] as const;
export type DestinationCheck = (typeof DESTINATION_CHECKS)[number];

export interface Account {
	key: string;
	whenOn: WhenOn;
	/** Default: beforeState */
	destinationCheck?: DestinationCheck;
	find: (number: string) => Line | undefined;
}

export interface VendorAnswer {
	success: boolean;
	code: number;
	message?: string;
	user?: Record<string, string>;
	credits?: Record<string, number | string>;
}

export interface Verdict {
	answer: VendorAnswer;
	/** The line's new state, where the request took effect. */
	line?: LineState;
}

/** Only the first is the vendor's own example; its page does not show the other two. */
const SUCCESS: Record<ForwardingType, VendorAnswer> = {
	0: { success: true, code: 2, message: 'Callforward disabled' },
	1: { success: true, code: 200, message: 'Callforward enabled' },
	2: { success: true, code: 200, message: 'Voicemail enabled' },
};

/** A person who does not exist, for telling whether anybody shows these data. */
const FICTIONAL_ACCOUNT = {
	user: {
		firstname: 'Camille',
		lastname: 'Fictive',
		email: 'camille.fictive@example.com',
		phoneNumber: '+33639980001',
	},
	credits: { creditSms: 4321, creditHlr: 99, toSend: 0, solde: '259.26' },
};

/** Code 10 as the vendor's other pages have it. */
export const REFUSAL: VendorAnswer = { success: false, code: 10, message: 'Invalid API key' };

export function answerCallForward(body: unknown, account: Account): Verdict {
	if (!isRecord(body)) return reject(90);
	const { apiKey, number, type, param } = body;

	if (isMissing(apiKey)) return reject(10);
	if (apiKey !== account.key) return { answer: REFUSAL };
	if (isMissing(number)) return reject(5);
	if (isMissing(type)) return reject(6);
	if (type !== 0 && type !== 1 && type !== 2) return reject(7);
	if (type !== 0 && isMissing(param)) return reject(8);
	const destinationCode = judgeDestination(type, param);
	if (destinationCode && account.destinationCheck !== 'afterState') return reject(destinationCode);

	const line = account.find(readNumber(number) ?? '');
	if (!line) return reject(13);
	if (line.alwaysAnswers !== undefined) {
		const isPageExample = line.alwaysAnswers === 5 && type === 2;
		return reject(line.alwaysAnswers, isPageExample ? EMAIL_EXAMPLE_MESSAGE : undefined);
	}

	const wanted: LineState = { type, param: type === 0 ? '' : String(param) };
	if (wanted.type === 0 && line.type === 0) return reject(18);
	if (wanted.type !== 0 && line.type !== 0 && refusesChange(account.whenOn, line, wanted)) {
		return reject(line.type === 1 ? 16 : 17);
	}
	if (destinationCode) return reject(destinationCode);
	return { answer: SUCCESS[type], line: wanted };
}

function judgeDestination(type: ForwardingType, param: unknown): 9 | 12 | undefined {
	if (type === 1 && !isForwardingNumber(param)) return 12;
	if (type === 2 && !isEmailAddress(param)) return 9;
	return undefined;
}

export function answerMe(apiKey: unknown, key: string): Verdict {
	if (apiKey !== key) return { answer: REFUSAL };
	return { answer: { success: true, code: 200, ...FICTIONAL_ACCOUNT } };
}

/** A virtual number as text; JSON numbers are read too, as a PHP server would. */
export function readNumber(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reject(code: ControlCode, message: string = CONTROL_MESSAGES[code]): Verdict {
	return { answer: { success: false, code, message } };
}

function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

function refusesChange(whenOn: WhenOn, line: Line, wanted: LineState): boolean {
	const isSame = line.type === wanted.type && line.param === wanted.param;
	return whenOn === 'alreadyOn' || (whenOn === 'sameDestination' && isSame);
}

/** International, with or without plus, or French with its leading 0. No country has the code 999. */
function isForwardingNumber(param: unknown): boolean {
	return (
		typeof param === 'string' &&
		/^(\+?[1-9]\d{6,14}|0[1-9]\d{8})$/.test(param) &&
		!/^\+?999/.test(param)
	);
}

/** ASCII only, and no address under .invalid, which is reserved for addresses that do not exist. */
function isEmailAddress(param: unknown): boolean {
	return (
		typeof param === 'string' &&
		/^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$/.test(param) &&
		!/\.invalid$/i.test(param)
	);
}
