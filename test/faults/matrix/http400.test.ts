import { testMatrix } from './run';

// The vendor does not document the HTTP status of a rejection.
testMatrix(
	99,
	[{ name: 'no fault', fault: { kind: 'delay', ms: 0 }, ends: 'answered', requests: 1 }],
	400,
);
