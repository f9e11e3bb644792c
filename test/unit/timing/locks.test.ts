import { ExecutionStopped } from '../../../nodes/SmsPartnerCallForward/timing/clock';
import { acquire, isHeld, locks } from '../../../nodes/SmsPartnerCallForward/timing/locks';
import { useFakeClock } from '../support/clock';

const RUNNING = new AbortController().signal;

/** Comes to a lock, and keeps a record of who had it. */
function come(key: string, name: string, order: string[], stop = RUNNING) {
	return acquire(key, stop).then((release) => {
		order.push(name);
		return release;
	});
}

afterEach(() => expect(locks.size).toBe(0));

it('is had at once where it is free, whatever other locks do', async () => {
	const a = await acquire('a', RUNNING);
	const b = await acquire('b', RUNNING);
	expect([isHeld('a'), isHeld('b'), isHeld('c')]).toEqual([true, true, false]);
	a();
	expect([isHeld('a'), isHeld('b')]).toEqual([false, true]);
	b();
});

it('goes to those that wait, one at a time, first come first served', async () => {
	const time = useFakeClock();
	const order: string[] = [];
	const first = await come('a', 'first', order);
	const second = come('a', 'second', order);
	const third = come('a', 'third', order);
	await time.sleep(1);
	expect(order).toEqual(['first']);
	first();
	const releaseSecond = await second;
	const fourth = come('a', 'fourth', order);
	await time.sleep(1);
	expect(order).toEqual(['first', 'second']);
	releaseSecond();
	(await third)();
	(await fourth)();
	expect(order).toEqual(['first', 'second', 'third', 'fourth']);
});

it.each([
	['before it comes to it', 0],
	['while it waits', 150],
])('is not had by an execution that is stopped %s, but by those behind it', async (_name, ms) => {
	const time = useFakeClock();
	const begin = time.now;
	const order: string[] = [];
	const first = await come('a', 'first', order);
	const stop = ms === 0 ? AbortSignal.abort() : time.stopAfter(ms);
	const stopped = come('a', 'stopped', order, stop);
	const third = come('a', 'third', order);
	await expect(stopped).rejects.toThrow(ExecutionStopped);
	expect(time.now - begin).toBe(ms);
	await time.sleep(1);
	expect(order).toEqual(['first']);
	first();
	(await third)();
	expect(order).toEqual(['first', 'third']);
});

it('is not kept where the last of those that waited was stopped', async () => {
	const time = useFakeClock();
	const first = await acquire('a', RUNNING);
	await expect(acquire('a', time.stopAfter(1))).rejects.toThrow(ExecutionStopped);
	first();
	await time.sleep(1);
	expect(isHeld('a')).toBe(false);
});

it('takes the same time for each, however many wait, and no listener for each', async () => {
	const warnings = jest.fn();
	process.on('warning', warnings);
	const before = performance.now();
	const first = await acquire('a', RUNNING);
	const waiting = Array.from({ length: 20_000 }, () => acquire('a', RUNNING));
	first();
	for (const next of waiting) (await next)();
	expect(performance.now() - before).toBeLessThan(5_000);
	process.off('warning', warnings);
	expect(warnings).not.toHaveBeenCalled();
});
