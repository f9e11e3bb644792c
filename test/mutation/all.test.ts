/** All unit tests of the node and the credential as one suite: a mutant then costs one start of jest. */
const FILES = [
	'checks/credential',
	'api/response',
	'checks/baseUrl',
	'timing/batch',
	'callForward',
	'timing/clock',
	'api/controlCodes',
	'credentials/SmsPartnerApi',
	'checks/allowedDestinations',
	'checks/emailAddress',
	'items',
	'retryOnFail',
	'checks/mode',
	'node',
	'outcome',
	'timing/pace',
	'checks/parameters',
	'checks/phoneNumber',
	'checks/problem',
	'checks/request',
	'api/redact',
	'settle',
	'api/transport',
];

describe.each(FILES)('%s:', (file) => {
	jest.requireActual(`../unit/${file}.test`);
});
