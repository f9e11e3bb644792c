import { SmsPartnerCallForward } from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node';
import { locks } from '../../nodes/SmsPartnerCallForward/timing/locks';
import { accounts } from '../../nodes/SmsPartnerCallForward/timing/pace';
import { useFakeClock } from '../unit/support/clock';
import { CREDENTIAL, fakeContext } from '../unit/support/context';
import { SUCCESS_BODY } from '../unit/support/vendor';
import { heapInUse, MB } from './support/heap';
import { findSecret } from './support/spellings';

const EXECUTIONS = 10_000;
const HEAP_MB = 2;
/** Virtual time between two executions. */
const GAP_MS = 1_000;
/** An account with a pace is known for the minute that the pace looks back on. */
const ACCOUNTS_IN_A_MINUTE = 62;

const node = new SmsPartnerCallForward();

it(`keeps nothing of ${EXECUTIONS} executions with ever new numbers and keys`, async () => {
	const time = useFakeClock();

	/** Two executions at once, of which one waits for the line of the other. */
	async function executeTwice(index: number): Promise<void> {
		const apiKey = `a-key-to-find-${index}`;
		// Every other account has a pace.
		const requestsPerMinute = (index % 2) * 600;
		const virtualNumber = `336${String(index).padStart(8, '0')}`;
		const rows = [{ virtualNumber, mode: 'disabled', options: { requestsPerMinute } }];
		const execute = async () => {
			const { context } = fakeContext({
				rows,
				node: { retryOnFail: true },
				credential: { ...CREDENTIAL, apiKey },
				async api() {
					if (index % 500 === 0) expect(findSecret(apiKey, [locks, accounts])).toEqual([]);
					await Promise.resolve();
					return { body: SUCCESS_BODY };
				},
			});
			return await node.execute.call(context);
		};
		const outputs = await Promise.all([execute(), execute()]);
		expect(outputs.flat(2).map(({ json }) => json.status)).toEqual(['applied', 'applied']);
		expect(locks.size).toBe(0);
		expect(accounts.size).toBeLessThanOrEqual(ACCOUNTS_IN_A_MINUTE);
		// Also ends the waits that were given up.
		await time.sleep(GAP_MS);
		// The calls that are recorded are not the node's.
		jest.clearAllMocks();
		time.sleeps.length = 0;
	}

	const WARM_UP = 500;
	let index = 0;
	while (index < WARM_UP) await executeTwice(index++);
	const before = await heapInUse();
	while (index < WARM_UP + EXECUTIONS / 2) await executeTwice(index++);
	const grownMb = ((await heapInUse()) - before) / MB;
	process.stdout.write(
		`Nothing kept: heap ${grownMb.toFixed(2)} MB more after ${EXECUTIONS} executions\n`,
	);
	expect(grownMb).toBeLessThan(HEAP_MB);
}, 120_000);
