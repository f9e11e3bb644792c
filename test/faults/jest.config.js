const { projects } = require('../../jest.config');

const engine = projects.find(({ displayName }) => displayName === 'engine');

/** @type {import('jest').Config} */
module.exports = {
	...engine,
	displayName: 'faults',
	rootDir: '../..',
	testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
	testTimeout: 120_000,
	// By default one core is left to jest itself, which has little to do.
	maxWorkers: 2,
	// What earlier suites left in memory takes its time to be collected, and would count as the node's.
	workerIdleMemoryLimit: '500MB',
};
