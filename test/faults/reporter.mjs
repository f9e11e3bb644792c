import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');
const DOCUMENT = 'docs/reliability.md';

/** `| Suite | 1 234 | …`: the rows of the document that give a number of cases. */
const ROW = /^\| *([^|]+?) *\| *(\d[\d ]*?) *\|/gm;

/**
 * Closes a run with how many cases ran in each suite and how many docs/reliability.md says there
 * are, and fails the run where these differ.
 */
export default class Reporter {
	#settings;
	#folder = mkdtempSync(join(tmpdir(), 'fault-counts-'));
	#differences = [];

	constructor(settings) {
		this.#settings = settings;
		// The suites, in processes of their own, write their counts there: tally.ts.
		process.env.FAULT_COUNTS = this.#folder;
	}

	onRunComplete() {
		const expected = readExpected();
		const ran = readRan(this.#folder);
		rmSync(this.#folder, { recursive: true });
		const isWhole = this.#settings.nonFlagArgs.length === 0;
		const suites = new Set([...(isWhole ? expected.keys() : []), ...ran.keys()]);

		console.log('\nCases ran / expected');
		for (const suite of suites) {
			const counts = `${ran.get(suite) ?? 0} / ${expected.get(suite) ?? 0}`;
			const differs = ran.get(suite) !== expected.get(suite);
			if (differs) this.#differences.push(`${suite}: ${counts}`);
			console.log(`${differs ? '✗' : '✓'} ${counts.padStart(15)}  ${suite}`);
		}
	}

	getLastError() {
		if (this.#differences.length === 0) return undefined;
		return new Error(
			`Other than ${DOCUMENT} says (ran / expected): ${this.#differences.join('; ')}`,
		);
	}
}

function readExpected() {
	const text = readFileSync(join(REPOSITORY, DOCUMENT), 'utf8');
	return new Map(
		[...text.matchAll(ROW)].map(([, suite, cases]) => [suite, Number(cases.replaceAll(' ', ''))]),
	);
}

function readRan(folder) {
	const counts = readdirSync(folder).map((file) =>
		JSON.parse(readFileSync(join(folder, file), 'utf8')),
	);
	return new Map(counts.map(({ suite, ran }) => [suite, ran]));
}
