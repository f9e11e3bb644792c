import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * All unit tests of the node and the credential as one suite: a mutant then costs one start of jest.
 * The description is left out: it is not mutated, and its snapshot lies beside its own test. So is what
 * takes seconds, since it would for each mutant.
 */
const UNIT = join(__dirname, '../unit');
const OTHERS = /^(sandbox|probe)[\\/]|^description\.test\.ts$|manyJobs\.test\.ts$/;

const files = readdirSync(UNIT, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.ts') && !OTHERS.test(file))
	.sort();

describe.each(files)('%s:', (file) => {
	jest.requireActual(relative(__dirname, join(UNIT, file)));
});
