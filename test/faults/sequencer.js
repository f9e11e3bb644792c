const { default: Sequencer } = require('@jest/test-sequencer');

/** Jest starts the longest file first, and this one mostly waits: last, it would wait alone. */
const WAITS = /matrix[\\/]silence\.test\.ts$/;

module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => (WAITS.test(path) ? 0 : 1);
		return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
	}
};
