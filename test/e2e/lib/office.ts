import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withCredentials } from './examples';
import { ensureN8n } from './install';
import { startMailServer } from './mail';
import type { MailServer } from './mail';
import { CREDENTIAL_TYPE } from './package';
import { run } from './processes';
import type { CredentialReference } from './rest';
import type { Workflow, WorkflowNode } from './workflows';
import { IS_V1, openWorld, VERSION } from './world';
import type { World } from './world';

export type Row = Record<string, string | number | null>;

/** A world with what the examples need besides: email, credentials and Data Tables. */
export interface Office extends World {
	mail: MailServer;
	/** Saves a credential, for the nodes that take one of this type. */
	save(type: string, data: object): Promise<void>;
	/** The workflow with credentials chosen, and on n8n 1 tables, which it does not know by name. */
	furnish(workflow: Workflow): Workflow;
	/** Runs n8n's own import in a terminal. */
	importInTerminal(...args: string[]): Promise<void>;
	read(table: string): Promise<Row[]>;
	insert(table: string, rows: Row[]): Promise<void>;
	/** Changes the rows that have these cells. */
	change(table: string, where: Row, values: Row): Promise<void>;
	clear(table: string): Promise<void>;
}

/** `folder` has the workflow that makes the tables, and for n8n 1 a CSV file for each. */
export async function openOffice(folder: string, env: Record<string, string>): Promise<Office> {
	const world = await openWorld({ env });
	const mail = await startMailServer();
	const { rest, n8n, credential } = world;
	const saved: Record<string, CredentialReference> = { [CREDENTIAL_TYPE]: credential };
	const save = async (type: string, data: object): Promise<void> => {
		saved[type] = await rest.saveCredential(type, data);
	};
	await save('smtp', { host: '127.0.0.1', port: mail.port, secure: false, disableStartTls: true });

	const { id: project } = await rest.data<{ id: string }>('GET', '/projects/personal');
	const tables = `/projects/${project}/data-tables`;
	const files = IS_V1 ? readdirSync(folder).filter((file) => file.endsWith('.csv')) : [];
	for (const file of files) {
		const [header = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
		const name = file.replace('.csv', '').replace('-', ' ');
		const columns = header.split(',').map((column) => ({ name: column.trim(), type: 'string' }));
		await rest.data('POST', tables, { name, columns });
	}
	if (!IS_V1) {
		const text = readFileSync(join(folder, 'make-the-tables.json'), 'utf8');
		await rest.execute({ ...(JSON.parse(text) as Workflow), id: undefined });
	}
	const { data: made } = await rest.data<{ data: { id: string; name: string }[] }>('GET', tables);
	const idOf = (table: string): string => made.find(({ name }) => name === table)?.id ?? table;
	const filterOf = (where: Row): object => {
		const equal = Object.entries(where).map(([columnName, value]) => {
			return { columnName, condition: 'eq', value };
		});
		return { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }, ...equal] };
	};

	const withTable = (node: WorkflowNode): WorkflowNode => {
		const table = node.parameters['dataTableId'] as { value: string } | undefined;
		if (!IS_V1 || table === undefined) return node;
		const dataTableId = { __rl: true, mode: 'list', value: idOf(table.value) };
		return { ...node, parameters: { ...node.parameters, dataTableId } };
	};

	return {
		...world,
		mail,
		save,
		furnish: (workflow) =>
			withCredentials({ ...workflow, nodes: workflow.nodes.map(withTable) }, saved),
		async importInTerminal(...args) {
			const { node, bin } = await ensureN8n(VERSION);
			const PATH = `${dirname(node)}:${process.env['PATH'] ?? ''}`;
			const home = { HOME: n8n.userFolder, N8N_USER_FOLDER: n8n.userFolder };
			const given = { ...process.env, ...env, ...home, PATH, N8N_DIAGNOSTICS_ENABLED: 'false' };
			await run(node, [bin, 'import:workflow', ...args], { env: given });
		},
		async read(table) {
			const path = `${tables}/${idOf(table)}/rows?take=250`;
			return (await rest.data<{ data: Row[] }>('GET', path)).data;
		},
		async insert(table, data) {
			if (data.length === 0) return;
			await rest.data('POST', `${tables}/${idOf(table)}/insert`, { data, returnType: 'count' });
		},
		async change(table, where, data) {
			await rest.data('PATCH', `${tables}/${idOf(table)}/rows`, { filter: filterOf(where), data });
		},
		async clear(table) {
			const filter = encodeURIComponent(JSON.stringify(filterOf({})));
			await rest.data('DELETE', `${tables}/${idOf(table)}/rows?filter=${filter}`);
		},
		async close() {
			await mail.close();
			await world.close();
		},
	};
}
