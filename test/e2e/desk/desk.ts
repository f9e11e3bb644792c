import { PHONE_DESK } from '../lib/examples';
import { openForm } from '../lib/forms';
import { openOffice } from '../lib/office';
import type { Office, Row } from '../lib/office';
import { chain, node, setJson, webhookTrigger } from '../lib/workflows';
import type { Workflow } from '../lib/workflows';
import { IS_V1 } from '../lib/world';

const LOGIN = { user: 'office', password: 'desk-secret' };

export const WORKFLOWS = {
	tell: 'deskTellFailure01',
	keep: 'deskKeepLines0001',
	morning: 'deskMorning00001',
	move: 'deskMoveALine001',
};

/** An n8n with the phone desk as its README sets it up; the clock of each look is the test's. */
export interface Desk extends Office {
	/** Puts these rows in the place of what is there. */
	write(table: string, rows: Row[]): Promise<void>;
	/** The row of a line. */
	line(name: string): Promise<Row>;
	/** One look at the tables, at that time in Paris. Gives the requests that it sent. */
	look(now: string): Promise<number>;
	morning(now: string): Promise<void>;
	/** Fills the form, with the first option of each list that begins so. Gives what the last page says. */
	form(todo: string, answers: string[]): Promise<string>;
}

export async function openDesk(): Promise<Desk> {
	const office = await openOffice(PHONE_DESK, { N8N_LOG_LEVEL: 'info' });
	try {
		await setUp(office);
	} catch (error) {
		await office.close();
		throw error;
	}
	const { rest, n8n, sandbox, read } = office;
	const call = async (workflow: string, now: string): Promise<void> => {
		await rest.webhook('call', { workflow, now });
	};
	return {
		...office,
		async write(table, rows) {
			await office.clear(table);
			await office.insert(table, rows);
		},
		line: async (name) => (await read('desk lines')).find(({ line }) => line === name) ?? {},
		async look(now) {
			const before = sandbox.requests.length;
			await call(WORKFLOWS.keep, now);
			return sandbox.requests.length - before;
		},
		morning: (now) => call(WORKFLOWS.morning, now),
		form: (todo, answers) => fillForm(`${n8n.url}/form/phone-desk`, todo, answers),
	};
}

async function setUp({ rest, save, furnish, importInTerminal }: Office): Promise<void> {
	await save('httpBasicAuth', LOGIN);
	await importInTerminal('--separate', `--input=${PHONE_DESK}`);
	for (const id of Object.values(WORKFLOWS)) {
		const saved = await rest.data<Workflow & { versionId: string }>('GET', `/workflows/${id}`);
		const { versionId, connections } = saved;
		const nodes = furnish(saved).nodes.map((each) => ({ ...each, ...BY_CALL[each.name] }));
		await rest.data('PATCH', `/workflows/${id}`, { versionId, nodes, connections });
		if (!IS_V1 || id === WORKFLOWS.move) await rest.activate(id);
	}
	await rest.createActive(CALLER);
}

/** The schedules, which the test calls instead. */
const BY_CALL: Record<string, object> = {
	'Every Five Minutes': { disabled: true },
	'Every Hour': {
		type: 'n8n-nodes-base.executeWorkflowTrigger',
		typeVersion: 1.1,
		parameters: { inputSource: 'passthrough' },
	},
};

/** Calls a workflow as n8n does it in production, with the time that the test gives. */
const CALLER = chain('Caller', [
	webhookTrigger('call'),
	setJson('Now', '={{ $json.body }}'),
	node(
		'Call',
		'n8n-nodes-base.executeWorkflow',
		1.2,
		{ workflowId: { __rl: true, mode: 'id', value: '={{ $json.workflow }}' }, options: {} },
		{ onError: 'continueRegularOutput' },
	),
]);

async function fillForm(url: string, todo: string, answers: string[]): Promise<string> {
	const first = await openForm(url, LOGIN);
	const second = await first.submit([todo, 'Marie']);
	const lists = second.html.match(/<select.*?<\/select>/gs);
	if (lists === null) return second.html;
	const chosen = lists.map((list, index) => {
		const options = [...list.matchAll(/<option value='([^']+)'/g)].map(([, option = '']) => option);
		const found = options.find((option) => option.startsWith(answers[index] ?? ''));
		if (found === undefined) throw new Error(`${answers[index]} is not in ${options.join(', ')}`);
		return found;
	});
	const { html } = await second.submit(chosen);
	const [, title, text] = /<h1>(.*?)<\/h1>\s*<p[^>]*>(.*?)<\/p>/s.exec(html) ?? [];
	return `${title}: ${text}`;
}
