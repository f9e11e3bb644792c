import type { Failure, Outcome, Success } from '../../../nodes/SmsPartnerCallForward/outcome';

const LINE = { virtualNumber: '33612345678', mode: 'disabled', destination: '' };

/** The success object of the specification, with changes. */
export const aSuccess = (changes: Partial<Outcome> = {}): Success =>
	({
		success: true,
		status: 'applied',
		changed: true,
		code: 2,
		message: 'Callforward disabled',
		...LINE,
		...changes,
	}) as Success;

/** The error object of the specification, with changes. */
export const aFailure = (changes: Partial<Outcome> = {}): Failure =>
	({
		success: false,
		status: 'rejected',
		changed: false,
		code: 13,
		reason: 'virtualNumberNotFound',
		message: 'The virtual number does not exist',
		description: 'Control code 13: Check it.',
		source: 'api',
		httpStatus: 200,
		...LINE,
		...changes,
	}) as Failure;
