import { NodeHelpers, Workflow } from 'n8n-workflow';
import type { INode, INodeParameters, INodeType, INodeTypes } from 'n8n-workflow';
import schema from '../../nodes/SmsPartnerCallForward/__schema__/v1.0.0.json';
import codex from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node.json';
import {
	alreadySetHint,
	builderHint,
	properties,
	subtitle,
} from '../../nodes/SmsPartnerCallForward/description';
import { SmsPartnerCallForward } from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node';
import { aFailure, aSuccess } from './support/outcomes';

const nodeType: INodeType = new SmsPartnerCallForward();
const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;

/** What n8n's editor makes of an expression of the description, for a node with these parameters. */
function inEditor(expression: string, parameters: INodeParameters): unknown {
	const node: INode = {
		id: '1',
		name: 'Call Forward',
		type: nodeType.description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, expression, 'internal', {});
}

it('the fields that people see and save are those that were reviewed', () => {
	expect(properties).toMatchSnapshot();
});

describe('the subtitle', () => {
	const LINE = '33612345678';
	const BY_EXPRESSION = '={{ $json.number }}';
	const MOBILE = '+33698765432';

	it.each<[INodeParameters, string]>([
		[{ virtualNumber: LINE, forwardingNumber: MOBILE }, '33612345678 → +33698765432'],
		[{ virtualNumber: LINE, mode: 'voicemail' }, '33612345678 → voicemail'],
		[{ virtualNumber: LINE, mode: 'disabled' }, '33612345678 → off'],
		[{ virtualNumber: ' 06 12 34 56 78\n', mode: 'disabled' }, '06 12 34 56 78 → off'],
		[{ virtualNumber: 33612345678, forwardingNumber: 698765432 }, '33612345678 → 698765432'],
		[{ virtualNumber: LINE, forwardingNumber: BY_EXPRESSION }, '33612345678 → a number'],
		[{ virtualNumber: LINE }, '33612345678 → a number'],
		[{ virtualNumber: LINE, mode: 'fromData' }, '33612345678 → from input'],
		[{ forwardingNumber: MOBILE }, 'forward calls to a number'],
		[{ virtualNumber: BY_EXPRESSION, forwardingNumber: MOBILE }, 'forward calls to a number'],
		[{ virtualNumber: `=33612345678\n{{ 1 }}`, mode: 'voicemail' }, 'send calls to voicemail'],
		[{ virtualNumber: BY_EXPRESSION, mode: 'disabled' }, 'switch forwarding off'],
		[{ mode: 'fromData' }, 'set from input data'],
	])('names what is fixed, and is a sentence where no line is: %j', (parameters, expected) => {
		expect(inEditor(subtitle, parameters)).toBe(expected);
	});
});

it.each<[INodeParameters, boolean]>([
	[{}, true],
	[{ options: { dryRun: true } }, true],
	[{ options: { alreadySet: 'error' } }, false],
	[{ options: { alreadySet: 'keep' } }, false],
])('the hint at If Already Set is shown while nothing is chosen: %j', (parameters, isShown) => {
	expect(inEditor(String(alreadySetHint.displayCondition), parameters)).toBe(isShown);
});

it.each<[INodeParameters, string]>([
	[{}, ''],
	[{ mode: 'voicemail' }, ''],
	[{ mode: 'fromData' }, '={{ $json.number }}'],
	[{ mode: 'fromData', virtualNumber: '33612345678' }, '33612345678'],
])(
	'Virtual Number comes from the input where the mode does, unless entered: %j',
	(given, value) => {
		const { description } = nodeType;
		const shown = NodeHelpers.getNodeParameters(properties, given, true, false, null, description);
		expect(shown?.['virtualNumber']).toBe(value);
	},
);

describe('what is said of the output before the first run', () => {
	it('is the fields of a success, in its order', () => {
		expect(Object.keys(schema.properties)).toEqual(Object.keys(aSuccess()));
		expect(schema.properties).toMatchObject({
			destination: { type: ['string', 'null'] },
			changed: { type: ['boolean', 'null'] },
			code: { type: ['number', 'null'] },
		});
	});

	it('is told to n8n’s assistant too, with the fields of a failure', () => {
		const [{ content } = { content: '' }] = builderHint.extraTypeDefContent ?? [];
		const [success = '', failure = ''] = content
			.slice(content.indexOf('// Set as asked'))
			.split('// Not set');
		expect(fieldsIn(success)).toEqual(Object.keys(aSuccess()));
		expect(fieldsIn(failure)).toEqual(Object.keys(aFailure()));
	});
});

const fieldsIn = (text: string): unknown[] =>
	[...text.matchAll(/(\w+): /g)].map(([, name]) => name);

it('says nothing of errors and problems in what people read', () => {
	const texts = JSON.stringify([properties, alreadySetHint, nodeType.description.description]);
	const words = texts.match(/\b(error|problem|fail\w*|mistake|best)\b/gi);
	// The option, by its value and its name.
	expect(words).toEqual(['Error', 'error', 'error']);
});

it('is known to n8n as a node for communication, with links to its documents', () => {
	expect(codex).toMatchObject({
		node: 'n8n-nodes-smspartner.smsPartnerCallForward',
		categories: ['Communication', 'Productivity'],
	});
	for (const { url } of Object.values(codex.resources).flat()) {
		expect(url).toMatch(/^https:\/\/github\.com\/.*smspartner#/);
	}
});
