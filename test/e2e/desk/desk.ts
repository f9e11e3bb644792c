import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { startMailServer } from '../lib/mail';
import type { MailServer } from '../lib/mail';
import { ensureN8n } from '../lib/install';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../lib/package';
import { REPOSITORY } from '../lib/paths';
import { run, until } from '../lib/processes';
import { OWNER } from '../lib/rest';
import type { CredentialReference, Execution } from '../lib/rest';
import { chain, node, webhookTrigger } from '../lib/workflows';
import type { Workflow, WorkflowNode } from '../lib/workflows';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

const FOLDER = join(REPOSITORY, 'examples/phone-desk');
const LOGIN = { user: 'office', password: 'desk-secret' };

export const WORKFLOWS = {
	keep: 'deskKeepLines0001',
	make: 'deskMakeTables001',
	morning: 'deskMorning00001',
	move: 'deskMoveALine001',
	tell: 'deskTellFailure01',
};
export type Table = 'desk lines' | 'desk people' | 'desk plan' | 'desk moves' | 'desk log';
export type Row = Record<string, string | number | null>;

/** An n8n with the phone desk as its README sets it up; the clock of each look is the test's. */
export interface Desk {
	world: World;
	mail: MailServer;
	/** Puts these rows in the place of what is there. */
	write(table: Table, rows: Row[]): Promise<void>;
	change(table: Table, where: Row, values: Row): Promise<void>;
	read(table: Table): Promise<Row[]>;
	/** The row of a line. */
	line(name: string): Promise<Row>;
	/** One look at the tables, at that time in Paris. Gives the requests that it sent. */
	look(now: string): Promise<number>;
	/** The same, without waiting for its end. */
	startLook(now: string): Promise<unknown>;
	morning(now: string): Promise<void>;
	/** Fills the form, with the first option of each list that begins so. Gives what the last page says. */
	form(todo: string, answers: string[]): Promise<string>;
	lastExecution(workflow: string): Promise<Execution>;
	close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
	const world = await openWorld({ env: { N8N_LOG_LEVEL: 'info' } });
	const mail = await startMailServer();
	const close = async (): Promise<void> => {
		await mail.close();
		await world.close();
	};
	try {
		return { world, mail, close, ...(await setUp(world, mail)) };
	} catch (error) {
		await close();
		throw error;
	}
}

async function setUp(
	world: World,
	mail: MailServer,
): Promise<Omit<Desk, 'world' | 'mail' | 'close'>> {
	const { rest, n8n, sandbox } = world;
	const isV1 = world.version.startsWith('1.');
	const { id: project } = await rest.data<{ id: string }>('GET', '/projects/personal');
	const tables = `/projects/${project}/data-tables`;

	await importWorkflows(world);
	if (isV1) await importTables(world, tables);
	else await rest.finished(await rest.runManually(WORKFLOWS.make));
	const { data: made } = await rest.data<{ data: { id: string; name: string }[] }>('GET', tables);
	const path = (table: Table): string =>
		`${tables}/${made.find(({ name }) => name === table)?.id ?? table}`;

	const smtp = await rest.data<CredentialReference>('POST', '/credentials', {
		name: 'Mail',
		type: 'smtp',
		data: { host: '127.0.0.1', port: mail.port, secure: false, disableStartTls: true },
	});
	const basic = await rest.data<CredentialReference>('POST', '/credentials', {
		name: 'Office',
		type: 'httpBasicAuth',
		data: LOGIN,
	});
	const credentialOf = ({ type }: WorkflowNode): WorkflowNode['credentials'] => {
		if (type === NODE_TYPE) return { [CREDENTIAL_TYPE]: world.credential };
		if (type.endsWith('.emailSend')) return { smtp };
		return type.endsWith('.formTrigger') ? { httpBasicAuth: basic } : undefined;
	};
	/** What a person chooses by hand; the schedules are called by the test instead. */
	const chosen = (each: WorkflowNode): WorkflowNode => {
		const credentials = credentialOf(each);
		const { dataTableId } = each.parameters;
		const table = made.find(
			({ name }) => name === (dataTableId as IDataObject | undefined)?.['value'],
		);
		return {
			...each,
			...(credentials === undefined ? {} : { credentials }),
			...{ 'Every Five Minutes': { disabled: true }, 'Every Hour': CALLED }[each.name],
			...(isV1 && table !== undefined
				? {
						parameters: {
							...each.parameters,
							dataTableId: { __rl: true, mode: 'list', value: table.id },
						},
					}
				: {}),
		};
	};
	for (const id of [WORKFLOWS.tell, WORKFLOWS.keep, WORKFLOWS.morning, WORKFLOWS.move]) {
		const saved = await rest.data<Workflow & { versionId: string }>('GET', `/workflows/${id}`);
		await rest.data('PATCH', `/workflows/${id}`, {
			versionId: saved.versionId,
			nodes: saved.nodes.map(chosen),
			connections: saved.connections,
		});
		if (!isV1 || id === WORKFLOWS.move) await rest.activate(id);
	}
	await rest.createActive(caller());

	const read = async (table: Table): Promise<Row[]> =>
		(await rest.data<{ data: Row[] }>('GET', `${path(table)}/rows?take=250`)).data;
	const call = async (workflow: string, now: string): Promise<void> => {
		await rest.webhook('call', { workflow, now });
	};
	return {
		read,
		write: async (table, rows) => {
			const filter = { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }] };
			await rest.data(
				'DELETE',
				`${path(table)}/rows?filter=${encodeURIComponent(JSON.stringify(filter))}`,
			);
			if (rows.length > 0)
				await rest.data('POST', `${path(table)}/insert`, { data: rows, returnType: 'count' });
		},
		change: async (table, where, data) => {
			const filters = Object.entries(where).map(([columnName, value]) => ({
				columnName,
				condition: 'eq',
				value,
			}));
			await rest.data('PATCH', `${path(table)}/rows`, { filter: { type: 'and', filters }, data });
		},
		line: async (name) => (await read('desk lines')).find(({ line }) => line === name) ?? {},
		look: async (now) => {
			const before = sandbox.requests.length;
			await call(WORKFLOWS.keep, now);
			return sandbox.requests.length - before;
		},
		startLook: (now) => call(WORKFLOWS.keep, now),
		morning: (now) => call(WORKFLOWS.morning, now),
		form: (todo, answers) => fillForm(n8n.url, todo, answers),
		lastExecution: async (workflow) => {
			const [last] = await rest.executionsOf(workflow, 1);
			return await rest.execution(last?.id ?? '');
		},
	};
}

