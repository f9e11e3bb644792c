import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { DateTime } from 'luxon';
import { REPOSITORY } from '../lib/paths';
import type { Workflow } from '../lib/workflows';

type Row = Record<string, unknown>;
interface Tables {
	lines?: Row[];
	people?: Row[];
	plan?: Row[];
	moves?: Row[];
}
interface Decision {
	line: string;
	wanted: { name: string; destination: string; by: string } | null;
	troubles: string;
}

const file = join(REPOSITORY, 'examples/phone-desk/keep-the-lines.json');
const workflow = JSON.parse(readFileSync(file, 'utf8')) as Workflow;
const code = String(workflow.nodes.find(({ name }) => name === 'Decide')?.parameters['jsCode']);

const MONDAY = '2026-11-23T10:00';
const PEOPLE = [
	{ name: 'Alice', phone: '06 98 76 54 32' },
	{ name: 'Bruno', phone: '+33 6 98 76 54 33' },
	{ name: 'Voicemail', phone: 'office@example.com' },
	{ name: 'Nobody', phone: 'off' },
	{ name: 'Camille', phone: '0698' },
];
const LYON = { line: 'Reception Lyon', number: '33612345678', usually: 'Voicemail' };
const PARIS = { line: 'Réception Paris', number: '33612345679', usually: 'Voicemail' };
const OFFICE = { line: 'all', days: 'Mon-Fri', from: '9:00', to: '18:00', who: 'Alice' };

/** What the Code node says at that time in Paris. */
function decide(now: string, tables: Tables): Decision[] {
	const given: Record<string, Row[]> = {
		Settings: [{ now, zone: 'Europe/Paris' }],
		Lines: tables.lines ?? [LYON],
		People: tables.people ?? PEOPLE,
		Plan: tables.plan ?? [],
		Moves: tables.moves ?? [],
	};
	const $ = (name: string): object => {
		// n8n returns one empty item for a table without rows.
		const rows = given[name]?.map((row, index) => ({ json: { id: index + 1, ...row } })) ?? [];
		return { first: () => rows[0], all: () => (rows.length > 0 ? rows : [{ json: {} }]) };
	};
	const items = runInNewContext(`(() => {${code}})()`, { $, DateTime }) as { json: Decision }[];
	return items.map(({ json }) => json);
}

const who = (now: string, tables: Tables): string[] =>
	decide(now, tables).map(({ wanted }) => wanted?.name ?? 'not set');
const troublesOf = (tables: Tables): string => decide(MONDAY, tables)[0]?.troubles ?? '';

