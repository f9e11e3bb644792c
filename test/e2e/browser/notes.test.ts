import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EXAMPLES, PHONE_DESK, workflowsIn } from '../lib/examples';
import { openEditor } from './editor';
import type { Drawn, Editor, EditorWorld } from './editor';

const touch = (a: Drawn, b: Drawn): boolean =>
	a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;

let world: EditorWorld;
let editor: Editor;
before(async () => {
	world = await openEditor();
	({ editor } = world);
});
after(async () => {
	await world?.close();
});

describe('the notes of the examples, as n8n draws them', () => {
	for (const workflow of [EXAMPLES, PHONE_DESK].flatMap(workflowsIn)) {
		const names = workflow.nodes.map(({ name }) => name).sort();
		const notes = workflow.nodes
			.filter(({ type }) => type.endsWith('stickyNote'))
			.map(({ name }) => name);

		it(`are whole, and on nothing else: ${workflow.name}`, async () => {
			assert.ok(notes.length > 0);
			// n8n gives it an id of its own.
			const { id } = await world.rest.createWorkflow({ ...workflow, id: undefined });
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
