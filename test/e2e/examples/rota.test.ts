import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { openExamples } from './setup';
import type { ExamplesWorld, Look } from './setup';

const LINE = '33612345678';
const ALICE = { type: 1, param: '+33698765432' } as const;
const BRUNO = { type: 1, param: '+33698765433' } as const;
const VOICEMAIL = { type: 2, param: 'office@example.com' } as const;
const DISABLED_NUMBER = { success: false, code: 15, message: 'The number is disabled' };
const HOUR_MS = 3_600_000;

let world: ExamplesWorld;
before(async () => {
	world = await openExamples();
	await world.publish('on-call rota from Google Calendar', 'rota');
});
after(async () => {
	await world?.close();
});
beforeEach(async () => {
	await world.clear();
	await world.insert('rota people', [
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
	world.services.events = events;
	return await world.look('rota');
}

describe('On-call rota: who takes the calls', () => {
	const room = { resource: true, responseStatus: 'accepted' };
	const declined = { email: 'alice@example.com', responseStatus: 'declined' };
	const cases: [string, () => IDataObject[], object][] = [
		[
			'the attendee, beside a room without an email',
			() => [event('On call', [room, { email: 'ALICE@example.com' }])],
			ALICE,
		],
		[
			'the person whom the title names, without an invitation',
			() => [event('Garde : BRUNO (nuit)')],
			BRUNO,
		],
		[
			'the one of a later event, which overrides the shift',
			() => [alice, event('Bruno instead', [], { start: at(-1) })],
			BRUNO,
		],
		[
			'the one of the shift, beside an all-day note',
			() => [alice, event('Fire drill', [], allDay)],
			ALICE,
		],
		[
			'the one of the shift, where a later event names somebody without a phone',
			() => [alice, event('Zoé', [], { start: at(-1) })],
			ALICE,
		],
		[
			'the one of an all-day event, such as an on-call week',
			() => [event('Bruno', [], { start: day(-3), end: day(4) })],
			BRUNO,
		],
		[
			'the one of the shift, not of an absence',
			() => [alice, event('Bruno', [], { start: at(-1), eventType: 'outOfOffice' })],
			ALICE,
		],
		[
			'nobody who has declined, also where the title has the name',
			() => [event('Alice', [declined])],
			VOICEMAIL,
		],
		['nobody whose name is only part of a word', () => [event('Brunoy office')], VOICEMAIL],
		[
			'nobody whose shift is over, or begins in a moment',
			() => [event('Alice', [], { end: at(-1) }), event('Bruno', [], { start: at(0.01) })],
			VOICEMAIL,
		],
	];
	for (const [who, events, line] of cases) {
		it(`is ${who}`, async () => {
			assert.equal((await look(...events())).status, 200);
			assert.deepEqual(world.sandbox.line(LINE), line);
			assert.equal(world.mail.mails.length, line === VOICEMAIL ? 1 : 0);
		});
	}
});

describe('On-call rota: what is remembered', () => {
	it('sets the line when the person changes, and once a day', async () => {
		assert.equal((await look(alice)).requests, 1);
		assert.equal((await look(alice)).requests, 0);
		await look(event('Bruno'));
		assert.deepEqual(world.sandbox.line(LINE), BRUNO);
		assert.equal((await look(event('Bruno'))).requests, 0);
		await world.forgetToday();
		assert.notEqual((await look(event('Bruno'))).requests, 0);
	});

	it('tries again what was not set, and tells it once', async () => {
		await look(alice);
		world.sandbox.addFault({ kind: 'answer', body: DISABLED_NUMBER, times: 2 });
		assert.deepEqual(await look(event('Bruno')), { status: 200, requests: 1, mails: 1 });
		assert.deepEqual(await look(event('Bruno')), { status: 200, requests: 1, mails: 0 });
		assert.match(String(world.mail.mails[0]?.text), /33612345678.*\n\nThe number is disabled\n/s);
		assert.equal((await look(event('Bruno'))).mails, 0);
		assert.deepEqual(world.sandbox.line(LINE), BRUNO);
		assert.equal((await look(event('Bruno'))).requests, 0);
	});

	it('tells that nobody is on call once, and again when it happens again', async () => {
		assert.equal((await look()).mails, 1);
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 0 });
		assert.equal((await look(alice)).mails, 0);
		assert.equal((await look()).mails, 1);
	});

	it('sends an email that could not be sent at the next look', async () => {
		world.mail.refuseNext(1);
		assert.equal((await look()).status, 500);
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
	});

	for (const status of [401, 503]) {
		it(`tells once that the calendar answers ${status}, and leaves the line alone`, async () => {
			await look(alice);
			world.services.status = status;
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 0 });
			assert.equal(world.mail.mails[0]?.subject, 'The on-call calendar cannot be read');
			world.services.status = 200;
			assert.deepEqual(await look(alice), { status: 200, requests: 0, mails: 0 });
		});
	}

	it('tells of a phone that is none, and sends nothing', async () => {
		await world.insert('rota people', [{ name: 'Chloé', email: null, phone: '06 98' }]);
		assert.deepEqual(await look(event('Chloe')), { status: 200, requests: 0, mails: 1 });
		assert.equal(world.mail.mails[0]?.subject, 'On-call line not set for Chloé');
	});
});