describe('a row of the plan', () => {
	const times: [string, string][] = [
		['9', '2026-11-23T09:00'],
		['9h', '2026-11-23T09:00'],
		['9 h', '2026-11-23T09:00'],
		['9h30', '2026-11-23T09:30'],
		['9 h 30', '2026-11-23T09:30'],
		['9H30', '2026-11-23T09:30'],
		['09:30', '2026-11-23T09:30'],
		['09:30:00', '2026-11-23T09:30'],
		['18.30', '2026-11-23T18:30'],
		['0:00', '2026-11-23T00:00'],
		[' 9\u00a0h\u202f30 ', '2026-11-23T09:30'],
	];
	for (const [from, begin] of times) {
		it(`begins at ${from}`, () => {
			const plan = [{ ...OFFICE, from, to: '24:00' }];
			const minuteBefore =
				DateTime.fromISO(begin).minus({ minutes: 1 }).toISO({ includeOffset: false }) ?? '';
			assert.deepEqual(who(begin, { plan }), ['Alice']);
			assert.deepEqual(who(minuteBefore, { plan }), ['Voicemail']);
		});
	}

	const days: [string, string][] = [
		['Mon-Fri', '12345'],
		['lun-ven', '12345'],
		['lun – ven, sam.', '123456'],
		['du lundi au vendredi', '12345'],
		['Lundi à Jeudi', '1234'],
		['Monday to Friday', '12345'],
		['MON, wed and Fridays', '135'],
		['mar mer', '23'],
		['sam et dim', '67'],
		['Fri-Mon', '1567'],
		['Sunday', '7'],
		['every day', '1234567'],
		['tous les jours', '1234567'],
		['weekdays, Sun', '123457'],
		['week-end', '67'],
	];
	for (const [text, expected] of days) {
		it(`is for the days "${text}"`, () => {
			const plan = [{ ...OFFICE, days: text }];
			const on = ['23', '24', '25', '26', '27', '28', '29'].map((day) =>
				who(`2026-11-${day}T10:00`, { plan })[0] === 'Alice' ? '1' : '0',
			);
			assert.equal(on.map((is, index) => (is === '1' ? index + 1 : '')).join(''), expected);
		});
	}

	const unreadable: [string, Row, RegExp][] = [
		['no time', { from: '25:00' }, /^desk plan, row 1 \(all\): "25:00" is no time of day/],
		['a minute too many', { from: '9:60' }, /"9:60"/],
		['a time without minutes', { to: '' }, /"" is no time/],
		['no day', { days: 'Mon-Fry' }, /"Mon-Fry" are no days/],
		['a letter that is two days', { days: 'M' }, /"M" are no days/],
		['no days', { days: '' }, /"" are no days/],
		['a person who does not exist', { who: 'Bruhno' }, /"Bruhno" is no name in desk people/],
		['nobody', { who: '' }, /"who" is empty/],
		['a person without a phone', { who: 'camille' }, /Camille.*"0698".* is no phone number/i],
		['a line that does not exist', { line: 'Recepton' }, /\(Recepton\): "Recepton" is no line/],
	];
	for (const [what, cells, expected] of unreadable) {
		it(`does not count, and is told, with ${what}`, () => {
			const plan = [
				{ ...OFFICE, ...cells },
				{ ...OFFICE, who: 'Bruno', to: '12:00' },
			];
			assert.match(troublesOf({ plan }), expected);
			assert.deepEqual(who(MONDAY, { plan }), ['Bruno']);
		});
	}

	it('is the trouble of its own line only', () => {
		const plan = [OFFICE, { ...OFFICE, line: 'reception paris', from: 'noon' }];
		const [lyon, paris] = decide(MONDAY, { lines: [LYON, PARIS], plan });
		assert.equal(lyon?.troubles, '');
		assert.match(paris?.troubles ?? '', /row 2 \(reception paris\): "noon"/);
		assert.equal(paris?.wanted?.name, 'Alice');
	});

	it('counts for the lines that exist, where another one does not', () => {
		const plan = [{ ...OFFICE, line: 'Reception Lyon, Pariss' }];
		assert.deepEqual(who(MONDAY, { plan }), ['Alice']);
		assert.match(
			troublesOf({ plan }),
			/^desk plan, row 1 .*: "Pariss" is no line of desk lines\.$/,
		);
	});
});

describe('of several rows', () => {
	it('the one that began last counts, also on the night on which summer time begins', () => {
		const plan = [
			OFFICE,
			{ ...OFFICE, from: '12', to: '14', who: '+33 6 98 76 54 34' },
			{ ...OFFICE, days: 'Sat', from: '22h', to: '6h', who: 'Nobody' },
		];
		assert.deepEqual(who('2026-11-23T12:00', { plan }), ['+33 6 98 76 54 34']);
		assert.deepEqual(who('2026-11-29T05:59', { plan }), ['Nobody']);
		assert.deepEqual(who('2026-03-29T05:59', { plan }), ['Nobody']);
		assert.deepEqual(who('2026-03-29T06:00', { plan }), ['Voicemail']);
	});

	it('one that names the line comes before one for all', () => {
		const rows = [{ ...OFFICE, line: 'Réception Paris, other', who: 'Bruno' }, OFFICE];
		const lines = [LYON, PARIS, { ...PARIS, line: 'Other', number: '33612345680' }];
		assert.deepEqual(who(MONDAY, { lines, plan: rows }), ['Alice', 'Bruno', 'Bruno']);
	});

	it('two that begin at the same time for different people are told', () => {
		const rows = [OFFICE, { ...OFFICE, to: '12:00', who: 'Bruno' }];
		assert.match(troublesOf({ plan: rows }), /rows 1 and 2.*Alice.*Bruno/);
		assert.deepEqual(who(MONDAY, { plan: rows }), ['Alice']);
	});
});

