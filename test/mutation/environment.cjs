const fc = require('fast-check');
const { TestEnvironment } = require('jest-environment-node');

// The tables find nearly every mutant, so the properties run twice only, and always in the same way.
fc.configureGlobal({ numRuns: 2, seed: 1 });

/** Libraries loaded once for all mutants, where jest would load them again for each. */
const shared = { 'fast-check': fc, 'n8n-workflow': require('n8n-workflow') };

/** Makes a run as short as a mutant needs. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.global.shared = shared;
		// Which tests reach the mutant; in the run without one it is not there.
		this.global.testNamePattern = config.globalConfig.testNamePattern;
	}

	handleTestEvent({ name, test }, state) {
		if (name === 'run_start' && state.testNamePattern) {
			keepMatching(state.rootDescribeBlock, '', state.testNamePattern);
			state.testNamePattern = null;
		}
		if (name === 'test_done' && test.errors.length > 0) dropFollowing(test);
	}
};

/** Takes out the tests that do not reach the mutant: jest is slower to skip them. */
function keepMatching(block, prefix, pattern) {
	for (const child of block.children) {
		if (child.type === 'describeBlock') keepMatching(child, `${prefix}${child.name} `, pattern);
	}
	block.children = block.children.filter((child) =>
		child.type === 'test' ? pattern.test(prefix + child.name) : child.children.length > 0,
	);
}

/** A mutant is killed by the first test that fails, so nothing runs after it. */
function dropFollowing(test) {
	for (let child = test; child.parent; child = child.parent) {
		const { children } = child.parent;
		children.splice(children.indexOf(child) + 1);
	}
}
