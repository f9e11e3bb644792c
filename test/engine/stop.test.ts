import { skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });

const FORWARD = { mode: 'forward', destination: '+33698765432' };
const row = (number: string, rest = FORWARD) => ({ number, ...rest });
const OFF_ALREADY = { mode: 'off', destination: '' };

/** What a person sees of a run that stopped. */
async function stopped(run: Parameters<typeof api.run>[0]) {
	const { status, runError, success, error, delivered } = await api.run({
		onError: 'stopWorkflow',
		...run,
	});
	expect(status).toBe('error');
	expect([success, error, delivered.success, delivered.error]).toEqual([[], [], [], []]);
	const itemIndex = runError && 'context' in runError ? runError.context.itemIndex : undefined;
	return {
		message: runError?.message,
		description: runError && 'description' in runError ? runError.description : undefined,
		itemIndex,
	};
}

describe('On Error: Stop Workflow', () => {
	it('checks all items before the first request', async () => {
		const items = [row('33600000001'), row('33600000002'), row('33600000003')];
		const mistake = row('33600000004', { mode: 'voicemail', destination: 'nobody' });
		const { message, description, itemIndex } = await stopped({ items: [...items, mistake] });
		expect(api.sandbox.requests).toEqual([]);
		expect(message).toBe('Row 4 (33600000004): The notification email address is not valid');
		expect(description).toMatch(/^Control code 9: .*'Destination'/);
		expect(description).not.toContain('hanged in this run');
		expect(itemIndex).toBe(3);
	});

	it('stops with the lowest of several mistakes', async () => {
		const { itemIndex, description } = await stopped({
			items: [
				row('33600000001'),
				row('33600000002', { mode: 'sometimes', destination: '' }),
				row('', OFF_ALREADY),
			],
		});
		expect(itemIndex).toBe(1);
		expect(description).toMatch(/^Control code 7: /);
	});

	it('names what the run changed before, and starts nothing new after a failure', async () => {
		const items = [
			row('33600000001'),
			row('33600000002'),
			row('33600000003', OFF_ALREADY),
			row('33600000004'),
			row('33600000005'),
		];
		const { message, description, itemIndex } = await stopped({
			items,
			options: { concurrency: 1 },
		});
		expect(message).toBe('Row 3 (33600000003): Call forwarding is already disabled');
		expect(description).toMatch(/^Control code 18: /);
		expect(description).toContain('33600000001, 33600000002');
		expect(description).not.toContain('33600000004');
		expect(itemIndex).toBe(2);
		expect(api.sent().map(({ number }) => number)).toEqual([
			'33600000001',
			'33600000002',
			'33600000003',
		]);
	});

	it('finishes the items that have started, and stops with the lowest failed one', async () => {
		skipWaits();
		// The first item fails last, the second first; the third is retried and replaced meanwhile.
		api.sandbox.setLine('33600000003', { type: 2, param: 'old@example.com' });
		api.sandbox.addFault({ kind: 'delay', ms: 300, number: '33600000001' });
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33600000003', skip: 2 });
		api.sandbox.addFault({ kind: 'delay', ms: 100, number: '33600000003', skip: 1 });
		const { description, itemIndex } = await stopped({
			items: [
				row('33600000001', OFF_ALREADY),
				row('33600000002', OFF_ALREADY),
				row('33600000003'),
				row('33600000004'),
			],
			options: { concurrency: 3, alreadySet: '={{ $itemIndex === 2 ? "replace" : "error" }}' },
		});
		expect(itemIndex).toBe(0);
		expect(description).toContain('33600000003');
		expect(api.sandbox.line('33600000003')).toEqual({ type: 1, param: '+33698765432' });
		expect(api.sent().some(({ number }) => number === '33600000004')).toBe(false);
	});

	it('tells the numbers that were perhaps changed', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'reset', number: '33600000001', apply: true, times: 3 });
		const { description } = await stopped({ items: [row('33600000001')] });
		expect(description).toContain('33600000001');
		expect(api.sandbox.requests).toHaveLength(3);
	});

	it('sends nothing in a dry run, and stops on its mistakes', async () => {
		const items = [row('33600000001'), row('1234')];
		const { itemIndex, description } = await stopped({ items, options: { dryRun: true } });
		expect(itemIndex).toBe(1);
		expect(description).toContain('As Entered');
		expect(api.sandbox.requests).toEqual([]);
	});
});
