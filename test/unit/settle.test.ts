import type { Api } from '../../nodes/SmsPartnerCallForward/api/reply';
import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Forwarding } from '../../nodes/SmsPartnerCallForward/forwarding';
import { settle } from '../../nodes/SmsPartnerCallForward/settle';
import { NOTHING_DONE, type Known, type Verdict } from '../../nodes/SmsPartnerCallForward/verdict';
import { useFakeClock, type FakeClock } from './support/clock';
import { aReply } from './support/replies';
import { CALL, OFF, VOICEMAIL } from './support/request';
import { VENDOR_TEXTS } from './support/vendor';

const REQUESTS = { call: CALL, voicemail: VOICEMAIL, off: OFF };
const REPLACE = { ...CALL, alreadySet: 'replace' } as const;

let time: FakeClock;
beforeEach(() => {
	time = useFakeClock();
});

/** Settles a request against an API that gives these replies, no more and no fewer. */
async function run(request: ForwardRequest, words: string, before: Known = NOTHING_DONE) {
	const left = words.split(' ');
	const calls: string[] = [];
	const answer =
		(how: string) =>
		async ({ virtualNumber, mode, destination }: Forwarding) => {
			calls.push(`${how} ${virtualNumber} ${mode} ${destination}`.trim());
			const word = left.shift();
			if (word === undefined) throw new Error('A request too many');
			return aReply(word);
		};
	const api: Api = {
		send: answer('send'),
		insist: answer('insist'),
		wait: async (ms) => void calls.push(`wait ${ms}`),
		timeoutMs: 2_500,
	};
	const verdict = await settle(request, api, before);
	expect(left).toEqual([]);
	return { calls, verdict, told: tell(verdict) };
}

/** `applied, changed true`; or the step that was not answered as hoped, and what is known of the line. */
function tell(verdict: Verdict): string {
	if (verdict.kind === 'set') {
		const { status, changed } = verdict.ending;
		return `${status}, changed ${changed}`;
	}
	const { step, reply, known } = verdict;
	const places = (names: readonly string[]) => [...new Set(names)].join(' or ');
	const late = known.late.length === 0 ? '' : `, late ${places(known.late)}`;
	const answer = reply.kind === 'refused' ? reply.code : reply.kind;
	return `${step} ${answer}, changed ${known.changed}, line ${places(known.line)}${late}`;
}

const SET = 'send 33612345678 callForwarding +33698765432';
const SWITCH_OFF = 'send 33612345678 disabled';
const SET_AGAIN = 'insist 33612345678 callForwarding +33698765432';

describe('one request', () => {
	it.each([
		['call', SET],
		['voicemail', 'send 33612345678 voicemail team@example.com'],
		['off', SWITCH_OFF],
	] as const)('is enough for a success: %s', async (name, expected) => {
		for (const word of ['ok', 'ok?']) {
			const { calls, told } = await run(REQUESTS[name], word);
			expect(calls).toEqual([expected]);
			expect(told).toBe('applied, changed true');
		}
	});

	it.each<[string, Known, string]>([
		['is off', { changed: true, line: ['off', 'setByOthers'], late: [] }, SET_AGAIN],
		['may be off', { changed: null, line: ['asBefore'], late: ['off'] }, SET_AGAIN],
		['may be as requested', { changed: null, line: ['asBefore'], late: ['asRequested'] }, SET],
	])('is insisted on where an earlier pass knew that the line %s', async (_, before, expected) => {
		expect((await run(CALL, '13', before)).calls).toEqual([expected]);
		expect((await run(OFF, '13', before)).calls).toEqual([SWITCH_OFF]);
	});

	const refusals = VENDOR_TEXTS.map(([code]) => code).filter((code) => code < 16);
	it.each([...refusals, 'none', 'fault'])(
		'is enough for %s, whatever the mode and If Already Set',
		async (word) => {
			const answer = word === 'none' ? null : word;
			for (const alreadySet of ['error', 'keep', 'replace'] as const) {
				for (const request of Object.values(REQUESTS)) {
					const sure = await run({ ...request, alreadySet }, `${word}`);
					expect(sure.told).toBe(`set ${answer}, changed false, line asBefore`);
					const unsure = await run({ ...request, alreadySet }, `${word}?`);
					expect(unsure.told).toBe(`set ${answer}, changed null, line asBefore, late asRequested`);
				}
			}
		},
	);

	it('has the reply that the item is told of', async () => {
		expect((await run(CALL, 'ok')).verdict).toMatchObject({ reply: aReply('ok') });
		expect((await run(CALL, '13')).verdict).toMatchObject({ reply: aReply('13') });
	});
});

