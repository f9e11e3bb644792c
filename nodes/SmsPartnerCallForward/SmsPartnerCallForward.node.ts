import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { callForward } from './callForward';
import { alreadySetHint, builderHint, properties, subtitle } from './description';
import { readOnError, toError, toHints, toItems } from './items';

/** Sets where calls to SMS Partner virtual numbers go: one request and one output item per input item. */
export class SmsPartnerCallForward implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SMS Partner Call Forward',
		name: 'smsPartnerCallForward',
		icon: {
			light: 'file:smsPartnerCallForward.svg',
			dark: 'file:smsPartnerCallForward.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle,
		description:
			'Set the call forwarding of your SMS Partner virtual numbers: to a phone, to voicemail or off',
		defaults: { name: 'SMS Partner Call Forward' },
		usableAsTool: true,
		hints: [alreadySetHint],
		builderHint,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smsPartnerApi', required: true }],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const node = this.getNode();
		const onError = readOnError(node, this.continueOnFail());
		const outcomes = await callForward(this, this.getInputData(), onError === 'stop');

		const error = onError === 'stop' ? toError(node, outcomes) : undefined;
		if (error !== undefined) throw error;
		this.addExecutionHints?.(...toHints(node, outcomes));
		return [toItems(outcomes, onError)];
	}
}
