/** The rows of the fault matrix: every kind of fault that the sandbox plays, and what comes of it. */
import type { Fault } from '../../../sandbox/server';
import { DECLINED, lost, rejected, type Claim, type Way } from './expected';

export interface Row {
	name: string;
	/** Played for every request, or only for the first. */
	fault: Fault;
	/** How the request is answered in the end, or what the item says whatever line and options are. */
	ends: Way | Claim;
	/** Requests until then; `replace` takes two more. */
	requests: number;
	timeout?: number;
}

/** A fault without the turns it is played for. */
type Shape = Fault & { times?: never };

const ALWAYS = 999;
/** Of the node's default Max Retries. */
const ATTEMPTS = 3;
/** Long enough for an answer on a busy machine. */
const TIMEOUT_MS = 1000;

function nameOf(fault: Fault): string {
	const { kind, ...fields } = fault;
	const text = JSON.stringify(fields);
	return text === '{}' ? kind : `${kind} ${text}`;
}

function always(fault: Shape, ends: Row['ends'], requests = 1): Row {
	return { name: nameOf(fault), fault: { ...fault, times: ALWAYS }, ends, requests };
}

/** The real answer arrives, in an odd form. */
const ANSWERED: Shape[] = [
	{ kind: 'delay', ms: 5 },
	{ kind: 'delay', ms: 5, apply: true },
	{ kind: 'latin1' },
	{ kind: 'trickle', ms: 0 },
	{ kind: 'stringified' },
	{ kind: 'protoBody' },
	{ kind: 'echoKey', where: 'message', apply: true },
	{ kind: 'echoKey', where: 'messageUrlEncoded', apply: true },
	{ kind: 'echoKey', where: 'messageJsonEscaped', apply: true },
	{ kind: 'echoKey', where: 'messageBase64', apply: true },
	{ kind: 'echoKey', where: 'header', apply: true },
	{ kind: 'echoKey', where: 'field', apply: true },
];

const NO_NUMBER = { success: false, code: 13, message: 'The virtual number does not exist' };

/** A rejection arrives, and the request took no effect. */
const REFUSED: Array<[Shape, Claim]> = [
	...(['latin1', 'trickle', 'stringified', 'protoBody'] as const).map((kind): [Shape, Claim] => [
		{ kind, apply: false, ...(kind === 'trickle' && { ms: 0 }) },
		rejected(10, 'apiKeyRejected'),
	]),
	[{ kind: 'huge', bytes: 100_000, apply: false }, rejected(10, 'apiKeyRejected')],
	[{ kind: 'echoKey', where: 'message' }, rejected(10, 'apiKeyRejected')],
	[{ kind: 'echoKey', where: 'field', status: 403 }, rejected(10, 'apiKeyRejected', 403)],
	[{ kind: 'echoKey', where: 'header', status: 500 }, rejected(10, 'apiKeyRejected', 500)],
	[{ kind: 'errorList' }, rejected(null, 'unknown')],
	[{ kind: 'errorsList' }, rejected(null, 'unknown')],
	...[200, 302, 400, 401, 403, 404, 422, 500, 503].map((status): [Shape, Claim] => [
		{ kind: 'answer', body: NO_NUMBER, status },
		rejected(13, 'virtualNumberNotFound', status),
	]),
	...['false', 'FALSE', ' false ', 0, '0'].map((success): [Shape, Claim] => [
		{ kind: 'answer', body: { ...NO_NUMBER, success } },
		rejected(13, 'virtualNumberNotFound'),
	]),
	[
		{ kind: 'answer', body: { success: false, code: ' 13 ' } },
		rejected(13, 'virtualNumberNotFound'),
	],
	[{ kind: 'answer', body: { success: false, code: 4711 } }, rejected(4711, 'unknown')],
	...[undefined, null, '', 'thirteen', 13.5, [13], { code: 13 }, true].map(
		(code): [Shape, Claim] => [
			{ kind: 'answer', body: { success: false, code, message: 'No' } },
			rejected(null, 'unknown'),
		],
	),
];

