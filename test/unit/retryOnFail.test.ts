import { createMemory } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { dryRun } from '../../nodes/SmsPartnerCallForward/outcome';
import { aRequest } from './support/request';

const NODE = { id: 'node-1', retryOnFail: true };
const REQUEST = aRequest();
const OUTCOME = dryRun(REQUEST);

describe('what became of an item', () => {
	it('is there for the next pass of the same execution', () => {
		const item = {};
		createMemory(NODE, 'execution-1').remember(item, REQUEST, OUTCOME);
		expect(createMemory(NODE, 'execution-1').recall(item, { ...REQUEST })).toBe(OUTCOME);
	});

	it('is the last one that was remembered', () => {
		const item = {};
		const memory = createMemory(NODE, 'execution-1');
		const later = dryRun(REQUEST);
		memory.remember(item, REQUEST, OUTCOME);
		memory.remember(item, REQUEST, later);
		expect(memory.recall(item, REQUEST)).toBe(later);
	});

	it('is kept for each request of an item', () => {
		const item = {};
		const memory = createMemory(NODE, 'execution-1');
		const other = aRequest({ destination: '+33699999999' });
		memory.remember(item, REQUEST, OUTCOME);
		memory.remember(item, other, dryRun(other));
		expect(memory.recall(item, REQUEST)).toBe(OUTCOME);
	});

	it.each([
		['another item', NODE, 'execution-1', {}, REQUEST],
		['another node', { ...NODE, id: 'node-2' }, 'execution-1', undefined, REQUEST],
		['another execution', NODE, 'execution-2', undefined, REQUEST],
		['another number', NODE, 'execution-1', undefined, aRequest({ virtualNumber: '336' })],
		['another mode', NODE, 'execution-1', undefined, aRequest({ mode: 'voicemail' })],
		['another destination', NODE, 'execution-1', undefined, aRequest({ destination: '+336' })],
		['another If Already Set', NODE, 'execution-1', undefined, aRequest({ alreadySet: 'keep' })],
	])('is not there for %s', (_, node, executionId, otherItem, request) => {
		const item = {};
		createMemory(NODE, 'execution-1').remember(item, REQUEST, OUTCOME);
		expect(createMemory(node, executionId).recall(otherItem ?? item, request)).toBeUndefined();
	});

	it.each([false, undefined])('is not kept where Retry On Fail is %s', (retryOnFail) => {
		const item = {};
		const node = retryOnFail === undefined ? { id: 'node-1' } : { id: 'node-1', retryOnFail };
		createMemory(node, 'execution-1').remember(item, REQUEST, OUTCOME);
		expect(createMemory(node, 'execution-1').recall(item, REQUEST)).toBeUndefined();
		expect(createMemory(NODE, 'execution-1').recall(item, REQUEST)).toBeUndefined();
	});
});
