import { FAULT_KINDS } from '../../../sandbox/server';
import { ANSWERED_ROWS, UNANSWERED_ROWS, WAITING_ROWS } from './rows';
import { testMatrix } from './run';

testMatrix(4_653, ANSWERED_ROWS);

it('has a row for every kind of fault', () => {
	const kinds = [...ANSWERED_ROWS, ...UNANSWERED_ROWS, ...WAITING_ROWS].map(
		({ fault }) => fault.kind,
	);
	expect(new Set(kinds)).toEqual(new Set(FAULT_KINDS));
});