/** Answers 16, 17 and 18, at once and after an attempt that may have taken effect. */
describe('a line that is set already', () => {
	const NO = 'not set';
	const SAME = 'unchanged, changed false';
	const PERHAPS = 'unchanged, changed null';
	const DONE = 'applied, changed true';
	it.each([
		['error', 'call', [NO, NO, NO], [NO, NO, NO]],
		['error', 'voicemail', [NO, NO, NO], [NO, NO, NO]],
		['error', 'off', [NO, NO, NO], [NO, NO, DONE]],
		['keep', 'call', [SAME, NO, NO], [PERHAPS, NO, NO]],
		['keep', 'voicemail', [NO, SAME, NO], [NO, PERHAPS, NO]],
		['keep', 'off', [NO, NO, SAME], [NO, NO, DONE]],
		['replace', 'call', ['replaced', 'replaced', NO], ['replaced', 'replaced', NO]],
		['replace', 'voicemail', ['replaced', 'replaced', NO], ['replaced', 'replaced', NO]],
		['replace', 'off', [NO, NO, SAME], [NO, NO, DONE]],
	] as const)('%s, %s', async (alreadySet, name, sure, unsure) => {
		const request = { ...REQUESTS[name], alreadySet };
		for (const [doubt, expected] of [
			['', sure],
			['?', unsure],
		] as const) {
			for (const [index, ending] of expected.entries()) {
				const code = `${16 + index}${doubt}`;
				const isReplaced = ending === 'replaced';
				const { told } = await run(request, isReplaced ? `${code} ok ok` : code);
				if (isReplaced) expect(told).toBe('replaced, changed true');
				else if (ending !== NO) expect(told).toBe(ending);
				else if (doubt === '') expect(told).toBe(`set ${code}, changed false, line asBefore`);
				else expect(told).toMatch(/^set \d+, changed null, line asBefore, late asRequested$/);
			}
		}
	});
});

