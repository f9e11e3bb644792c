import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { end } from './probe';
import type { Reading } from './probe';

/** What the webhook of a benchmark workflow answers. */
export interface Metered extends Reading {
	/** Items that say so. */
	succeeded: number;
}

/** Ends the measurement. */
export class BenchMeter implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Meter',
		name: 'benchMeter',
		group: ['transform'],
		version: 1,
		description: 'Ends a measurement',
		defaults: { name: 'Meter' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const reading = end(this.getExecutionId());
		const succeeded = this.getInputData().filter(({ json }) => json['success'] === true).length;
		return [[{ json: { ...reading, succeeded } satisfies Metered }]];
	}
}
