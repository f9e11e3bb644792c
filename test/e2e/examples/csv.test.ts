import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { exampleWorkflow, withCredential } from '../lib/examples';
import { until } from '../lib/processes';
import { errorOf } from '../lib/rest';
import type { CredentialReference } from '../lib/rest';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const USER = { user: 'office', password: 'form-password' };
const authorization = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`;
const FORM = 'Upload a CSV File';

interface FileInPage {
	fileName: string;
	/** 1.x has a character for each byte. */
	data: string | { data: number[] };
}

// Where n8n keeps the uploaded file: in memory with the execution, or on disk.
for (const mode of ['default', 'filesystem']) {
	describe(`Lines from a CSV file, binary data mode ${mode}`, () => {
		let world: World;
		let workflowId: string;
		let url: string;
		before(async () => {
			world = await openWorld({ env: { N8N_DEFAULT_BINARY_DATA_MODE: mode } });
			const basicAuth = await world.rest.data<CredentialReference>('POST', '/credentials', {
				name: 'Form',
				type: 'httpBasicAuth',
				data: USER,
			});
			const example = await exampleWorkflow('lines from a CSV file', world.credential);
			const workflow = withCredential(example, FORM, 'httpBasicAuth', basicAuth);
			workflowId = await world.rest.createActive(workflow);
			const path = workflow.nodes.find(({ name }) => name === FORM)?.webhookId;
			url = `${world.n8n.url}/form/${String(path)}`;
			await until('the form to be there', async () =>
				(await fetch(url, { headers: { authorization } })).ok ? true : undefined,
			);
		});
		after(async () => {
			await world?.close();
		});
		afterEach(() => {
			world.sandbox.reset();
		});

		it('is kept from strangers', async () => {
			assert.equal((await fetch(url)).status, 401);
		});

		it('gives the file back with the results', async () => {
			const answer = await resultOf([
				'number;mode;destination',
				'33612345678;forward;06 98 76 54 32',
				'33612345613;off;',
				'33612345679;weekend;',
			]);
			assert.deepEqual(
				answer.map((line) => line.replace(/"?(Control code \d+:).*/, '$1 …')),
				[
					'number;mode;destination;result;advice',
					'33612345678;forward;06 98 76 54 32;applied;',
					'33612345613;off;;rejected: The virtual number does not exist;Control code 13: …',
					'33612345679;weekend;;rejected: The forwarding mode is not valid;Control code 7: …',
				],
			);
			assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: '+33698765432' });
		});

		it('loses no row to a comma in a file with semicolons, nor to Windows-1252', async () => {
			const [header, ...rows] = await resultOf([
				'numéro;mode;destination;note',
				`${LINE};forward;06 98 76 54 32;Léa, accueil`,
				'33612345679;voicemail;office@example.com;soir, week-end',
			]);
			assert.equal(header, 'number;mode;destination;result;advice');
			assert.deepEqual(rows, [
				`${LINE};forward;06 98 76 54 32;applied;`,
				'33612345679;voicemail;office@example.com;applied;',
			]);
		});

		it("takes Excel's hint for what it is, and no row", async () => {
			assert.deepEqual(
				await resultOf(['sep=;', 'number;mode;destination', `${LINE};voicemail;a@example.com`]),
				['number;mode;destination;result;advice', `${LINE};voicemail;a@example.com;applied;`],
			);
		});

		const refused: [string, string[], RegExp][] = [
			['no text', [''], /^The file is empty\./],
			['a header only', ['number;mode;destination'], /has a header only/],
			[
				'a cell too many',
				['number,mode,destination,note', `${LINE},off,,a, b`, '33612345679,off,,'],
				/^Line 2 has 5 cells, the header has 4\. Put a cell that contains a separator in quotes\.$/,
			],
			[
				'a cell too few',
				['number;mode;destination', `${LINE};off;`, '33612345679;off'],
				/^Line 3 has 2 cells/,
			],
			[
				'an open quote',
				['number;mode;destination', `${LINE};"off;`, '33612345679;off;'],
				/^Line 2 has a quotation mark that is not closed/,
			],
			[
				'a number that Excel shortened',
				['number;mode;destination', '3,36123E+10;off;'],
				/^Line 2 has 3,36123E\+10: Excel/,
			],
		];
		for (const [name, lines, text] of refused) {
			it(`sends nothing and says why: ${name}`, async () => {
				const executionId = await submitted(lines);
				const execution = await world.rest.finished(executionId);
				assert.equal(execution.status, 'error');
				assert.match(String(errorOf(execution)?.message), text);
				assert.equal(world.sandbox.requests.length, 0);
			});
		}

		/** Submits the form; gives the address of its next page. */
		async function submit(lines: string[]): Promise<string> {
			const body = new FormData();
			// An empty file has no bytes at all; the others are as Excel's plain CSV writes them.
			const bytes = Buffer.from(lines.join('\r\n'), 'latin1');
			body.append('field-0', new Blob([bytes], { type: 'text/csv' }), 'lines.csv');
			const answer = await fetch(url, { method: 'POST', body, headers: { authorization } });
			const text = await answer.text();
			assert.equal(answer.status, 200, text);
			return (JSON.parse(text) as { formWaitingUrl: string }).formWaitingUrl;
		}

		async function submitted(lines: string[]): Promise<string> {
			const before = await world.rest.executionsOf(workflowId);
			await submit(lines);
			return await until('the execution to be listed', async () => {
				const now = await world.rest.executionsOf(workflowId);
				return now.find(({ id }) => !before.some((known) => known.id === id))?.id;
			});
		}

		async function resultOf(lines: string[]): Promise<string[]> {
			const formWaitingUrl = await submit(lines);
			// As the page of the form does: wait until the next page is ready, then go there.
			const statusUrl = new URL(formWaitingUrl);
			statusUrl.pathname += '/n8n-execution-status';
			await until('the execution to have a page', async () => {
				const status = await (await fetch(statusUrl)).text();
				return status === 'form-waiting' ? true : undefined;
			});
			const page = await (await fetch(formWaitingUrl)).text();
			const [, encoded] = /decodeURIComponent\("([^"]+)"\)/.exec(page) ?? [];
			const files = JSON.parse(decodeURIComponent(String(encoded))) as FileInPage | FileInPage[];
			const [file] = [files].flat();
			assert.equal(file?.fileName, 'result.csv');
			const { data } = file;
			const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data.data);
			return bytes.toString('utf8').replace('\uFEFF', '').trim().split('\n');
		}
	});
}
