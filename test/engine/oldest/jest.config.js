const { projects } = require('../../../jest.config');

const engine = projects.find(({ displayName }) => displayName === 'engine');

/** The same engine tests, on the n8n-core and n8n-workflow of this folder. */
module.exports = {
	...engine,
	displayName: 'oldest engine',
	rootDir: '../../..',
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|reflect-metadata|@n8n/[^/]+)(/.*)?$':
			'<rootDir>/test/engine/oldest/node_modules/$1$2',
	},
};
