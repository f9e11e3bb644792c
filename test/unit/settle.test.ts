import type { Api } from '../../nodes/SmsPartnerCallForward/api/reply';
import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Forwarding } from '../../nodes/SmsPartnerCallForward/forwarding';
import { settle } from '../../nodes/SmsPartnerCallForward/settle';
import { NOTHING_DONE, type Known, type Verdict } from '../../nodes/SmsPartnerCallForward/verdict';
import { useFakeClock, type FakeClock } from './support/clock';
import { aReply } from './support/replies';
import { aRequest } from './support/request';
import { VENDOR_TEXTS } from './support/vendor';

const CALL = aRequest();
const VOICEMAIL = aRequest({ mode: 'voicemail', destination: 'team@example.com' });
const OFF = aRequest({ mode: 'disabled', destination: '' });
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
	it.each([
		['error', 'call', [NO, NO, NO], [NO, NO, NO]],
		['error', 'voicemail', [NO, NO, NO], [NO, NO, NO]],
		['error', 'off', [NO, NO, NO], [NO, NO, 'applied, changed true']],
		['keep', 'call', ['unchanged, changed false', NO, NO], ['unchanged, changed null', NO, NO]],
		[
			'keep',
			'voicemail',
			[NO, 'unchanged, changed false', NO],
			[NO, 'unchanged, changed null', NO],
		],
		['keep', 'off', [NO, NO, 'unchanged, changed false'], [NO, NO, 'applied, changed true']],
		['replace', 'call', ['replaced', 'replaced', NO], ['replaced', 'replaced', NO]],
		['replace', 'voicemail', ['replaced', 'replaced', NO], ['replaced', 'replaced', NO]],
		['replace', 'off', [NO, NO, 'unchanged, changed false'], [NO, NO, 'applied, changed true']],
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
		['the switch-off is refused', '16 13', 'switchOff 13, changed false, line asBefore'],
		[
			'… after a doubtful set',
			'16? 13',
			'switchOff 13, changed null, line asBefore, late asRequested',
		],
		['… with 16', '16 16', 'switchOff 16, changed false, line asBefore'],
		['the switch-off gets nowhere', '16 fault', 'switchOff fault, changed false, line asBefore'],
		[
			'… and the set finds the line on',
			'16 fault? 16',
			'switchOff fault, changed null, line asBefore, late off',
		],
		[
			'… which its own attempt may have set',
			'16 fault? 16?',
			'switchOff fault, changed null, line asBefore, late off or asRequested',
		],
		['… or is refused', '16 fault? 14', 'set 14, changed null, line asBefore, late off'],
		[
			'a doubtful switch-off is refused',
			'16 13? 17',
			'switchOff 13, changed null, line asBefore, late off',
		],
		['the set after it is refused', '16 ok 14', 'set 14, changed true, line off'],
		[
			'… after an attempt in doubt',
			'16 ok 14?',
			'set 14, changed true, line off, late asRequested',
		],
		['the set after it gets nowhere', '16 ok fault', 'set fault, changed true, line off'],
		['… or no answer', '16 ok fault?', 'set fault, changed true, line off, late asRequested'],
		['something else had switched it off', '16 18 14', 'set 14, changed false, line off'],
		['the item itself may have', '16 18? 14', 'set 14, changed true, line off, late off'],
	])('tells what is known where %s: %s', async (_, words, expected) => {
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

describe('after an earlier pass', () => {
	const MAYBE_SET: Known = { changed: null, line: ['asBefore'], late: ['asRequested'] };
	const MAYBE_OFF: Known = { changed: null, line: ['asBefore'], late: ['off'] };
	const SWITCHED_OFF: Known = { changed: true, line: ['off', 'setByOthers'], late: [] };
	const KEEP = { ...CALL, alreadySet: 'keep' } as const;

	it.each([
		[
			'a refusal is in doubt',
			CALL,
			'13',
			MAYBE_SET,
			'set 13, changed null, line asBefore, late asRequested',
		],
		['a line that is off was switched off', OFF, '18', MAYBE_SET, 'applied, changed true'],
		['a line that is on may have been set', KEEP, '16', MAYBE_SET, 'unchanged, changed null'],
		[
			'a set after a doubtful switch-off is made sure of',
			CALL,
			'ok 16',
			MAYBE_OFF,
			'applied, changed true',
		],
		[
			'… which can fail',
			CALL,
			'ok 14',
			MAYBE_OFF,
			'confirm 14, changed true, line asRequested, late off',
		],
		['a switch-off need not be', OFF, 'ok', MAYBE_OFF, 'applied, changed true'],
		[
			'what was changed stays so',
			REPLACE,
			'14',
			SWITCHED_OFF,
			'set 14, changed true, line off or setByOthers',
		],
		[
			'… after no answer',
			REPLACE,
			'fault?',
			SWITCHED_OFF,
			'set fault, changed true, line off or setByOthers, late asRequested',
		],
		[
			'… and a line that is on was set by others',
			CALL,
			'16',
			SWITCHED_OFF,
			'set 16, changed true, line setByOthers',
		],
		[
			'… also where Replace gets nowhere',
			REPLACE,
			'16 fault',
			SWITCHED_OFF,
			'switchOff fault, changed true, line setByOthers',
		],
		['a success is one', REPLACE, 'ok', SWITCHED_OFF, 'applied, changed true'],
	])('%s', async (_, request, words, before, expected) => {
		expect((await run(request, words, before)).told).toBe(expected);
	});
});
