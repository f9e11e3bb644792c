import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECHO_PLACES, createFaultQueue } from '../../sandbox/faults';
import { CONTROL_MESSAGES } from '../../sandbox/rules';
import { FAULT_KINDS, SEEDED_LINES } from '../../sandbox/server';

const README = readFileSync(join(__dirname, '../../sandbox/README.md'), 'utf8');
const rows = README.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));

describe("the sandbox's README", () => {
	it.each(Object.entries(CONTROL_MESSAGES))('has code %s with its message', (code, message) => {
		expect(rows).toContainEqual(expect.arrayContaining([code, `\`${message}\``]));
	});

	it.each(FAULT_KINDS)('has the fault %s with an example that the sandbox takes', (kind) => {
		const row = rows.find((cells) => cells[1] === `\`${kind}\`` && cells[3]?.startsWith('`{'));
		const example: unknown = JSON.parse(String(row?.[3]).replaceAll('`', ''));
		expect(example).toMatchObject({ kind });
		const queue = createFaultQueue();
		queue.add(example);
		// "answer" kinds take effect on their own.
		const byDefault = createFaultQueue();
		byDefault.add({ ...(example as object), apply: undefined });
		expect(byDefault.list()[0]?.apply).toBe(String(row?.[2]).includes('**answer**'));
	});

	it('has every seeded line and every place of the key', () => {
		const ordinary = SEEDED_LINES.filter(({ alwaysAnswers }) => alwaysAnswers === undefined);
		for (const text of [...ordinary.map(({ number }) => number), ...ECHO_PLACES]) {
			expect(README).toContain(`\`${text}\``);
		}
	});
});
