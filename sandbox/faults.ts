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
const redirectStatus = z.number().refine((status) => [301, 302, 303, 307, 308].includes(status));

/** Which requests it is played for, and whether they take effect. */
const matching = {
	number: z.string().min(1).optional(),
	endpoint: z.enum(ENDPOINTS).optional(),
	times: count.default(1),
	skip: z.number().int().min(0).default(0),
	apply: z.boolean().optional(),
};

function kinds<K extends string, N extends [K, ...K[]], F extends z.ZodRawShape>(
	names: N,
	fields: F,
) {
	return z.object({ kind: z.enum(names), ...matching, ...fields }).strict();
}

/** README.md says what a client sees of each. */
const faultSchema = z.discriminatedUnion('kind', [
	kinds(['hang', 'reset', 'closeMidBody', 'truncatedJson'], {}),
	kinds(['empty', 'xml', 'html200', 'errorList', 'errorsList'], {}),
	kinds(['latin1', 'stringified', 'protoBody'], {}),
	kinds(['trickle'], { ms: wait.default(20), bytes: count.optional() }),
	kinds(['huge'], { bytes: count.default(10 * 1024 * 1024) }),
	kinds(['delay'], { ms: wait }),
	kinds(['rateLimit'], { retryAfter: z.union([headerText, z.number()]).optional() }),
	kinds(['redirect'], { status: redirectStatus.default(302), location: headerText.optional() }),
	kinds(['status'], {
		status: httpStatus,
		body: z.string().optional(),
		contentType: headerText.optional(),
		headers,
	}),
	kinds(['answer'], { body: z.unknown(), status: httpStatus.default(200), headers }),
	kinds(['echoKey'], {
		where: z.enum(['message', 'html', 'header']).default('message'),
		status: httpStatus.optional(),
	}),
]);

/** A fault as it is asked for; fields with a default may be left out. */
export type Fault = z.input<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type ReadyFault = z.output<typeof faultSchema> & { apply: boolean };

export const FAULT_KINDS: readonly FaultKind[] = faultSchema.options.flatMap(
	(option): readonly FaultKind[] => option.shape.kind.options,
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
