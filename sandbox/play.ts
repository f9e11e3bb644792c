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
	| { how: 'whole' | 'headersOnly' | 'closeMidBody'; answer: HttpAnswer }
	| { how: 'trickle'; answer: HttpAnswer; everyMs: number }
	| { how: 'hang' }
	| { how: 'reset' };

export interface Scene {
	/** The answer to deliver or to spoil. */
	vendor: VendorAnswer;
	rejectionStatus: number;
	/** The key as it came with the request. */
	key: string;
	/** The sandbox itself, e.g. http://127.0.0.1:8025 */
	origin: string;
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

export function vendorAnswer(answer: VendorAnswer, rejectionStatus: number): HttpAnswer {
	return jsonAnswer(answer, answer.success ? 200 : rejectionStatus);
}

/** The 429 of the vendor's other endpoints: nothing is documented for this one. */
export function tooManyRequests(retryAfter: string | number | undefined): HttpAnswer {
	const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
	return jsonAnswer({ success: false, code: 429, message: 'Too many requests' }, 429, headers);
}

export function planFault(fault: ReadyFault, scene: Scene): Play {
	const { vendor, rejectionStatus, key } = scene;
	const { message = 'OK', success, code } = vendor;
	const normal = vendorAnswer(vendor, rejectionStatus);
	const whole = (answer: HttpAnswer): Play => ({ how: 'whole', answer });
	const body = (content: Buffer): Play => whole({ ...normal, body: content });
	const json = (content: unknown): Play => body(Buffer.from(JSON.stringify(content)));

	switch (fault.kind) {
		case 'hang':
		case 'reset':
			return { how: fault.kind };
		case 'headersOnly':
		case 'closeMidBody':
			return { how: fault.kind, answer: normal };
		case 'trickle': {
			const padded = Buffer.from(normal.body.toString().padEnd(fault.bytes ?? 0));
			return { how: 'trickle', answer: { ...normal, body: padded }, everyMs: fault.ms };
		}
		case 'delay':
			return whole(normal);
		case 'rateLimit':
			return whole(tooManyRequests(fault.retryAfter));
		case 'status': {
			const { status, body: text = page(`HTTP ${status}`), contentType = HTML } = fault;
			return whole(textAnswer(text, status, contentType, fault.headers));
		}
		case 'redirect': {
			const { status, location = `${scene.origin}/elsewhere` } = fault;
			return whole(textAnswer(page('Moved'), status, HTML, { location }));
		}
		case 'empty':
			return whole(textAnswer('', 200, HTML));
		case 'xml':
			return whole(textAnswer(xml(vendor), 200, 'application/xml'));
		case 'html200':
			return whole(textAnswer(page('Service under maintenance'), 200, HTML));
		case 'truncatedJson':
			return body(half(normal.body));
		case 'latin1': {
			const accented = { ...vendor, message: `Réponse à votre requête : ${message}` };
			return body(Buffer.from(JSON.stringify(accented), 'latin1'));
		}
		case 'huge': {
			const around = JSON.stringify({ ...vendor, padding: '' }).length;
			return json({ ...vendor, padding: 'x'.repeat(Math.max(0, fault.bytes - around)) });
		}
		case 'answer': {
			const { body: asked = null, status, headers } = fault;
			const text = typeof asked === 'string' ? asked : JSON.stringify(asked);
			return whole(textAnswer(text, status, JSON_TYPE, headers));
		}
		case 'echoKey':
			return whole({ ...echo(fault.where, vendor, key), status: fault.status ?? normal.status });
		case 'stringified':
			return json({ ...vendor, success: String(success), code: String(code) });
		case 'errorList': {
			const error = [{ elementId: 'children[number]', message: BAD_NUMBER }];
			return whole(jsonAnswer({ success: false, error }, rejectionStatus));
		}
		case 'errorsList': {
			const errors = [{ code: 13, message: BAD_NUMBER }];
			return whole(jsonAnswer({ success: false, errors }, rejectionStatus));
		}
		case 'protoBody': {
			const claim = JSON.stringify({ success: !success, code: 2, polluted: true });
			return body(Buffer.from(`{"__proto__":${claim},${JSON.stringify(vendor).slice(1)}`));
		}
	}
}

/** Sends what was planned; `wait` rejects when the connection is gone. */
export async function perform(
	play: Play,
	response: ServerResponse,
	wait: (ms: number) => Promise<void>,
): Promise<void> {
	if (play.how === 'hang') return;
	if (play.how === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const { status, headers, body } = play.answer;
	response.writeHead(status, { ...headers, 'content-length': body.length });
	switch (play.how) {
		case 'whole':
			response.end(body);
			return;
		case 'headersOnly':
			response.flushHeaders();
			return;
		case 'closeMidBody':
			response.write(half(body), () => response.socket?.destroy());
			return;
		case 'trickle':
			for (const byte of body.subarray(0, -1)) {
				response.write(Buffer.of(byte));
				await wait(play.everyMs);
			}
			response.end(body.subarray(-1));
	}
}

function half(body: Buffer): Buffer {
	return body.subarray(0, Math.ceil(body.length / 2));
}

function page(title: string): string {
	return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}

function xml({ success, code, message }: VendorAnswer): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<response><success>${success}</success><code>${code}</code><message>${message ?? 'OK'}</message></response>\n`;
}

type EchoPlace = Extract<ReadyFault, { kind: 'echoKey' }>['where'];

function echo(where: EchoPlace, vendor: VendorAnswer, key: string): HttpAnswer {
	if (where === 'html') return textAnswer(page(`No access with ${key}`), 200, HTML);
	if (where === 'field') {
		return jsonAnswer({ ...vendor, apiKey: key, request: { [key]: key } }, 200);
	}
	if (where === 'header') {
		// Header values are ASCII: any other key goes percent-encoded.
		const text = /^[\x20-\x7e]*$/.test(key) ? key : encodeURIComponent(key);
		return jsonAnswer(vendor, 200, { 'x-api-key': text, 'x-request': `apiKey=${text}` });
	}
	const spelled = {
		message: key,
		messageUrlEncoded: encodeURIComponent(key),
		messageJsonEscaped: JSON.stringify(key).slice(1, -1),
		messageBase64: Buffer.from(key).toString('base64'),
	}[where];
	return jsonAnswer({ ...vendor, message: `${vendor.message ?? 'OK'} (${spelled})` }, 200);
}
