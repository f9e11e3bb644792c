import fc from 'fast-check';
import { runBatch } from '../../../nodes/SmsPartnerCallForward/timing/batch';
import { timesTheUsual } from '../support/property';

/** A job that ends when the test says so. */
interface Job {
	id: number;
	key: string;
	end: (mayGoOn?: boolean) => void;
	fail: (error: Error) => void;
}

/** Starts a batch of jobs with these keys and keeps a record of it. */
function start(keys: string, concurrency: number) {
	const started: Job[] = [];
	const ended: number[] = [];
	const jobs = Array.from(keys, (key, id) => ({ id, key }));
	const done = runBatch(jobs, {
		keyOf: ({ key }) => key,
		concurrency,
		run: ({ id, key }) =>
			new Promise<boolean>((resolve, reject) => {
				started.push({
					id,
					key,
					end: (mayGoOn = true) => {
						ended.push(id);
						resolve(mayGoOn);
					},
					fail: reject,
				});
			}),
	});
	const ids = () => started.map(({ id }) => id);
	const job = async (id: number): Promise<Job> => {
		await settled();
		const found = started.find((one) => one.id === id);
		if (found === undefined) throw new Error(`Job ${id} has not started`);
		return found;
	};
	return { done, ids, job, ended };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the order of jobs', () => {
	it('starts as many at once as may be in flight, in order', async () => {
		const { done, ids, job } = start('abcde', 2);
		expect(ids()).toEqual([0, 1]);
		(await job(1)).end();
		await settled();
		expect(ids()).toEqual([0, 1, 2]);
		for (const id of [0, 2, 3, 4]) (await job(id)).end();
		await done;
		expect(ids()).toEqual([0, 1, 2, 3, 4]);
	});

	it('runs jobs with the same key one after another', async () => {
		const { done, ids, job } = start('aaa', 3);
		expect(ids()).toEqual([0]);
		(await job(0)).end();
		await settled();
		expect(ids()).toEqual([0, 1]);
		(await job(1)).end();
		(await job(2)).end();
		await done;
	});

	it('lets a slow key hold up nothing but itself', async () => {
		const { done, ids, job } = start('aabacd', 2);
		expect(ids()).toEqual([0, 2]);
		(await job(2)).end();
		(await job(4)).end();
		(await job(5)).end();
		await settled();
		expect(ids()).toEqual([0, 2, 4, 5]);
		(await job(0)).end();
		(await job(1)).end();
		(await job(3)).end();
		await done;
		expect(ids()).toEqual([0, 2, 4, 5, 1, 3]);
	});

	it('takes up a key again after it was done with', async () => {
		const { done, ids, job } = start('aba', 1);
		(await job(0)).end();
		(await job(1)).end();
		(await job(2)).end();
		await done;
		expect(ids()).toEqual([0, 1, 2]);
	});

	it('has nothing to do without jobs', async () => {
		const { done, ids } = start('', 5);
		await done;
		expect(ids()).toEqual([]);
	});
});

describe('a job that says stop', () => {
	it('lets no further job start, and waits for those that have', async () => {
		const { done, ids, job, ended } = start('aabc', 2);
		expect(ids()).toEqual([0, 2]);
		(await job(0)).end(false);
		await settled();
		let isDone = false;
		void done.then(() => (isDone = true));
		await settled();
		expect(isDone).toBe(false);
		(await job(2)).end(true);
		await done;
		expect(ids()).toEqual([0, 2]);
		expect(ended).toEqual([0, 2]);
	});
});

describe('a job that throws', () => {
	it('lets no further job start, and is thrown once all started ones have ended', async () => {
		const { done, ids, job, ended } = start('abcd', 3);
		const error = new Error('broken');
		(await job(1)).fail(error);
		await settled();
		(await job(0)).end();
		(await job(2)).end();
		await expect(done).rejects.toBe(error);
		expect(ids()).toEqual([0, 1, 2]);
		expect(ended).toEqual([0, 2]);
	});
});

it('runs every job once, in order by key and within the limit, whatever the keys and times', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat({ max: 4 })), {
				maxLength: 30,
			}),
			fc.integer({ min: 1, max: 6 }),
			async (plan, concurrency) => {
				const jobs = plan.map(([key, ticks], id) => ({ id, key, ticks }));
				const order = new Map<string, number[]>();
				const busy = new Set<string>();
				await runBatch(jobs, {
					keyOf: ({ key }) => key,
					concurrency,
					run: async ({ id, key, ticks }) => {
						expect(busy).not.toContain(key);
						busy.add(key);
						expect(busy.size).toBeLessThanOrEqual(concurrency);
						for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
						busy.delete(key);
						order.set(key, [...(order.get(key) ?? []), id]);
						return true;
					},
				});
				for (const key of ['a', 'b', 'c', 'd']) {
					const inOrder = jobs.filter((job) => job.key === key).map(({ id }) => id);
					expect(order.get(key) ?? []).toEqual(inOrder);
				}
			},
		),
		timesTheUsual(2),
	);
});
