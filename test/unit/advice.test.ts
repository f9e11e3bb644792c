import { adviceOn } from '../../nodes/SmsPartnerCallForward/advice';
import {
	NO_MESSAGE,
	type Fault,
	type Refused,
	type Reply,
} from '../../nodes/SmsPartnerCallForward/api/reply';
import { reasonOfCode } from '../../nodes/SmsPartnerCallForward/api/controlCodes';
import type { Mode } from '../../nodes/SmsPartnerCallForward/forwarding';
import { NOTHING_DONE, type Known, type NotSet } from '../../nodes/SmsPartnerCallForward/verdict';
import { CODES } from './support/controlCodes';
import { aFault } from './support/replies';
import { aRequest } from './support/request';

type AlreadySet = 'error' | 'keep' | 'replace';
type Step = NotSet['step'];

const REQUESTS = {
	callForwarding: aRequest(),
	voicemail: aRequest({
		mode: 'voicemail',
		destination: 'team@example.com',
		labels: { mode: "'Forwarding Mode'", destination: "'Notification Email'" },
	}),
	disabled: aRequest({ mode: 'disabled', destination: '' }),
};
const MODES = Object.keys(REQUESTS) as Mode[];

const aRefusal = (code: number | null, message = 'A text'): Refused & Reply => ({
	kind: 'refused',
	code,
	message,
	httpStatus: 200,
	inDoubt: false,
	attempts: 1,
	tookMs: 0,
});

/** What is advised on a refusal. */
function advice(
	mode: Mode,
	code: number | null,
	alreadySet: AlreadySet = 'error',
	step: Step = 'set',
) {
	const request = { ...REQUESTS[mode], alreadySet };
	const verdict: NotSet = { kind: 'notSet', reply: aRefusal(code), step, known: NOTHING_DONE };
	return adviceOn(request, verdict, reasonOfCode(code, mode, ''));
}

/** What is advised where one of these replies came, and this is known of the line. */
function adviceOnReply(changes: Partial<NotSet>) {
	const reply = aFault();
	const verdict: NotSet = { kind: 'notSet', reply, step: 'set', known: NOTHING_DONE, ...changes };
	return adviceOn(aRequest(), verdict, reply.reason);
}

it('looks for nobody else where the attempts of the item itself got no answer in time', () => {
	const reply = { ...aRefusal(16), inDoubt: true };
	const request = aRequest({ alreadySet: 'replace' });
	const verdict: NotSet = { kind: 'notSet', reply, step: 'set', known: NOTHING_DONE };
	expect(adviceOn(request, verdict, 'forwardingAlreadyEnabled')).toMatch(
		/^Replace tried 8 times, and no attempt .* Raise 'Timeout'/,
	);
});

const CONTACT = /^Contact SMS Partner: code \d+ does not fit a request to /;

