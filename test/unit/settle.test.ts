import type { ControlAnswer, Fault, Reply } from '../../nodes/SmsPartnerCallForward/api/response';
import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Forwarding } from '../../nodes/SmsPartnerCallForward/forwarding';
import type { Changed } from '../../nodes/SmsPartnerCallForward/outcome';
import { settle } from '../../nodes/SmsPartnerCallForward/settle';
import { aRequest } from './support/request';
import { refusal, SUCCESS_BODY } from './support/vendor';

type Code = Parameters<typeof refusal>[0];

const DONE: ControlAnswer = { kind: 'answer', httpStatus: 200, ...SUCCESS_BODY };
const no = (code: Code): ControlAnswer => ({ kind: 'answer', httpStatus: 200, ...refusal(code) });
const DIED: Fault = {
	kind: 'fault',
	reason: 'serverUnavailable',
	httpStatus: 503,
	message: 'The API is unavailable (HTTP 503)',
	isTemporary: true,
	mayHaveApplied: true,
	retryAfterMs: null,
};

/** What the API's answer came after: no attempt that may have taken effect, or one. */
const certain = (reply: ControlAnswer | Fault): Reply => ({ ...reply, inDoubt: false });
const doubtful = (reply: ControlAnswer | Fault): Reply => ({ ...reply, inDoubt: true });

const UNCHANGED = 'The virtual number was not changed.';
const MAYBE_CHANGED =
	'An attempt without a clear answer may have taken effect: check where the virtual number points, or run the item again.';
const SWITCHED_OFF =
	"'If Already Set' is Replace: forwarding was switched off, and then could not be set again. Forwarding of this virtual number is now off: run the item again, or set it in your SMS Partner account.";
const SWITCHED_OFF_MAYBE_SET =
	"'If Already Set' is Replace: forwarding was switched off, and it is not known whether it was set again. Forwarding of this virtual number is off, or as asked: run the item again, or check it.";
const SWITCHED_OFF_SET_BY_OTHERS =
	"'If Already Set' is Replace: forwarding was switched off, and something else set it again before this item could. Check where the virtual number points, or run the item again.";
const OFF_BY_OTHERS =
	"'If Already Set' is Replace: something else switched forwarding off before this item could, and it could not be set again. Forwarding of this virtual number is now off: run the item again, or set it in your SMS Partner account.";
const MAYBE_SWITCHED_OFF =
	"'If Already Set' is Replace: it is not known whether forwarding was switched off. Forwarding of this virtual number is off, or was not changed: run the item again, or check it.";
const MAYBE_SET_OR_SWITCHED_OFF =
	"'If Already Set' is Replace: it is not known whether the number was set, nor whether forwarding was switched off. Forwarding of this virtual number is as asked, off, or was not changed: run the item again, or check it.";
const CHANGED_BEFORE =
	"An earlier try of this item switched forwarding off ('If Already Set' is Replace), and it may still be off: run the item again, or check where the virtual number points.";

const CALL = aRequest();
const VOICEMAIL = aRequest({ mode: 'voicemail', destination: 'team@example.com' });
const OFF = aRequest({ mode: 'disabled', destination: '' });
const sentFor = ({ virtualNumber, mode, destination }: ForwardRequest): Forwarding => ({
	virtualNumber,
	mode,
	destination,
});
const CALL_SENT = sentFor(CALL);
const VOICEMAIL_SENT = sentFor(VOICEMAIL);
const OFF_SENT = sentFor(OFF);

/** Settles a request against an API that gives these replies, no more and no fewer. */
async function run(request: ForwardRequest, replies: Reply[], before: Changed = false) {
	const sent: Forwarding[] = [];
	const left = [...replies];
	const post = async ({ virtualNumber, mode, destination }: Forwarding) => {
		sent.push({ virtualNumber, mode, destination });
		const reply = left.shift();
		if (reply === undefined) throw new Error('A request too many');
		return reply;
	};
	const outcome = await settle(request, post, before);
	expect(left).toEqual([]);
	return { outcome, sent };
}

