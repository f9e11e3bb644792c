import { UNANSWERED_ROWS } from './rows';
import { testMatrix } from './run';

testMatrix('Fault matrix: no usable answer', UNANSWERED_ROWS);
