import { skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });

const FORWARD = { mode: 'forward', destination: '+33698765432' };
const row = (number: string, rest = FORWARD) => ({ number, ...rest });
const OFF_ALREADY = { mode: 'off', destination: '' };
const NOBODY = { mode: 'voicemail', destination: 'nobody' };

/** What a person sees of a run that stopped. */
async function stopped(run: Parameters<typeof api.run>[0]) {
	const { status, runError, success, error, delivered } = await api.run({
		onError: 'stopWorkflow',
		...run,
	});
	expect(status).toBe('error');
	expect([success, error, delivered.success, delivered.error]).toEqual([[], [], [], []]);
	// n8n would add a second number to the row's, counted from zero.
	if (runError && 'context' in runError) expect(runError.context.itemIndex).toBeUndefined();
	return {
		message: runError?.message,
		description: runError && 'description' in runError ? String(runError.description) : '',
	};
}

describe('On Error: Stop Workflow', () => {
	it('checks all items before the first request, and names all rows that cannot be sent', async () => {
		const items = [
			row('33600000001'),
			row('33600000002', NOBODY),
			row('33600000003'),
			row('', OFF_ALREADY),
		];
		const { message, description } = await stopped({ items });
		expect(api.sandbox.requests).toEqual([]);
		expect(message).toBe('2 of 4 rows cannot be sent: rows 2 and 4');
		expect(description).toMatch(/^Row 2 \(33600000002\): .*"nobody".* Row 4: .*'Virtual Number'/);
		expect(description).not.toContain('hanged in this run');
	});

	it('names the only row that cannot be sent, and no row of a single item', async () => {
		const ITS_TEXT = 'The notification email address is not valid';
		const two = await stopped({ items: [row('33600000001'), row('33600000002', NOBODY)] });
		expect(two.message).toBe(`Row 2 (33600000002): ${ITS_TEXT}`);
		const one = await stopped({ items: [row('33600000002', NOBODY)] });
		expect(one.message).toBe(`33600000002: ${ITS_TEXT}`);
	});

	it('names what the run changed before, and starts nothing new after a failure', async () => {
		const items = [1, 2, 3, 4, 5].map((n) =>
			row(`3360000000${n}`, n === 3 ? OFF_ALREADY : FORWARD),
		);
		const { message, description } = await stopped({ items, options: { concurrency: 1 } });
		expect(message).toBe('Row 3 (33600000003): Call forwarding is already disabled');
		expect(description).toMatch(/^Control code 18: /);
		expect(description).toContain('Changed in this run: rows 1–2 (33600000001, 33600000002).');
		expect(api.sent()).toHaveLength(3);
	});

	it('finishes the items that have started, and stops with the lowest failed one', async () => {
		skipWaits();
		// The first item fails last, the second first; the third is retried and replaced meanwhile.
		api.sandbox.setLine('33600000003', { type: 2, param: 'old@example.com' });
		api.sandbox.addFault({ kind: 'delay', ms: 300, number: '33600000001' });
		api.sandbox.addFault({ kind: 'status', status: 503, number: '33600000003', skip: 2 });
		api.sandbox.addFault({ kind: 'delay', ms: 100, number: '33600000003', skip: 1 });
		const { message, description } = await stopped({
			items: [
				row('33600000001', OFF_ALREADY),
				row('33600000002', OFF_ALREADY),
				row('33600000003'),
				row('33600000004'),
			],
			options: { concurrency: 3, alreadySet: '={{ $itemIndex === 2 ? "replace" : "error" }}' },
		});
		expect(message).toMatch(/^Row 1 /);
		expect(description).toContain('Changed in this run: row 3 (33600000003).');
		expect(api.sandbox.line('33600000003')).toEqual({ type: 1, param: '+33698765432' });
		expect(api.sent().some(({ number }) => number === '33600000004')).toBe(false);
	});

	it('tells the rows that were perhaps changed', async () => {
		skipWaits();
		api.sandbox.addFault({ kind: 'reset', number: '33600000001', apply: true, times: 3 });
		const items = [row('33600000001'), row('33600000002')];
		const { description } = await stopped({ items, options: { concurrency: 1 } });
		expect(description).toContain('Possibly changed in this run: row 1 (33600000001).');
		expect(api.sandbox.requests).toHaveLength(3);
	});
});
