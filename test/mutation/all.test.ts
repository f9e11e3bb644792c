/** All unit tests of the node and the credential as one suite: a mutant then costs one start of jest. */
const FILES = [
	'access',
	'answer',
	'baseUrl',
	'batch',
	'callForward',
	'clock',
	'controlCodes',
	'credential',
	'destinationPolicy',
	'emailAddress',
	'items',
	'memory',
	'mode',
	'node',
	'outcome',
	'pace',
	'parameters',
	'phoneNumber',
	'problem',
	'request',
	'secret',
	'settle',
	'transport',
];

describe.each(FILES)('%s:', (file) => {
	jest.requireActual(`../unit/${file}.test`);
});
