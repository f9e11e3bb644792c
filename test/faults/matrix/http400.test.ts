import { testMatrix } from './run';

// The vendor does not document the HTTP status of a rejection.
testMatrix(
	'Fault matrix: rejections with HTTP 400',
	[{ name: 'no fault', fault: { kind: 'delay', ms: 0 }, ends: 'answered', requests: 1 }],
	400,
);
