import { UNANSWERED_ROWS } from './rows';
import { testMatrix } from './run';

testMatrix(9_504, UNANSWERED_ROWS);
