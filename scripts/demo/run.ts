import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Failure, Success } from '../../nodes/SmsPartnerCallForward/outcome';
import { parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { startSandbox, type RequestRecord } from '../../sandbox/server';
import { runInEngine, type WorkflowFile } from '../../test/engine/engine';
import type { Row } from './rows';

const WORKFLOW = join(__dirname, '../../examples/start-here.json');

const NODE_NAME = 'SMS Partner Call Forward';
const API_KEY = 'demo-key';

/** One item that came out, and the input row it belongs to, counted from 1. */
export interface Outgoing<T> {
	row: number;
	outcome: T;
}

export interface DemoResult {
	success: Outgoing<Success>[];
	errors: Outgoing<Failure>[];
	/** Every request that the sandbox saw for the virtual number whose first answer was a fault. */
	retried: RequestRecord[];
	requests: number;
}

/** Runs the example workflow over the rows, in n8n's engine, against a sandbox of its own. */
export async function runDemo(rows: Row[]): Promise<DemoResult> {
	const sandbox = await startSandbox({ key: API_KEY });
	try {
		const numbers = rows.flatMap(({ number }) => {
			const parsed = parsePhoneNumber(number);
			return parsed.ok ? parsed.value : [];
		});
		// The sandbox knows some virtual numbers; the other ones of the file become lines that are off.
		for (const number of numbers.filter((it) => !sandbox.line(it))) {
			sandbox.setLine(number, { type: 0, param: '' });
		}
		const [faulty] = numbers;
		if (faulty !== undefined) sandbox.addFault({ kind: 'status', status: 503, number: faulty });

		const { run } = await runInEngine({
			workflow: await readWorkflow(),
			pinData: { Rows: rows.map((json) => ({ json })) },
			credentials: { apiKey: API_KEY, baseUrl: sandbox.baseUrl },
		});
		const { error, runData } = run.data.resultData;
		if (error) throw error;
		const [success, errors] = runData[NODE_NAME]?.[0]?.data?.main ?? [];
		return {
			// The shapes that the node documents for its two branches.
			success: (success ?? []).map((item) => outgoing(item, item.json as unknown as Success)),
			errors: (errors ?? []).map((item) => outgoing(item, item.json.error as unknown as Failure)),
			retried: sandbox.requests.filter(({ number }) => number === faulty),
			requests: sandbox.requests.length,
		};
	} finally {
		await sandbox.close();
	}
}

/** The file has no credential, as an imported workflow has none: choosing it is left to the person. */
async function readWorkflow(): Promise<WorkflowFile> {
	const file = JSON.parse(await readFile(WORKFLOW, 'utf8')) as WorkflowFile;
	const credentials = { smsPartnerApi: { id: '1', name: 'SMS Partner account' } };
	return {
		...file,
		nodes: file.nodes.map((node) => (node.name === NODE_NAME ? { ...node, credentials } : node)),
	};
}

function outgoing<T>({ pairedItem }: INodeExecutionData, outcome: T): Outgoing<T> {
	const row = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item + 1 : 0;
	return { row, outcome };
}
