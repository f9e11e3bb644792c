import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { callForward } from './callForward';
import { properties } from './description';
import { readOnError, toError, toHints, toItems } from './items';

const SUBTITLE_BY_MODE = `{
	callForwarding: 'forward calls to a number',
	voicemail: 'send calls to voicemail',
	disabled: 'switch forwarding off',
	fromData: 'set from input data',
}`;

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
		subtitle: `={{ (${SUBTITLE_BY_MODE})[$parameter["mode"]] }}`,
		description:
			'Set the call forwarding of your SMS Partner virtual numbers: to a phone, to voicemail or off',
		defaults: { name: 'SMS Partner Call Forward' },
		usableAsTool: true,
		hints: [
			{
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["options"]["alreadySet"] === undefined }}',
				message:
					"SMS Partner refuses to set a line that is already set (control codes 16, 17 and 18). For a workflow that runs more than once, add the option 'If Already Set' (under Options, Add option) and choose Replace or Keep.",
			},
		],
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
		const hints = toHints(node, outcomes);
		if (hints.length > 0) this.addExecutionHints?.(...hints);
		return [toItems(outcomes, onError)];
	}
}