/** 429 says that the API did not look. */
const DECLINING: Shape[] = [
	{ kind: 'rateLimit' },
	{ kind: 'rateLimit', retryAfter: 2 },
	{ kind: 'status', status: 429 },
	{ kind: 'answer', status: 429, body: NO_NUMBER },
];

/** Temporary, and the request may have taken effect. */
const SILENT: Array<[Shape, Claim]> = [
	...[500, 502, 503, 504, 599].map((status): [Shape, Claim] => [
		{ kind: 'status', status },
		lost('serverUnavailable', status),
	]),
	[
		{ kind: 'status', status: 500, body: '{"message":"Oops"}', contentType: 'application/json' },
		lost('serverUnavailable', 500),
	],
	[{ kind: 'reset' }, lost('network', null)],
	[{ kind: 'closeMidBody' }, lost('network', null)],
];

/** As those, but each attempt takes its timeout. */
const WAITING: Array<[Shape, Claim]> = [
	[{ kind: 'hang' }, lost('timeout', null)],
	[{ kind: 'headersOnly' }, lost('timeout', null)],
];

/** Final, and the request may have taken effect. */
const UNREADABLE: Array<[Shape, Claim]> = [
	...([301, 302, 303, 307, 308] as const).map((status): [Shape, Claim] => [
		{ kind: 'redirect', status },
		lost('httpError', status),
	]),
	...[400, 401, 403, 404, 418].map((status): [Shape, Claim] => [
		{ kind: 'status', status },
		lost('httpError', status),
	]),
	[{ kind: 'echoKey', where: 'html', status: 403 }, lost('httpError', 403)],
	[{ kind: 'echoKey', where: 'html' }, lost('invalidResponse', 200)],
	...(['empty', 'xml', 'html200', 'truncatedJson'] as const).map((kind): [Shape, Claim] => [
		{ kind },
		lost('invalidResponse', 200),
	]),
	...[
		[],
		[{ success: true }],
		{},
		'true',
		'"{\\"success\\":true}"',
		42,
		null,
		{ code: 2, message: 'Callforward disabled' },
		{ success: null, code: 2 },
		{ success: 'yes', code: 2 },
		{ success: 2, code: 2 },
		{ success: { success: true } },
	].map((body): [Shape, Claim] => [{ kind: 'answer', body }, lost('invalidResponse', 200)]),
];

const withFates = <T extends [Shape, ...unknown[]]>(cases: T[]): Array<{ apply: boolean; it: T }> =>
	cases.flatMap((it) => [false, true].map((apply) => ({ apply, it })));

function silentRows(cases: Array<[Shape, Claim]>): Row[] {
	return withFates(cases).flatMap(({ apply, it: [shape, claim] }): Row[] => {
		const fault = { ...shape, apply };
		const ends = apply ? 'appliedThenAnswered' : 'lostThenAnswered';
		return [
			{ name: `${nameOf(fault)} once`, fault, ends, requests: 2 },
			always(fault, claim, ATTEMPTS),
		];
	});
}

export const ANSWERED_ROWS: Row[] = [
	...ANSWERED.map((fault) => always(fault, 'answered')),
	{ name: 'huge', fault: { kind: 'huge' }, ends: 'answered', requests: 1 },
	...REFUSED.map(([fault, claim]) => always(fault, claim)),
];

export const UNANSWERED_ROWS: Row[] = [
	...DECLINING.flatMap((fault): Row[] => [
		{ name: `${nameOf(fault)} once`, fault, ends: 'answered', requests: 2 },
		always(fault, DECLINED, ATTEMPTS),
	]),
	...silentRows(SILENT),
	...withFates(UNREADABLE).map(({ apply, it: [shape, claim] }) =>
		always({ ...shape, apply }, claim),
	),
];

export const WAITING_ROWS: Row[] = silentRows(WAITING).map((row) => ({
	...row,
	timeout: TIMEOUT_MS,
}));
