import { adviceOn } from '../../nodes/SmsPartnerCallForward/advice';
import { reasonOfCode } from '../../nodes/SmsPartnerCallForward/api/controlCodes';
import { NO_MESSAGE, type Fault, type Reply } from '../../nodes/SmsPartnerCallForward/api/reply';
import { NOTHING_DONE, type Known, type NotSet } from '../../nodes/SmsPartnerCallForward/verdict';
import { CODES } from './support/controlCodes';
import { aFault, aRefusal } from './support/replies';
import { aRequest, CALL, OFF, VOICEMAIL } from './support/request';

const REQUESTS = {
	call: CALL,
	voicemail: VOICEMAIL,
	off: OFF,
	row: aRequest({ labels: { mode: "'Mode'", destination: "'Destination'" } }),
};
type Asked = keyof typeof REQUESTS;
type AlreadySet = 'error' | 'keep' | 'replace';
type Step = NotSet['step'];

/** What is advised on a refusal. */
function advice(
	asked: Asked,
	code: number | null,
	alreadySet: AlreadySet = 'error',
	step: Step = 'set',
	changes: Partial<Reply> = {},
) {
	const request = { ...REQUESTS[asked], alreadySet };
	const reply = aRefusal(code, 'A text', changes);
	const verdict: NotSet = { kind: 'notSet', reply, step, known: NOTHING_DONE };
	return adviceOn(request, verdict, reasonOfCode(code, request.mode, ''));
}

/** What is advised where one of these replies came, and this is known of the line. */
function adviceOnReply(changes: Partial<NotSet>) {
	const reply = aFault();
	const verdict: NotSet = { kind: 'notSet', reply, step: 'set', known: NOTHING_DONE, ...changes };
	return adviceOn(CALL, verdict, reply.reason);
}

const UNFIT = /^Contact SMS Partner: code \d+ does not fit a request to /;
const UNFIT_OFF = /^Contact .* code \d+ does not fit a request to switch forwarding off\.$/;
const UNFIT_SWITCH_OFF =
	/^This answer is to switching forwarding off \('If Already Set' is Replace\)\. Contact SMS Partner: code \d+ does not fit a request to switch forwarding off\.$/;
const IN_VAIN = /^Something else keeps setting this line: Replace tried 8 times, and it was on/;

/** One row for codes that are advised alike; `switch` is Replace's switch-off, the others are sets. */
const TABLE: Array<[Asked, AlreadySet | 'switch', Array<number | null>, RegExp]> = [
	['call', 'error', [5], /^Fill in 'Virtual Number'/],
	['call', 'error', [6, 7], UNFIT],
	['call', 'error', [8], /^Fill in 'Forwarding Number' with the phone number/],
	['call', 'error', [9], /^Check 'Forwarding Number'\. If .* request to forward calls\.$/],
	['call', 'error', [12], /^Check 'Forwarding Number': write the number in international/],
	['row', 'error', [12], /^Check 'Destination': write the number in international/],
	['call', 'error', [16], /^Call forwarding is already on, .* Replace .* Keep accepts/],
	['call', 'error', [17], /^Voicemail is on\. Under 'Options', .*: Replace switches/],
	['call', 'keep', [17], /^Voicemail is on, and Keep accepts .* Replace to change it\.$/],
	['call', 'replace', [16, 17], IN_VAIN],
	['call', 'replace', [18], UNFIT],
	['call', 'switch', [13], /^This answer is to .* is Replace\)\. Check 'Virtual Number'/],
	['voicemail', 'error', [6, 7], UNFIT],
	['voicemail', 'error', [8], /^Fill in 'Notification Email' with the email address/],
	['voicemail', 'error', [9], /^Check 'Notification Email': it takes one email address/],
	['voicemail', 'error', [12], /^Check 'Notification Email'\. If .* send calls to voicemail\.$/],
	['voicemail', 'error', [16], /^Call forwarding is on\. Under 'Options', .*: Replace switches/],
	['voicemail', 'error', [17], /^Voicemail is already on, .* Replace .* Keep accepts/],
	['voicemail', 'error', [null], /^The API gave no control code\. Read the message\./],
	['voicemail', 'keep', [16], /^Call forwarding is on, and Keep accepts .* to Replace to/],
	['voicemail', 'keep', [18], UNFIT],
	['voicemail', 'replace', [16], IN_VAIN],
	['voicemail', 'switch', [8, 9, 12, 16, 17], UNFIT_SWITCH_OFF],
	['off', 'error', [6, 7, 8, 9, 12, 16], UNFIT_OFF],
	['off', 'replace', [17], UNFIT_OFF],
	['off', 'error', [18], /^Forwarding is already off\. .*'If Already Set': Keep returns/],
	['off', 'error', [97], /^The code is not in the list .* and mention the code\.$/],
];

