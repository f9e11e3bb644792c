import { runBatch } from '../../../nodes/SmsPartnerCallForward/timing/batch';
import { clock } from '../../../nodes/SmsPartnerCallForward/timing/clock';

it('goes through 300 000 jobs of one line in seconds', async () => {
	const jobs = Array.from({ length: 300_000 }, () => ({}));
	let count = 0;
	jest.spyOn(clock, 'yield').mockResolvedValue();
	const before = performance.now();
	await runBatch(jobs, {
		keyOf: () => 'a',
		concurrency: 5,
		drawsFirst: true,
		stop: { aborted: false },
		run: async () => ++count > 0,
	});
	expect(count).toBe(300_000);
	expect(performance.now() - before).toBeLessThan(20_000);
});
