import { WAITING_ROWS } from './rows';
import { testMatrix } from './run';

testMatrix(792, WAITING_ROWS);
