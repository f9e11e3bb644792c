import { join } from 'node:path';
import { report } from '../../scripts/demo/report';
import { readRows } from '../../scripts/demo/rows';
import { runDemo } from '../../scripts/demo/run';

const SAMPLE = join(__dirname, '../../examples/demo-rows.csv');

describe('the demo over its own rows', () => {
	it('shows all modes, control codes, a validation error and a retry that recovered', async () => {
		const rows = await readRows(SAMPLE);
		const { success, errors, retried } = await runDemo(rows);

		const leaving = [...success, ...errors].map(({ row }) => row).sort((a, b) => a - b);
		expect(leaving).toEqual(rows.map((_, index) => index + 1));
		expect(new Set(success.map(({ outcome }) => outcome.mode))).toEqual(
			new Set(['callForwarding', 'voicemail', 'disabled']),
		);
		const refused = errors.filter(({ outcome }) => outcome.source === 'api');
		expect(refused.map(({ outcome }) => outcome.code)).toEqual([18, 16, 17, 13, 14, 15]);
		const mistaken = errors.filter(({ outcome }) => outcome.source === 'validation');
		expect(mistaken.map(({ outcome }) => outcome.reason)).toEqual(['emailInvalid', 'modeInvalid']);
		expect(retried.slice(0, 2).map(({ status }) => status)).toEqual([503, 200]);
		expect(success[0]).toMatchObject({ row: 1, outcome: { status: 'applied' } });
	});

	it('prints what came out, and what could garble a terminal as a space', async () => {
		const text = report(
			await runDemo([{ number: '33612345678', mode: 'night\u001b[2J\u0007', destination: '' }]),
		);
		expect(text).toContain('Success branch: 0 items');
		expect(text).toContain('modeInvalid');
		expect(text).toContain('No request was sent');
		expect(text).not.toContain('\u001b');
		expect(text).not.toContain('\u0007');
	});
});
