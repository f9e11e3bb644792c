import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../lib/processes';
import { callForward, chain, manualTrigger, node, rows } from '../lib/workflows';
import type { Workflow } from '../lib/workflows';
import { API_KEY, IS_V1 } from '../lib/world';
import { NODE_NAME, openEditor } from './editor';
import type { Editor, EditorWorld } from './editor';

const LINE = '33612345678';
const MOBILE = '+33698765432';

let world: EditorWorld;
let editor: Editor;
let workflowId: string;
before(async () => {
	world = await openEditor();
	({ editor } = world);
	const evening = node('Every Evening', 'n8n-nodes-base.scheduleTrigger', 1.2, {
		rule: { interval: [{ triggerAtHour: 18 }] },
	});
	const lines = rows([
		{ number: '06 12 34 56 78', name: 'Reception' },
		{ number: '0699999999', name: 'Former line' },
	]);
	({ id: workflowId } = await world.rest.createWorkflow(chain('Evening', [evening, ...lines])));
	await editor.openWorkflow(workflowId);
});
after(async () => {
	await world?.close();
});

// One person at work, from an installed package to a published workflow.
describe('a person in the editor', () => {
	let stuck = false;
	/** A check that goes on from the one before, and fails at once when that one failed. */
	function step(name: string, act: () => Promise<void>): void {
		it(name, async () => {
			if (stuck) throw new Error('An earlier step failed');
			stuck = true;
			await act();
			stuck = false;
		});
	}

	// What people typed or would type; each word is looked for by n8n as it stands.
	const SEARCHES = [
		['sms partner', 'call forward', 'call forwarding', 'forward calls', 'redirect calls'],
		['divert calls', 'call transfer', 'virtual number', 'long number', 'voicemail', 'voice mail'],
		['answering machine', 'on-call', 'on call', 'telephony', 'phone line', 'route calls'],
		['appels', 'appel entrant', "renvoi d'appel", 'renvoi d’appel', 'renvois', 'renvoyer'],
		["transfert d'appels", 'transférer', 'redirection', "redirection d'appel", 'rediriger'],
		['boite vocale', 'boîte vocale', 'messagerie', 'répondeur', 'repondeur', 'numéro virtuel'],
		['numero long', 'ligne', 'garde', 'de garde', 'gardes', 'astreinte', 'secrétariat'],
		['standard', 'accueil téléphonique', 'permanence', 'telephone', 'téléphone'],
	].flat();
	step('finds the node by the words that people use', async () => {
		const missed: string[] = [];
		for (const words of SEARCHES) {
			if (!(await editor.findsNode(words))) missed.push(words);
		}
		assert.deepEqual(missed, []);
	});

	step('reads what the node is for, and adds it', async () => {
		const panel = editor.page.getByTestId('node-creator');
		await panel.getByText(NODE_NAME, { exact: true }).click();
		await panel.getByText('Node details').waitFor();
		await panel.getByText('Set the call forwarding of your SMS Partner virtual').last().waitFor();
		await panel.getByText('Add to workflow').click();
		await editor.details.waitFor();
		await editor.details.locator('img[src*="smsPartnerCallForward"]').first().waitFor();
	});

	step('creates a credential, and is told why its test fails', async () => {
		await editor.page.getByTestId('node-credentials-select').click();
		await editor.page.getByText('Create new credential').click();
		await editor.fill('apiKey', 'wrong-key');
		await editor.fill('baseUrl', world.sandbox.baseUrl);
		await editor.saveCredential();
		await editor.credentialDialog.getByText('More details').click();
		await editor.credentialDialog
			.getByText('SMS Partner did not accept the API key. Copy it again from')
			.waitFor();
	});

	step('sees its test pass with the right key', async () => {
		await editor.fill('apiKey', API_KEY);
		await editor.saveCredential();
		// n8n 2 closes the dialog when the test has passed.
		if (!IS_V1) {
			await editor.credentialDialog.waitFor({ state: 'hidden' });
			await editor.page.getByTestId('credential-edit-button').click();
		}
		await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
		await editor.credentialDialog.getByRole('button', { name: 'Close this dialog' }).click();
		await editor.credentialDialog.waitFor({ state: 'hidden' });
	});

	const fieldsByMode: [mode: string, fields: string[]][] = [
		['Voicemail', ['Notification Email']],
		['Disabled', []],
		['From Input Data', ['Mode', 'Destination']],
		['Call Forwarding', ['Forwarding Number']],
	];
	for (const [mode, fields] of fieldsByMode) {
		step(`sees exactly the fields of ${mode}, in order`, async () => {
			await editor.choose('mode', mode);
			const expected = ['Virtual Number', 'Forwarding Mode', ...fields, 'Options'];
			await until(
				`the fields of ${mode}`,
				async () => String(await editor.labels()) === String(expected),
			);
		});
	}

	step('gets the number from the input where mode and destination come from there', async () => {
		const byExpression = editor.field('virtualNumber').getByText('{{ $json.number }}');
		await editor.choose('mode', 'From Input Data');
		await byExpression.waitFor();
		await editor.choose('mode', 'Call Forwarding');
		await byExpression.waitFor({ state: 'detached' });
		await editor.fill('virtualNumber', LINE);
		await editor.choose('mode', 'From Input Data');
		assert.equal(await editor.field('virtualNumber').locator('input').inputValue(), LINE);
		await editor.choose('mode', 'Call Forwarding');
		await editor.fill('virtualNumber', '');
	});

	step('maps the number from the input by dragging it', async () => {
		await editor.executePrevious();
		await until('that run to be over', async () => {
			const [latest] = await world.rest.executionsOf(workflowId);
			return latest?.status === 'success';
		});
		await editor.mapFromInput('number', 'virtualNumber');
		await editor.field('virtualNumber').getByText('{{ $json.number }}').waitFor();
		await editor.fields.getByText('06 12 34 56 78').waitFor();
		await editor.fill('forwardingNumber', MOBILE);
	});

	step('reads before the first run that a line which is set needs a choice', async () => {
		await editor.output
			.getByText('SMS Partner refuses to set a line that is already set')
			.waitFor();
	});

	step("executes, and reads an error's text in the output panel", async () => {
		await editor.executeStep();
		const message = await editor.output.getByTestId('node-error-message').innerText();
		// The row's one number: n8n would add one of its own, counted from zero.
		assert.equal(message, 'Row 2 (33699999999): The virtual number does not exist');
		const description = await editor.output.getByTestId('node-error-description').innerText();
		assert.match(description, /^Control code 13: Check 'Virtual Number'/);
		assert.match(description, new RegExp(`Changed in this run: .*${LINE}`));
	});

	step('reads the tables of both branches', async () => {
		world.sandbox.setLine(LINE, { type: 0, param: '' });
		await editor.details.getByTestId('tab-settings').click();
		await editor.choose('onError', 'Continue (using error output)');
		await editor.details.getByTestId('tab-params').click();
		await editor.executeStep();
		await editor.output.getByText('Success Branch (1 item)').click();
		assert.deepEqual(await editor.table(), [
			['virtualNumber', 'mode', 'destination', 'success', 'status', 'changed', 'code', 'message'],
			[LINE, 'callForwarding', MOBILE, 'true', 'applied', 'true', '200', 'Callforward enabled'],
		]);
		assert.ok(await editor.showsColumn('destination'), 'the destination is out of sight');
		await editor.output.getByText('Error Branch (1 item)').click();
		await editor.output.locator('th', { hasText: 'error' }).waitFor();
		const [header, row] = await editor.table();
		assert.deepEqual(header, ['number', 'name', 'error']);
		assert.deepEqual(row?.slice(0, 2), ['0699999999', 'Former line']);
		assert.match(row?.[2] ?? '', /success:false\s+reason:virtualNumberNotFound/);
	});

	step('tells three nodes apart on the canvas', async () => {
		await editor.closeNode();
		await editor.save();
		await until('the workflow to be saved', async () => {
			const { nodes } = await world.rest.data<Workflow>('GET', `/workflows/${workflowId}`);
			return nodes.some(({ onError }) => onError !== undefined);
		});
		const set = (name: string, mode: string, fields = {}) => ({
			...callForward({ virtualNumber: LINE, mode, ...fields }, world.credential),
			name,
		});
		const { id } = await world.rest.createWorkflow(
			chain('Not run yet', [
				manualTrigger(),
				set('Morning', 'callForwarding', { forwardingNumber: MOBILE }),
				set('Night', 'voicemail', { notificationEmail: 'team@example.com' }),
				set('Holiday', 'disabled'),
				node('Report', 'n8n-nodes-base.stopAndError', 1),
			]),
		);
		await editor.openWorkflow(id);
		await editor.nodeOnCanvas('Morning').getByText(`${LINE} → ${MOBILE}`).waitFor();
		await editor.nodeOnCanvas('Night').getByText(`${LINE} → voicemail`).waitFor();
		await editor.nodeOnCanvas('Holiday').getByText(`${LINE} → off`).waitFor();
	});

	step('drags a field of the result into the next node before anything has run', async () => {
		await editor.openNode('Report');
		await editor.mapFromInput('message', 'errorMessage');
		await editor.field('errorMessage').getByText('{{ $json.message }}').waitFor();
		await editor.closeNode();
		await editor.openWorkflow(workflowId);
	});

	step('reads on the canvas what the node does, and publishes', async () => {
		await editor.nodeOnCanvas(NODE_NAME).getByText('forward calls to a number').waitFor();
		await editor.publishButton.click();
		if (!IS_V1) await editor.page.getByTestId('workflow-publish-button').click();
		await until('the workflow to be published', async () => {
			const path = `/workflows/${workflowId}`;
			return (await world.rest.data<{ active: boolean }>('GET', path)).active;
		});
	});

	step('sees the icon for dark in the dark theme', async () => {
		await editor.switchTo('dark');
		await editor.openWorkflow(workflowId);
		const icon = editor.nodeOnCanvas(NODE_NAME).locator('img');
		const source = (await icon.getAttribute('src')) ?? '';
		assert.match(source, /smsPartnerCallForward\.dark\.svg$/);
		assert.ok((await editor.page.request.get(source)).ok());
	});
});
