import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { createMemory, knownBefore, standing } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { NOTHING_DONE, type Known } from '../../nodes/SmsPartnerCallForward/verdict';
import { aFailure, aSuccess } from './support/outcomes';
import { aRequest, CALL } from './support/request';

const NODE = { id: 'node-1', retryOnFail: true };
const SUCCESS = aSuccess();
const ELSEWHERE = aRequest({ destination: '+33699999999' });

/** The memory of one pass, as the node makes it. */
const memoryOf = (
	node: { id: string; retryOnFail?: boolean } = NODE,
	executionId = 'execution-1',
	isTool = false,
) => createMemory(node, executionId, isTool);
const anItem = () => ({ json: {} });
const attempt = (item: { json: object } = anItem(), request: ForwardRequest = CALL) => ({
	item,
	request,
});

describe('what became of an item', () => {
	it('is there for the next pass of the same execution: what came last', () => {
		const item = anItem();
		memoryOf().remember(attempt(item), aFailure(), NOTHING_DONE);
		memoryOf().remember(attempt(item), SUCCESS, NOTHING_DONE);
		expect(memoryOf().recall(attempt(item, { ...CALL }))).toBe(SUCCESS);
	});

	it('is over when the item asked for something else', () => {
		const item = anItem();
		memoryOf().remember(attempt(item), SUCCESS, NOTHING_DONE);
		memoryOf().remember(attempt(item, ELSEWHERE), SUCCESS, NOTHING_DONE);
		expect(memoryOf().recall(attempt(item))).toBeUndefined();
	});

	it('is kept for each number', () => {
		const item = anItem();
		memoryOf().remember(attempt(item), SUCCESS, NOTHING_DONE);
		memoryOf().remember(
			attempt(item, aRequest({ virtualNumber: '336' })),
			aFailure(),
			NOTHING_DONE,
		);
		expect(memoryOf().recall(attempt(item))).toBe(SUCCESS);
	});

	it.each([
		['another item', NODE, 'execution-1', anItem(), CALL],
		['another node', { ...NODE, id: 'node-2' }, 'execution-1', undefined, CALL],
		['another execution', NODE, 'execution-2', undefined, CALL],
		['another number', NODE, 'execution-1', undefined, aRequest({ virtualNumber: '336' })],
		['another mode', NODE, 'execution-1', undefined, aRequest({ mode: 'voicemail' })],
		['another destination', NODE, 'execution-1', undefined, ELSEWHERE],
	])('is not there for %s', (_, node, executionId, otherItem, request) => {
		const item = anItem();
		memoryOf().remember(attempt(item), SUCCESS, NOTHING_DONE);
		const asked = attempt(otherItem ?? item, request);
		expect(memoryOf(node, executionId).recall(asked)).toBeUndefined();
	});

	it.each([{ retryOnFail: false }, {}])('is not kept without Retry On Fail: %j', (setting) => {
		const item = anItem();
		const off = memoryOf({ id: 'node-1', ...setting });
		off.remember(attempt(item), SUCCESS, NOTHING_DONE);
		expect(off.recall(attempt(item))).toBeUndefined();
		expect(memoryOf().recall(attempt(item))).toBeUndefined();
	});

	it.each([
		[
			'goes with the JSON for an agent’s tool, which n8n gives a new item for each try',
			true,
			SUCCESS,
		],
		['does not elsewhere, where the passes of a loop can share it', false, undefined],
	])('%s', (_, isTool, expected) => {
		const { json } = anItem();
		memoryOf(NODE, 'execution-1', isTool).remember(attempt({ json }), SUCCESS, NOTHING_DONE);
		const later = memoryOf(NODE, 'execution-1', isTool);
		expect(later.recall(attempt({ json }))).toBe(expected);
		expect(later.recall(attempt())).toBeUndefined();
	});
});

describe('what an earlier pass knew of the line', () => {
	const before = (known: Known, asked = CALL) => {
		const item = anItem();
		memoryOf().remember(attempt(item), aFailure(), known);
		return knownBefore(memoryOf(), attempt(item, asked));
	};

	it('is nothing where there was none', () => {
		expect(knownBefore(memoryOf(), attempt())).toEqual(NOTHING_DONE);
	});

	it.each<[string, Known, Known]>([
		['nothing', NOTHING_DONE, NOTHING_DONE],
		[
			'an attempt in doubt',
			{ changed: null, line: ['asBefore'], late: ['off'] },
			{ changed: null, line: ['asBefore'], late: ['off'] },
		],
		[
			'a line that the item moved, which others can have set since',
			{ changed: true, line: ['off'], late: ['asRequested'] },
			{ changed: true, line: ['off', 'setByOthers'], late: ['asRequested'] },
		],
		[
			'a line that others switched off',
			{ changed: false, line: ['off'], late: [] },
			{ changed: false, line: ['off', 'setByOthers'], late: [] },
		],
		[
			'a line that others set',
			{ changed: true, line: ['setByOthers'], late: [] },
			{ changed: true, line: ['setByOthers'], late: [] },
		],
	])('is known still: %s', (_, known, expected) => {
		expect(before(known)).toEqual(expected);
	});

	it.each<[Known, Known]>([
		[
			{ changed: true, line: ['asRequested'], late: ['off'] },
			{ changed: true, line: ['setByOthers'], late: ['off'] },
		],
		[
			{ changed: null, line: ['asBefore'], late: ['off', 'asRequested'] },
			{ changed: null, line: ['asBefore', 'setByOthers'], late: ['off'] },
		],
	])('is not as requested for a pass that asks for something else: %j', (known, expected) => {
		expect(before(known, ELSEWHERE)).toEqual(expected);
	});
});

describe('what stands', () => {
	const OUTCOMES: Record<string, Outcome> = { '✓': aSuccess(), x: aFailure() };
	/** The items that are not sent again, after a pass that left this: `A✓ Ax B` are two of line A, and B not started. */
	function indexesOfStanding(left: string): number[] {
		const memory = memoryOf();
		const attempts = left.split(' ').map(([line = '', letter = '']) => {
			const one = attempt(anItem(), aRequest({ line, virtualNumber: line }));
			const outcome = OUTCOMES[letter];
			if (outcome !== undefined) memory.remember(one, outcome, NOTHING_DONE);
			return one;
		});
		const stands = standing(attempts, memory);
		return attempts.flatMap((one, index) => (stands.has(one) ? [index] : []));
	}

	it.each([
		['nothing, in the first pass', 'A B', []],
		['a success', 'A✓ Bx', [0]],
		['a failure before a success on its line', 'Ax Bx A✓', [0, 2]],
		['not a failure after it', 'A✓ Ax', [0]],
		['not what has not been started', 'A A✓', [1]],
	])('is %s: %s', (_, left, expected) => {
		expect(indexesOfStanding(left)).toEqual(expected);
	});
});
