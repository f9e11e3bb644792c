/** How each fault is played: planFault (pure) says what to send, perform sends it. */
import type { ServerResponse } from 'node:http';
import type { ReadyFault } from './faults';
import type { VendorAnswer } from './rules';

export interface HttpAnswer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

export type Play =
	| { how: 'whole' | 'closeMidBody'; answer: HttpAnswer }
	| { how: 'trickle'; answer: HttpAnswer; everyMs: number }
	| { how: 'hang' | 'reset' };

export interface Scene {
	/** The answer to deliver or to spoil. */
	vendor: VendorAnswer;
	rejectionStatus: number;
	/** The key as it came with the request. */
	key: string;
}

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const BAD_NUMBER = "Le numéro virtuel n'existe pas";

function textAnswer(text: string, status: number, type: string, headers = {}): HttpAnswer {
	return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(text) };
}

function jsonAnswer(body: unknown, status: number, headers = {}): HttpAnswer {
	return textAnswer(JSON.stringify(body), status, JSON_TYPE, headers);
}

function page(title: string): string {
	return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}

/** Answers that are the same whatever was asked. */
const ALWAYS = {
	empty: textAnswer('', 200, HTML),
	xml: textAnswer('<?xml version="1.0"?><success>true</success>\n', 200, 'application/xml'),
	html200: textAnswer(page('Service under maintenance'), 200, HTML),
	errorList: jsonAnswer(
		{ success: false, error: [{ elementId: 'children[number]', message: BAD_NUMBER }] },
		200,
	),
	errorsList: jsonAnswer({ success: false, errors: [{ code: 13, message: BAD_NUMBER }] }, 200),
};

export function vendorAnswer(answer: VendorAnswer, rejectionStatus: number): HttpAnswer {
	return jsonAnswer(answer, answer.success ? 200 : rejectionStatus);
}

/** The 429 of the vendor's other endpoints: nothing is documented for this one. */
export function tooManyRequests(retryAfter: string | number | undefined): HttpAnswer {
	const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
	return jsonAnswer({ success: false, code: 429, message: 'Too many requests' }, 429, headers);
}

export function planFault(fault: ReadyFault, scene: Scene): Play {
	const { vendor, rejectionStatus } = scene;
	const { message = 'OK', success, code } = vendor;
	const normal = vendorAnswer(vendor, rejectionStatus);
	const text = JSON.stringify(vendor);
	const whole = (answer: HttpAnswer): Play => ({ how: 'whole', answer });
	const body = (content: string, encoding?: BufferEncoding): Play =>
		whole({ ...normal, body: Buffer.from(content, encoding) });

	switch (fault.kind) {
		case 'hang':
		case 'reset':
			return { how: fault.kind };
		case 'closeMidBody':
			return { how: 'closeMidBody', answer: normal };
		case 'trickle': {
			const answer = { ...normal, body: Buffer.from(text.padEnd(fault.bytes ?? 0)) };
			return { how: 'trickle', answer, everyMs: fault.ms };
		}
		case 'delay':
			return whole(normal);
		case 'empty':
		case 'xml':
		case 'html200':
		case 'errorList':
		case 'errorsList':
			return whole(ALWAYS[fault.kind]);
		case 'rateLimit':
			return whole(tooManyRequests(fault.retryAfter));
		case 'status': {
			const { status, body: asked = page(`HTTP ${status}`), contentType = HTML } = fault;
			return whole(textAnswer(asked, status, contentType, fault.headers));
		}
		case 'redirect': {
			const { status, location = '/elsewhere' } = fault;
			return whole(textAnswer(page('Moved'), status, HTML, { location }));
		}
		case 'answer': {
			const { body: asked = null, status, headers } = fault;
			const said = typeof asked === 'string' ? asked : JSON.stringify(asked);
			return whole(textAnswer(said, status, JSON_TYPE, headers));
		}
		case 'echoKey':
			return whole({ ...echo(fault.where, scene), status: fault.status ?? normal.status });
		case 'truncatedJson':
			return whole({ ...normal, body: half(normal.body) });
		case 'latin1': {
			const accented = { ...vendor, message: `Réponse à votre requête : ${message}` };
			return body(JSON.stringify(accented), 'latin1');
		}
		case 'huge':
			return body(`${text.slice(0, -1)},"padding":"${'x'.repeat(fault.bytes)}"}`);
		case 'stringified':
			return body(JSON.stringify({ ...vendor, success: String(success), code: String(code) }));
		case 'protoBody': {
			const claim = JSON.stringify({ success: !success, code: 2, polluted: true });
			return body(`{"__proto__":${claim},${text.slice(1)}`);
		}
	}
}

function echo(where: 'message' | 'html' | 'header', { vendor, key }: Scene): HttpAnswer {
	if (where === 'html') return textAnswer(page(`No access with ${key}`), 200, HTML);
	if (where === 'message') {
		return jsonAnswer({ ...vendor, message: `${vendor.message ?? 'OK'} (${key})` }, 200);
	}
	// Header values are ASCII: any other key goes percent-encoded.
	const text = /^[\x20-\x7e]*$/.test(key) ? key : encodeURIComponent(key);
	return jsonAnswer(vendor, 200, { 'x-api-key': text, 'x-request': `apiKey=${text}` });
}

/** Sends what was planned; `wait` rejects when the connection is gone. */
export async function perform(
	play: Play,
	response: ServerResponse,
	wait: (ms: number) => Promise<void>,
): Promise<void> {
	if (play.how === 'reset') response.socket?.resetAndDestroy();
	if (!('answer' in play)) return;
	const { status, headers, body } = play.answer;
	response.writeHead(status, { ...headers, 'content-length': body.length });
	if (play.how === 'closeMidBody') {
		response.write(half(body), () => response.socket?.destroy());
		return;
	}
	if (play.how === 'trickle') {
		for (const byte of body) {
			response.write(Buffer.of(byte));
			await wait(play.everyMs);
		}
		response.end();
		return;
	}
	response.end(body);
}

function half(body: Buffer): Buffer {
	return body.subarray(0, Math.ceil(body.length / 2));
}