it.each(TABLE)('a refusal of %s, %s, with the code %j', (asked, chosen, codes, expected) => {
	const [alreadySet, step] =
		chosen === 'switch' ? (['replace', 'switchOff'] as const) : ([chosen, 'set'] as const);
	for (const code of codes) expect(advice(asked, code, alreadySet, step)).toMatch(expected);
});

it('a refusal without code and text says whom to ask', () => {
	expect(adviceOnReply({ reply: aRefusal(null, NO_MESSAGE) })).toBe(
		'The API refused the request and did not say why: contact SMS Partner.',
	);
});

it('looks for nobody else where the attempts of the item itself got no answer in time', () => {
	expect(advice('call', 16, 'replace', 'set', { inDoubt: true })).toMatch(
		/^Replace tried 8 times, and no attempt .* Raise 'Timeout'/,
	);
});

/** What can come together: Keep and Replace are content with 18 for a switch-off. */
const CASES = (['call', 'voicemail', 'off'] as const).flatMap((asked) =>
	[...CODES, 97, null].flatMap((code) =>
		(['error', 'keep', 'replace'] as const)
			.filter((alreadySet) => asked !== 'off' || code !== 18 || alreadySet === 'error')
			.flatMap((alreadySet) =>
				(asked !== 'off' && alreadySet === 'replace'
					? (['set', 'switchOff', 'confirm'] as const)
					: (['set'] as const)
				).map((step) => ({ asked, code, alreadySet, step })),
			),
	),
);

it.each(CASES)(
	'advice never tells what is wrong: $asked, code $code, $alreadySet, $step',
	({ asked, code, alreadySet, step }) => {
		const text = advice(asked, code, alreadySet, step);
		expect(text).toMatch(/^[A-Z'].*\.$/);
		expect(text).not.toMatch(/error|problem|failure|mistake|e-mail|undefined| {2}/i);
		// What stands on the screen is not recommended.
		if (alreadySet === 'keep') expect(text).not.toMatch(/Keep returns|Keep accepts the line/);
		if (alreadySet === 'replace') expect(text).not.toMatch(/Replace switches|to Replace/);
		// A field that has nothing to do with the request.
		const sent = step === 'switchOff' ? 'off' : asked;
		if (sent !== 'voicemail') expect(text).not.toMatch(/\bemail/i);
		if (sent !== 'call') expect(text).not.toMatch(/phone number|international/);
		if (sent === 'off') expect(text).not.toMatch(/Forwarding Number|the destination/);
		if (code === null) expect(text).not.toMatch(/mention|the code/);
	},
);

const LATER = 'The API is unavailable at the moment. Run the item again later.';

it.each<[Partial<Reply & Fault>, string]>([
	[{}, ''],
	[{ attempts: 3, tookMs: 900 }, 'Tried 3 times in 1 s. '],
	[{ attempts: 14, tookMs: 95_500 }, 'Tried 14 times in 96 s. '],
	[{ retryAfterMs: 1 }, 'The API asked to wait 1 s. '],
	[
		{ attempts: 2, tookMs: 60_000, retryAfterMs: 120_000 },
		'Tried 2 times in 60 s. The API asked to wait 120 s. ',
	],
])('without an answer, it says what was tried for how long: %j', (changes, sentences) => {
	expect(adviceOnReply({ reply: aFault(changes) })).toBe(
		`${sentences}${LATER} The virtual number was not changed.`,
	);
});

describe('what is known of the line', () => {
	const NO_ANSWER = 'An attempt without a clear answer may have taken effect.';
	const REPLACE =
		"'If Already Set' is Replace: forwarding was switched off, and the set after it did not succeed.";
	const OTHERS = 'Something else changed the line in the meantime.';

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
		const where = `Forwarding of this virtual number is ${places}: run the item again, or check it in your SMS Partner account.`;
		for (const reply of [aRefusal(14), aFault()]) {
			expect(adviceOnReply({ known, reply }).endsWith(`. ${happened} ${where}`)).toBe(true);
		}
	});

	it('is nothing that a refusal does not say itself', () => {
		expect(adviceOnReply({ reply: aRefusal(13) })).not.toMatch(/changed|unchanged|check it/);
	});

	it('is that it may go off late, where nobody could make sure', () => {
		const known: Known = { changed: true, line: ['asRequested'], late: ['off'] };
		expect(adviceOnReply({ step: 'confirm', known })).toBe(
			`The number was set as requested, but the switch-off before it got no clear answer and may take effect late. ${LATER} Check where the virtual number points, or run the item again.`,
		);
	});
});
