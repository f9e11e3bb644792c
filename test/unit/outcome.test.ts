import { problem, problemWith } from '../../nodes/SmsPartnerCallForward/checks/problem';
import {
	dryRun,
	outcomeOf,
	refusedByCheck,
	type Outcome,
} from '../../nodes/SmsPartnerCallForward/outcome';
import {
	NOTHING_DONE,
	type NotSet,
	type SetVerdict,
} from '../../nodes/SmsPartnerCallForward/verdict';
import { aFailure, aSuccess } from './support/outcomes';
import { aFault, aReply } from './support/replies';
import { aRequest } from './support/request';

const CALL = aRequest();
const VOICEMAIL = aRequest({ mode: 'voicemail', destination: 'team@example.com' });
const OFF = aRequest({ mode: 'disabled', destination: '' });
const LINE = {
	virtualNumber: '33612345678',
	mode: 'callForwarding',
	destination: '+33698765432',
} as const;
const REPLACED = { status: 'replaced', changed: true } as const;
const UNCHANGED = { status: 'unchanged', changed: false } as const;

/** The verdict that a line is set, or is not, with this reply. */
function verdictOn(
	word: string,
	ending: SetVerdict['ending'] | Partial<NotSet>,
): SetVerdict | NotSet {
	const reply = aReply(word);
	if ('status' in ending && reply.kind !== 'fault') return { kind: 'set', ending, reply };
	if ('status' in ending || reply.kind === 'accepted') throw new Error('There is no such verdict');
	return { kind: 'notSet', reply, step: 'set', known: NOTHING_DONE, ...ending };
}

/** As n8n's table shows the columns. */
const inOrder = (outcome: Outcome) => Object.entries(outcome);

describe('the success object', () => {
	it('has the line first, then what came of it', () => {
		const verdict = verdictOn('ok', { status: 'applied', changed: true });
		expect(inOrder(outcomeOf(OFF, verdict))).toEqual(inOrder(aSuccess()));
	});

	it.each([
		['replaced', CALL, 'ok', REPLACED, '+33698765432'],
		[
			'off already after an attempt of its own',
			OFF,
			'18',
			{ status: 'applied', changed: true },
			'',
		],
		['on already, wherever it points', CALL, '16', UNCHANGED, null],
		['on voicemail already', VOICEMAIL, '17', UNCHANGED, null],
		['… or set by the item itself', CALL, '16', { status: 'unchanged', changed: null }, null],
		['off already', OFF, '18', UNCHANGED, ''],
	] as const)(
		'tells the destination where it is known: %s',
		(_, request, word, ending, destination) => {
			expect(outcomeOf(request, verdictOn(word, ending))).toMatchObject({
				success: true,
				mode: request.mode,
				destination,
				...ending,
				code: word === 'ok' ? 2 : Number(word),
				message: expect.any(String),
			});
		},
	);

	it('has no code and a text of ours for a dry run', () => {
		const message = 'Dry run: the request is valid and was not sent';
		const expected = aSuccess({ ...LINE, status: 'dryRun', changed: false, code: null, message });
		expect(inOrder(dryRun(CALL))).toEqual(inOrder(expected));
	});
});

describe('the error object', () => {
	it('has the line first, then why, for a refusal by the API', () => {
		const description = expect.stringMatching(/^Control code 13: Check 'Virtual Number'/) as string;
		const outcome = outcomeOf(OFF, verdictOn('13', {}));
		expect(inOrder(outcome)).toEqual(inOrder(aFailure({ description })));
	});

	it('has the same order where there was no usable answer', () => {
		const expected = aFailure({
			...LINE,
			reason: 'serverUnavailable',
			message: 'The API is unavailable (HTTP 503)',
			description: expect.stringMatching(/^The API is unavailable at the moment\./) as string,
			status: 'failed',
			code: null,
			source: 'transport',
			httpStatus: 503,
		});
		expect(inOrder(outcomeOf(CALL, verdictOn('fault', {})))).toEqual(inOrder(expected));
	});

	it('has the same order where our own checks refused, and speaks of no control code', () => {
		const target = { virtualNumber: 'abc', mode: 'voicemail', destination: '' };
		const labels = { mode: "'Mode'", destination: "'Destination'" };
		const expected = aFailure({
			...target,
			reason: 'emailRequired',
			message: 'The notification email address is required',
			description:
				"Fill in 'Destination' with the email address to notify of new voicemail messages.",
			code: 8,
			source: 'validation',
			httpStatus: null,
		});
		const refused = refusedByCheck({ problem: problem('emailRequired', labels), target });
		expect(inOrder(refused)).toEqual(inOrder(expected));
		const own = problemWith('virtualNumberInvalid', 'Check it.');
		expect(refusedByCheck({ problem: own, target })).toMatchObject({
			code: null,
			reason: 'virtualNumberInvalid',
			description: 'Check it.',
		});
	});

	it.each([
		[false, '13', 'rejected'],
		[null, '13?', 'failed'],
		[true, '14', 'failed'],
		[false, 'fault', 'failed'],
		[null, 'fault?', 'failed'],
		[true, 'fault', 'failed'],
	] as const)('with changed %p after %s is %s', (changed, word, status) => {
		const verdict = verdictOn(word, { known: { ...NOTHING_DONE, changed } });
		expect(outcomeOf(CALL, verdict)).toMatchObject({ status, changed });
	});

	it('keeps code and text of an answer that contradicts itself, as the API’s', () => {
		const reply = aFault({ reason: 'contradictory', code: 13, message: 'A text', httpStatus: 200 });
		const known = { ...NOTHING_DONE, changed: null };
		expect(outcomeOf(CALL, { kind: 'notSet', reply, step: 'set', known })).toMatchObject({
			reason: 'contradictory',
			message: 'A text',
			description: expect.stringMatching(
				/^Control code 13: The API reported success together with/,
			),
			status: 'failed',
			code: 13,
			source: 'api',
			httpStatus: 200,
		});
	});

	it('has no code in its description where the API gave none', () => {
		const outcome = outcomeOf(CALL, verdictOn('none', {}));
		expect(outcome).toMatchObject({ code: null, reason: 'unknown', status: 'rejected' });
		expect(outcome).toMatchObject({ description: expect.stringMatching(/^The API refused/) });
	});

	it.each([
		[VOICEMAIL, 'emailRequired'],
		[CALL, 'forwardingNumberRequired'],
	] as const)('has the reason that fits the item’s mode', (request, reason) => {
		expect(outcomeOf(request, verdictOn('8', {}))).toMatchObject({ reason, mode: request.mode });
	});
});

it('reads no email address into the answer to a switch-off', () => {
	const reply = {
		...aFault(),
		kind: 'refused',
		code: 5,
		message: 'email is not valid',
		httpStatus: 200,
	} as const;
	const request = aRequest({ mode: 'voicemail', alreadySet: 'replace' });
	const verdict = { kind: 'notSet', reply, step: 'switchOff', known: NOTHING_DONE } as const;
	expect(outcomeOf(request, verdict)).toMatchObject({ reason: 'virtualNumberRequired', code: 5 });
	expect(outcomeOf(request, { ...verdict, step: 'set' })).toMatchObject({ reason: 'emailInvalid' });
});
