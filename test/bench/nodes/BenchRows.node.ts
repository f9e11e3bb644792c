import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { lineOf } from './lines';
import { begin } from './probe';
import type { Extras } from './probe';

/** Puts out N rows, one line each; what runs from here to the meter is measured. */
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
		const [first] = this.getInputData();
		const asked = first?.json['body'] as { n: number } & Extras;
		const rows = Array.from({ length: asked.n }, (_, i) => ({
			json: { ...lineOf(i) },
			pairedItem: { item: 0 },
		}));
		begin(this.getExecutionId(), asked);
		return [rows];
	}
}
