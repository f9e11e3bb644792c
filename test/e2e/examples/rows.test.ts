import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openExamples } from './setup';
import type { ExamplesOffice } from './setup';

const LINE = '33612345678';
const OTHER = '33612345679';
const PHONE = '+33698765432';
const DISABLED_NUMBER = { success: false, code: 15, message: 'The number is disabled' };
const REFUSED_KEY = { success: false, code: 10, message: 'Invalid API key' };

let office: ExamplesOffice;
before(async () => {
	office = await openExamples();
	await office.publish('lines from Google Sheets', 'sheet');
	await office.publish('HubSpot account owners', 'hubspot');
});
after(async () => {
	await office?.close();
});
beforeEach(async () => {
	await office.reset();
});

describe('Lines from Google Sheets', () => {
	const HEADER = ['number', 'mode', 'destination', 'result', 'advice', 'updated_at'];
	const fill = (...rows: string[][]): void => {
		office.services.sheet = [HEADER, ...rows];
	};
	const look = async (): Promise<number> => (await office.look('sheet')).requests;
	/** Each row's result, and whether there is an advice. */
	const written = (): [string, boolean][] =>
		office.services.sheet.slice(1).map((row) => [row[3] ?? '', Boolean(row[4])]);

	it('sets the rows, and writes the result or what to do beside each', async () => {
		fill(
			['06 12 34 56 78', 'forward', '06 98 76 54 32'],
			['33612345613', 'off', ''],
			[OTHER, 'forward', '06 98 76 54 32 / 33'],
			[OTHER, 'voicemail', 'office@example.com'],
		);
		await look();
		assert.deepEqual(written(), [
			['applied', false],
			['rejected: The virtual number does not exist', true],
			['rejected: The forwarding number is not valid', true],
			['applied', false],
		]);
		assert.deepEqual(office.sandbox.line(LINE), { type: 1, param: PHONE });
	});

	it('sends a row when it changed, and each once a day', async () => {
		fill([LINE, 'off', ''], [OTHER, 'off', '']);
		assert.equal(await look(), 2);
		assert.equal(await look(), 0);
		for (const mode of ['voicemail', 'off', 'voicemail']) {
			fill([LINE.replace('33', '0'), mode, 'office@example.com'], [OTHER, 'off', '']);
			assert.notEqual(await look(), 0);
		}
		assert.equal(await look(), 0);
		assert.deepEqual(office.sandbox.line(LINE), { type: 2, param: 'office@example.com' });
		await office.forgetToday();
		assert.notEqual(await look(), 0);
	});

	it('sends nothing for a number in two rows, whatever its spelling', async () => {
		fill([LINE, 'off', ''], ['06 12 34 56 78', 'forward', PHONE], [OTHER, 'forward', PHONE]);
		assert.equal(await look(), 1);
		const twice = 'rejected: This virtual number is in more than one row';
		const results = written().map(([result]) => result);
		assert.deepEqual(results, [twice, twice, 'applied']);
		office.services.sheet.splice(1, 1);
		assert.equal(await look(), 1);
		assert.deepEqual(written()[0], ['applied', false]);
	});

	it('tries a row again that was refused', async () => {
		fill([LINE, 'forward', PHONE]);
		office.sandbox.addFault({ kind: 'answer', body: DISABLED_NUMBER });
		await look();
		assert.match(String(written()[0]?.[0]), /^rejected: The number is disabled/);
		assert.equal(await look(), 1);
		assert.deepEqual(written()[0], ['applied', false]);
	});

	it('fails where the sheet cannot be read, so that an error workflow tells', async () => {
		office.services.status = 403;
		assert.deepEqual(await office.look('sheet'), { status: 500, requests: 0, mails: 0 });
	});
});

describe('HubSpot account owners', () => {
	const company = (name: string, line: string, ownerId: string | null = '1') => ({
		name,
		sms_partner_line: line,
		hubspot_owner_id: ownerId,
	});
	const look = async () => await office.look('hubspot');
	const told = (): string[][] =>
		office.mail.mails.map(({ to, subject, text }) => [
			to.join(),
			subject,
			text.split('\n')[2] ?? '',
		]);
	beforeEach(() => {
		const { services } = office;
		services.companies = [company('Acme', LINE)];
		services.owners = [
			{ id: '1', email: 'Alice@example.com' },
			{ id: '2', email: 'bruno@example.com' },
		];
		services.contacts = [
			{ email: 'alice@example.com', mobilephone: '06 98 76 54 32' },
			{ email: 'bruno@example.com' },
		];
	});

	it('forwards each line to its owner, and again when the number changed', async () => {
		assert.deepEqual(await look(), { status: 200, requests: 1, mails: 0 });
		assert.deepEqual(office.sandbox.line(LINE), { type: 1, param: PHONE });
		assert.equal((await look()).requests, 0);
		office.services.contacts = [{ email: 'alice@example.com', phone: '+33698765433' }];
		await look();
		assert.deepEqual(office.sandbox.line(LINE), { type: 1, param: '+33698765433' });
	});

	it('asks an owner without a number once, and sets the line when the number is there', async () => {
		office.services.companies = [company('Acme', LINE, '2')];
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
		assert.equal((await look()).mails, 0);
		assert.deepEqual(told()[0]?.slice(0, 2), [
			'bruno@example.com',
			'The line of Acme is not forwarded to its owner',
		]);
		office.services.contacts = [{ email: 'bruno@example.com', mobilephone: PHONE }];
		assert.equal((await look()).requests, 1);
	});

	it('sets the others where an owner is gone, a company is twice or a number is refused, and tells the office', async () => {
		office.services.companies = [
			company('Acme', LINE),
			company('Gone', OTHER, '9'),
			company('Nobody', '33612345681', null),
			company('Twice', '33612345680'),
			company('Twice again', '06 12 34 56 80'),
			company('Unknown', '33612345613'),
		];
		await look();
		assert.deepEqual(office.sandbox.line(LINE), { type: 1, param: PHONE });
		assert.deepEqual(
			told().map(([to]) => to),
			Array(5).fill('office@example.com'),
		);
		assert.deepEqual((await look()).mails, 0);
	});

	it('does not ask the owner where the API key is refused', async () => {
		office.sandbox.addFault({ kind: 'answer', body: REFUSED_KEY });
		await look();
		assert.equal(told()[0]?.[0], 'office@example.com');
	});

	it('searches HubSpot twice, however many companies there are', async () => {
		office.services.companies = Array.from({ length: 9 }, (_, index) =>
			company(`Company ${index}`, `3361234570${index}`),
		);
		await look();
		assert.equal(office.services.searches, 2);
	});

	for (const status of [401, 429]) {
		it(`tells the office once that HubSpot answers ${status}`, async () => {
			office.services.status = status;
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
			assert.deepEqual(await look(), { status: 200, requests: 0, mails: 0 });
			assert.deepEqual(told()[0]?.slice(0, 2), ['office@example.com', 'HubSpot cannot be read']);
		});
	}

	it('sends an email that could not be sent at the next look', async () => {
		office.services.companies.push(company('Gone', OTHER, '9'), company('New', '33612345680', '2'));
		office.mail.refuseNext(1);
		assert.deepEqual(await look(), { status: 500, requests: 1, mails: 1 });
		assert.deepEqual(await look(), { status: 200, requests: 0, mails: 1 });
	});
});
