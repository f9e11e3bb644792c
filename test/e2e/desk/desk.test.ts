import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Mail } from '../lib/mail';
import type { Row } from '../lib/office';
import { until } from '../lib/processes';
import { openDesk, WORKFLOWS } from './desk';
import type { Desk } from './desk';

const LYON = '33612345678';
const PARIS = '33612345679';
const SUPPORT = '262692123456';
const ALICE = { type: 1, param: '+33698765432' };
const BRUNO = { type: 1, param: '+33698765433' };
const VOICEMAIL = { type: 2, param: 'office@example.com' };
const OFF = { type: 0, param: '' };
const REFUSAL = { success: false, code: 15, message: 'The number is disabled' };

/** The rows of a table as text, its header first. */
function table(text: string): Row[] {
	const [header = [], ...rows] = text
		.trim()
		.split('\n')
		.map((row) => row.split('|').map((cell) => cell.trim()));
	return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
}

const PEOPLE = table(`
	name      | phone
	Alice     | 06 98 76 54 32
	Bruno     | 06 98 76 54 33
	Voicemail | office@example.com
	Nobody    | off`);
const LINES = table(`
	line            | number             | usually
	Reception Lyon  | 06 12 34 56 78     | Voicemail
	Reception Paris | 06 12 34 56 79     | Voicemail
	Support         | +262 692 12 34 56  | Bruno`);
const PLAN = table(`
	line                            | days      | from  | to      | who
	Reception Lyon, Reception Paris | Mon-Fri   | 9:00  | 18:00   | Alice
	Reception Lyon                  | lun-ven   | 12h   | 14h     | Bruno
	Reception Lyon                  | Sat       | 9     | 12 h 30 | Bruno
	Support                         | every day | 22:00 | 06:00   | Nobody`);
const CHRISTMAS = table(`
	line                            | who       | from       | until
	Reception Lyon, Reception Paris | Voicemail | 25/12/2026 | 25/12/2026`);

let desk: Desk;
before(async () => {
	desk = await openDesk();
});
after(async () => {
	await desk?.close();
});

const lines = (): unknown[] => [LYON, PARIS, SUPPORT].map((number) => desk.sandbox.line(number));

async function fresh(tables: { lines?: Row[]; plan?: Row[]; moves?: Row[] } = {}): Promise<void> {
	await desk.write('desk lines', tables.lines ?? LINES);
	await desk.write('desk plan', tables.plan ?? PLAN);
	await desk.write('desk moves', tables.moves ?? []);
	await desk.write('desk log', []);
	desk.sandbox.reset();
	desk.mail.mails.length = 0;
}
beforeEach(async () => {
	await desk.write('desk people', PEOPLE);
	await fresh();
});

const planRow = async (values: Row): Promise<Row> => {
	const found = (await desk.read('desk plan')).find((row) =>
		Object.entries(values).every(([column, value]) => row[column] === value),
	);
	assert.ok(found);
	return found;
};

describe('a week', () => {
	// Monday is 21 December; Friday is Christmas.
	const week: [string, string, object[]][] = [
		['Monday 9:00', '2026-12-21T09:00', [ALICE, ALICE, BRUNO]],
		['Monday 12:00, lunch', '2026-12-21T12:00', [BRUNO, ALICE, BRUNO]],
		['Monday 18:00', '2026-12-21T18:00', [VOICEMAIL, VOICEMAIL, BRUNO]],
		['Monday 22:00', '2026-12-21T22:00', [VOICEMAIL, VOICEMAIL, OFF]],
		['Thursday 17:55', '2026-12-24T17:55', [ALICE, ALICE, BRUNO]],
		['Friday 9:00, a holiday', '2026-12-25T09:00', [VOICEMAIL, VOICEMAIL, BRUNO]],
		['Saturday 10:00', '2026-12-26T10:00', [BRUNO, VOICEMAIL, BRUNO]],
	];

	it('has each line where the plan says, and sends nothing where nothing changed', async () => {
		await fresh({ moves: CHRISTMAS });
		for (const [when, now, expected] of week) {
			await desk.look(now);
			assert.deepEqual(lines(), expected, when);
			assert.equal(await desk.look(now.replace(/\d$/, '4')), 0, `${when}, once more`);
		}
		assert.equal(desk.mail.mails.length, 0);
	});

	it('sets each line once more at five in the morning', async () => {
		await desk.look('2026-12-21T20:00');
		desk.sandbox.setLine(LYON, ALICE as never);
		assert.equal(await desk.look('2026-12-22T04:59'), 1, 'Support is off at night');
		assert.deepEqual(lines()[0], ALICE);
		await desk.look('2026-12-22T05:00');
		assert.deepEqual(lines()[0], VOICEMAIL);
		assert.equal(await desk.look('2026-12-22T05:05'), 0);
	});
});

