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

export function jsonAnswer(body: unknown, status: number, headers = {}): HttpAnswer {
	return textAnswer(JSON.stringify(body), status, 'application/json; charset=utf-8', headers);
}

export function vendorAnswer(answer: VendorAnswer, rejectionStatus: number): HttpAnswer {
	return jsonAnswer(answer, answer.success ? 200 : rejectionStatus);
}

export function planFault(fault: ReadyFault, scene: Scene): Play {
	const { vendor, key } = scene;
	const message = vendor.message ?? 'OK';
	const status = vendor.success ? 200 : scene.rejectionStatus;
	const normal = jsonAnswer(vendor, status);
	const json = (body: unknown) => whole(jsonAnswer(body, status));

	switch (fault.kind) {
		case 'delay':
			return whole(normal);
		case 'rateLimit':
			return whole(tooManyRequests(fault.retryAfter));
		case 'status': {
			const { body = page(`HTTP ${fault.status}`), contentType = HTML } = fault;
			return whole(textAnswer(body, fault.status, contentType, fault.headers));
		}
		case 'hang':
		case 'reset':
			return { how: fault.kind };
		case 'headersOnly':
		case 'closeMidBody':
			return { how: fault.kind, answer: normal };
		case 'redirect': {
			const location = fault.location ?? `${scene.origin}/elsewhere`;
			return whole(textAnswer(page('Moved'), fault.status, HTML, { location }));
		}
		case 'empty':
			return whole(textAnswer('', 200, HTML));
		case 'xml':
			return whole(textAnswer(xml(vendor), 200, 'application/xml'));
		case 'html200':
			return whole(textAnswer(page('Service under maintenance'), 200, HTML));
		case 'truncatedJson':
			return whole({ ...normal, body: half(normal.body) });
		case 'latin1': {
			const text = JSON.stringify({ ...vendor, message: `Réponse à votre requête : ${message}` });
			return whole({ ...normal, body: Buffer.from(text, 'latin1') });
		}
		case 'trickle': {
			const body = normal.body.toString().padEnd(fault.bytes ?? 0);
			return { how: 'trickle', answer: { ...normal, body: Buffer.from(body) }, everyMs: fault.ms };
		}
		case 'huge': {
			const around = JSON.stringify({ ...vendor, padding: '' }).length;
			return json({ ...vendor, padding: 'x'.repeat(Math.max(0, fault.bytes - around)) });
		}
		case 'answer':
			return whole(
				typeof fault.body === 'string'
					? textAnswer(fault.body, fault.status, JSON_TYPE, fault.headers)
					: jsonAnswer(fault.body ?? null, fault.status, fault.headers),
			);
		case 'echoKey':
			return whole({ ...echo(fault.where, vendor, key), status: fault.status ?? status });
		case 'stringified':
			return json({ ...vendor, success: String(vendor.success), code: String(vendor.code) });
		case 'errorList': {
			const error = [{ elementId: 'children[number]', message: BAD_NUMBER }];
			return whole(jsonAnswer({ success: false, error }, scene.rejectionStatus));
		}
		case 'errorsList': {
			const errors = [{ code: 13, message: BAD_NUMBER }];
			return whole(jsonAnswer({ success: false, errors }, scene.rejectionStatus));
		}
		case 'protoBody': {
			const claim = JSON.stringify({ success: !vendor.success, code: 2, polluted: true });
			const text = `{"__proto__":${claim},${JSON.stringify(vendor).slice(1)}`;
			return whole(textAnswer(text, status, JSON_TYPE));
		}
	}
}

/** Sends what was planned; `wait` rejects when the connection is gone. */
export async function perform(
	play: Play,
	response: ServerResponse,
	wait: (ms: number) => Promise<void>,
): Promise<void> {
	switch (play.how) {
		case 'hang':
			return;
		case 'reset':
			response.socket?.resetAndDestroy();
			return;
		case 'whole':
			writeHead(response, play.answer);
			response.end(play.answer.body);
			return;
		case 'headersOnly':
			writeHead(response, play.answer);
			response.flushHeaders();
			return;
		case 'closeMidBody':
			writeHead(response, play.answer);
			response.write(half(play.answer.body), () => response.socket?.destroy());
			return;
		case 'trickle': {
			writeHead(response, play.answer);
			const bytes = [...play.answer.body];
			for (const byte of bytes.slice(0, -1)) {
				response.write(Buffer.of(byte));
				await wait(play.everyMs);
			}
			response.end(Buffer.from(bytes.slice(-1)));
		}
	}
}

/** The 429 of the vendor's other endpoints: nothing is documented for this one. */
export function tooManyRequests(retryAfter: string | number | undefined): HttpAnswer {
	const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
	return jsonAnswer({ success: false, code: 429, message: 'Too many requests' }, 429, headers);
}

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const BAD_NUMBER = "Le numéro virtuel n'existe pas";

function textAnswer(text: string, status: number, type: string, headers = {}): HttpAnswer {
	return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(text) };
}

function whole(answer: HttpAnswer): Play {
	return { how: 'whole', answer };
}

function writeHead(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
	response.writeHead(status, { ...headers, 'content-length': body.length });
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

function echo(where: EchoPlace, vendor: VendorAnswer, key: string): Omit<HttpAnswer, 'status'> {
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
