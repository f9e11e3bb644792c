import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { openExamples } from './setup';
import type { ExamplesOffice, Look } from './setup';

const LINE = '33612345678';
const ALICE = { type: 1, param: '+33698765432' } as const;
const BRUNO = { type: 1, param: '+33698765433' } as const;
const VOICEMAIL = { type: 2, param: 'office@example.com' } as const;
const DISABLED_NUMBER = { success: false, code: 15, message: 'The number is disabled' };
const HOUR_MS = 3_600_000;

let office: ExamplesOffice;
before(async () => {
	office = await openExamples();
	await office.publish('on-call rota from Google Calendar', 'rota');
});
after(async () => {
	await office?.close();
});
beforeEach(async () => {
	await office.reset();
	await office.insert('rota people', [
		{ name: 'Alice', email: 'Alice@example.com', phone: '+33698765432' },
		{ name: 'Bruno', email: null, phone: '06 98 76 54 33' },
		{ name: 'Zoé', email: 'zoe@example.com', phone: null },
	]);
});

const at = (hours: number) => ({ dateTime: new Date(Date.now() + hours * HOUR_MS).toISOString() });
const day = (days: number) => ({
	date: new Date(Date.now() + days * 24 * HOUR_MS).toLocaleDateString('sv', {
		timeZone: 'Europe/Paris',
	}),
});

/** An event that is on now. */
const event = (summary: string, attendees: object[] = [], rest: IDataObject = {}): IDataObject => ({
	summary,
	attendees,
	start: at(-2),
	end: at(6),
	...rest,
});
const allDay = { start: day(0), end: day(1) };
const alice = event('On call', [{ email: 'alice@example.com' }]);

async function look(...events: IDataObject[]): Promise<Look> {
	office.services.events = events;
	return await office.look('rota');
}

describe('On-call rota: who takes the calls', () => {
	const room = { resource: true, responseStatus: 'accepted' };
	const absence = { start: at(-1), eventType: 'outOfOffice' };
	const over = event('Alice', [], { end: at(-1) });
	const later = event('Bruno', [], { start: at(0.2) });
	const declined = { email: 'alice@example.com', responseStatus: 'declined' };
	const cases: [who: string, events: IDataObject[], line: object][] = [
		[
			'the attendee, beside a room',
			[event('On call', [room, { email: 'ALICE@example.com' }])],
			ALICE,
		],
		['the person whom the title names, uninvited', [event('Garde : BRUNO (nuit)')], BRUNO],
		['the one of a later event', [alice, event('Bruno instead', [], { start: at(-1) })], BRUNO],
		['the one of the shift, beside an all-day note', [alice, event('Drill', [], allDay)], ALICE],
		['one who has a phone, not Zoé', [alice, event('Zoé', [], { start: at(-1) })], ALICE],
		['the one of an on-call week', [event('Bruno', [], { start: day(-3), end: day(4) })], BRUNO],
		['the one of the shift, not of an absence', [alice, event('Bruno', [], absence)], ALICE],
		['nobody who has declined, though named', [event('Alice', [declined])], VOICEMAIL],
		['nobody whose name is only part of a word', [event('Brunoy office')], VOICEMAIL],
		['nobody whose shift is over, or begins later', [over, later], VOICEMAIL],
	];
	for (const [who, events, line] of cases) {
		it(`is ${who}`, async () => {
			assert.equal((await look(...events)).status, 200);
			assert.deepEqual(office.sandbox.line(LINE), line);
			assert.equal(office.mail.mails.length, line === VOICEMAIL ? 1 : 0);
		});
	}
});

describe('On-call rota: what is remembered', () => {
	it('sets the line when the person changes, and once a day', async () => {
		assert.equal((await look(alice)).requests, 1);
		assert.equal((await look(alice)).requests, 0);
		await look(event('Bruno'));
		assert.deepEqual(office.sandbox.line(LINE), BRUNO);
		assert.equal((await look(event('Bruno'))).requests, 0);
		await office.forgetToday();
		assert.notEqual((await look(event('Bruno'))).requests, 0);
	});

	it('tries again what was not set, and tells it once', async () => {
		await look(alice);
		office.sandbox.addFault({ kind: 'answer', body: DISABLED_NUMBER, times: 2 });
		assert.deepEqual(await look(event('Bruno')), { status: 200, requests: 1, mails: 1 });
		assert.deepEqual(await look(event('Bruno')), { status: 200, requests: 1, mails: 0 });
		assert.match(String(office.mail.mails[0]?.text), /33612345678.*\n\nThe number is disabled\n/s);
		assert.equal((await look(event('Bruno'))).mails, 0);
		assert.deepEqual(office.sandbox.line(LINE), BRUNO);
		assert.equal((await look(event('Bruno'))).requests, 0);
	});

	it('tells that nobody is on call once, and again when it happens again', async () => {
		assert.equal((await look()).mails, 1);
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 0 });
		assert.equal((await look(alice)).mails, 0);
		assert.equal((await look()).mails, 1);
	});

	it('sends an email that could not be sent at the next look', async () => {
		office.mail.refuseNext(1);
		assert.equal((await look()).status, 500);
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
	});

	for (const status of [401, 503]) {
		it(`tells once that the calendar answers ${status}, and leaves the line alone`, async () => {
			await look(alice);
			office.services.status = status;
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 0 });
			assert.equal(office.mail.mails[0]?.subject, 'The on-call calendar cannot be read');
			office.services.status = 200;
			assert.deepEqual(await look(alice), { status: 200, requests: 0, mails: 0 });
		});
	}

	it('tells of a phone that is none, and sends nothing', async () => {
		await office.insert('rota people', [{ name: 'Chloé', email: null, phone: '06 98' }]);
		assert.deepEqual(await look(event('Chloe')), { status: 200, requests: 0, mails: 1 });
		assert.equal(office.mail.mails[0]?.subject, 'On-call line not set for Chloé');
	});
});
