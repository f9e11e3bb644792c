import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { PHONE_DESK } from '../lib/examples';
import { until } from '../lib/processes';
import type { Workflow } from '../lib/workflows';
import { IS_V1 } from '../lib/world';
import { openEditor } from './editor';
import type { Editor, EditorWorld } from './editor';

const TABLES = ['desk lines', 'desk people', 'desk plan', 'desk moves', 'desk log'];
const LOGIN = { user: 'office', password: 'desk-secret' };
const CREDENTIALS = {
	Tell: 'smtp',
	'Set Lines': 'SMS Partner (sandbox)',
	Alert: 'smtp',
	Send: 'smtp',
	Form: 'httpBasicAuth',
};
const TELL = 'Phone desk: tell when n8n failed';
const KEEP = 'Phone desk: keep the lines';

let world: EditorWorld;
let editor: Editor;
before(async () => {
	world = await openEditor();
	({ editor } = world);
	const smtp = { host: '127.0.0.1', port: 25, secure: false };
	await world.rest.saveCredential('smtp', smtp);
	await world.rest.saveCredential('httpBasicAuth', LOGIN);
});
after(async () => {
	await world?.close();
});

/** A file that is chosen where a click asks for one. */
async function give(file: string, button: Locator): Promise<void> {
	const chooser = editor.page.waitForEvent('filechooser');
	await button.click();
	await (await chooser).setFiles(join(PHONE_DESK, file));
}

async function importFile(file: string): Promise<Workflow> {
	await editor.page.goto('/workflow/new');
	await editor.page.getByTestId('workflow-menu').click();
	const items = editor.page.getByRole('menuitem');
	if (!IS_V1) await items.filter({ hasText: 'Import' }).hover();
	await give(file, items.filter({ hasText: /from file/i }));
	await editor.page.getByTestId('canvas-node').first().waitFor();
	await editor.save();
	return JSON.parse(readFileSync(join(PHONE_DESK, file), 'utf8')) as Workflow;
}

async function chooseCredential(node: string, name: string): Promise<void> {
	await editor.openNode(node);
	await editor.page.getByTestId('node-credentials-select').click();
	await editor.page.getByRole('option', { name }).click();
	await editor.closeNode();
}

async function chooseFromList(node: string, name: string): Promise<void> {
	await editor.openNode(node);
	await editor.page.getByTestId('rlc-mode-selector').click();
	await editor.page.getByRole('option', { name: 'From list' }).click();
	await editor.page.getByTestId('rlc-input').click();
	await editor.page.getByTestId('rlc-item').filter({ hasText: name }).click();
	await editor.closeNode();
}

async function chooseErrorWorkflow(): Promise<void> {
	const { page } = editor;
	await page.getByTestId('workflow-menu').click();
	await page.getByRole('menuitem').filter({ hasText: 'Settings' }).click();
	await page.getByTestId('workflow-settings-error-workflow').click();
	await page.getByRole('option', { name: TELL }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

describe('the phone desk, set up in the editor as its README says', () => {
	it('makes the tables', async () => {
		if (!IS_V1) {
			await importFile('make-the-tables.json');
			await editor.page.getByTestId('execute-workflow-button').click();
			await editor.shows('Workflow executed successfully');
			return;
		}
		await world.rest.createWorkflow({ name: 'Any', nodes: [], connections: {}, settings: {} });
		for (const table of TABLES) {
			await editor.page.goto('/home/datatables');
			await editor.page.getByTestId('add-resource-dataTable').click();
			await editor.page.getByTestId('import-csv-option').click();
			await editor.page.getByTestId('data-table-name-input-select').fill(table);
			const drop = editor.page.getByText('Drop file here or click to upload');
			await give(`${table.replace(' ', '-')}.csv`, drop);
			await editor.page.getByTestId('proceed-from-select-button').click();
			await editor.page.getByTestId('confirm-add-data-table-button').click();
			await editor.page.getByTestId('data-table-grid').waitFor();
		}
	});

	for (const name of ['tell-when-n8n-failed', 'keep-the-lines', 'morning-message', 'move-a-line']) {
		it(`imports ${name}, chooses and publishes`, async () => {
			const { name: title, nodes } = await importFile(`${name}.json`);
			const tables = nodes.filter(({ type }) => IS_V1 && type.endsWith('.dataTable'));
			for (const { name: node, parameters } of tables) {
				await chooseFromList(node, (parameters['dataTableId'] as { value: string }).value);
			}
			for (const [node, credential] of Object.entries(CREDENTIALS)) {
				if (nodes.some((each) => each.name === node)) await chooseCredential(node, credential);
			}
			if (name === 'move-a-line') await chooseFromList('Keep the Lines', KEEP);
			await editor.save();
			if (name !== 'tell-when-n8n-failed') await chooseErrorWorkflow();
			else if (IS_V1) return;
			await editor.publishButton.click();
			if (!IS_V1) await editor.page.getByTestId('workflow-publish-button').click();
			await until('the workflow to be published', async () => {
				const all = await world.rest.data<{ name: string; active: boolean }[]>('GET', '/workflows');
				return all.some((each) => each.active && each.name === title);
			});
		});
	}

	it('moves a line by the form, whose lists have the names of the tables', async () => {
		const form = await editor.page.context().newPage();
		const login = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64');
		await form.setExtraHTTPHeaders({ authorization: `Basic ${login}` });
		// What n8n says about publishing would be in the way.
		await editor.page.reload();
		await editor.openNode('Form');
		await editor.details.getByText('Production URL', { exact: true }).click();
		await form.goto(await editor.details.getByText(/\/form\/[\w-]+$/).innerText());
		await form.locator('select').selectOption('Move a line');
		await form.locator('input[type=text]').fill('Marie');
		await form.locator('#submit-btn').click();
		const lists = form.locator('select');
		const names = async (index: number): Promise<string[]> =>
			(await lists.nth(index).locator('option').allInnerTexts()).slice(1);
		await lists.nth(2).waitFor();
		assert.deepEqual(await names(0), ['Reception', 'all']);
		assert.deepEqual(await names(1), ['Alice', 'Bruno', 'Voicemail']);
		await lists.nth(0).selectOption('Reception');
		await lists.nth(1).selectOption('Alice');
		await lists.nth(2).selectOption('I undo it');
		await form.locator('#submit-btn').click();
		await form.getByText(/Reception now goes to Alice \(move row 1 by Marie/).waitFor();
		assert.deepEqual(world.sandbox.line('33612345678'), { type: 1, param: '+33698765432' });
	});

	for (const theme of ['light', 'dark'] as const) {
		it(`shows where the line goes now, why and since when, in the ${theme} theme`, async () => {
			await editor.switchTo(theme);
			await editor.page.goto('/home/datatables');
			await editor.page.getByTestId('data-table-card').filter({ hasText: 'desk lines' }).click();
			await editor.page.locator('.ag-row').first().waitFor();
			const headers = editor.page.getByTestId('data-table-column-header-text');
			const cells = editor.page.locator('.ag-row').first().locator('.ag-cell');
			await until('the row', async () => (await cells.count()) > 5);
			assert.deepEqual((await headers.allInnerTexts()).slice(1, 5), ['line', 'now', 'by', 'since']);
			const row = (await cells.allInnerTexts()).join(' | ');
			assert.match(row, /Reception \| Alice \| move row 1 by Marie.* \| \d{4}-\d\d-\d\d \d\d:\d\d/);
		});
	}
});
