import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleWorkflow } from '../lib/examples';
import { ensureN8n } from '../lib/install';
import { startMailServer } from '../lib/mail';
import type { MailServer } from '../lib/mail';
import { REPOSITORY } from '../lib/paths';
import { run } from '../lib/processes';
import type { CredentialReference } from '../lib/rest';
import { webhookTrigger } from '../lib/workflows';
import type { Workflow, WorkflowNode } from '../lib/workflows';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';
import { startServices } from './services';
import type { Services } from './services';

/** The tables of the examples, with their columns. */
const TABLES = {
	'line memory': ['line', 'setting', 'day', 'told'],
	'rota people': ['name', 'email', 'phone'],
};
type Table = keyof typeof TABLES;
const ALL_ROWS = { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }] };
type Row = Record<string, string | null>;

/** What one look did; the status is 500 when the execution failed. */
export interface Look {
	status: number;
	requests: number;
	mails: number;
}

/** A world with the services that the examples speak to, and credentials and tables for them. */
export interface ExamplesWorld extends World {
	services: Services;
	mail: MailServer;
	/** The example, ready to run, with a webhook in place of its schedule. */
	publish(title: string, path: string): Promise<void>;
	/** The workflow with the credentials of the services chosen; on n8n 1 the tables as well. */
	furnish(workflow: Workflow): Workflow;
	/** Runs n8n's own import in a terminal, over one file and over all in one; gives what the files say. */
	importExamples(): Promise<{ id: string; name: string }[]>;
	/** One look of a published example. */
	look(path: string): Promise<Look>;
	insert(table: Table, rows: Row[]): Promise<void>;
	/** As if what was set had been set the day before. */
	forgetToday(): Promise<void>;
	/** Empties the tables, the sandbox's journal and the mailbox. */
	clear(): Promise<void>;
}

export async function openExamples(): Promise<ExamplesWorld> {
	const services = await startServices();
	const mail = await startMailServer();
	const world = await openWorld({ env: services.env });
	const { rest } = world;
	const oauth = {
		clientId: 'id',
		clientSecret: 'secret',
		oauthTokenData: { access_token: 'token', token_type: 'Bearer' },
	};
	const smtp = { host: '127.0.0.1', port: mail.port, secure: false, disableStartTls: true };
	const credentials = {
		smtp: { ...smtp, user: '', password: '' },
		googleCalendarOAuth2Api: oauth,
		googleSheetsOAuth2Api: oauth,
		hubspotAppToken: { appToken: 'token' },
	};
	const saved = new Map<string, CredentialReference>();
	for (const [type, data] of Object.entries(credentials)) {
		saved.set(type, await rest.data('POST', '/credentials', { name: type, type, data }));
	}

	const { id: project } = await rest.data<{ id: string }>('GET', '/projects/personal');
	const tables = `/projects/${project}/data-tables`;
	if (world.version.startsWith('1.')) {
		for (const [name, columns] of Object.entries(TABLES)) {
			const typed = columns.map((column) => ({ name: column, type: 'string' }));
			await rest.data('POST', tables, { name, columns: typed });
		}
	} else {
		await rest.execute(await exampleWorkflow('make the tables', world.credential));
	}
	const { data: made } = await rest.data<{ data: { id: string; name: Table }[] }>('GET', tables);
	const idOf = (table: string): string => made.find(({ name }) => name === table)?.id ?? '';

	// n8n 1 reads the name of a table as an id.
	function furnished(node: WorkflowNode): WorkflowNode {
		const type = credentialOf(node);
		const credential = saved.get(type);
		const table = node.parameters['dataTableId'] as { value: string } | undefined;
		const fromList = table && world.version.startsWith('1.');
		return {
			...node,
			...(credential && { credentials: { [type]: credential } }),
			...(fromList && {
				parameters: {
					...node.parameters,
					dataTableId: { __rl: true, mode: 'list', value: idOf(table.value) },
				},
			}),
		};
	}

	return {
		...world,
		services,
		mail,
		furnish: (workflow) => ({ ...workflow, nodes: workflow.nodes.map(furnished) }),
		async importExamples() {
			const folder = join(REPOSITORY, 'examples');
			const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
			const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
			const workflows = texts.map((text) => JSON.parse(text) as { id: string; name: string });
			const all = join(world.n8n.userFolder, 'all.json');
			await writeFile(all, JSON.stringify(workflows));
			const { node, bin } = await ensureN8n(world.version);
			const env = { ...services.env, N8N_USER_FOLDER: world.n8n.userFolder };
			for (const input of [all, join(folder, 'start-here.json')]) {
				await run(node, [bin, 'import:workflow', `--input=${input}`], { env });
			}
			return workflows;
		},
		async publish(title, path) {
			const example = await exampleWorkflow(title, world.credential);
			const nodes = example.nodes.map((node) => furnished(byWebhook(node, path)));
			await rest.createActive({ ...example, nodes });
		},
		async look(path) {
			const [requests, mails] = [world.sandbox.requests.length, mail.mails.length];
			const { status } = await rest.webhook(path, {});
			return {
				status,
				requests: world.sandbox.requests.length - requests,
				mails: mail.mails.length - mails,
			};
		},
		async insert(table, rows) {
			const inserted = { data: rows, returnType: 'count' };
			await rest.data('POST', `${tables}/${idOf(table)}/insert`, inserted);
		},
		async forgetToday() {
			const set = { filter: ALL_ROWS, data: { day: '2020-01-01' } };
			await rest.data('PATCH', `${tables}/${idOf('line memory')}/rows`, set);
		},
		async clear() {
			const filter = encodeURIComponent(JSON.stringify(ALL_ROWS));
			for (const { id } of made) await rest.data('DELETE', `${tables}/${id}/rows?filter=${filter}`);
			services.reset();
			world.sandbox.reset();
			mail.mails.length = 0;
		},
		async close() {
			await world.close();
			await mail.close();
			await services.close();
		},
	};
}

function credentialOf({ type, parameters }: WorkflowNode): string {
	if (type.includes('emailSend')) return 'smtp';
	if (type.endsWith('googleCalendar')) return 'googleCalendarOAuth2Api';
	if (type.endsWith('googleSheets')) return 'googleSheetsOAuth2Api';
	return String(parameters['nodeCredentialType']);
}

const byWebhook = (node: WorkflowNode, path: string): WorkflowNode =>
	node.type.endsWith('scheduleTrigger')
		? { ...webhookTrigger(path), name: node.name, position: node.position }
		: node;