describe('the tables', () => {
	it('show where a line goes, since when and why, and the log how it came there', async () => {
		await desk.look('2026-12-21T09:00');
		await desk.look('2026-12-21T12:00');
		const { now, since, by, trouble } = await desk.line('Reception Lyon');
		const { id } = await planRow({ days: 'lun-ven' });
		const reason = `plan row ${id}: lun-ven 12h to 14h`;
		assert.deepEqual([now, since, by, trouble], ['Bruno', '2026-12-21 12:00', reason, '']);
		const log = (await desk.read('desk log')).filter(({ line }) => line === 'Reception Lyon');
		assert.deepEqual(
			log.map(({ when, from, to, result }) => [when, from ?? '', to, result]),
			[
				['2026-12-21 09:00', '', 'Alice', 'set'],
				['2026-12-21 12:00', 'Alice', 'Bruno', 'set'],
			],
		);
	});

	it('say what the reason is when only that changed, without a request', async () => {
		await desk.look('2026-12-21T10:00');
		await desk.write('desk moves', [
			{ line: 'Reception Paris', who: 'Alice', from: '2026-12-21 10:00', by: 'Zoé' },
		]);
		assert.equal(await desk.look('2026-12-21T10:05'), 0);
		assert.match(
			String((await desk.line('Reception Paris'))['by']),
			/^move row \d+ by Zoé, until it is undone$/,
		);
	});

	it('may be empty', async () => {
		await fresh({ lines: [], plan: [] });
		await desk.write('desk people', []);
		assert.equal(await desk.look('2026-12-21T10:00'), 0);
		const [last] = await desk.rest.executionsOf(WORKFLOWS.keep, 1);
		assert.equal(last?.status, 'success');
	});
});

