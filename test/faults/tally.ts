import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Counts the cases of one suite, for the closing table of `npm run test:faults`. A row of
 * docs/reliability.md with the same name says how many are expected.
 *
 * @returns to be called where a case (or several) ran to its end
 */
export function createTally(suite: string): (cases?: number) => void {
	let ran = 0;
	afterAll(() => {
		const folder = process.env.FAULT_COUNTS;
		if (folder === undefined) throw new Error('The reporter of test/faults is missing');
		const file = join(folder, `${suite.replace(/\W+/g, '-')}.json`);
		writeFileSync(file, JSON.stringify({ suite, ran }));
	});
	return (cases = 1) => {
		ran += cases;
	};
}
