import { ECHO_PLACES } from '../../sandbox/faults';
import { maskedNumber, createTextMask } from '../../scripts/probe/mask';
import {
	ARGS,
	EMAIL,
	KEY,
	NUMBER,
	OTHER_PHONE,
	PHONE,
	probe,
	runProgram,
	useSandbox,
} from './support';

const sandbox = useSandbox();

const KEY_SPELLINGS = [
	KEY,
	encodeURIComponent(KEY),
	JSON.stringify(KEY).slice(1, -1),
	Buffer.from(KEY).toString('base64'),
];

describe('the API key', () => {
	it.each(ECHO_PLACES)('is in no output when it comes back as %s', async (where) => {
		// An HTML page ends it at the first request.
		sandbox().addFault({ kind: 'echoKey', where, times: 100 });
		const args = [...ARGS, '--base-url', sandbox().baseUrl, '--yes'];
		const asMarkdown = await runProgram({ args });
		const asJson = await runProgram({ args: [...args, '--json'] });
		for (const { stdout, stderr } of [asMarkdown, asJson]) {
			expect(stdout).toContain('not clear');
			for (const key of KEY_SPELLINGS) {
				expect(stdout).not.toContain(key);
				expect(stderr).not.toContain(key);
			}
		}
	});
});

describe('numbers and addresses', () => {
	it('are in no report, also when the API repeats them', async () => {
		const message = `${NUMBER}: 06.12.34.56.78 (+33 6 98 76 54 32, 0755555555) ${EMAIL} you%40example.com`;
		sandbox().addFault({ kind: 'answer', body: { success: true, code: 2, message }, times: 100 });
		const args = [...ARGS, '--base-url', sandbox().baseUrl, '--yes'];
		for (const more of [[], ['--json']]) {
			const { stdout } = await runProgram({ args: [...args, ...more] });
			expect(stdout).toContain('06.xx.xx.xx.xx');
			const ends = [NUMBER, PHONE, OTHER_PHONE].map((number) => number.slice(-4));
			for (const digits of ends) expect(stdout.replace(/[\s.]/g, '')).not.toContain(digits);
			expect(stdout).not.toContain('you@');
			expect(stdout).not.toContain('you%40');
		}
	});

	it.each([
		['33612345678', '336xxxxxxxx'],
		['+33612345678', '+336xxxxxxxx'],
		['0033612345678', '00336xxxxxxxx'],
		['0612345678', '06xxxxxxxx'],
		['06 12 34 56 78', '06 xx xx xx xx'],
		['262692123456', '262xxxxxxxxx'],
	])('%s is shown as %s', (number, shown) => {
		expect(maskedNumber(number)).toBe(shown);
	});

	it('of others are masked, and codes and years are not', () => {
		const mask = createTextMask('key', []);
		expect(mask('Code 16 in 2026 for +44 20 7946 0958, max.mustermann@example.org')).toBe(
			'Code 16 in 2026 for +44 2x xxxx xxxx, xxx@xxx',
		);
	});
});

describe('the report', () => {
	it('is all that is on stdout, and is a table that Markdown reads', async () => {
		const message = 'a | b\nc `d`\u001b[2J';
		sandbox().addFault({ kind: 'answer', body: { success: true, code: 2, message }, times: 100 });
		const args = [...ARGS, '--base-url', sandbox().baseUrl, '--yes'];
		const { stdout, stderr } = await runProgram({ args });
		expect(stdout).toMatch(/^# How SMS Partner's API behaves\n/);
		const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
		expect(rows.length).toBeGreaterThan(20);
		for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
		expect(stderr + stdout).not.toContain('\u001b');
	});

	it('of the real API is asked for, and not of a sandbox', async () => {
		const { stderr } = await probe(sandbox());
		expect(stderr).not.toContain('issues/new');
	});
});
