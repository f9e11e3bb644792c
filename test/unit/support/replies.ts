import { NO_MESSAGE, type Fault, type Reply } from '../../../nodes/SmsPartnerCallForward/api/reply';
import { refusal, SUCCESS_BODY } from './vendor';

/**
 * What a request came to, in one word: `ok`, a control code that refuses, `none` for an answer without
 * code and text, `fault` for no answer; with `?` behind it where an attempt may have taken effect.
 */
export function aReply(word: string): Reply {
	const [, kind = '', doubt] = /^(\w+)(\??)$/.exec(word) ?? [];
	const how = { httpStatus: 200, inDoubt: doubt === '?', attempts: 1, tookMs: 0 };
	if (kind === 'ok') {
		const { code, message } = SUCCESS_BODY;
		return { kind: 'accepted', code, message, ...how };
	}
	if (kind === 'none') return { kind: 'refused', code: null, message: NO_MESSAGE, ...how };
	if (kind === 'fault') return aFault({ inDoubt: doubt === '?' });
	const { code, message } = refusal(Number(kind));
	return { kind: 'refused', code, message, ...how };
}

/** No answer, since the API was unavailable. */
export function aFault(changes: Partial<Fault & Reply> = {}): Fault & Reply {
	return {
		kind: 'fault',
		reason: 'serverUnavailable',
		code: null,
		httpStatus: 503,
		message: 'The API is unavailable (HTTP 503)',
		isTemporary: true,
		mayHaveApplied: true,
		retryAfterMs: null,
		inDoubt: false,
		attempts: 1,
		tookMs: 0,
		...changes,
	};
}