describe('what is sent', () => {
	it.each([
		['call forwarding', CALL, CALL_SENT],
		['voicemail', VOICEMAIL, VOICEMAIL_SENT],
		['disabled', OFF, OFF_SENT],
	])('%s is one request', async (_, request, expected) => {
		const { sent } = await run(request, [certain(DONE)]);
		expect(sent).toEqual([expected]);
	});

	it('switches off, then sends again', async () => {
		const request = { ...CALL, alreadySet: 'replace' } as const;
		const { sent } = await run(request, [doubtful(no(16)), certain(DONE), certain(DONE)], null);
		expect(sent).toEqual([CALL_SENT, OFF_SENT, CALL_SENT]);
	});
});

/** What an earlier pass of Retry On Fail did to the line is known in a later one. */
describe('an earlier pass', () => {
	const REPLACE = { ...CALL, alreadySet: 'replace' } as const;
	const KEEP = { ...CALL, alreadySet: 'keep' } as const;

	it('that may have changed the line leaves a refusal in doubt', async () => {
		const { outcome } = await run(CALL, [certain(no(13))], null);
		expect(outcome).toMatchObject({ status: 'failed', changed: null, code: 13 });
		expect(outcome).toMatchObject({ description: expect.stringContaining(MAYBE_CHANGED) });
	});

	it('that may have switched off is the one that did, where the line is off', async () => {
		const { outcome } = await run(OFF, [certain(no(18))], null);
		expect(outcome).toMatchObject({ status: 'applied', changed: true, code: 18 });
	});

	it('that may have set the line leaves it open who did, with Keep', async () => {
		const { outcome } = await run(KEEP, [certain(no(16))], null);
		expect(outcome).toMatchObject({ status: 'unchanged', changed: null });
	});

	it.each([
		['a refusal', [certain(no(14))]],
		['a refusal after an attempt in doubt', [doubtful(no(14))]],
		['no connection', [certain(DIED)]],
		['an attempt in doubt', [doubtful(DIED)]],
		['a switch-off that gets no answer', [certain(no(16)), doubtful(DIED)]],
		['a switch-off that is refused', [certain(no(16)), certain(no(13))]],
		['a switch-off without a connection', [certain(no(16)), certain(DIED)]],
	] as const)('that changed the line did so still after %s', async (_, replies) => {
		const { outcome } = await run(REPLACE, [...replies], true);
		expect(outcome).toMatchObject({
			success: false,
			status: 'failed',
			changed: true,
			description: expect.stringContaining(CHANGED_BEFORE),
		});
	});

	it('that changed the line is followed by a success', async () => {
		const { outcome } = await run(REPLACE, [certain(DONE)], true);
		expect(outcome).toMatchObject({ status: 'applied', changed: true });
	});
});

describe('a success', () => {
	it.each([
		['call forwarding', CALL],
		['voicemail', VOICEMAIL],
		['disabled', OFF],
	])('%s is applied, in doubt or not', async (_, request) => {
		for (const reply of [certain(DONE), doubtful(DONE)]) {
			const { outcome } = await run(request, [reply]);
			expect(outcome).toMatchObject({
				success: true,
				status: 'applied',
				changed: true,
				code: 2,
				message: 'Callforward disabled',
				mode: request.mode,
				destination: request.destination,
			});
		}
	});
});

describe('a refusal', () => {
	const codes: Code[] = [10, 1, 5, 6, 7, 8, 9, 12, 13, 14, 15];
	it.each(codes)('%i changed nothing, whatever If Already Set says', async (code) => {
		for (const alreadySet of ['error', 'keep', 'replace'] as const) {
			for (const request of [CALL, VOICEMAIL, OFF]) {
				const { outcome } = await run({ ...request, alreadySet }, [certain(no(code))]);
				expect(outcome).toMatchObject({
					success: false,
					status: 'rejected',
					changed: false,
					code,
					message: refusal(code).message,
					source: 'api',
					httpStatus: 200,
				});
				expect(outcome).not.toMatchObject({ description: expect.stringContaining('unknown') });
			}
		}
	});

	it.each(codes)('%i after an attempt that may have taken effect is in doubt', async (code) => {
		for (const alreadySet of ['error', 'keep', 'replace'] as const) {
			for (const request of [CALL, VOICEMAIL, OFF]) {
				const { outcome } = await run({ ...request, alreadySet }, [doubtful(no(code))]);
				expect(outcome).toMatchObject({
					status: 'failed',
					changed: null,
					code,
					source: 'api',
					description: expect.stringMatching(
						new RegExp(`^Control code ${code}: .* ${MAYBE_CHANGED}$`),
					),
				});
			}
		}
	});
});