describe('Replace', () => {
	it('switches off once, then insists on the set', async () => {
		const { calls, verdict } = await run(REPLACE, '16 18 ok');
		expect(calls).toEqual([SET, SWITCH_OFF, SET_AGAIN]);
		expect(verdict).toMatchObject({ ending: { status: 'replaced' }, reply: aReply('ok') });
	});

	it.each([
		// The switch-off is refused, or gets nowhere.
		['16 13', 'switchOff 13, changed false, line asBefore'],
		['16? 13', 'switchOff 13, changed null, line asBefore, late asRequested'],
		['16 16', 'switchOff 16, changed false, line asBefore'],
		['16 fault', 'switchOff fault, changed false, line asBefore'],
		// It is in doubt, and the set finds the line on, perhaps by its own attempt, or is refused.
		['16 fault? 16', 'switchOff fault, changed null, line asBefore, late off'],
		['16 13? 17', 'switchOff 13, changed null, line asBefore, late off'],
		['16 fault? 16?', 'switchOff fault, changed null, line asBefore, late off or asRequested'],
		['16 fault? 14', 'set 14, changed null, line asBefore, late off'],
		// It succeeded, and the set does not.
		['16 ok 14', 'set 14, changed true, line off'],
		['16 ok 14?', 'set 14, changed true, line off, late asRequested'],
		['16 ok fault', 'set fault, changed true, line off'],
		['16 ok fault?', 'set fault, changed true, line off, late asRequested'],
		// The line was off by then: by something else, or perhaps by the item itself.
		['16 18 14', 'set 14, changed false, line off'],
		['16 18? 14', 'set 14, changed true, line off, late off'],
	])('tells what is known after %s: %s', async (words, expected) => {
		expect((await run(REPLACE, words)).told).toBe(expected);
	});

	describe('after a doubtful switch-off, which can take effect late', () => {
		it.each(['16 ok? ok ok', '16 18? ok 16', '16 ok? ok 17?', '16 fault? ok ok'])(
			'makes sure of the set after the item’s Timeout: %s',
			async (words) => {
				const { calls, told, verdict } = await run(REPLACE, words);
				expect(calls).toEqual([SET, SWITCH_OFF, SET_AGAIN, 'wait 2500', SET_AGAIN]);
				expect(told).toBe('replaced, changed true');
				expect(verdict).toMatchObject({ reply: aReply('ok') });
			},
		);

		it.each([
			['16 ok? ok 13', 'confirm 13, changed true, line asRequested, late off'],
			['16 ok? ok 18', 'confirm 18, changed true, line asRequested, late off'],
			['16 ok? ok fault?', 'confirm fault, changed true, line asRequested, late off'],
		])('says that it could not: %s', async (words, expected) => {
			expect((await run(REPLACE, words)).told).toBe(expected);
		});
	});

	describe('where something else sets the line in between', () => {
		it.each([
			['once more', '16 ok 17 ok ok', 'replaced, changed true'],
			['once more, where the line is off by then', '16 ok 16 18 ok', 'replaced, changed true'],
			['which can be refused', '16 ok 16 13', 'switchOff 13, changed true, line setByOthers'],
			['and be left off', '16 ok 16 ok 14', 'set 14, changed true, line off'],
		])('switches off and sets %s, after a wait', async (_, words, expected) => {
			const { calls, told } = await run(REPLACE, words);
			expect(calls.slice(0, 5)).toEqual([SET, SWITCH_OFF, SET_AGAIN, 'wait 200', SWITCH_OFF]);
			expect(told).toBe(expected);
		});

		it('does not wait where its own attempt may have set it', async () => {
			const { calls } = await run(REPLACE, '16 ok 16? ok ok');
			expect(calls).toEqual([SET, SWITCH_OFF, SET_AGAIN, SWITCH_OFF, SET_AGAIN]);
		});

		it('gives up after eight rounds, with waits that double up to 6.4 s', async () => {
			time.chance = 1;
			const { calls, told } = await run(REPLACE, `16${' ok 16'.repeat(8)}`);
			expect(told).toBe('set 16, changed true, line setByOthers');
			expect(calls.filter((call) => call.startsWith('wait'))).toEqual(
				[400, 800, 1_600, 3_200, 6_400, 6_400, 6_400].map((ms) => `wait ${ms}`),
			);
		});
	});
});

describe('the next pass, after one', () => {
	const AGAIN = {
		error: CALL,
		keep: { ...CALL, alreadySet: 'keep' },
		replace: REPLACE,
		off: OFF,
	} as const;
	const MAYBE_SET: Known = { changed: null, line: ['asBefore'], late: ['asRequested'] };
	const MAYBE_OFF: Known = { changed: null, line: ['asBefore'], late: ['off'] };
	const SWITCHED_OFF: Known = { changed: true, line: ['off', 'setByOthers'], late: [] };

	it.each([
		['error', '13', 'set 13, changed null, line asBefore, late asRequested'],
		['keep', '16', 'unchanged, changed null'],
		['off', '18', 'applied, changed true'],
	] as const)('that may have set the line: %s, %s', async (what, words, expected) => {
		expect((await run(AGAIN[what], words, MAYBE_SET)).told).toBe(expected);
	});

	it.each([
		['error', 'ok 16', 'applied, changed true'],
		['error', 'ok 14', 'confirm 14, changed true, line asRequested, late off'],
		['off', 'ok', 'applied, changed true'],
	] as const)('that may have switched it off: %s, %s', async (what, words, expected) => {
		expect((await run(AGAIN[what], words, MAYBE_OFF)).told).toBe(expected);
	});

	it.each([
		['replace', 'ok', 'applied, changed true'],
		['replace', '14', 'set 14, changed true, line off or setByOthers'],
		['replace', 'fault?', 'set fault, changed true, line off or setByOthers, late asRequested'],
		['replace', '16 fault', 'switchOff fault, changed true, line setByOthers'],
		['error', '16', 'set 16, changed true, line setByOthers'],
	] as const)('that switched it off: %s, %s', async (what, words, expected) => {
		expect((await run(AGAIN[what], words, SWITCHED_OFF)).told).toBe(expected);
	});
});
