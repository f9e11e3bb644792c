import {
	createQueue,
	lines,
	passOn,
	takeLine,
	waitForLine,
} from '../../../nodes/SmsPartnerCallForward/timing/lines';
import { useFakeClock } from '../support/clock';

const RUNNING = { aborted: false };
const refuse = () => false;

afterEach(() => expect(lines.size).toBe(0));

describe('a queue', () => {
	it('gives first what came first, also when more comes meanwhile', () => {
		const queue = createQueue<string>();
		queue.add('a');
		queue.add('b');
		expect(queue.take()).toBe('a');
		queue.add('c');
		queue.add('d');
		expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([
			'b',
			'c',
			'd',
			undefined,
		]);
	});

	it('takes time in proportion to its length', () => {
		const length = 300_000;
		const queue = createQueue<number>();
		for (let i = 0; i < length; i++) queue.add(i);
		const before = performance.now();
		for (let i = 0; i < length; i++) if (queue.take() !== i) throw new Error(`Not ${i}`);
		expect(performance.now() - before).toBeLessThan(5_000);
	});
});

describe('a line', () => {
	it('is taken at once where it is free, whatever other lines do', () => {
		expect(takeLine('a', refuse)).toBe(true);
		expect(takeLine('b', refuse)).toBe(true);
		passOn('a');
		expect(takeLine('a', refuse)).toBe(true);
		passOn('a');
		passOn('b');
	});

	it('goes to those that wait, one at a time and in order', () => {
		const given: number[] = [];
		const waiter = (id: number) => () => given.push(id) > 0;
		expect(takeLine('a', waiter(0))).toBe(true);
		expect(takeLine('a', waiter(1))).toBe(false);
		expect(takeLine('a', waiter(2))).toBe(false);
		expect(given).toEqual([]);
		passOn('a');
		expect(given).toEqual([1]);
		expect(takeLine('a', waiter(3))).toBe(false);
		passOn('a');
		passOn('a');
		expect(given).toEqual([1, 2, 3]);
		passOn('a');
	});

	it('goes on to the next where one does not want it any more', () => {
		const given: number[] = [];
		takeLine('a', refuse);
		takeLine('a', refuse);
		takeLine('a', refuse);
		takeLine('a', () => given.push(3) > 0);
		passOn('a');
		expect(given).toEqual([3]);
		takeLine('a', refuse);
		passOn('a');
	});

	it('leaves nothing behind, however many there were', () => {
		for (let i = 0; i < 10_000; i++) takeLine(`line ${i}`, refuse);
		expect(lines.size).toBe(10_000);
		for (let i = 0; i < 10_000; i++) passOn(`line ${i}`);
		expect(lines.size).toBe(0);
	});

	it('that nobody has is passed on to nobody', () => {
		passOn('a');
		expect(lines.size).toBe(0);
	});
});

describe('waiting for a line', () => {
	it('is over at once where it is free', async () => {
		const time = useFakeClock();
		expect(await waitForLine('a', RUNNING)).toBe(true);
		expect(time.sleeps).toEqual([]);
		passOn('a');
	});

	it('ends when it is passed on', async () => {
		const time = useFakeClock();
		const start = time.now;
		takeLine('a', refuse);
		const waiting = waitForLine('a', RUNNING);
		passOn('a');
		expect(await waiting).toBe(true);
		expect(time.now).toBe(start);
		passOn('a');
	});

	it('ends within 250 ms of the stop, and the next in the queue goes on', async () => {
		const time = useFakeClock();
		const start = time.now;
		const stop = {
			get aborted() {
				return time.now >= start + 150;
			},
		};
		takeLine('a', refuse);
		const stopped = waitForLine('a', stop);
		const other = waitForLine('a', RUNNING);
		expect(await stopped).toBe(false);
		expect(time.now).toBe(start + 200);
		passOn('a');
		expect(await other).toBe(true);
		passOn('a');
	});

	it('is over at once where the execution was stopped before', async () => {
		const time = useFakeClock();
		takeLine('a', refuse);
		expect(await waitForLine('a', { aborted: true })).toBe(false);
		expect(time.sleeps).toEqual([]);
		passOn('a');
	});
});
