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
import { aFault, aRefusal, aReply } from './support/replies';
import { CALL, OFF, VOICEMAIL } from './support/request';

const { virtualNumber, mode, destination } = CALL;
const LINE = { virtualNumber, mode, destination };
const APPLIED = { status: 'applied', changed: true } as const;
const UNCHANGED = { status: 'unchanged', changed: false } as const;

const set = (word: string, ending: SetVerdict['ending']): SetVerdict => ({
	kind: 'set',
	ending,
	reply: aReply(word),
});
const notSet = (word: string, changes: Partial<NotSet> = {}): NotSet => ({
	kind: 'notSet',
	reply: aReply(word) as NotSet['reply'],
	step: 'set',
	known: NOTHING_DONE,
	...changes,
});

/** As n8n's table shows the columns. */
const inOrder = (outcome: Outcome) => Object.entries(outcome);
/** A description that begins like this. */
const starting = (text: string) => expect.stringMatching(new RegExp(`^${text}`)) as string;

describe('the success object', () => {
	it('has the line first, then what came of it', () => {
		expect(inOrder(outcomeOf(OFF, set('ok', APPLIED)))).toEqual(inOrder(aSuccess()));
	});

	it.each([
		['replaced', CALL, 'ok', { status: 'replaced', changed: true }, '+33698765432'],
		['off already after an attempt of its own', OFF, '18', APPLIED, ''],
		['on already, wherever it points', CALL, '16', UNCHANGED, null],
		['on voicemail already', VOICEMAIL, '17', UNCHANGED, null],
		['… or set by the item itself', CALL, '16', { status: 'unchanged', changed: null }, null],
		['off already', OFF, '18', UNCHANGED, ''],
	] as const)('tells the destination where it is known: %s', (_, request, word, ending, to) => {
		expect(outcomeOf(request, set(word, ending))).toMatchObject({
			success: true,
			mode: request.mode,
			destination: to,
			...ending,
			code: word === 'ok' ? 2 : Number(word),
			message: expect.any(String),
		});
	});

	it('has no code and a text of ours for a dry run', () => {
		const message = 'Dry run: the request is valid and was not sent';
		const expected = aSuccess({ ...LINE, status: 'dryRun', changed: false, code: null, message });
		expect(inOrder(dryRun(CALL))).toEqual(inOrder(expected));
	});
});

describe('the error object', () => {
	it('has the line first, then why, for a refusal by the API', () => {
		const description = starting("Control code 13: Check 'Virtual Number'");
		expect(inOrder(outcomeOf(OFF, notSet('13')))).toEqual(inOrder(aFailure({ description })));
	});

	it('has the same order where there was no usable answer', () => {
		const expected = aFailure({
			...LINE,
			reason: 'serverUnavailable',
			message: 'The API is unavailable (HTTP 503)',
			description: starting('The API is unavailable at the moment\\.'),
			status: 'failed',
			code: null,
			source: 'transport',
			httpStatus: 503,
		});
		expect(inOrder(outcomeOf(CALL, notSet('fault')))).toEqual(inOrder(expected));
	});

	it('has the same order where our own checks refused, and speaks of no control code', () => {
		const target = { virtualNumber: 'abc', mode: 'voicemail', destination: '' };
		const expected = aFailure({
			...target,
			reason: 'emailRequired',
			message: 'The notification email address is required',
			description: starting("Fill in 'Notification Email' with"),
			code: 8,
			source: 'validation',
			httpStatus: null,
		});
		const labels = { mode: "'Mode'", destination: "'Notification Email'" };
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
		const outcome = outcomeOf(CALL, notSet(word, { known: { ...NOTHING_DONE, changed } }));
		expect(outcome).toMatchObject({ status, changed });
	});

	it('keeps code and text of an answer that contradicts itself, as the API’s', () => {
		const reply = aFault({ reason: 'contradictory', code: 13, message: 'A text', httpStatus: 200 });
		const known = { ...NOTHING_DONE, changed: null };
		expect(outcomeOf(CALL, notSet('fault', { reply, known }))).toMatchObject({
			reason: 'contradictory',
			message: 'A text',
			description: starting('Control code 13: The API reported success together with'),
			status: 'failed',
			code: 13,
			source: 'api',
			httpStatus: 200,
		});
	});

	it('has no code in its description where the API gave none', () => {
		expect(outcomeOf(CALL, notSet('none'))).toMatchObject({
			code: null,
			reason: 'unknown',
			status: 'rejected',
			description: starting('The API refused'),
		});
	});

	it.each([
		[VOICEMAIL, 'emailRequired'],
		[CALL, 'forwardingNumberRequired'],
	] as const)('has the reason that fits the item’s mode', (request, reason) => {
		expect(outcomeOf(request, notSet('8'))).toMatchObject({ reason, mode: request.mode });
	});

	it.each([
		['set', 'emailInvalid'],
		['switchOff', 'virtualNumberRequired'],
	] as const)('reads no email address into the answer to a switch-off: %s', (step, reason) => {
		const reply = aRefusal(5, 'email is not valid');
		expect(outcomeOf(VOICEMAIL, notSet('5', { reply, step }))).toMatchObject({ reason, code: 5 });
	});
});
