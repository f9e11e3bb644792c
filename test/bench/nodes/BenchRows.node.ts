import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { begin, describe, lineOf } from './measure';
import type { Order } from './measure';

/** Returns one row per line; what runs from here to the meter is measured. */
export class BenchRows implements INodeType {
	description = describe('benchRows', 'Rows');

	async execute(this: IExecuteFunctions) {
		const order = this.getInputData()[0]?.json['body'] as unknown as Order;
		const rows = Array.from({ length: order.n }, (_, i) => ({
			json: lineOf(order.from + i),
			pairedItem: { item: 0 },
		}));
		begin(this.getExecutionId(), order);
		return [rows];
	}
}