/** Section 3, If Already Set, and section 6 for the answers that come after an attempt that may have taken effect. */
describe('already set', () => {
	const UNCHANGED_ITEM = { success: true, status: 'unchanged', changed: false };
	const UNCHANGED_MAYBE = { success: true, status: 'unchanged', changed: null };
	const APPLIED = { success: true, status: 'applied', changed: true };
	const REPLACED = { success: true, status: 'replaced', changed: true, code: 2 };
	const REJECTED = { success: false, status: 'rejected', changed: false, source: 'api' };
	const IN_DOUBT = { success: false, status: 'failed', changed: null, source: 'api' };

	it.each([
		['error', 'call forwarding', CALL, 16, REJECTED, IN_DOUBT],
		['error', 'call forwarding', CALL, 17, REJECTED, IN_DOUBT],
		['error', 'call forwarding', CALL, 18, REJECTED, IN_DOUBT],
		['error', 'voicemail', VOICEMAIL, 16, REJECTED, IN_DOUBT],
		['error', 'voicemail', VOICEMAIL, 17, REJECTED, IN_DOUBT],
		['error', 'voicemail', VOICEMAIL, 18, REJECTED, IN_DOUBT],
		['error', 'disabled', OFF, 16, REJECTED, IN_DOUBT],
		['error', 'disabled', OFF, 17, REJECTED, IN_DOUBT],
		['error', 'disabled', OFF, 18, REJECTED, APPLIED],
		['keep', 'call forwarding', CALL, 16, UNCHANGED_ITEM, UNCHANGED_MAYBE],
		['keep', 'call forwarding', CALL, 17, REJECTED, IN_DOUBT],
		['keep', 'call forwarding', CALL, 18, REJECTED, IN_DOUBT],
		['keep', 'voicemail', VOICEMAIL, 16, REJECTED, IN_DOUBT],
		['keep', 'voicemail', VOICEMAIL, 17, UNCHANGED_ITEM, UNCHANGED_MAYBE],
		['keep', 'voicemail', VOICEMAIL, 18, REJECTED, IN_DOUBT],
		['keep', 'disabled', OFF, 16, REJECTED, IN_DOUBT],
		['keep', 'disabled', OFF, 17, REJECTED, IN_DOUBT],
		['keep', 'disabled', OFF, 18, UNCHANGED_ITEM, APPLIED],
		['replace', 'call forwarding', CALL, 16, REPLACED, REPLACED],
		['replace', 'call forwarding', CALL, 17, REPLACED, REPLACED],
		['replace', 'call forwarding', CALL, 18, REJECTED, IN_DOUBT],
		['replace', 'voicemail', VOICEMAIL, 16, REPLACED, REPLACED],
		['replace', 'voicemail', VOICEMAIL, 17, REPLACED, REPLACED],
		['replace', 'voicemail', VOICEMAIL, 18, REJECTED, IN_DOUBT],
		['replace', 'disabled', OFF, 16, REJECTED, IN_DOUBT],
		['replace', 'disabled', OFF, 17, REJECTED, IN_DOUBT],
		['replace', 'disabled', OFF, 18, UNCHANGED_ITEM, APPLIED],
	] as const)('%s: %s with code %4$i', async (alreadySet, _, base, code, sure, unsure) => {
		const request = { ...base, alreadySet };
		for (const [reply, expected] of [
			[certain(no(code)), sure],
			[doubtful(no(code)), unsure],
		] as const) {
			const rest = expected.status === 'replaced' ? [certain(DONE), certain(DONE)] : [];
			const { outcome } = await run(request, [reply, ...rest]);
			expect(outcome).toMatchObject({
				code,
				message: rest.length > 0 ? 'Callforward disabled' : refusal(code).message,
				virtualNumber: '33612345678',
				mode: base.mode,
				destination: base.destination,
				...expected,
			});
		}
	});
});

