import { z } from 'zod';
import { DESTINATION_CHECKS, WHEN_ON } from './rules';
import { LINES_MODES } from './state';

const milliseconds = z.number().min(0);

/** What each of them does: README.md. */
export const settingsSchema = z
	.object({
		rejectionStatus: z
			.number()
			.int()
			.refine((status) => status === 200 || (status >= 400 && status <= 499), {
				message: 'must be 200 or from 400 to 499',
			})
			.default(200),
		whenOn: z.enum(WHEN_ON).default('alreadyOn'),
		destinationCheck: z.enum(DESTINATION_CHECKS).default('beforeState'),
		lines: z.enum(LINES_MODES).default('listed'),
		requestsPerMinute: z.number().int().min(0).default(0),
		silentLimit: z.boolean().default(false),
		latency: z
			.object({
				ms: milliseconds.default(0),
				slowEvery: z.number().int().min(1).optional(),
				slowMs: milliseconds.optional(),
			})
			.strict()
			.refine((it) => (it.slowEvery === undefined) === (it.slowMs === undefined), {
				message: 'slowEvery and slowMs go together',
			})
			.default({ ms: 0 }),
	})
	.strict();

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

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
