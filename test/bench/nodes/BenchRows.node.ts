import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { lineOf } from './lines';
import { begin } from './probe';
import type { Extras } from './probe';

/** What the webhook of a benchmark workflow takes. */
export interface Order extends Extras {
	/** The first line, and how many. */
	from: number;
	n: number;
}

/** Returns one row per line; what runs from here to the meter is measured. */
export class BenchRows implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Rows',
		name: 'benchRows',
		group: ['input'],
		version: 1,
		description: 'Begins a measurement',
		defaults: { name: 'Rows' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { from, n, ...extras } = this.getInputData()[0]?.json['body'] as unknown as Order;
		const rows = Array.from({ length: n }, (_, i) => ({
			json: { ...lineOf(from + i) },
			pairedItem: { item: 0 },
		}));
		begin(this.getExecutionId(), extras);
		return [rows];
	}
}
