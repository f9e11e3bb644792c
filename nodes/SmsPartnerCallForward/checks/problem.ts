import { adviceFor, REASONS, type CheckReason, type FieldLabels } from '../reasons';

/** Why an item is not sent. */
export interface Problem {
	reason: CheckReason;
	/** The control code that the API would use, or null where it has none. */
	code: number | null;
	message: string;
	/** What to do next. */
	advice: string;
}

/** @param detail replaces the general advice where the check knows better */
export function problem(reason: CheckReason, labels: FieldLabels, detail?: string): Problem {
	return { reason, ...REASONS[reason].check, advice: detail ?? adviceFor(reason, labels) };
}
