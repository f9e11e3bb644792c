/** One request to the API, and what can be said for certain about its answer. */
import type { Mask } from '../../nodes/SmsPartnerCallForward/api/redact';
import {
	faultOfErrorCode,
	readResponse,
	type ControlAnswer,
	type Fault,
} from '../../nodes/SmsPartnerCallForward/api/response';
import { DEFAULT_TIMEOUT_MS } from '../../nodes/SmsPartnerCallForward/checks/options';

export type Answer = ControlAnswer & {
	/** `number` or `string` in the JSON; anything else, missing included, is another name of typeof. */
	codeType: string;
};

export type Reply = Answer | Fault;

export type Send = (body: Readonly<Record<string, unknown>>) => Promise<Reply>;

/** @throws the reason of `interrupted` once it is aborted */
export function createSend(
	baseUrl: string,
	mask: Mask,
	interrupted: AbortSignal,
	timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Send {
	return async (body) => {
		try {
			const response = await fetch(`${baseUrl}/vn/callforward`, {
				method: 'POST',
				// A connection of its own for each, as the node's: none breaks because it was idle.
				headers: { 'content-type': 'application/json', connection: 'close' },
				body: JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.any([interrupted, AbortSignal.timeout(timeoutMs)]),
			});
			const content = parsed(await response.text());
			const reply = readResponse(
				{
					statusCode: response.status,
					headers: { 'retry-after': response.headers.get('retry-after') },
					body: content,
				},
				mask,
				Date.now(),
			);
			if (reply.kind === 'fault') return reply;
			return { ...reply, codeType: typeof (content as { code?: unknown }).code };
		} catch (error) {
			interrupted.throwIfAborted();
			return faultOfError(error, timeoutMs);
		}
	};
}

function faultOfError(error: unknown, timeoutMs: number): Fault {
	const { name, cause } = error as { name?: string; cause?: { code?: string } };
	if (name === 'TimeoutError') return faultOfErrorCode('ETIMEDOUT', timeoutMs);
	const code = cause?.code ?? 'unknown';
	// The node's texts speak of n8n here.
	return { ...faultOfErrorCode(code, timeoutMs), message: `No answer came (${code})` };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
