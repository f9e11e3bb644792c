/** Makes the screenshots in docs/images again: npx tsx test/e2e/browser/screenshots.ts */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../lib/paths';
import { callForward, chain, node } from '../lib/workflows';
import type { Workflow } from '../lib/workflows';
import type { World } from '../lib/world';
import { NODE_NAME, openEditor } from './editor';
import type { Editor, Theme } from './editor';

const IMAGES = join(REPOSITORY, 'docs/images');
const LINE = '33612345678';
const ROWS = [
	{ number: '06 12 34 56 78', name: 'Reception' },
	{ number: '06 99 99 99 99', name: 'Former line' },
];
const SUCCESS_POSITION: [number, number] = [680, -110];
const ERROR_POSITION: [number, number] = [680, 110];

async function main(): Promise<void> {
	await mkdir(IMAGES, { recursive: true });
	const world = await openEditor();
	try {
		const { id } = await world.rest.createWorkflow(eveningWorkflow(world));
		const { editor } = world;
		for (const theme of ['light', 'dark'] as const) {
			world.sandbox.setLine(LINE, { type: 0, param: '' });
			await editor.switchTo(theme);
			await editor.openWorkflow(id);
			await takeAll(editor, theme);
		}
	} finally {
		await world.close();
	}
}

function eveningWorkflow(world: World): Workflow {
	const evening = node('Every Evening', 'n8n-nodes-base.scheduleTrigger', 1.2, {
		rule: { interval: [{ triggerAtHour: 18 }] },
	});
	const lines = node('Lines', 'n8n-nodes-base.code', 2, {
		jsCode: `return ${JSON.stringify(ROWS)};`,
	});
	const forward = callForward(
		{
			virtualNumber: '={{ $json.number }}',
			mode: 'callForwarding',
			forwardingNumber: '+33698765432',
		},
		world.credential,
		'continueErrorOutput',
	);
	const noOperation = (name: string) => node(name, 'n8n-nodes-base.noOp', 1);
	const workflow = chain(
		'Evening',
		[evening, lines, { ...forward, name: NODE_NAME }, noOperation('Forwarded')],
		[[NODE_NAME, 1, noOperation('Tell the Team')]],
	);
	const positions = workflow.nodes.map(({ position }) => position);
	return {
		...workflow,
		nodes: workflow.nodes.map((each, index) => ({
			...each,
			position: [...positions.slice(0, 3), SUCCESS_POSITION, ERROR_POSITION][index] ?? [0, 0],
		})),
	};
}

async function takeAll(editor: Editor, theme: Theme): Promise<void> {
	const file = (name: string): string => join(IMAGES, `${name}-${theme}.png`);

	await editor.takeCanvas(file('workflow'));

	await editor.openNode(NODE_NAME);
	await editor.executeStep();
	await editor.output.getByText('Error Branch').click();
	await editor.take(editor.details, file('node'));

	await editor.makeTaller(true);
	await editor.page.getByTestId('credential-edit-button').click();
	await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
	await editor.take(editor.credentialDialog, file('credential'));
	await editor.makeTaller(false);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
