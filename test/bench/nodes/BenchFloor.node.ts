import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** The least that the same requests can cost in this process: no expressions, no checks. */
export class BenchFloor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Floor',
		name: 'benchFloor',
		group: ['output'],
		version: 1,
		description: 'A bare client',
		defaults: { name: 'Floor' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Key', name: 'key', type: 'string', default: '' },
			{ displayName: 'Concurrency', name: 'concurrency', type: 'number', default: 1 },
			{ displayName: 'Keep Alive', name: 'keepAlive', type: 'boolean', default: true },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const url = this.getNodeParameter('url', 0) as string;
		const apiKey = this.getNodeParameter('key', 0) as string;
		const concurrency = this.getNodeParameter('concurrency', 0) as number;
		const keepAlive = this.getNodeParameter('keepAlive', 0) as boolean;
		const agent = new Agent({ keepAlive, maxSockets: concurrency });
		const rows = this.getInputData();
		const answers: INodeExecutionData[] = [];
		const unstarted = rows.entries();
		const work = async (): Promise<void> => {
			for (const [item, { json }] of unstarted) {
				const { number, type, destination } = json;
				const body = JSON.stringify({ apiKey, number, type, param: destination });
				answers[item] = { json: await post(agent, url, body), pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: concurrency }, work));
		agent.destroy();
		return [answers];
	}
}

async function post(agent: Agent, url: string, body: string): Promise<IDataObject> {
	const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
	const sent = request(url, { method: 'POST', agent, headers }).end(body);
	const [response] = (await once(sent, 'response')) as [IncomingMessage];
	return JSON.parse(await text(response)) as IDataObject;
}
