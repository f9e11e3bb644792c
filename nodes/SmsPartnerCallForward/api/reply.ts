import type { Forwarding } from '../forwarding';
import type { FaultReason } from '../reasons';

/** Shown where the vendor gives no text. */
export const NO_MESSAGE = 'The API gave no message';

/** A control answer: JSON with a readable `success`. */
interface Answer {
	/** The vendor's, or null where it is missing or no whole number. */
	code: number | null;
	/** The vendor's text, without the API key; a text of ours where there is none. */
	message: string;
	httpStatus: number;
}

/** The API did as it was asked. */
export interface Accepted extends Answer {
	kind: 'accepted';
}

/** The API said no, or that the line is set already. */
export interface Refused extends Answer {
	kind: 'refused';
}

/** One attempt that brought no answer to go by. */
export interface Fault {
	kind: 'fault';
	reason: FaultReason;
	/** The vendor's, of an answer that contradicts itself; otherwise null. */
	code: number | null;
	/** Null where there was no response. */
	httpStatus: number | null;
	message: string;
	/** Whether another attempt may help. */
	isTemporary: boolean;
	/** Whether the request can have taken effect all the same. */
	mayHaveApplied: boolean;
	/** How long the API asked to wait, or null where it did not (readably) ask. */
	retryAfterMs: number | null;
}

/** What a request came to after its retries. */
export type Reply = (Accepted | Refused | Fault) & {
	/** Whether an attempt without a control answer can have taken effect all the same. */
	inDoubt: boolean;
	attempts: number;
	/** From the first attempt's start to the last one's end. */
	tookMs: number;
};

/** The vendor's API, as one item uses it. All of it throws ExecutionStopped. */
export interface Api {
	/** Sends a request, and again after a temporary fault, as often as Max Retries says. */
	send(request: Forwarding): Promise<Reply>;
	/** Sends a request, and again after any fault, for 90 s: for a line that may be off. */
	insist(request: Forwarding): Promise<Reply>;
	wait(ms: number): Promise<void>;
	/** Of one attempt. */
	timeoutMs: number;
}

/** An HTTP response as n8n's request helper gives it. */
export interface HttpResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	/** Parsed JSON, or text where it was none. */
	body: unknown;
}
