/** A limit that the API does not announce, in real time: with all defaults, nobody fails on it. */
import { jsonOf, useSandbox } from '../engine/useSandbox';

const ROWS = 100;
const LIMIT_A_MINUTE = 60;
const MOST_REFUSED = 12;

const api = useSandbox({ lines: 'any' });

it('100 rows at 60 a minute, and 429 without Retry-After: all are set', async () => {
	api.sandbox.configure({
		requestsPerMinute: LIMIT_A_MINUTE,
		silentLimit: true,
		latency: { ms: 50 },
	});
	const { success } = await api.run({
		items: Array.from({ length: ROWS }, (_, i) => ({
			number: `336200${String(i).padStart(5, '0')}`,
			mode: 'forward',
			destination: '+33698765432',
		})),
		onError: 'continueRegularOutput',
	});
	expect(jsonOf(success).filter(({ status }) => status === 'applied')).toHaveLength(ROWS);
	const refused = api.sandbox.requests.filter(({ status }) => status === 429);
	expect(refused.length).toBeGreaterThan(0);
	expect(refused.length).toBeLessThanOrEqual(MOST_REFUSED);
}, 400_000);
