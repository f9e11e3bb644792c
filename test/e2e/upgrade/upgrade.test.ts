import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { startSandbox } from '../../../sandbox/server';
import type { Sandbox } from '../../../sandbox/server';
import { DEFAULT_VERSION, ensureN8n, PREVIOUS_VERSION } from '../lib/install';
import { startN8n } from '../lib/n8n';
import type { N8n } from '../lib/n8n';
import { CREDENTIAL_TYPE, installPackage, packPackage } from '../lib/package';
import { temporaryFolder } from '../lib/paths';
import { exitOnSignals } from '../lib/processes';
import { output, RestClient } from '../lib/rest';
import type { CredentialReference } from '../lib/rest';
import { callForward, chain, manualTrigger, rows, webhookTrigger } from '../lib/workflows';
import type { Workflow } from '../lib/workflows';
import { API_KEY } from '../lib/world';

const MAIN_LINE = '33612345678';
const UNKNOWN_LINE = '33699999999';
const MOBILE = '+33698765432';

describe(`a user folder of n8n ${PREVIOUS_VERSION}, started with ${DEFAULT_VERSION}`, () => {
	let userFolder: string;
	let sandbox: Sandbox;
	let n8n: N8n;
	let rest: RestClient;
	let credential: CredentialReference;
	let manual: { id: string; saved: Workflow };

	const open = async (version: string): Promise<void> => {
		n8n = await startN8n({ install: await ensureN8n(version), userFolder });
		rest = new RestClient(n8n.url, version);
	};

	before(async () => {
		exitOnSignals();
		userFolder = await temporaryFolder();
		sandbox = await startSandbox({ key: API_KEY });
		const packed = await packPackage();
		await installPackage(packed.tarball, userFolder);
		await packed.remove();
		await open(PREVIOUS_VERSION);
		await rest.setUpOwner();
		credential = await rest.createCredential({ apiKey: API_KEY, baseUrl: sandbox.baseUrl });
		const { id } = await rest.createWorkflow(
			chain('By hand', [
				manualTrigger(),
				...rows([{ line: MAIN_LINE }, { line: UNKNOWN_LINE }]),
				callForward(
					{ virtualNumber: '={{ $json.line }}', mode: 'callForwarding', forwardingNumber: MOBILE },
					credential,
					'continueErrorOutput',
				),
			]),
		);
		manual = { id, saved: await rest.data('GET', `/workflows/${id}`) };
		await rest.createActive(
			chain('By webhook', [
				webhookTrigger('upgraded'),
				callForward({ virtualNumber: '={{ $json.body.line }}', mode: 'disabled' }, credential),
			]),
		);
	});
	after(async () => {
		await n8n.stop();
		await sandbox.close();
		await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	});

	async function check(): Promise<void> {
		sandbox.reset();
		const execution = await rest.finished(await rest.runManually(manual.id));
		assert.deepEqual(
			output(execution, 'Call Forward').map(({ status, virtualNumber }) => [status, virtualNumber]),
			[['applied', MAIN_LINE]],
		);
		assert.equal(output(execution, 'Call Forward', 1).length, 1);
		assert.deepEqual(sandbox.line(MAIN_LINE), { type: 1, param: MOBILE });
		const answer = await rest.webhook('upgraded', { line: MAIN_LINE });
		assert.equal(answer.status, 200, JSON.stringify(answer.body));
		assert.equal(sandbox.line(MAIN_LINE)?.type, 0);
	}

	it('runs its workflows before the upgrade', check);

	it('starts with the newer version', async () => {
		await n8n.stop();
		await open(DEFAULT_VERSION);
		await rest.logIn();
	});

	it('still opens the credential, and its test passes', async () => {
		const { data } = await rest.data<{ data: { apiKey: string; baseUrl: string } }>(
			'GET',
			`/credentials/${credential.id}?includeData=true`,
		);
		assert.equal(data.baseUrl, sandbox.baseUrl);
		assert.notEqual(data.apiKey, API_KEY);
		const tested = await rest.data<{ status: string }>('POST', '/credentials/test', {
			credentials: { ...credential, type: CREDENTIAL_TYPE, data },
		});
		assert.equal(tested.status, 'OK');
	});

	it('still opens the workflow as it was saved', async () => {
		const { nodes, connections } = await rest.data<Workflow>('GET', `/workflows/${manual.id}`);
		assert.deepEqual(nodes, manual.saved.nodes);
		assert.deepEqual(connections, manual.saved.connections);
	});

	it('runs both workflows, the active one without being touched', check);
});
