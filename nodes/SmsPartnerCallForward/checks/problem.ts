import { adviceFor, type FieldLabels, type Reason } from '../api/controlCodes';

/** Why an item is not sent. */
export interface Problem {
	reason: Reason;
	/** The control code that the API would use, or null where it has none. */
	code: number | null;
	message: string;
	/** What to do next. */
	advice: string;
}

/** What our own checks can find, with the control code that the API would use. */
const PROBLEMS = {
	apiKeyRejected: { code: 10, message: 'The API key is missing' },
	insecureBaseUrl: { code: null, message: 'The Base URL is not secure' },
	baseUrlInvalid: { code: null, message: 'The Base URL is not valid' },
	optionInvalid: { code: null, message: 'An option has a value that it does not know' },
	virtualNumberRequired: { code: 5, message: 'The virtual number is required' },
	virtualNumberInvalid: { code: null, message: 'The virtual number is not valid' },
	modeRequired: { code: 6, message: 'The forwarding mode is required' },
	modeInvalid: { code: 7, message: 'The forwarding mode is not valid' },
	forwardingNumberRequired: { code: 8, message: 'The forwarding number is required' },
	forwardingNumberInvalid: { code: 12, message: 'The forwarding number is not valid' },
	emailRequired: { code: 8, message: 'The notification e-mail address is required' },
	emailInvalid: { code: 9, message: 'The notification e-mail address is not valid' },
	forwardingLoop: { code: null, message: 'The virtual number would be forwarded to itself' },
	destinationNotAllowed: {
		code: null,
		message: 'The destination is not allowed by the credential',
	},
} as const satisfies Partial<Record<Reason, { code: number | null; message: string }>>;

export type ProblemReason = keyof typeof PROBLEMS;

/** @param detail replaces the general advice where the check knows better */
export function problem(reason: ProblemReason, labels: FieldLabels, detail?: string): Problem {
	return { reason, ...PROBLEMS[reason], advice: detail ?? adviceFor(reason, labels) };
}
