const fc = require('fast-check');
const { TestEnvironment } = require('jest-environment-node');

// The tables find nearly every mutant, so the properties run a few times only, and always the same way.
fc.configureGlobal({ numRuns: 20, seed: 1 });

// What takes longest in a run that fails at its first test: jest keeps a stack for every test.
Error.stackTraceLimit = 1;

/** Libraries loaded once for all mutants, where jest would load them again for each. */
const shared = { 'fast-check': fc, 'n8n-workflow': require('n8n-workflow') };

module.exports = class extends TestEnvironment {
	#hasFailed = false;

	async setup() {
		await super.setup();
		this.global.shared = shared;
	}

	/** A mutant is killed by the first test that fails, so the others are skipped. */
	handleTestEvent({ name, test }) {
		if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
		if (name === 'test_done' && test.errors.length > 0) this.#hasFailed = true;
	}
};