describe('no usable answer', () => {
	it('where nothing can have taken effect', async () => {
		const { outcome } = await run(CALL, [certain(DIED)]);
		expect(outcome).toMatchObject({
			success: false,
			status: 'failed',
			changed: false,
			code: null,
			reason: 'serverUnavailable',
			source: 'transport',
			httpStatus: 503,
			description: `The API is unavailable at the moment. Run the item again later. ${UNCHANGED}`,
		});
	});

	it('where an attempt may have taken effect', async () => {
		const { outcome } = await run(CALL, [doubtful(DIED)]);
		expect(outcome).toMatchObject({
			status: 'failed',
			changed: null,
			code: null,
			source: 'transport',
			description: `The API is unavailable at the moment. Run the item again later. ${MAYBE_CHANGED}`,
		});
	});
});

describe('replace, step by step', () => {
	const REPLACE_CALL = { ...CALL, alreadySet: 'replace' } as const;
	const REPLACE_VOICEMAIL = { ...VOICEMAIL, alreadySet: 'replace' } as const;

	const ended = (text: string) => expect.stringMatching(new RegExp(`${literally(text)}$`));
	const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

	it.each([
		['16', REPLACE_CALL, 16],
		['17', REPLACE_VOICEMAIL, 17],
	] as const)(
		'code %s: off, then on, is replaced with the last answer',
		async (_, request, code) => {
			const set = { ...DONE, code: 1, message: 'Callforward enabled' };
			const { outcome } = await run(request, [certain(no(code)), certain(DONE), certain(set)]);
			expect(outcome).toMatchObject({
				status: 'replaced',
				code: 1,
				message: 'Callforward enabled',
			});
		},
	);

	it('goes on where the line turns out to be off already', async () => {
		const { outcome, sent } = await run(REPLACE_CALL, [
			certain(no(16)),
			certain(no(18)),
			certain(DONE),
		]);
		expect(sent).toEqual([CALL_SENT, OFF_SENT, CALL_SENT]);
		expect(outcome).toMatchObject({ status: 'replaced', changed: true });
	});

	it.each([
		['off is refused', false, certain(no(13)), 'rejected', false, 'lists your virtual numbers.'],
		['… after an attempt in doubt', true, certain(no(13)), 'failed', null, MAYBE_CHANGED],
		[
			'off is refused after an attempt at it',
			false,
			doubtful(no(13)),
			'failed',
			null,
			MAYBE_CHANGED,
		],
	] as const)('%s', async (_, isFirstDoubtful, off, status, changed, note) => {
		const first = isFirstDoubtful ? doubtful(no(16)) : certain(no(16));
		const { outcome } = await run(REPLACE_CALL, [first, off]);
		expect(outcome).toMatchObject({
			success: false,
			status,
			changed,
			code: 13,
			reason: 'virtualNumberNotFound',
			source: 'api',
			mode: 'callForwarding',
			destination: '+33698765432',
			description: ended(note),
		});
	});

	it('judges a refusal to switch off by the mode that was sent', async () => {
		const off = certain({ ...no(5), message: 'email is not valid' });
		const { outcome } = await run(REPLACE_VOICEMAIL, [certain(no(17)), off]);
		expect(outcome).toMatchObject({ code: 5, reason: 'virtualNumberRequired', mode: 'voicemail' });
	});

	it.each([
		['off got nowhere', false, certain(DIED), false, UNCHANGED],
		['… after an attempt in doubt', true, certain(DIED), null, MAYBE_CHANGED],
		['off got no answer', false, doubtful(DIED), null, MAYBE_SWITCHED_OFF],
		['… after an attempt in doubt', true, doubtful(DIED), null, MAYBE_SET_OR_SWITCHED_OFF],
	] as const)('%s', async (_, isFirstDoubtful, off, changed, note) => {
		const first = isFirstDoubtful ? doubtful(no(16)) : certain(no(16));
		const { outcome } = await run(REPLACE_CALL, [first, off]);
		expect(outcome).toMatchObject({
			success: false,
			status: 'failed',
			changed,
			code: null,
			source: 'transport',
			httpStatus: 503,
			description: ended(note),
		});
	});

	it.each([
		['setting again is refused', certain(no(14)), 14, 'api', SWITCHED_OFF],
		['… with "already on"', certain(no(16)), 16, 'api', SWITCHED_OFF_SET_BY_OTHERS],
		['… of the other mode', certain(no(17)), 17, 'api', SWITCHED_OFF_SET_BY_OTHERS],
		['setting again got nowhere', certain(DIED), null, 'transport', SWITCHED_OFF],
		['setting again got no answer', doubtful(DIED), null, 'transport', SWITCHED_OFF_MAYBE_SET],
	] as const)('%s: the line changed, and the text says so', async (_, last, code, source, note) => {
		const { outcome } = await run(REPLACE_CALL, [certain(no(16)), certain(DONE), last]);
		expect(outcome).toMatchObject({
			success: false,
			status: 'failed',
			changed: true,
			code,
			source,
			description: ended(note),
		});
	});

	it.each([
		['refused', certain(no(14)), 'rejected', false, OFF_BY_OTHERS],
		['refused with "already on"', certain(no(16)), 'rejected', false, SWITCHED_OFF_SET_BY_OTHERS],
		['getting nowhere', certain(DIED), 'failed', false, OFF_BY_OTHERS],
		['getting no answer', doubtful(DIED), 'failed', null, SWITCHED_OFF_MAYBE_SET],
		['refused after an attempt', doubtful(no(14)), 'failed', null, SWITCHED_OFF_MAYBE_SET],
	] as const)(
		'off already, and setting %s: this item did not switch it off',
		async (_, last, status, changed, note) => {
			const { outcome } = await run(REPLACE_CALL, [certain(no(16)), certain(no(18)), last]);
			expect(outcome).toMatchObject({ success: false, status, changed, description: ended(note) });
		},
	);

	it.each([
		['an attempt at switching off', [certain(no(16)), doubtful(no(18))], false],
		['an earlier pass', [certain(no(16)), certain(no(18))], true],
	] as const)('off already after %s: this item switched it off', async (_, replies, before) => {
		const { outcome } = await run(REPLACE_CALL, [...replies, certain(no(14))], before);
		expect(outcome).toMatchObject({
			status: 'failed',
			changed: true,
			description: ended(SWITCHED_OFF),
		});
	});

	it.each([
		['switches it off', certain(DONE), true],
		['finds it off after an attempt', doubtful(no(18)), true],
		['finds it off', certain(no(18)), null],
	] as const)('off already, starting over %s', async (_, again, changed) => {
		const { outcome } = await run(REPLACE_CALL, [
			certain(no(16)),
			certain(no(18)),
			doubtful(no(16)),
			again,
			certain(no(14)),
		]);
		expect(outcome).toMatchObject({ status: 'failed', changed, description: ended(SWITCHED_OFF) });
	});

	it('starts over once where an attempt at setting again took effect after all', async () => {
		const { outcome, sent } = await run(REPLACE_CALL, [
			certain(no(16)),
			certain(DONE),
			doubtful(no(16)),
			certain(DONE),
			certain(DONE),
		]);
		expect(outcome).toMatchObject({ status: 'replaced', changed: true });
		expect(sent).toHaveLength(5);
	});

	it.each([
		['is refused', [certain(no(13))]],
		['gets no answer', [doubtful(DIED)]],
		['works, and it happens again', [certain(DONE), doubtful(no(16))]],
	] as const)('… and starting over %s', async (_, rest) => {
		const start = [certain(no(16)), certain(DONE), doubtful(no(16))];
		const { outcome } = await run(REPLACE_CALL, [...start, ...rest]);
		expect(outcome).toMatchObject({
			success: false,
			status: 'failed',
			changed: true,
			code: 16,
			source: 'api',
			description: ended(SWITCHED_OFF_MAYBE_SET),
		});
	});
});
