import {
	adviceFor,
	REASONS,
	type AdvisedReason,
	type CheckReason,
	type FieldLabels,
} from '../reasons';

/** Why an item is not sent. */
export interface Problem {
	reason: CheckReason;
	/** The control code that the API would use, or null where it has none. */
	code: number | null;
	message: string;
	/** What to do next. */
	advice: string;
}

/** A problem with the reason's own advice. */
export function problem(reason: CheckReason & AdvisedReason, labels: FieldLabels): Problem {
	return problemWith(reason, adviceFor(reason, labels));
}

/** A problem where the check knows better what to do next. */
export function problemWith(reason: CheckReason, advice: string): Problem {
	const [, code, message] = REASONS[reason];
	return { reason, code, message, advice };
}
