import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { projects } = require('./jest.config.js');
const unit = projects.find(({ displayName }) => displayName === 'unit');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	// All that decides something, and not the texts and fields that people see.
	mutate: ['nodes/**/*.ts', '!nodes/**/description.ts', 'credentials/gate.ts'],
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	jest: {
		projectType: 'custom',
		config: {
			...unit,
			// Nothing waits in real time: what takes longer is stuck.
			testTimeout: 2000,
			testMatch: ['<rootDir>/test/mutation/all.test.ts'],
			testEnvironment: require.resolve('./test/mutation/environment.cjs'),
			moduleNameMapper: { '^(n8n-workflow|fast-check)$': '<rootDir>/test/mutation/$1.cjs' },
		},
		enableFindRelatedTests: false,
	},
	// Nothing but what the unit tests need is copied.
	ignorePatterns: [
		'/*',
		'!/nodes',
		'!/credentials',
		'!/package.json',
		'!/test',
		'/test/*',
		'!/test/mutation',
		'!/test/unit',
		'/test/unit/sandbox',
	],
	concurrency: 2,
	// Jest keeps something of each mutant, and gets slower with it.
	maxTestRunnerReuse: 100,
	thresholds: { high: 99, low: 98, break: 98 },
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'reports/mutation.json' },
	allowConsoleColors: false,
	dryRunTimeoutMinutes: 15,
	warnings: { slow: false },
};
