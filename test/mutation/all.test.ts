import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * All unit tests of the node and the credential as one suite: a mutant then costs one start of jest.
 * What people see is left out: it is not mutated, and its snapshots lie beside its own tests.
 */
const UNIT = join(__dirname, '../unit');
const OTHERS = /^sandbox[\\/]|(description|SmsPartnerApi)\.test\.ts$/;

/** Names of the tests that reach the mutant, as a pattern; in the run without a mutant it is not set. */
declare const testNamePattern: string | undefined;
const reaching = testNamePattern?.replaceAll('\\', '');

/** Only what has one of these tests is loaded: that takes longer than the tests. */
const files = filesIn(UNIT)
	.filter((file) => file.endsWith('.test.ts') && !OTHERS.test(file))
	.filter((file) => reaching?.includes(`(${file}: `) ?? true);

/** Stryker's own variable; in the run without a mutant it is not set. */
const mutant = process.env['__STRYKER_ACTIVE_MUTANT__'];
const mutated = mutant === undefined ? undefined : moduleWith(`("${mutant}")`);

describe.each(files.sort((a, b) => distance(a) - distance(b)))('%s:', (file) => {
	jest.requireActual(relative(__dirname, join(UNIT, file)));
});

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** The module with this text in it, by the name that its test has. */
function moduleWith(text: string): string | undefined {
	for (const folder of ['nodes/SmsPartnerCallForward', 'credentials']) {
		const root = join(__dirname, '../..', folder);
		const sources = filesIn(root).filter((file) => file.endsWith('.ts'));
		const found = sources.find((file) => readFileSync(join(root, file), 'utf8').includes(text));
		if (found !== undefined) return join(folder === 'credentials' ? folder : '.', found);
	}
	return undefined;
}

/** The mutated module's own test comes first, then those of its folder: they tell soonest. */
function distance(file: string): number {
	if (mutated === undefined) return 0;
	if (file === mutated.replace(/\.ts$/, '.test.ts')) return 0;
	return dirname(file) === dirname(mutated) ? 1 : 2;
}
