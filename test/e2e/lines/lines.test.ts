/** What the node promises across executions: the order of a line and the pace of an account. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { countOverlaps } from '../../engine/overlaps';
import { callForward, chain, webhookTrigger } from '../lib/workflows';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const CALLS = 20;
const LATENCY_MS = 200;
/** What n8n's event loop and the network may cost a start. */
const TOLERANCE_MS = 200;

let world: World;
before(async () => {
	world = await openWorld();
});
after(async () => {
	await world?.close();
});
afterEach(() => {
	world.sandbox.reset();
});

const REPLACE = { alreadySet: 'replace' };
const destination = (call: number): string => `+336987654${String(call).padStart(2, '0')}`;

/** An active workflow that sets the line of a call to where that call says; gives its webhook's path. */
async function workflow(path: string, options: IDataObject): Promise<string> {
	await world.rest.createActive(
		chain(path, [
			webhookTrigger(path),
			callForward(
				{
					virtualNumber: '={{ $json.body.line }}',
					mode: 'callForwarding',
					forwardingNumber: '={{ $json.body.to }}',
					options,
				},
				world.credential,
				'continueRegularOutput',
			),
		]),
	);
	// Registered, and every piece loaded, before the calls that count.
	await world.rest.webhook(path, { line: LINE, to: destination(99) });
	return path;
}

/** Calls the webhooks in turn, all at once; gives what came out in the order of the calls. */
async function callAtOnce(
	paths: string[],
	lineOf: (call: number) => string = () => LINE,
): Promise<IDataObject[]> {
	return await Promise.all(
		Array.from({ length: CALLS }, async (_, call) => {
			const path = paths[call % paths.length] ?? '';
			const { body } = await world.rest.webhook(path, {
				line: lineOf(call),
				to: destination(call),
			});
			return (body as [IDataObject])[0];
		}),
	);
}

/** The destination of the last request of the line: the one that it must be left at. */
const lastSent = (): unknown => world.sandbox.requests.at(-1)?.param;

function assertInOrder(items: IDataObject[]): void {
	const failed = items.filter(({ success }) => success !== true);
	assert.deepEqual(failed, []);
	assert.equal(countOverlaps(world.sandbox.requests), 0, 'requests of one line overlapped');
	assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: lastSent() });
	// Each call's destination was set once, and none of them twice or in part.
	const set = world.sandbox.requests.filter(({ applied, type }) => applied && type === 1);
	assert.deepEqual(
		set.map(({ param }) => param).sort(),
		Array.from({ length: CALLS }, (_, call) => destination(call)),
	);
}

describe('webhook calls at once', () => {
	it('set one line one after the other with Replace', async () => {
		const path = await workflow('lines-one', REPLACE);
		world.sandbox.reset();
		world.sandbox.configure({ latency: { ms: LATENCY_MS } });
		assertInOrder(await callAtOnce([path]));
	});

	it('set a line that two workflows share one after the other', async () => {
		const paths = [await workflow('lines-two-a', REPLACE), await workflow('lines-two-b', REPLACE)];
		world.sandbox.reset();
		world.sandbox.configure({ latency: { ms: LATENCY_MS } });
		assertInOrder(await callAtOnce(paths));
	});

	it('leave the line where the last of several calls says', async () => {
		const path = await workflow('lines-last', REPLACE);
		world.sandbox.reset();
		world.sandbox.configure({ latency: { ms: LATENCY_MS } });
		const early = callAtOnce([path]);
		// Later than the others by more than a webhook takes, while they still wait for the line.
		await new Promise((resolve) => setTimeout(resolve, 30 * LATENCY_MS));
		await world.rest.webhook(path, { line: LINE, to: destination(50) });
		await early;
		assert.equal(countOverlaps(world.sandbox.requests), 0, 'requests of one line overlapped');
		assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: destination(50) });
	});

	it('keep the pace of their account', async () => {
		const requestsPerMinute = 120;
		const path = await workflow('lines-pace', { requestsPerMinute });
		world.sandbox.reset();
		world.sandbox.configure({ lines: 'any' });
		const items = await callAtOnce([path], (call) => String(33600000000 + call));
		assert.deepEqual(
			items.filter(({ success }) => success !== true),
			[],
		);
		const starts = world.sandbox.requests.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
		assert.equal(starts.length, CALLS);
		const interval = 60_000 / requestsPerMinute;
		const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
		const tooShort = gaps.filter((gap) => gap < interval - TOLERANCE_MS);
		assert.deepEqual(tooShort, [], `starts closer than ${interval} ms`);
		const wholeMs = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
		assert.ok(wholeMs >= (CALLS - 1) * interval - TOLERANCE_MS, `all within ${wholeMs} ms`);
	});
});
