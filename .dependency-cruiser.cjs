const NODE = '^nodes/SmsPartnerCallForward';

/** Files that decide something about the values they are given, and do nothing. */
const PURE_API = `${NODE}/api/(wire|controlCodes|reply|response|faults|withhold)\\.ts$`;
const CHECKS = `${NODE}/checks/`;
const REASONS = `${NODE}/reasons\\.ts$`;
/** The ground that all stand on. */
const GROUND = `${NODE}/(forwarding|text)\\.ts$`;

const file = (name) => `${NODE}/${name}\\.ts$`;

/** The code at `path` may import the code at `to`, and nothing else of the package. */
const only = (name, path, to) => ({
	name,
	severity: 'error',
	from: { path },
	to: { path: '^(nodes|credentials)/', pathNot: [GROUND, ...to] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'node-is-the-top',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '\\.node\\.ts$' },
		},
		{
			// crypto is one of the modules that n8n verifies packages with.
			name: 'only-n8n-workflow',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { pathNot: '^(nodes|credentials)/|^node_modules/n8n-workflow/|^n8n-workflow$|^crypto$' },
		},
		{
			name: 'credentials-are-not-imported',
			severity: 'error',
			from: { path: '^nodes/' },
			to: { path: '^credentials/' },
		},

		// node -> callForward -> settle -> api
		{
			name: 'node-does-not-skip-a-floor',
			severity: 'error',
			from: { path: '\\.node\\.ts$' },
			to: { path: [file('settle'), `${NODE}/api/transport\\.ts$`, `${NODE}/timing/`] },
		},
		{
			name: 'callForward-is-run-by-the-node',
			severity: 'error',
			from: { path: '^(nodes|credentials)/', pathNot: '\\.node\\.ts$' },
			to: { path: file('callForward') },
		},
		{
			name: 'settle-is-run-by-callForward',
			severity: 'error',
			from: { path: '^(nodes|credentials)/', pathNot: file('callForward') },
			to: { path: file('settle') },
		},
		only('settle', file('settle'), [`${NODE}/api/`, CHECKS, `${NODE}/timing/`, file('verdict')]),

		only('items', file('items'), [file('outcome'), file('retryOnFail'), file('verdict')]),
		only('retryOnFail', file('retryOnFail'), [CHECKS, file('outcome'), file('verdict')]),
		only('description', file('description'), [CHECKS]),

		only('checks-are-pure', CHECKS, [CHECKS, PURE_API, REASONS]),
		only('outcome-is-pure', file('(outcome|advice)'), [
			CHECKS,
			PURE_API,
			REASONS,
			file('(advice|verdict)'),
		]),
		only('verdict-is-plain-data', file('verdict'), [PURE_API]),
		only('reasons-are-a-table', REASONS, []),
		only('api-knows-only-the-vendor', `${NODE}/api/`, [
			`${NODE}/api/`,
			REASONS,
			`${NODE}/timing/(clock|pace)\\.ts$`,
		]),
		only('pure-api-files', PURE_API, [PURE_API, REASONS]),
		only('timing-knows-no-phones', `${NODE}/timing/`, [`${NODE}/timing/`]),
		only('credentials', '^credentials/', ['^credentials/', CHECKS, PURE_API, REASONS]),
	],
	options: {
		tsConfig: { fileName: 'tsconfig.json' },
		// Types that are imported count, too.
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
	},
};
