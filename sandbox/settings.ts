import { z } from 'zod';
import { DESTINATION_CHECKS, LANGUAGES, WHEN_ON } from './rules';
import { LINES_MODES } from './state';

const milliseconds = z.number().min(0);

export const settingsSchema = z
	.object({
		/** HTTP status of a rejection; the vendor does not document it. */
		rejectionStatus: z
			.number()
			.int()
			.refine((status) => status === 200 || (status >= 400 && status <= 499), {
				message: 'must be 200 or from 400 to 499',
			}),
		whenOn: z.enum(WHEN_ON),
		destinationCheck: z.enum(DESTINATION_CHECKS),
		/** Of the texts of rejections. */
		language: z.enum(LANGUAGES),
		lines: z.enum(LINES_MODES),
		/** Beyond it, in any 60 seconds: 429. 0 is no limit. */
		requestsPerMinute: z.number().int().min(0),
		/** That 429 has no Retry-After. */
		silentLimit: z.boolean(),
		/** Every request waits `ms`; with a tail, every `slowEvery`-th one `slowMs` instead. */
		latency: z
			.object({
				ms: milliseconds.default(0),
				slowEvery: z.number().int().min(1).optional(),
				slowMs: milliseconds.optional(),
			})
			.strict()
			.refine((it) => (it.slowEvery === undefined) === (it.slowMs === undefined), {
				message: 'slowEvery and slowMs go together',
			}),
	})
	.strict();

export const partialSettingsSchema = settingsSchema.partial();

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof partialSettingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
	rejectionStatus: 200,
	whenOn: 'alreadyOn',
	destinationCheck: 'beforeState',
	language: 'en',
	lines: 'listed',
	requestsPerMinute: 0,
	silentLimit: false,
	latency: { ms: 0 },
};

/** A value that fits the schema, or an Error whose text names what does not fit. */
export function check<S extends z.ZodTypeAny>(schema: S, value: unknown): z.output<S> {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const problems = result.error.issues.map((issue) =>
		[issue.path.join('.'), issue.message].filter(Boolean).join(': '),
	);
	throw new InputError(problems.join('; '));
}

/** Somebody gave the sandbox something it cannot use; the text says what. */
export class InputError extends Error {}
