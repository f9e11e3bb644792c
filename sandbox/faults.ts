/**
 * Faults: what may go wrong between a client and the vendor, asked for one request at a time.
 * This file knows their fields and whose turn it is; play.ts knows how each one is played.
 */
import { z } from 'zod';
import { check } from './settings';

export const ENDPOINTS = ['callforward', 'me'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

const matching = {
	/** Only requests for this virtual number. */
	number: z.string().min(1).optional(),
	endpoint: z.enum(ENDPOINTS).optional(),
	/** How many requests it is played for. */
	times: z.number().int().min(1).default(1),
	/** The first N matching requests after it was added go by, whatever else happens to them. */
	skip: z.number().int().min(0).default(0),
	/** Whether the request takes effect on the line before the fault is played. */
	apply: z.boolean().optional(),
	/** It takes effect this long after its arrival, whether or not anybody still waits for the answer. */
	applyAfterMs: z.number().min(0).optional(),
};

function kind<K extends string, F extends z.ZodRawShape>(name: K, fields: F) {
	return z.object({ kind: z.literal(name), ...matching, ...fields }).strict();
}

const headerText = z.string().regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');
const httpStatus = z.number().int().min(200).max(599);
const headers = z.record(headerText);
const wait = z.number().min(0);

export const ECHO_PLACES = [
	'message',
	'messageUrlEncoded',
	'messageJsonEscaped',
	'messageBase64',
	'html',
	'header',
	'field',
] as const;

const faultSchema = z.discriminatedUnion('kind', [
	/** The normal answer, late. Who hangs up first is not served, unless `apply` is true. */
	kind('delay', { ms: wait }),
	/** 429; `retryAfter` is sent as it is, and absent when it is absent. */
	kind('rateLimit', { retryAfter: z.union([headerText, z.number()]).optional() }),
	/** Any HTTP status, with an HTML page unless a body is given. */
	kind('status', {
		status: httpStatus,
		body: z.string().optional(),
		contentType: headerText.optional(),
		headers: headers.optional(),
	}),
	/** Never answers. */
	kind('hang', {}),
	/** The status and headers of an answer, and nothing more. */
	kind('headersOnly', {}),
	/** Half an answer, then the connection is closed. */
	kind('closeMidBody', {}),
	/** The connection is reset (TCP RST). */
	kind('reset', {}),
	/** Without a location: to /elsewhere on the sandbox, which records who followed. */
	kind('redirect', {
		status: z
			.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
			.default(302),
		location: headerText.optional(),
	}),
	/** HTTP 200 without a body. */
	kind('empty', {}),
	kind('xml', {}),
	/** An HTML page with HTTP 200, as a proxy or a login portal gives. */
	kind('html200', {}),
	kind('truncatedJson', {}),
	/** The answer with accents, in ISO-8859-1 bytes that are not valid UTF-8. */
	kind('latin1', {}),
	/** The answer, one byte every `ms`, padded with spaces to `bytes`. */
	kind('trickle', { ms: wait.default(20), bytes: z.number().int().min(1).optional() }),
	/** The answer with a field that makes it this long. */
	kind('huge', {
		bytes: z
			.number()
			.int()
			.min(1)
			.default(10 * 1024 * 1024),
	}),
	/** Any JSON value, or a text sent as it is. */
	kind('answer', {
		body: z.unknown(),
		status: httpStatus.default(200),
		headers: headers.optional(),
	}),
	/** The key of the request comes back. */
	kind('echoKey', { where: z.enum(ECHO_PLACES).default('message'), status: httpStatus.optional() }),
	/** `code` and `success` as text. */
	kind('stringified', {}),
	/** A rejection as `error: [{ elementId, message }]`. */
	kind('errorList', {}),
	/** A rejection as `errors: [{ code, message }]`. */
	kind('errorsList', {}),
	/** The answer, with a `__proto__` that claims the opposite. */
	kind('protoBody', {}),
]);

/** A fault as it is asked for; fields with a default may be left out. */
export type Fault = z.input<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type ReadyFault = z.output<typeof faultSchema> & { apply: boolean };

export const FAULT_KINDS: readonly FaultKind[] = faultSchema.options.map(
	(option) => option.shape.kind.value,
);

/**
 * Kinds that deliver the real answer in an odd form: the request takes effect, unless `apply: false`
 * asks for the same form around a rejection (code 10).
 */
const DELIVERS_THE_ANSWER: readonly FaultKind[] = [
	'latin1',
	'trickle',
	'huge',
	'stringified',
	'protoBody',
];

export type FaultQueue = ReturnType<typeof createFaultQueue>;

export function createFaultQueue() {
	let queue: { fault: ReadyFault; seen: number; left: number }[] = [];
	return {
		/** Throws an InputError, and adds none, where one does not fit. */
		add(...values: unknown[]): void {
			const faults = values.map((value) => check(faultSchema, value));
			for (const fault of faults) {
				const apply = fault.apply ?? DELIVERS_THE_ANSWER.includes(fault.kind);
				queue.push({ fault: { ...fault, apply }, seen: 0, left: fault.times });
			}
		},
		/** The fault to play for this request, if any: the oldest whose turn it is. */
		take(endpoint: Endpoint, number: string | undefined): ReadyFault | undefined {
			const matches = queue.filter(
				({ fault }) =>
					(fault.endpoint === undefined || fault.endpoint === endpoint) &&
					(fault.number === undefined || fault.number === number),
			);
			for (const entry of matches) entry.seen += 1;
			const next = matches.find(({ fault, seen }) => seen > fault.skip);
			if (!next) return undefined;
			next.left -= 1;
			queue = queue.filter(({ left }) => left > 0);
			return next.fault;
		},
		/** Those that still have turns. */
		list: () => queue.map(({ fault, seen, left }) => ({ ...fault, seen, left })),
		clear(): void {
			queue = [];
		},
	};
}
