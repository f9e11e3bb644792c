import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import { dryRun } from '../../nodes/SmsPartnerCallForward/outcome';
import { changedBefore, createMemory } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { aRequest } from './support/request';

const NODE = { id: 'node-1', retryOnFail: true };
const REQUEST = aRequest();
const OUTCOME = dryRun(REQUEST);

/** The memory of one pass, as the node makes it. */
const memoryOf = (node = NODE, executionId = 'execution-1', isTool = false) =>
	createMemory(node, executionId, isTool);
const attempt = (item: { json: object }, request: ForwardRequest = REQUEST) => ({ item, request });
const anItem = () => ({ json: {} });

describe('what became of an item', () => {
	it('is there for the next pass of the same execution', () => {
		const item = anItem();
		memoryOf().remember(attempt(item), OUTCOME);
		expect(memoryOf().recall(attempt(item, { ...REQUEST }))).toBe(OUTCOME);
	});

	it('is the last one that was remembered', () => {
		const item = anItem();
		const memory = memoryOf();
		const later = dryRun(REQUEST);
		memory.remember(attempt(item), OUTCOME);
		memory.remember(attempt(item), later);
		expect(memory.recall(attempt(item))).toBe(later);
	});

	it('is kept for each request of an item', () => {
		const item = anItem();
		const memory = memoryOf();
		const other = aRequest({ destination: '+33699999999' });
		memory.remember(attempt(item), OUTCOME);
		memory.remember(attempt(item, other), dryRun(other));
		expect(memory.recall(attempt(item))).toBe(OUTCOME);
	});

	it.each([
		['another item', NODE, 'execution-1', anItem(), REQUEST],
		['another node', { ...NODE, id: 'node-2' }, 'execution-1', undefined, REQUEST],
		['another execution', NODE, 'execution-2', undefined, REQUEST],
		['another number', NODE, 'execution-1', undefined, aRequest({ virtualNumber: '336' })],
		['another mode', NODE, 'execution-1', undefined, aRequest({ mode: 'voicemail' })],
		['another destination', NODE, 'execution-1', undefined, aRequest({ destination: '+336' })],
		['another If Already Set', NODE, 'execution-1', undefined, aRequest({ alreadySet: 'keep' })],
	])('is not there for %s', (_, node, executionId, otherItem, request) => {
		const item = anItem();
		memoryOf().remember(attempt(item), OUTCOME);
		const asked = attempt(otherItem ?? item, request);
		expect(memoryOf(node, executionId).recall(asked)).toBeUndefined();
	});

	it.each([false, undefined])('is not kept where Retry On Fail is %s', (retryOnFail) => {
		const item = anItem();
		const node = retryOnFail === undefined ? { id: 'node-1' } : { id: 'node-1', retryOnFail };
		const off = createMemory(node, 'execution-1', false);
		off.remember(attempt(item), OUTCOME);
		expect(off.recall(attempt(item))).toBeUndefined();
		expect(memoryOf().recall(attempt(item))).toBeUndefined();
	});

	it('goes with the JSON for an agent’s tool, which n8n gives a new item for each try', () => {
		const { json } = anItem();
		const isTool = true;
		memoryOf(NODE, 'execution-1', isTool).remember(attempt({ json }), OUTCOME);
		expect(memoryOf(NODE, 'execution-1', isTool).recall(attempt({ json }))).toBe(OUTCOME);
		expect(memoryOf(NODE, 'execution-1', isTool).recall(attempt(anItem()))).toBeUndefined();
	});

	it('does not go with the JSON elsewhere, which the passes of a loop can share', () => {
		const { json } = anItem();
		memoryOf().remember(attempt({ json }), OUTCOME);
		expect(memoryOf().recall(attempt({ json }))).toBeUndefined();
	});
});

describe('what an earlier pass did to the line', () => {
	it('is nothing where there was none', () => {
		expect(changedBefore(memoryOf(), attempt(anItem()))).toBe(false);
	});

	it.each([true, false, null])('is what its outcome says: %p', (changed) => {
		const item = anItem();
		const outcome = { ...OUTCOME, status: 'failed', changed } as unknown as typeof OUTCOME;
		memoryOf().remember(attempt(item), outcome);
		expect(changedBefore(memoryOf(), attempt(item))).toBe(changed);
	});
});
