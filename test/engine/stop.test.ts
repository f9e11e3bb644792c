import { skipWaits, useSandbox } from './useSandbox';

const api = useSandbox({ lines: 'any' });

const FORWARD = { mode: 'forward', destination: '+33698765432' };
const row = (number: string, rest = FORWARD) => ({ number, ...rest });
const OFF_ALREADY = { mode: 'off', destination: '' };
const NOBODY = { mode: 'voicemail', destination: 'nobody' };

/** What a person sees of a run that stopped. */
async function stopped(run: Parameters<typeof api.run>[0]) {
	const { status, runError, success, error, delivered } = await api.run(run);
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
		const items = [row('33600000001'), row('33600000002', NOBODY), row('', OFF_ALREADY)];
		const { message, description } = await stopped({ items });
		expect(api.sandbox.requests).toEqual([]);
		expect(message).toBe('2 of 3 rows cannot be sent: rows 2–3');
		expect(description).toMatch(/^Row 2 \(33600000002\): .*"nobody".* Row 3: .*'Virtual Number'/);
		expect(description).not.toContain('hanged in this run');
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
});
