import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { exampleWorkflow, withCredentials } from '../lib/examples';
import { openForm } from '../lib/forms';
import type { FormPage } from '../lib/forms';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const USER = { user: 'office', password: 'form-password' };
const HEADER = 'number;mode;destination';

interface FileInPage {
	fileName: string;
	/** 1.x has a character for each byte. */
	data: string | { data: number[] };
}

// Where n8n keeps the uploaded file: in memory with the execution, or on disk.
for (const mode of ['default', 'filesystem']) {
	describe(`Lines from a CSV file, binary data mode ${mode}`, () => {
		let world: World;
		let url: string;
		let form: FormPage;
		before(async () => {
			world = await openWorld({ env: { N8N_DEFAULT_BINARY_DATA_MODE: mode } });
			const httpBasicAuth = await world.rest.saveCredential('httpBasicAuth', USER);
			const example = exampleWorkflow('lines from a CSV file', world.credential);
			const workflow = withCredentials(example, { httpBasicAuth });
			await world.rest.createActive(workflow);
			const path = workflow.nodes.find(({ type }) => type.endsWith('formTrigger'))?.webhookId;
			url = `${world.n8n.url}/form/${String(path)}`;
			form = await openForm(url, USER);
		});
		after(async () => {
			await world?.close();
		});
		afterEach(() => {
			world.sandbox.reset();
		});

		const pageAfter = async (lines: string[]): Promise<string> =>
			(await form.submit([new Blob([lines.join('\r\n')])])).html;

		async function resultOf(lines: string[]): Promise<string[]> {
			const page = await pageAfter(lines);
			const [, encoded] = /decodeURIComponent\("([^"]+)"\)/.exec(page) ?? [];
			const files = JSON.parse(decodeURIComponent(String(encoded))) as FileInPage | FileInPage[];
			const [file] = [files].flat();
			assert.equal(file?.fileName, 'result.csv', page);
			const { data } = file;
			const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data.data);
			return bytes.toString('utf8').replace('\uFEFF', '').trim().split('\n');
		}

		it('is kept from strangers', async () => {
			assert.equal((await fetch(url)).status, 401);
		});

		it('gives the file back with the results', async () => {
			const answer = await resultOf([
				HEADER,
				`${LINE};forward;06 98 76 54 32`,
				';;',
				'33612345613;off;',
				'33612345679;weekend;',
				'33612345679;forward;06 98 76 54 32 / 33',
			]);
			assert.deepEqual(
				answer.map((line) => line.replace(/(rejected: [^;]*);.+$/, '$1;…')),
				[
					`${HEADER};result;advice`,
					`${LINE};forward;06 98 76 54 32;applied;`,
					'33612345613;off;;rejected: The virtual number does not exist;…',
					'33612345679;weekend;;rejected: The forwarding mode is not valid;…',
					'33612345679;forward;06 98 76 54 32 / 33;rejected: The forwarding number is not valid;…',
				],
			);
			assert.deepEqual(world.sandbox.line(LINE), { type: 1, param: '+33698765432' });
		});

		it('sends nothing where the file cannot be read, and the page says which line to change', async () => {
			const page = await pageAfter([HEADER, `${LINE};off;`, '33612345679;off']);
			assert.match(page, /Nothing was sent/);
			assert.match(page, /Line 3 has 2 cells, the header has 3\. Add the missing separators/);
			assert.equal(world.sandbox.requests.length, 0);
		});
	});
}
