/** Makes the screenshots in docs/images again: npm run screenshots */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { REPOSITORY } from '../lib/paths';
import { callForward, chain, node, rows, setFields } from '../lib/workflows';
import { openWorld } from '../lib/world';
import { NODE_NAME, openBrowser } from './editor';
import type { Editor, Theme } from './editor';

const IMAGES = join(REPOSITORY, 'docs/images');
const LINE = '33612345678';

async function main(): Promise<void> {
	await mkdir(IMAGES, { recursive: true });
	const world = await openWorld();
	const browser = await openBrowser();
	try {
		const evening = node('Every Evening', 'n8n-nodes-base.scheduleTrigger', 1.2, {
			rule: { interval: [{ triggerAtHour: 18 }] },
		});
		const lines = rows([
			{ number: '06 12 34 56 78', name: 'Reception' },
			{ number: '06 99 99 99 99', name: 'Former line' },
		]);
		const parameters = {
			virtualNumber: '={{ $json.number }}',
			mode: 'callForwarding',
			forwardingNumber: '+33698765432',
		};
		const forward = callForward(parameters, world.credential, 'continueErrorOutput');
		const failed = setFields('Tell the Team', { text: '={{ $json.error.message }}' });
		const workflow = chain(
			'Evening',
			[evening, ...lines, { ...forward, name: NODE_NAME }, setFields('Done', {})],
			[[NODE_NAME, 1, failed]],
		);
		for (const each of workflow.nodes) {
			if (each.name === 'Done') each.position = [1120, -100];
			if (each.name === failed.name) each.position = [1120, 120];
		}
		const { id } = await world.rest.createWorkflow(workflow);
		const editor = await browser.signIn(world.n8n.url);
		for (const theme of ['light', 'dark'] as const) {
			world.sandbox.setLine(LINE, { type: 0, param: '' });
			await editor.switchTo(theme);
			await editor.openWorkflow(id);
			await takeAll(editor, theme);
		}
	} finally {
		await browser.close();
		await world.close();
	}
}

async function takeAll(editor: Editor, theme: Theme): Promise<void> {
	const take = async (name: string, what: Locator): Promise<void> => {
		await editor.settled();
		await what.screenshot({ path: join(IMAGES, `${name}-${theme}.png`) });
	};
	await take('workflow', editor.page.getByTestId('canvas'));

	await editor.openNode(NODE_NAME);
	await editor.details.getByTestId('execute-previous-node').click();
	await editor.details.getByTestId('run-data-schema-node-name').first().waitFor();
	await editor.executeStep();
	await editor.dismissMessages();
	await take('success', editor.details);
	await editor.output.getByText('Error Branch').click();
	await take('error', editor.details);

	await editor.field('mode').click();
	await editor.page.getByRole('option', { name: 'From Input Data' }).waitFor();
	await take('modes', editor.details);
	await editor.page.getByRole('option', { name: 'Call Forwarding' }).click();

	await editor.page.getByTestId('credential-edit-button').click();
	await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
	await take('credential', editor.credentialDialog);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
