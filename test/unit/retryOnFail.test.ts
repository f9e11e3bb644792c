import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { createMemory, knownBefore, standing } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { NOTHING_DONE, type Known } from '../../nodes/SmsPartnerCallForward/verdict';
import { aFailure, aSuccess } from './support/outcomes';
import { aRequest, CALL } from './support/request';

const NODE = { id: 'node-1', retryOnFail: true };
const EARLIER = { outcome: aSuccess(), known: NOTHING_DONE };

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
		memoryOf().remember(attempt(item), { ...EARLIER, outcome: aFailure() });
		memoryOf().remember(attempt(item), EARLIER);
		expect(memoryOf().recall(attempt(item, { ...CALL }))).toBe(EARLIER);
	});

	it('is kept for each request of an item', () => {
		const item = anItem();
		const other = aRequest({ destination: '+33699999999' });
		memoryOf().remember(attempt(item), EARLIER);
		memoryOf().remember(attempt(item, other), { ...EARLIER });
		expect(memoryOf().recall(attempt(item))).toBe(EARLIER);
	});

	it.each([
		['another item', NODE, 'execution-1', anItem(), CALL],
		['another node', { ...NODE, id: 'node-2' }, 'execution-1', undefined, CALL],
		['another execution', NODE, 'execution-2', undefined, CALL],
		['another number', NODE, 'execution-1', undefined, aRequest({ virtualNumber: '336' })],
		['another mode', NODE, 'execution-1', undefined, aRequest({ mode: 'voicemail' })],
		['another destination', NODE, 'execution-1', undefined, aRequest({ destination: '+336' })],
	])('is not there for %s', (_, node, executionId, otherItem, request) => {
		const item = anItem();
		memoryOf().remember(attempt(item), EARLIER);
		const asked = attempt(otherItem ?? item, request);
		expect(memoryOf(node, executionId).recall(asked)).toBeUndefined();
	});

	it.each([{ retryOnFail: false }, {}])('is not kept without Retry On Fail: %j', (setting) => {
		const item = anItem();
		const off = memoryOf({ id: 'node-1', ...setting });
		off.remember(attempt(item), EARLIER);
		expect(off.recall(attempt(item))).toBeUndefined();
		expect(memoryOf().recall(attempt(item))).toBeUndefined();
	});

	it.each([
		[
			'goes with the JSON for an agent’s tool, which n8n gives a new item for each try',
			true,
			EARLIER,
		],
		['does not elsewhere, where the passes of a loop can share it', false, undefined],
	])('%s', (_, isTool, expected) => {
		const { json } = anItem();
		memoryOf(NODE, 'execution-1', isTool).remember(attempt({ json }), EARLIER);
		const later = memoryOf(NODE, 'execution-1', isTool);
		expect(later.recall(attempt({ json }))).toBe(expected);
		expect(later.recall(attempt())).toBeUndefined();
	});
});

describe('what an earlier pass knew of the line', () => {
	const before = (known: Known) => {
		const item = anItem();
		memoryOf().remember(attempt(item), { outcome: aFailure(), known });
		return knownBefore(memoryOf(), attempt(item));
	};

	it('is nothing where there was none', () => {
		expect(knownBefore(memoryOf(), attempt())).toEqual(NOTHING_DONE);
	});

	it.each<Known>([
		NOTHING_DONE,
		{ changed: null, line: ['asBefore'], late: ['off'] },
		{ changed: true, line: ['setByOthers'], late: [] },
	])('is known still: %j', (known) => {
		expect(before(known)).toEqual(known);
	});

	it('is that others can have set it since, where the item had moved it', () => {
		expect(before({ changed: true, line: ['off'], late: ['asRequested'] })).toEqual({
			changed: true,
			line: ['off', 'setByOthers'],
			late: ['asRequested'],
		});
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
			if (outcome !== undefined) memory.remember(one, { outcome, known: NOTHING_DONE });
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
