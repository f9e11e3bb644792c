import {
	NO_MESSAGE,
	type Fault,
	type Refused,
	type Reply,
} from '../../../nodes/SmsPartnerCallForward/api/reply';
import { refusal, SUCCESS_BODY } from './vendor';

/** What it took to get a reply: one attempt with a clear answer. */
const AT_ONCE = { inDoubt: false, attempts: 1, tookMs: 0 };

/**
 * What a request came to, in one word: `ok`, a control code that refuses, `none` for an answer without
 * code and text, `fault` for no answer; with `?` behind it where an attempt may have taken effect.
 */
export function aReply(word: string): Reply {
	const [, kind = '', doubt] = /^(\w+)(\??)$/.exec(word) ?? [];
	const inDoubt = doubt === '?';
	if (kind === 'fault') return aFault({ inDoubt });
	if (kind === 'none') return aRefusal(null, NO_MESSAGE, { inDoubt });
	if (kind !== 'ok') return aRefusal(Number(kind), refusal(Number(kind)).message, { inDoubt });
	const { code, message } = SUCCESS_BODY;
	return { kind: 'accepted', code, message, httpStatus: 200, ...AT_ONCE, inDoubt };
}

/** The API said no. */
export function aRefusal(
	code: number | null,
	message = 'A text',
	changes: Partial<Reply> = {},
): Refused & Reply {
	return { kind: 'refused', code, message, httpStatus: 200, ...AT_ONCE, ...changes } as Refused &
		Reply;
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
		...AT_ONCE,
		...changes,
	};
}
