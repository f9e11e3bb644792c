/**
 * Faults: what may go wrong between a client and the vendor, asked for one request at a time.
 * This file knows their fields and whose turn it is; play.ts knows how each one is played.
 */
import { z } from 'zod';
import { check } from './settings';

export const ENDPOINTS = ['callforward', 'me'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

const count = z.number().int().min(1);
const wait = z.number().min(0);
const headerText = z.string().regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII');
const headers = z.record(headerText).optional();
const httpStatus = z.number().int().min(200).max(599);

/** Which requests it is played for, and whether they take effect. */
const matching = {
	number: z.string().min(1).optional(),
	endpoint: z.enum(ENDPOINTS).optional(),
	times: count.default(1),
	skip: z.number().int().min(0).default(0),
	apply: z.boolean().optional(),
	applyAfterMs: wait.optional(),
};

function kind<K extends string, F extends z.ZodRawShape>(name: K, fields: F) {
	return z.object({ kind: z.literal(name), ...matching, ...fields }).strict();
}

const ECHO_PLACES = [
	'message',
	'messageUrlEncoded',
	'messageJsonEscaped',
	'messageBase64',
	'html',
	'header',
	'field',
] as const;

/** README.md says what a client sees of each. */
const faultSchema = z.discriminatedUnion('kind', [
	kind('delay', { ms: wait }),
	kind('rateLimit', { retryAfter: z.union([headerText, z.number()]).optional() }),
	kind('status', {
		status: httpStatus,
		body: z.string().optional(),
		contentType: headerText.optional(),
		headers,
	}),
	kind('hang', {}),
	kind('headersOnly', {}),
	kind('closeMidBody', {}),
	kind('reset', {}),
	kind('redirect', {
		status: z
			.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
			.default(302),
		location: headerText.optional(),
	}),
	kind('empty', {}),
	kind('xml', {}),
	kind('html200', {}),
	kind('truncatedJson', {}),
	kind('latin1', {}),
	kind('trickle', { ms: wait.default(20), bytes: count.optional() }),
	kind('huge', { bytes: count.default(10 * 1024 * 1024) }),
	kind('answer', { body: z.unknown(), status: httpStatus.default(200), headers }),
	kind('echoKey', { where: z.enum(ECHO_PLACES).default('message'), status: httpStatus.optional() }),
	kind('stringified', {}),
	kind('errorList', {}),
	kind('errorsList', {}),
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
const DELIVERS_THE_ANSWER = ['latin1', 'trickle', 'huge', 'stringified', 'protoBody'];

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