describe('trouble', () => {
	it('of a bad number in the plan is told once, with line and row, and all other lines are set', async () => {
		const bad = { ...PLAN[0], line: 'Reception Paris', from: '8:00', who: '+999 12 34 56 78' };
		await fresh({ plan: [...PLAN, bad, { ...PLAN[1], line: 'Support', who: '0612' }] });
		await desk.look('2026-12-21T09:00');
		await desk.look('2026-12-21T09:05');
		assert.deepEqual(lines(), [ALICE, ALICE, BRUNO]);
		await desk.look('2026-12-22T08:05');
		await desk.look('2026-12-22T08:10');
		assert.deepEqual(lines(), [VOICEMAIL, ALICE, BRUNO]);
		const ids = [(await planRow({ from: '8:00' })).id, (await planRow({ who: '0612' })).id];
		const [first, second, ...more] = desk.mail.mails;
		assert.equal(first?.subject, 'Phone desk: Support');
		assert.match(
			first?.text ?? '',
			new RegExp(`^Support\\ndesk plan, row ${ids[1]} \\(Support\\): "0612"`),
		);
		assert.equal(second?.subject, 'Phone desk: Reception Paris');
		assert.match(
			second?.text ?? '',
			new RegExp(`Not set to \\+999 12 34 56 78 \\(plan row ${ids[0]}: .*Calls go to: Alice`, 's'),
		);
		assert.deepEqual(more, []);
	});

	it('that is told is not told again when another one is corrected', async () => {
		const bad = (from: string): Row => ({ ...PLAN[3], from });
		await fresh({ plan: [bad('noon'), bad('25:00')] });
		await desk.look('2026-12-21T09:00');
		await desk.change('desk plan', { from: 'noon' }, { from: '12:00' });
		await desk.look('2026-12-21T09:05');
		assert.equal(desk.mail.mails.length, 1);
		await desk.change('desk plan', { from: '12:00' }, { from: 'midi' });
		await desk.look('2026-12-21T09:10');
		assert.equal(desk.mail.mails.length, 2);
	});

	it('of two lines at once is one email, and both are set at the next look', async () => {
		desk.sandbox.addFault({ kind: 'answer', number: LYON, body: REFUSAL });
		desk.sandbox.addFault({ kind: 'html200', number: PARIS });
		await desk.look('2026-12-21T09:00');
		assert.deepEqual(lines(), [OFF, OFF, BRUNO]);
		await desk.look('2026-12-21T09:05');
		assert.deepEqual(lines(), [ALICE, ALICE, BRUNO]);
		assert.equal(await desk.look('2026-12-21T09:10'), 0);
		const [mail, ...more] = desk.mail.mails;
		assert.deepEqual(more, []);
		assert.equal(mail?.subject, 'Phone desk: Reception Lyon, Reception Paris');
		assert.match(mail?.text ?? '', /Reception Lyon\nNot set to Alice .*The number is disabled/);
		assert.equal((await desk.line('Reception Lyon'))['trouble'], '');
	});

	it('that lasts is tried less and less often, and at once when the plan changes', async () => {
		const old = { line: 'Old line', number: '33612345615', usually: 'Alice' };
		await fresh({ lines: [old], plan: [] });
		const looks =
			'09:00 09:05 09:10 09:15 09:20 09:25 09:35 09:40 10:15 10:20 11:15 11:20 11:25'.split(' ');
		const sent: string[] = [];
		for (const time of looks) if ((await desk.look(`2026-12-21T${time}`)) > 0) sent.push(time);
		assert.deepEqual(sent, ['09:00', '09:05', '09:10', '09:20', '09:40', '10:20', '11:20']);
		assert.equal(desk.mail.mails.length, 1);
		await desk.change('desk lines', { line: 'Old line' }, { usually: 'Bruno' });
		assert.equal(await desk.look('2026-12-21T11:30'), 1);
	});

	it('whose email was refused is told at the next look; that n8n stopped is told too', async () => {
		await fresh({ plan: [{ ...PLAN[0], line: 'all', who: 'Bruhno' }] });
		desk.mail.refuseNext(1);
		await desk.look('2026-12-21T09:00');
		const subjects = (): string[] => desk.mail.mails.map(({ subject }) => subject);
		await until('the email about n8n', () => subjects().length > 0);
		assert.deepEqual(subjects(), ['Phone desk: Phone desk: keep the lines stopped']);
		assert.match(desk.mail.mails[0]?.text ?? '', /stopped at Alert: .*554/s);
		await desk.look('2026-12-21T09:05');
		await desk.look('2026-12-21T09:10');
		assert.deepEqual(subjects().slice(1), ['Phone desk: Reception Lyon, Reception Paris, Support']);
	});
});

