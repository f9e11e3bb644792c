const process = require('node:process');

const typescript = [
	'@swc/jest',
	{
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	},
];

const project = (name, settings) => ({
	displayName: name,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/test/e2e/', '<rootDir>/.stryker-tmp/'],
	transform: { '\\.ts$': typescript },
	restoreMocks: true,
	...settings,
});

/** @type {import('jest').Config} */
module.exports = {
	// Real sockets and processes on a busy machine; what hangs still fails. Not read from a project.
	testTimeout: 30_000,
	projects: [
		project('unit'),
		// The documents, the examples, the release: they need the built package, too.
		project('repository'),
		project('probe'),
		project('engine', { setupFilesAfterEnv: ['<rootDir>/test/engine/setup.ts'] }),
	],
	// Of a whole run only. The engine tests run the built package: this is what the unit tests reach.
	collectCoverage: process.argv.length === 2,
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'coverage',
	coverageReporters: ['text', 'lcov'],
	coverageThreshold: { global: { lines: 100, branches: 100 } },
};
