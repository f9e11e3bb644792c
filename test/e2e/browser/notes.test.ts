import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isNote, overlap } from '../../engine/canvas';
import type { CanvasNode } from '../../engine/canvas';
import { REPOSITORY } from '../lib/paths';
import type { Workflow } from '../lib/workflows';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';
import { openBrowser } from './editor';
import type { Browser, Editor } from './editor';

const EXAMPLES = join(REPOSITORY, 'examples');
const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));

let world: World;
let browser: Browser;
let editor: Editor;
before(async () => {
	world = await openWorld();
	browser = await openBrowser();
	editor = await browser.signIn(world.n8n.url);
});
after(async () => {
	await browser?.close();
	await world?.close();
});

describe('the notes of the examples, as n8n draws them', () => {
	for (const file of files) {
		const workflow = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Workflow;
		const names = workflow.nodes.map(({ name }) => name).sort();
		const notes = (workflow.nodes as CanvasNode[]).filter(isNote).map(({ name }) => name);
		let id: string;
		before(async () => {
			({ id } = await world.rest.createWorkflow(workflow));
		});

		for (const theme of ['light', 'dark'] as const) {
			it(`are whole, and on nothing else: ${file}, ${theme}`, async () => {
				assert.ok(notes.length > 0);
				await editor.switchTo(theme);
				await editor.openWorkflow(id);
				const drawn = await editor.drawn();
				const shown = drawn.filter(({ name }) => notes.includes(name));
				assert.deepEqual(drawn.map(({ name }) => name).sort(), names);
				assert.deepEqual(
					shown.filter(({ isCut, isHidden }) => isCut || isHidden),
					[],
				);
				const covered = shown.flatMap((note) =>
					drawn
						.filter((other) => other !== note && overlap(note, other))
						.map(({ name }) => `${note.name} and ${name}`),
				);
				assert.deepEqual(covered, []);
			});
		}
	}
});
