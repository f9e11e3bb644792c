import { isAlreadySet, isRefusal } from './controlCodes';
import { contradiction, faultOfStatus } from './faults';
import { NO_MESSAGE, type Accepted, type Fault, type HttpResponse, type Refused } from './reply';

const MAX_MESSAGE_LENGTH = 1000;
/** A longer text is not searched for the key, so it is not shown. */
const MAX_SEARCHED_LENGTH = 20_000;
/** How deep texts and codes can lie in lists and maps. */
const MAX_DEPTH = 5;

type JsonObject = Record<string, unknown>;

/**
 * Reads a response.
 *
 * @param repeatsKey whether a text must not be shown
 * @param date milliseconds since the epoch, for a Retry-After that is a date
 */
export function readResponse(
	{ statusCode: status, headers, body }: HttpResponse,
	repeatsKey: (text: string) => boolean,
	date: number,
): Accepted | Refused | Fault {
	const success = isObject(body) ? readBoolean(body['success']) : undefined;
	if (!isObject(body) || success === undefined || status === 429) {
		return faultOfStatus(status, body, readRetryAfter(headers['retry-after'], date));
	}
	const code = readCode(body, repeatsKey);
	const answer = { code, message: shown(readMessage(body), repeatsKey), httpStatus: status };
	if (!success || isAlreadySet(code)) return { kind: 'refused', ...answer };
	return isRefusal(code) ? contradiction(answer) : { kind: 'accepted', ...answer };
}

/** True and false as JSON, as text or as 1 and 0. */
function readBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'object') return undefined;
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return true;
	return text === 'false' || text === '0' ? false : undefined;
}

/** The first whole decimal number that stands for a code: in `code`, or in `error` or `errors`. */
function readCode(body: JsonObject, repeatsKey: (text: string) => boolean): number | null {
	const nested = ['error', 'errors'].flatMap((field) => codesIn(body[field]));
	const codes = [body['code'], ...nested].map(wholeNumber);
	const first = codes.find((one) => one !== null) ?? null;
	return repeatsKey(String(first)) ? null : first;
}

function wholeNumber(value: unknown): number | null {
	const isDecimal = typeof value === 'string' && /^\s*\d+\s*$/.test(value);
	const number = isDecimal ? Number(value) : value;
	return Number.isSafeInteger(number) ? Number(number) : null;
}

function codesIn(value: unknown, depth = 0): unknown[] {
	if (depth === MAX_DEPTH || !isObject(value)) return [];
	return [value['code'], ...Object.values(value).flatMap((one) => codesIn(one, depth + 1))];
}

/** All that the API says: `message`, and of `error` and `errors` what that does not hold already. */
function readMessage(body: JsonObject): string {
	const texts = ['message', 'error', 'errors'].flatMap((field) => textsIn(body[field]));
	let all = '';
	for (const text of texts) {
		// What is longer is not shown, so it need not be whole.
		if (all.length > MAX_SEARCHED_LENGTH) break;
		if (!all.includes(text)) all = all === '' ? text : `${all}; ${text}`;
	}
	return all === '' ? NO_MESSAGE : all;
}

/** The texts in lists and maps; of an object with a `message`, that one. */
function textsIn(value: unknown, depth = 0): string[] {
	if (typeof value === 'string') return [value.trim()];
	if (depth === MAX_DEPTH || !isObject(value)) return [];
	const { message } = value;
	const values = message === undefined ? Object.values(value) : [message];
	return values.flatMap((one) => textsIn(one, depth + 1));
}

/** Withheld where it repeats the API key, and cut between characters. */
function shown(text: string, repeatsKey: (text: string) => boolean): string {
	if (text.length > MAX_SEARCHED_LENGTH) {
		return `The API's message is not shown: it has more than ${MAX_SEARCHED_LENGTH} characters`;
	}
	if (repeatsKey(text)) return "The API's message is not shown: it repeats the API key";
	const cut = text.slice(0, MAX_MESSAGE_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
	// Copied, since a slice keeps the whole text that it was cut from in memory.
	return Buffer.from(cut, 'utf16le').toString('utf16le');
}

/** Retry-After: whole seconds or an HTTP date (RFC 9110, section 10.2.3). */
function readRetryAfter(value: unknown, date: number): number | null {
	if (typeof value !== 'string') return null;
	const isDate = value.endsWith('GMT');
	if (!isDate && !/^\d{1,9}$/.test(value)) return null;
	const waitMs = isDate ? Date.parse(value) - date : Number(value) * 1000;
	return waitMs > 0 ? waitMs : null;
}

/** An object or a list. */
function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null;
}
