import { WAITING_ROWS } from './rows';
import { testMatrix } from './run';

testMatrix('Fault matrix: silence', WAITING_ROWS);
