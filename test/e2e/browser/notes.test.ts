import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { REPOSITORY } from '../lib/paths';
import type { Workflow } from '../lib/workflows';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';
import { openBrowser } from './editor';
import type { Browser, Drawn, Editor } from './editor';

const EXAMPLES = join(REPOSITORY, 'examples');
const files = readdirSync(EXAMPLES, { encoding: 'utf8', recursive: true })
	.filter((file) => file.endsWith('.json'))
	.sort();

const touch = (a: Drawn, b: Drawn): boolean =>
	a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;

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
		const notes = workflow.nodes
			.filter(({ type }) => type.endsWith('stickyNote'))
			.map(({ name }) => name);
		let id: string;
		before(async () => {
			// n8n gives it an id of its own.
			const fields = { ...workflow, id: undefined };
			({ id } = await world.rest.createWorkflow(fields));
		});

		it(`are whole, and on nothing else: ${file}`, async () => {
			assert.ok(notes.length > 0);
			await editor.openWorkflow(id);
			const drawn = await editor.drawn();
			const shown = drawn.filter(({ name }) => notes.includes(name));
			assert.deepEqual(drawn.map(({ name }) => name).sort(), names);
			assert.deepEqual(
				shown.map(({ isCut }) => isCut),
				shown.map(() => false),
			);
			const covered = shown.flatMap((note) =>
				drawn
					.filter((other) => other !== note && touch(note, other))
					.map(({ name }) => `${note.name} and ${name}`),
			);
			assert.deepEqual(covered, []);
		});
	}
});
