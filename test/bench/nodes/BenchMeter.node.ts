import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { describe, end } from './measure';
import type { Reading } from './measure';

/** Ends the measurement. */
export class BenchMeter implements INodeType {
	description = describe('benchMeter', 'Meter');

	async execute(this: IExecuteFunctions) {
		const reading = end(this.getExecutionId());
		const succeeded = this.getInputData().filter(({ json }) => json['success'] === true).length;
		return [[{ json: { ...reading, succeeded } satisfies Reading }]];
	}
}
