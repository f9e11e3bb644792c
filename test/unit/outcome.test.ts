import {
	dryRun,
	refusedByApi,
	refusedByCheck,
	succeeded,
	unanswered,
} from '../../nodes/SmsPartnerCallForward/outcome';
import type { ControlAnswer, Fault } from '../../nodes/SmsPartnerCallForward/api/response';
import { problem, problemWith } from '../../nodes/SmsPartnerCallForward/checks/problem';
import { aFailure, aSuccess } from './support/outcomes';
import { aRequest } from './support/request';

const LINE = { virtualNumber: '33612345678', mode: 'callForwarding', destination: '+33698765432' };
const OFF = aRequest({ mode: 'disabled', destination: '' });

const answer = (changes: Partial<ControlAnswer>): ControlAnswer => ({
	kind: 'answer',
	success: false,
	code: 13,
	message: 'The virtual number does not exist',
	httpStatus: 200,
	...changes,
});
const fault = (changes: Partial<Fault> = {}): Fault => ({
	kind: 'fault',
	reason: 'serverUnavailable',
	httpStatus: 503,
	message: 'The API is unavailable (HTTP 503)',
	isTemporary: true,
	mayHaveApplied: true,
	retryAfterMs: null,
	...changes,
});

describe('the success object', () => {
	it('is that of the specification', () => {
		const reply = answer({ success: true, code: 2, message: 'Callforward disabled' });
		expect(succeeded(OFF, { status: 'applied', changed: true }, reply)).toEqual(aSuccess());
	});

	it('has no code and a text of ours for a dry run', () => {
		expect(dryRun(aRequest())).toEqual({
			success: true,
			status: 'dryRun',
			changed: false,
			code: null,
			message: 'Dry run: the request is valid and was not sent',
			...LINE,
		});
	});
});

describe('the error object', () => {
	it('is that of the specification for a refusal by the API', () => {
		const ending = { status: 'rejected', changed: false, note: '' } as const;
		const description =
			"Control code 13: Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.";
		expect(refusedByApi(OFF, answer({}), ending)).toEqual(aFailure({ description }));
	});

	it('says in a note what a refusal means for the line', () => {
		const ending = { status: 'failed', changed: null, note: 'Look at the line.' } as const;
		const failure = refusedByApi(aRequest(), answer({ code: 16, httpStatus: 400 }), ending);
		expect(failure).toMatchObject({ status: 'failed', changed: null, code: 16, httpStatus: 400 });
		expect(failure.description).toMatch(
			/^Control code 16: .* without changing it\. Look at the line\.$/,
		);
	});

	it('has no code in its description where the API gave none', () => {
		const ending = { status: 'rejected', changed: false, note: '' } as const;
		const failure = refusedByApi(aRequest(), answer({ code: null }), ending);
		expect(failure).toMatchObject({ code: null, reason: 'unknown' });
		expect(failure.description).toMatch(/^The code is not in the list/);
	});

	it('names the field that the destination came from', () => {
		const labels = { mode: "'Mode'", destination: "'Destination'" };
		const ending = { status: 'rejected', changed: false, note: '' } as const;
		const failure = refusedByApi(aRequest({ labels }), answer({ code: 12 }), ending);
		expect(failure.description).toMatch(/^Control code 12: Check 'Destination': /);
	});

	it('judges code 8 by the mode of the request that was answered', () => {
		const request = aRequest({ mode: 'voicemail', destination: 'team@example.com' });
		const ending = { status: 'rejected', changed: false, note: '' } as const;
		const codeEight = answer({ code: 8, message: 'Parameter is required' });
		expect(refusedByApi(request, codeEight, ending).reason).toBe('emailRequired');
		expect(refusedByApi(request, codeEight, ending, 'disabled')).toMatchObject({
			reason: 'forwardingNumberRequired',
			mode: 'voicemail',
		});
	});

	it('has no code where there was no usable answer', () => {
		expect(unanswered(aRequest(), fault(), null, 'Look at the line.')).toEqual({
			success: false,
			status: 'failed',
			changed: null,
			code: null,
			reason: 'serverUnavailable',
			message: 'The API is unavailable (HTTP 503)',
			description:
				'The API is unavailable at the moment. Run the item again later. Look at the line.',
			source: 'transport',
			httpStatus: 503,
			...LINE,
		});
	});

	it.each([
		[0, 'The API asked to wait 0 s.'],
		[1, 'The API asked to wait 1 s.'],
		[90_000, 'The API asked to wait 90 s.'],
		[90_001, 'The API asked to wait 91 s.'],
	])('says how long the API asked to wait: %i ms', (retryAfterMs, sentence) => {
		const limited = fault({ reason: 'rateLimited', retryAfterMs });
		const { description } = unanswered(aRequest(), limited, false, 'As it was.');
		expect(description).toBe(
			`${sentence} Lower the pace with 'Requests per Minute' under 'Options', and run the item again later. As it was.`,
		);
	});

	it('of our own checks has the code that the API would use', () => {
		const target = { virtualNumber: 'abc', mode: 'voicemail', destination: '' };
		const labels = { mode: "'Mode'", destination: "'Destination'" };
		expect(refusedByCheck({ problem: problem('emailRequired', labels), target })).toEqual({
			success: false,
			status: 'rejected',
			changed: false,
			code: 8,
			reason: 'emailRequired',
			message: 'The notification email address is required',
			description:
				"Control code 8: Fill in 'Destination' with the email address to notify of new voicemail messages.",
			source: 'validation',
			httpStatus: null,
			...target,
		});
	});

	it('of our own checks has no code where the API has none', () => {
		const target = { virtualNumber: 'abc', mode: 'disabled', destination: '' };
		const found = problemWith('virtualNumberInvalid', 'Write it so.');
		expect(refusedByCheck({ problem: found, target })).toMatchObject({
			code: null,
			description: 'Write it so.',
		});
	});
});

it('begins with what a person reads, so that a narrow table shows it', () => {
	const limited = fault({ reason: 'rateLimited' });
	const keys = Object.keys(unanswered(aRequest(), limited, false, ''));
	expect(keys.slice(0, 3)).toEqual(['success', 'message', 'description']);
	const ending = { status: 'rejected', changed: false, note: '' } as const;
	expect(Object.keys(refusedByApi(OFF, answer({}), ending))).toEqual(keys);
	const target = { virtualNumber: '', mode: '', destination: '' };
	const checked = refusedByCheck({ problem: problem('modeInvalid', OFF.labels), target });
	expect(Object.keys(checked)).toEqual(keys);
});
