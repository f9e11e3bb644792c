import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { end } from './probe';

/** Ends the measurement, and puts out its reading with how many items came that say they succeeded. */
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
		const succeeded = this.getInputData().filter(({ json }) => json['success'] === true);
		return [[{ json: { ...reading, succeeded: succeeded.length } }]];
	}
}