describe('a refusal', () => {
	it.each<[Mode, number | null, AlreadySet, RegExp]>([
		['callForwarding', 8, 'error', /^Fill in 'Forwarding Number' with the phone number/],
		['callForwarding', 12, 'error', /^Check 'Forwarding Number': write the number in int/],
		[
			'callForwarding',
			9,
			'error',
			/^Check 'Forwarding Number'\. If it is right, contact SMS Partner: code 9 does not fit a request to forward calls\.$/,
		],
		['callForwarding', 5, 'error', /^Fill in 'Virtual Number'/],
		['callForwarding', 6, 'error', CONTACT],
		['callForwarding', 7, 'error', CONTACT],
		['callForwarding', 18, 'replace', CONTACT],
		['voicemail', 8, 'error', /^Fill in 'Notification Email' with the email address/],
		['voicemail', 9, 'error', /^Check 'Notification Email': it takes one email address/],
		[
			'voicemail',
			12,
			'error',
			/^Check 'Notification Email'\. If .* code 12 does not fit a request to send calls to voicemail\.$/,
		],
		['voicemail', 18, 'keep', CONTACT],
		['disabled', 8, 'error', CONTACT],
		['disabled', 9, 'error', CONTACT],
		['disabled', 12, 'error', CONTACT],
		['disabled', 16, 'error', CONTACT],
		['disabled', 17, 'replace', /does not fit a request to switch forwarding off\.$/],
		['disabled', 18, 'error', /^Forwarding is already off\. .*'If Already Set': Keep returns/],
		['callForwarding', 16, 'error', /^Call forwarding is already on, .* Replace .* Keep accepts/],
		['voicemail', 17, 'error', /^Voicemail is already on, .* Replace .* Keep accepts/],
		['callForwarding', 17, 'error', /^Voicemail is on\. Under 'Options', .*: Replace switches/],
		['voicemail', 16, 'error', /^Call forwarding is on\. Under 'Options', .*: Replace switches/],
		[
			'callForwarding',
			17,
			'keep',
			/^Voicemail is on, and Keep accepts .* to Replace to change it\.$/,
		],
		['voicemail', 16, 'keep', /^Call forwarding is on, and Keep accepts .* to Replace to/],
		['callForwarding', 16, 'replace', /^Something else keeps setting this line: .* 8 times/],
		['callForwarding', 17, 'replace', /^Something else keeps setting this line: .* 8 times/],
		['voicemail', 16, 'replace', /^Something else keeps setting this line/],
		['voicemail', null, 'error', /^The API gave no control code\. Read the message\./],
		['disabled', 97, 'error', /^The code is not in the list .* and mention the code\.$/],
	])('fits the mode and what is chosen: %s, code %p, %s', (mode, code, alreadySet, expected) => {
		expect(advice(mode, code, alreadySet)).toMatch(expected);
	});

	it('of the switch-off says so, and fits a switch-off whatever the mode', () => {
		const start = "This answer is to switching forwarding off ('If Already Set' is Replace). ";
		expect(advice('callForwarding', 13, 'replace', 'switchOff')).toMatch(
			new RegExp(`^${start.replace(/[()]/g, '\\$&')}Check 'Virtual Number'`),
		);
		for (const code of [8, 9, 12, 16, 17]) {
			expect(advice('voicemail', code, 'replace', 'switchOff')).toBe(
				`${start}Contact SMS Partner: code ${code} does not fit a request to switch forwarding off.`,
			);
		}
	});

	it('without code and text says whom to ask', () => {
		expect(adviceOnReply({ reply: aRefusal(null, NO_MESSAGE) })).toBe(
			'The API refused the request and did not say why: contact SMS Partner.',
		);
	});

	it('names the field that the destination came from', () => {
		const labels = { mode: "'Mode'", destination: "'Destination'" };
		const known = NOTHING_DONE;
		const verdict: NotSet = { kind: 'notSet', reply: aRefusal(12), step: 'set', known };
		expect(adviceOn(aRequest({ labels }), verdict, 'forwardingNumberInvalid')).toMatch(
			/^Check 'Destination': /,
		);
	});
});

/** Each mode, code, step and choice that can come together: Keep and Replace are content with 18 for Disabled. */
const CASES = MODES.flatMap((mode) =>
	[...CODES, 97, null].flatMap((code) =>
		(['error', 'keep', 'replace'] as const)
			.filter((alreadySet) => mode !== 'disabled' || code !== 18 || alreadySet === 'error')
			.flatMap((alreadySet) =>
				(mode !== 'disabled' && alreadySet === 'replace'
					? (['set', 'switchOff', 'confirm'] as const)
					: (['set'] as const)
				).map((step) => ({ mode, code, alreadySet, step })),
			),
	),
);