describe('an interruption', () => {
	it('between the request and its note is put right by the next look', async () => {
		const { rest, sandbox } = desk;
		await fresh({ lines: LINES.slice(0, 1), plan: PLAN.slice(1, 3) });
		sandbox.addFault({ kind: 'delay', ms: 5_000, apply: true });
		const look = desk.look('2026-12-21T12:00');
		await until('the request', () => sandbox.requests.length > 0);
		const [running] = await rest.executionsOf(WORKFLOWS.keep, 1);
		await rest.stop(running?.id ?? '');
		await look;
		const { state, now } = await desk.line('Reception Lyon');
		assert.deepEqual([state, now ?? ''], ['sending', '']);
		await desk.look('2026-12-21T12:05');
		assert.deepEqual(lines()[0], BRUNO);
		assert.equal((await desk.line('Reception Lyon'))['now'], 'Bruno');
		assert.equal(await desk.look('2026-12-21T12:10'), 0);
	});

	it('by a second look at the same time does no harm', async () => {
		await Promise.all([desk.look('2026-12-21T09:00'), desk.look('2026-12-21T09:00')]);
		assert.deepEqual(lines(), [ALICE, ALICE, BRUNO]);
		assert.equal(await desk.look('2026-12-21T09:05'), 0);
		assert.equal(desk.mail.mails.length, 0);
	});
});

describe('the form', () => {
	it('moves a line until a time, and the line goes back by itself', async () => {
		await fresh({ plan: [] });
		const said = await desk.form('Move a line', ['Support', 'Alice', '8:00 tomorrow']);
		const [{ until: end } = { until: '' }] = await desk.read('desk moves');
		assert.match(
			said,
			/^Done: Support now goes to Alice \(move row \d+ by Marie, until .* 08:00\)\.$/,
		);
		assert.deepEqual(lines()[2], ALICE);
		await desk.look(String(end).replace(' 08:00', 'T07:59'));
		assert.deepEqual(lines()[2], ALICE);
		await desk.look(String(end).replace(' ', 'T'));
		assert.deepEqual(lines()[2], BRUNO);
	});

	it('undoes a move', async () => {
		await fresh({ plan: [] });
		await desk.form('Move a line', ['all', 'Alice', 'I undo it']);
		assert.deepEqual(lines(), [ALICE, ALICE, ALICE]);
		const said = await desk.form('Undo a move', ['all to Alice, until it is undone']);
		assert.match(
			said,
			/^Done: Reception Lyon now goes to Voicemail \(usually\)\..*Support now goes to Bruno/s,
		);
		assert.deepEqual(lines(), [VOICEMAIL, VOICEMAIL, BRUNO]);
		assert.match(await desk.form('Undo a move', []), /No move is on: there is nothing to undo/);
	});

	it('says so when the line cannot be set', async () => {
		await fresh({ lines: LINES.slice(2), plan: [] });
		desk.sandbox.addFault({ kind: 'answer', number: SUPPORT, body: REFUSAL });
		const said = await desk.form('Move a line', ['Support', 'Alice', '8:00 tomorrow']);
		assert.match(said, /^Please read: Support: Not set to Alice .*The number is disabled/);
	});
});

describe('the morning message', () => {
	const lastMail = (): Mail => {
		const mail = desk.mail.mails.at(-1);
		assert.ok(mail);
		return mail;
	};

	it('says that all lines are set, with names', async () => {
		await desk.look('2026-12-21T05:00');
		await desk.morning('2026-12-21T07:00');
		assert.equal(desk.mail.mails.length, 0);
		await desk.morning('2026-12-21T08:00');
		const { subject, text } = lastMail();
		assert.equal(subject, 'Phone desk: all lines set (3)');
		assert.match(
			text,
			/^- Reception Lyon goes to Voicemail since 2026-12-21 05:00 \(usually\)\.$/m,
		);
	});

	it('says which line is not set, and when nobody looked', async () => {
		desk.sandbox.addFault({ kind: 'answer', number: LYON, body: REFUSAL });
		await desk.look('2026-12-21T05:00');
		await desk.morning('2026-12-21T08:00');
		const { subject, text } = lastMail();
		assert.equal(subject, 'Phone desk: 1 of 3 lines not as planned: Reception Lyon');
		assert.match(text, /^- Reception Lyon: Not set to Voicemail.*The number is disabled/);
		await desk.look('2026-12-21T05:05');
		await desk.morning('2026-12-22T08:00');
		assert.match(lastMail().subject, /3 of 3 lines not as planned/);
		assert.match(lastMail().text, /Support: It was last set on 2026-12-21 05:00/);
	});
});