describe('moves', () => {
	const tables = (...moves: Row[]): Tables => ({ lines: [LYON, PARIS], plan: [OFFICE], moves });
	const sick = {
		line: 'Reception Lyon',
		who: 'Bruno',
		from: '2026-11-23 08:30',
		until: '2026-11-23 18:00',
	};
	const closed = { line: 'all', who: 'Voicemail', from: '24/12/2026', until: '25/12/2026' };
	const duty = {
		line: 'Reception Lyon',
		who: 'Nobody',
		from: '2026-11-20 18h',
		until: '2026-11-27 8h30',
	};
	const cases: [string, string, Row[], string[]][] = [
		['come before the plan', MONDAY, [sick], ['Bruno', 'Alice']],
		['end by themselves', '2026-11-23T18:00', [sick], ['Voicemail', 'Voicemail']],
		['wait for their begin', '2026-11-23T08:29', [sick], ['Voicemail', 'Voicemail']],
		['close for whole days', '2026-12-24T10:00', [closed], ['Voicemail', 'Voicemail']],
		['close to the end of the last day', '2026-12-25T17:59', [closed], ['Voicemail', 'Voicemail']],
		['end after the last day', '2026-12-28T09:00', [closed], ['Alice', 'Alice']],
		['last for weeks', '2026-11-26T10:00', [duty], ['Nobody', 'Alice']],
		['end in the week', '2026-11-27T08:30', [duty], ['Voicemail', 'Voicemail']],
		['that began last count', MONDAY, [sick, duty], ['Bruno', 'Alice']],
		['last until undone', '2027-01-04T10:00', [{ ...sick, until: '' }], ['Bruno', 'Alice']],
	];
	for (const [what, now, moves, expected] of cases) {
		it(what, () => assert.deepEqual(who(now, tables(...moves)), expected));
	}

	it('of the same minute: the newer row counts', () => {
		const moves = [sick, { ...sick, who: 'Nobody' }];
		assert.deepEqual(who(MONDAY, tables(...moves)), ['Nobody', 'Alice']);
	});

	it('that are over trouble nobody', () => {
		const over = { ...sick, who: 'Somebody who left', until: '2026-11-22' };
		assert.equal(troublesOf(tables(over)), '');
	});

	for (const until of ['31/02/2027', '12/24/2026', 'tonight', '2026-12-24 25:00', '24/12']) {
		it(`do not count, and are told, until ${until}`, () => {
			const moves = [{ ...sick, until }];
			assert.match(troublesOf(tables(...moves)), /^desk moves, row 1 \(Reception Lyon\): "/);
			assert.deepEqual(who(MONDAY, tables(...moves)), ['Alice', 'Alice']);
		});
	}
});

describe('a line', () => {
	it('is not set when its number is in two rows, however it is written', () => {
		const [again, other] = ['06 12 34 56 78', '33612345680'].map((n) => ({ ...PARIS, number: n }));
		assert.ok(again && other);
		const lines = [LYON, again, other];
		assert.deepEqual(who(MONDAY, { lines }), ['not set', 'not set', 'Voicemail']);
		assert.match(troublesOf({ lines }), /row 1: the number 33612345678 is in row 2 as well/);
	});

	it('is told when its number or its usual place is missing', () => {
		assert.match(troublesOf({ lines: [{ ...LYON, number: '' }] }), /"number" is empty/);
		assert.match(troublesOf({ lines: [{ ...LYON, usually: '' }] }), /"usually" is empty/);
		const lines = [{ ...LYON, usually: '' }];
		assert.deepEqual(who(MONDAY, { lines, plan: [OFFICE] }), ['Alice']);
	});

	it('is nothing in empty tables and empty rows', () => {
		assert.deepEqual(decide(MONDAY, { lines: [], people: [], plan: [], moves: [] }), []);
		const empty = { line: '', days: null, from: null, to: '', who: '' };
		assert.equal(troublesOf({ plan: [empty], moves: [empty] }), '');
	});

	it('is told when a person is there twice', () => {
		const people = [...PEOPLE, { name: 'ALICE', phone: '0755555555' }];
		assert.match(troublesOf({ people, plan: [OFFICE] }), /"Alice" is in two rows of desk people/);
	});
});
