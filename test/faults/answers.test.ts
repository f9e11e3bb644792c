/**
 * Every kind of answer that the sandbox can give instead of the API's own, for each request of an item:
 * whatever came back, and whether or not the request took effect, what the item claims is so.
 */
import type { IDataObject } from 'n8n-workflow';
import type { LineState } from '../../sandbox/rules';
import type { Fault } from '../../sandbox/server';
import { jsonOf, skipWaits, useSandbox } from '../engine/useSandbox';
import { REFUSED, UNREADABLE, type Shape } from './support/answers';

const OFF: LineState = { type: 0, param: '' };
const STARTS: Record<string, LineState> = {
	off: OFF,
	forwarded: { type: 1, param: '+33700000001' },
};
const WANTED: Record<string, LineState> = {
	callForwarding: { type: 1, param: '+33698765432' },
	voicemail: { type: 2, param: 'team@example.com' },
	disabled: OFF,
};
/** The first request of an item, and with Replace the switch-off and the set after it. */
const REQUESTS = [0, 1, 2];

const withFate = (apply: boolean) => (shape: Shape) => ({ ...shape, apply });
const rows = [
	...UNREADABLE.map(withFate(true)),
	...[...UNREADABLE, ...REFUSED].map(withFate(false)),
]
	.flatMap((shape) =>
		REQUESTS.flatMap((skip) => [1, 999].map((times): Fault => ({ ...shape, skip, times }))),
	)
	.map((fault, i) => ({ fault, number: `3362${String(i).padStart(7, '0')}` }));

const api = useSandbox({ lines: 'any' });

const isSame = (one: LineState | undefined, other: LineState | undefined): boolean =>
	one?.type === other?.type && one?.param === other?.param;

/** What an item says of its line and is not so. */
function untruth(item: IDataObject, before: LineState, after: LineState, asked: LineState) {
	const { status, changed, code } = item;
	const hasMoved = !isSame(before, after);
	const isSet = status === 'applied' || status === 'replaced';
	const isTrue =
		(!isSet || isSame(after, asked)) &&
		(changed !== false || !hasMoved) &&
		(status !== 'rejected' || !hasMoved) &&
		// Code 18 at a retry stands for the item's own request, as the contract has it.
		(changed !== true || hasMoved || isSame(after, asked) || code === 18);
	return isTrue ? undefined : JSON.stringify({ item, before, after });
}

describe.each(Object.entries(STARTS))('lines that are %s', (_start, before) => {
	describe.each(Object.entries(WANTED))('set to %s', (mode, asked) => {
		it.each(['error', 'keep', 'replace'])('If Already Set: %s', async (alreadySet) => {
			skipWaits();
			for (const { fault, number } of rows) {
				api.sandbox.setLine(number, before);
				api.sandbox.addFault({ ...fault, number });
			}
			const { success } = await api.run({
				items: rows.map(({ number }) => ({ number, mode, destination: asked.param })),
				options: { alreadySet, concurrency: 50 },
				onError: 'continueRegularOutput',
			});
			expect(success).toHaveLength(rows.length);
			const untrue = jsonOf(success).map((item, i) => {
				const { number, fault } = rows[i] ?? { number: '', fault: undefined };
				const after = api.sandbox.line(number) ?? OFF;
				const found = untruth(item, before, after, asked);
				return found === undefined ? [] : [`${JSON.stringify(fault)}: ${found}`];
			});
			expect(untrue.flat().slice(0, 3)).toEqual([]);
		});
	});
});
