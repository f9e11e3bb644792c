import type { Failure, Outcome, Success } from '../../../nodes/SmsPartnerCallForward/outcome';

const LINE = { virtualNumber: '33612345678', mode: 'disabled', destination: '' };

/** The success object of the documents, in its order, with changes. */
export const aSuccess = (changes: Partial<Outcome> = {}): Success =>
	({
		...LINE,
		success: true,
		status: 'applied',
		changed: true,
		code: 2,
		message: 'Callforward disabled',
		...changes,
	}) as Success;

/** The error object of the documents, in its order, with changes. */
export const aFailure = (changes: Partial<Outcome> = {}): Failure =>
	({
		...LINE,
		success: false,
		reason: 'virtualNumberNotFound',
		message: 'The virtual number does not exist',
		description: 'Control code 13: Check it.',
		status: 'rejected',
		changed: false,
		code: 13,
		source: 'api',
		httpStatus: 200,
		...changes,
	}) as Failure;
