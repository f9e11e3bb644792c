import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from './package';
import { until } from './processes';
import type { CallForwardCredential, Workflow } from './workflows';

export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Olivia',
	lastName: 'Owner',
	password: 'Sandbox-2026',
};

export interface CredentialReference {
	id: string;
	name: string;
}

export interface Answer {
	status: number;
	body: unknown;
}

export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	/** Absent as long as nothing was stored. */
	data: IRunExecutionData | undefined;
	/** The whole answer, as text, to search for what must not be in it. */
	raw: string;
}

export type TestResult = { status: 'OK' | 'Error'; message: string };

const ENDED = ['success', 'error'];
const CUT_OFF = ['canceled', 'crashed'];

/** What n8n's editor does, by its own REST API. Each instance is one browser session. */
export class RestClient {
	private cookie = '';
	private readonly isV1: boolean;

	constructor(
		readonly url: string,
		version: string,
	) {
		this.isV1 = version.startsWith('1.');
	}

	/** Any call; gives status and body, and never throws on a status. */
	async call(method: string, path: string, body?: unknown): Promise<Answer> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				'browser-id': 'end-to-end',
				cookie: this.cookie,
				'content-type': 'application/json',
			},
			body: body === undefined ? null : JSON.stringify(body),
		});
		const session = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session !== undefined) this.cookie = session.split(';')[0] ?? '';
		const text = await response.text();
		return { status: response.status, body: text === '' ? undefined : parseOr(text) };
	}

	/** A call that must succeed; gives what n8n puts under `data`. */
	async data<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.call(method, path, body);
		if (answer.status >= 300) {
			throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		}
		return (answer.body as { data: T }).data;
	}

	async setUpOwner(): Promise<void> {
		await this.data('POST', '/owner/setup', OWNER);
	}

	async logIn(): Promise<void> {
		const { email, password } = OWNER;
		await this.data('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	async createCredential(
		data: CallForwardCredential,
		name = 'SMS Partner (sandbox)',
	): Promise<CredentialReference> {
		return await this.saveCredential(CREDENTIAL_TYPE, data, name);
	}

	/** A credential of any type, with its type as its name unless it is given one. */
	async saveCredential(type: string, data: object, name = type): Promise<CredentialReference> {
		const saved = await this.data<CredentialReference>('POST', '/credentials', {
			name,
			type,
			data,
		});
		return { id: saved.id, name };
	}

	async updateCredential(
		{ id, name }: CredentialReference,
		data: CallForwardCredential,
	): Promise<void> {
		await this.data('PATCH', `/credentials/${id}`, { name, type: CREDENTIAL_TYPE, data });
	}

	/** The credential dialog's test. 1.x tests saved credentials only, so it is always saved first and deleted afterwards. */
	async testCredential(data: CallForwardCredential): Promise<TestResult> {
		const saved = await this.createCredential(data, 'Credential under test');
		try {
			return await this.data<TestResult>('POST', '/credentials/test', {
				credentials: { ...saved, type: CREDENTIAL_TYPE, data },
			});
		} finally {
			await this.data('DELETE', `/credentials/${saved.id}`);
		}
	}

	async createWorkflow(workflow: Workflow): Promise<{ id: string; versionId: string }> {
		return await this.data('POST', '/workflows', {
			...workflow,
			...(this.isV1 ? { active: false } : {}),
		});
	}

	/** Publishes the workflow, or on 1.x switches it on: its triggers run from now on. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.data<{ versionId: string }>('GET', `/workflows/${id}`);
		if (this.isV1) await this.data('PATCH', `/workflows/${id}`, { active: true, versionId });
		else await this.data('POST', `/workflows/${id}/activate`, { versionId });
	}

	async createActive(workflow: Workflow): Promise<string> {
		const { id } = await this.createWorkflow(workflow);
		await this.activate(id);
		return id;
	}

	/** Starts a saved workflow as the editor's button does, from its manual trigger. Gives the execution's id. */
	async runManually(id: string): Promise<string> {
		const workflowData = await this.data<Workflow>('GET', `/workflows/${id}`);
		const trigger = workflowData.nodes.find((node) => node.type.endsWith('Trigger'));
		const started = await this.data<{ executionId: string }>('POST', `/workflows/${id}/run`, {
			workflowData,
			triggerToStartFrom: { name: trigger?.name },
		});
		return started.executionId;
	}

	/** Creates, runs and waits: the way most checks go. */
	async execute(workflow: Workflow): Promise<Execution> {
		const { id } = await this.createWorkflow(workflow);
		return await this.finished(await this.runManually(id));
	}

	async stop(executionId: string): Promise<void> {
		await this.data('POST', `/executions/${executionId}/stop`);
	}

	async execution(id: string): Promise<Execution> {
		const found = await this.data<Omit<Execution, 'data' | 'raw'> & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		const data = unflattened(found.data) as IRunExecutionData | undefined;
		return { ...found, data, raw: JSON.stringify(found) };
	}

	async finished(id: string, timeoutMs = 60_000): Promise<Execution> {
		return await until(
			`execution ${id} to finish`,
			async () => {
				const execution = await this.execution(id);
				return isFinal(execution) ? execution : undefined;
			},
			timeoutMs,
		);
	}

	/** The newest executions of a workflow, newest first. */
	async executionsOf(workflowId: string, limit = 20): Promise<{ id: string; status: string }[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = await this.data<{ results: { id: string; status: string }[] }>(
			'GET',
			`/executions?filter=${filter}&limit=${limit}`,
		);
		return page.results;
	}

	/**
	 * Calls a production webhook with a JSON body, or with these bytes. n8n 2 registers it a moment after publishing, so
	 * an unknown one is asked again.
	 */
	async webhook(
		path: string,
		body: unknown,
		headers: Record<string, string> = {},
	): Promise<Answer> {
		return await until(`webhook ${path} to be registered`, async () => {
			const response = await fetch(`${this.url}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
			});
			const text = await response.text();
			if (response.status === 404 && text.includes('is not registered')) return undefined;
			return { status: response.status, body: parseOr(text) };
		});
	}
}

// 1.x stores the status a moment before the data; what was cut off may never have any.
function isFinal({ status, data }: Execution): boolean {
	if (CUT_OFF.includes(status)) return true;
	return ENDED.includes(status) && data?.resultData !== undefined;
}

/** n8n saves an execution as a list of its values, each of which points to others by their place, as text. */
function unflattened(text: string): unknown {
	const values = JSON.parse(text) as unknown[];
	const seen = new Map<string, unknown>();
	const resolve = (pointer: unknown): unknown => {
		if (typeof pointer !== 'string') return pointer;
		const value = values[Number(pointer)];
		if (typeof value !== 'object' || value === null) return value;
		const known = seen.get(pointer);
		if (known !== undefined) return known;
		const whole: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		seen.set(pointer, whole);
		return Object.assign(whole, mapped(value, resolve));
	};
	return resolve('0');
}

const mapped = (value: object, map: (part: unknown) => unknown): object =>
	Object.fromEntries(Object.entries(value).map(([name, part]) => [name, map(part)]));

function parseOr(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** The JSON of what a node returned on one of its outputs, in its last run. */
export function output(execution: Execution, node: string, branch = 0): IDataObject[] {
	const runs = execution.data?.resultData.runData[node] ?? [];
	const items = runs.at(-1)?.data?.['main']?.[branch] ?? [];
	return items.map((item) => item.json);
}

export const errorOf = (execution: Execution): IRunExecutionData['resultData']['error'] =>
	execution.data?.resultData.error;