const CALLED = {
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1.1,
	parameters: { inputSource: 'passthrough' },
};

/** Calls a workflow as n8n does it in production, with the time that the test gives. */
const caller = (): Workflow =>
	chain('Caller', [
		webhookTrigger('call'),
		node('Now', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: '={{ $json.body }}',
			options: {},
		}),
		node(
			'Call',
			'n8n-nodes-base.executeWorkflow',
			1.2,
			{ workflowId: { __rl: true, mode: 'id', value: '={{ $json.workflow }}' }, options: {} },
			{ onError: 'continueRegularOutput' },
		),
	]);

/** As the README says it for n8n's command line. */
async function importWorkflows(world: World): Promise<void> {
	const { node: program, bin } = await ensureN8n(world.version);
	const env = {
		...process.env,
		PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}`,
		HOME: world.n8n.userFolder,
		N8N_USER_FOLDER: world.n8n.userFolder,
		N8N_DIAGNOSTICS_ENABLED: 'false',
	};
	await run(program, [bin, 'import:workflow', '--separate', `--input=${FOLDER}`], { env });
}

/** What n8n 1 offers under Data tables → Import CSV. */
async function importTables({ rest, n8n }: World, tables: string): Promise<void> {
	const login = await fetch(`${n8n.url}/rest/login`, {
		method: 'POST',
		headers: { 'browser-id': 'import', 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
	});
	const [cookie = ''] = login.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
	for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.csv'))) {
		const body = new FormData();
		body.set('hasHeaders', 'true');
		body.set('file', new Blob([readFileSync(join(FOLDER, file))], { type: 'text/csv' }), file);
		const sent = await fetch(`${n8n.url}/rest/data-tables/uploads`, {
			method: 'POST',
			headers: { 'browser-id': 'import', cookie },
			body,
		});
		const { data } = (await sent.json()) as {
			data: { id: string; columns: { name: string; type: string }[] };
		};
		await rest.data('POST', tables, {
			name: file.replace('.csv', '').replace('-', ' '),
			columns: data.columns.map(({ name, type }) => ({ name, type })),
			fileId: data.id,
			hasHeaders: true,
		});
	}
}

const authorization = `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`;

async function fillForm(url: string, todo: string, answers: string[]): Promise<string> {
	const post = async (address: string, fields: string[]): Promise<string> => {
		const body = new FormData();
		fields.forEach((value, index) => body.set(`field-${index}`, value));
		const answer = await fetch(address, { method: 'POST', headers: { authorization }, body });
		return await answer.text();
	};
	const first = await post(`${url}/form/phone-desk`, [todo, 'Marie']);
	const { formWaitingUrl } = JSON.parse(first) as { formWaitingUrl: string };
	const page = async (): Promise<string> => {
		const status = new URL(formWaitingUrl);
		status.pathname += '/n8n-execution-status';
		// Asked while the execution is under way, the page itself does not answer.
		await until('the next page', async () =>
			(await (await fetch(status)).text()) === 'form-waiting' ? true : undefined,
		);
		return await (await fetch(formWaitingUrl, { headers: { authorization } })).text();
	};
	const second = await page();
	const lists = second.match(/<select.*?<\/select>/gs);
	if (lists === null) return second;
	const chosen = lists.map((list, index) => {
		const options = [...list.matchAll(/<option value='([^']+)'/g)].map(([, option = '']) => option);
		const found = options.find((option) => option.startsWith(answers[index] ?? ''));
		if (found === undefined) throw new Error(`${answers[index]} is not in ${options.join(', ')}`);
		return found;
	});
	await post(formWaitingUrl, chosen);
	const last = await page();
	await post(formWaitingUrl, []);
	const [, title, text] = /<h1>(.*?)<\/h1>\s*<p[^>]*>(.*?)<\/p>/s.exec(last) ?? [];
	return `${title}: ${text}`;
}
