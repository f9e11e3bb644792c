const typescript = [
	'@swc/jest',
	{
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	},
];

const project = (name) => ({
	displayName: name,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	testPathIgnorePatterns: ['/node_modules/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json', '<rootDir>/test/e2e/'],
	transform: { '\\.ts$': typescript },
	restoreMocks: true,
});

/** @type {import('jest').Config} */
module.exports = {
	projects: [project('unit'), project('engine')],
	// The engine tests run the built package, so the coverage below is what the unit tests reach.
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'coverage',
	coverageReporters: ['text', 'lcov'],
	coverageThreshold: { global: { lines: 100, branches: 100 } },
};