it.each(CASES)(
	'advice never tells what is wrong: $mode, code $code, $alreadySet, $step',
	({ mode, code, alreadySet, step }) => {
		const text = advice(mode, code, alreadySet, step);
		expect(text).toMatch(/^[A-Z'].*\.$/);
		expect(text).not.toMatch(/error|problem|failure|mistake|e-mail|undefined| {2}/i);
		// What stands on the screen is not recommended.
		if (alreadySet === 'keep') expect(text).not.toContain('Keep returns');
		if (alreadySet === 'keep') expect(text).not.toContain('Keep accepts the line');
		if (alreadySet === 'replace') expect(text).not.toMatch(/Replace switches|to Replace/);
		// A field that has nothing to do with the request.
		const asked = step === 'switchOff' ? 'disabled' : mode;
		if (asked !== 'voicemail') expect(text).not.toMatch(/\bemail/i);
		if (asked !== 'callForwarding') expect(text).not.toMatch(/phone number|international/);
		if (asked === 'disabled') expect(text).not.toMatch(/Forwarding Number|the destination/);
		if (code === null) expect(text).not.toMatch(/mention|the code/);
	},
);

describe('no usable answer', () => {
	const LATER = 'The API is unavailable at the moment. Run the item again later.';
	const UNCHANGED = 'The virtual number was not changed.';
	const fault = (changes: Partial<Reply & Fault>) => adviceOnReply({ reply: aFault(changes) });

	it('says what to do, and that nothing was changed', () => {
		expect(fault({})).toBe(`${LATER} ${UNCHANGED}`);
	});

	it.each([
		[{ attempts: 3, tookMs: 900 }, 'Tried 3 times in 1 s.'],
		[{ attempts: 14, tookMs: 95_500 }, 'Tried 14 times in 96 s.'],
		[{ attempts: 1, tookMs: 0, retryAfterMs: 1 }, 'The API asked to wait 1 s.'],
		[
			{ attempts: 2, tookMs: 60_000, retryAfterMs: 120_000 },
			'Tried 2 times in 60 s. The API asked to wait 120 s.',
		],
	])('says what was tried for how long: %j', (changes, sentences) => {
		expect(fault(changes)).toBe(`${sentences} ${LATER} ${UNCHANGED}`);
	});
});

describe('what is known of the line', () => {
	const NO_ANSWER = 'An attempt without a clear answer may have taken effect.';
	const REPLACE =
		"'If Already Set' is Replace: forwarding was switched off, and the set after it did not succeed.";
	const OTHERS = 'Something else changed the line in the meantime.';
	const where = (places: string) =>
		`Forwarding of this virtual number is ${places}: run the item again, or check it in your SMS Partner account.`;

	it.each<[Known['changed'], string, string, string, string]>([
		[null, 'asBefore', 'asRequested', NO_ANSWER, 'as requested or unchanged'],
		[null, 'asBefore', 'off', NO_ANSWER, 'off or unchanged'],
		[null, 'asBefore', 'asRequested off', NO_ANSWER, 'off, as requested or unchanged'],
		[true, 'off', '', REPLACE, 'now off'],
		[true, 'off', 'asRequested', REPLACE, 'off or as requested'],
		[true, 'off', 'off', REPLACE, 'now off'],
		[true, 'setByOthers', '', REPLACE, 'now as something else set it'],
		[true, 'off setByOthers', '', REPLACE, 'off or as something else set it'],
		[false, 'off', '', OTHERS, 'now off'],
	])('changed %p, line %s, late %s', (changed, line, late, happened, places) => {
		const split = <T>(words: string) => words.split(' ').filter(Boolean) as T[];
		const known: Known = { changed, line: split(line), late: split(late) };
		for (const reply of [aRefusal(14), aFault()]) {
			expect(adviceOnReply({ known, reply }).endsWith(`. ${happened} ${where(places)}`)).toBe(true);
		}
	});

	it('is nothing that a refusal does not say itself', () => {
		expect(adviceOnReply({ reply: aRefusal(13) })).not.toMatch(/changed|unchanged|check it/);
	});

	it('is that it may go off late, where nobody could make sure', () => {
		const known: Known = { changed: true, line: ['asRequested'], late: ['off'] };
		expect(adviceOnReply({ step: 'confirm', known })).toBe(
			'The number was set as requested, but the switch-off before it got no clear answer and may take effect late. The API is unavailable at the moment. Run the item again later. Check where the virtual number points, or run the item again.',
		);
	});
});
