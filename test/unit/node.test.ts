import { NodeOperationError } from 'n8n-workflow';
import schema from '../../nodes/SmsPartnerCallForward/__schema__/v1.0.0.json';
import codex from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node.json';
import { properties as fields } from '../../nodes/SmsPartnerCallForward/description';
import { RETRY_ON_FAIL } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import { SmsPartnerCallForward } from '../../nodes/SmsPartnerCallForward/SmsPartnerCallForward.node';
import { useFakeClock } from './support/clock';
import { fakeContext, type Api, type Scenario } from './support/context';
import { aFailure, aSuccess } from './support/outcomes';
import { refusal, SUCCESS_BODY } from './support/vendor';

const node = new SmsPartnerCallForward();

beforeEach(() => {
	useFakeClock();
});

const off = (virtualNumber: string) => ({
	virtualNumber,
	mode: 'disabled',
	options: { concurrency: 1 },
});
const ROWS = [off('33611111111'), off('33622222222'), off('33633333333')];
const api: Api = async ({ number }) => ({
	body: number === '33622222222' ? refusal(13) : SUCCESS_BODY,
});

const run = async (scenario: Scenario) => {
	const fake = fakeContext(scenario);
	return { ...fake, output: await node.execute.call(fake.context) };
};

const SUCCESS = aSuccess({ virtualNumber: '33611111111' });
const FAILURE = aFailure({
	virtualNumber: '33622222222',
	description:
		"Control code 13: Check 'Virtual Number': it must be a number that this SMS Partner account rents, e.g. 33612345678. Your account at https://my.smspartner.fr lists your virtual numbers.",
});

describe('what people see and save', () => {
	it('is the description as it was reviewed', () => {
		const { properties, ...description } = node.description;
		expect(properties).toBe(fields);
		expect(description).toMatchInlineSnapshot(`
		{
		  "credentials": [
		    {
		      "name": "smsPartnerApi",
		      "required": true,
		    },
		  ],
		  "defaults": {
		    "name": "SMS Partner Call Forward",
		  },
		  "description": "Set the call forwarding of your SMS Partner virtual numbers: to a phone, to voicemail or off",
		  "displayName": "SMS Partner Call Forward",
		  "group": [
		    "output",
		  ],
		  "hints": [
		    {
		      "displayCondition": "={{ $parameter["options"]["alreadySet"] === undefined }}",
		      "location": "outputPane",
		      "message": "SMS Partner refuses to set a line that is already set (control codes 16, 17 and 18). For a workflow that runs more than once, add the option 'If Already Set' (under Options, Add option) and choose Replace or Keep.",
		      "type": "info",
		      "whenToDisplay": "beforeExecution",
		    },
		  ],
		  "icon": {
		    "dark": "file:smsPartnerCallForward.dark.svg",
		    "light": "file:smsPartnerCallForward.svg",
		  },
		  "inputs": [
		    "main",
		  ],
		  "name": "smsPartnerCallForward",
		  "outputs": [
		    "main",
		  ],
		  "subtitle": "={{ ({
			callForwarding: 'forward calls to a number',
			voicemail: 'send calls to voicemail',
			disabled: 'switch forwarding off',
			fromData: 'set from input data',
		})[$parameter["mode"]] }}",
		  "usableAsTool": true,
		  "version": 1,
		}
	`);
	});

	it('has the subtitle of each mode, as n8n evaluates it', () => {
		const expression = /^=\{\{(.*)\}\}$/s.exec(node.description.subtitle ?? '')?.[1] ?? '';
		const subtitle = (mode: string): unknown =>
			// The expression is ours, and n8n evaluates it in the same way.
			new Function('$parameter', `return ${expression}`)({ mode });
		expect(subtitle('callForwarding')).toBe('forward calls to a number');
		expect(subtitle('voicemail')).toBe('send calls to voicemail');
		expect(subtitle('disabled')).toBe('switch forwarding off');
		expect(subtitle('fromData')).toBe('set from input data');
	});

	it('says what comes out before the first run: the fields of a success, in its order', () => {
		expect(schema.type).toBe('object');
		expect(Object.keys(schema.properties)).toEqual(Object.keys(SUCCESS));
		for (const [name, { type }] of Object.entries(schema.properties)) {
			expect([name, typeof SUCCESS[name as keyof typeof SUCCESS]]).toEqual([name, type]);
		}
	});

	it.each([
		['nothing is chosen', {}, true],
		['Error is chosen', { alreadySet: 'error' }, false],
		['Keep is chosen', { alreadySet: 'keep' }, false],
	])('hints at If Already Set before the first run: %s', (_, options, isShown) => {
		const [hint, ...others] = node.description.hints ?? [];
		expect(others).toEqual([]);
		expect(hint).toMatchObject({ whenToDisplay: 'beforeExecution' });
		const expression = /^=\{\{(.*)\}\}$/s.exec(hint?.displayCondition ?? '')?.[1] ?? '';
		const condition: unknown = new Function('$parameter', `return ${expression}`)({ options });
		expect(condition).toBe(isShown);
	});

	it('tells a model what Mode and Destination take', () => {
		const [description] = node.description.properties;
		expect(description).toMatchObject({
			name: 'toolDescription',
			displayOptions: { show: { '@tool': [true] } },
		});
		for (const word of ['callForwarding', 'voicemail', 'disabled', 'international', 'email']) {
			expect(description?.default).toContain(word);
		}
	});

	it('is found in n8n’s search by English and French words', () => {
		expect(codex).toMatchObject({
			node: 'n8n-nodes-smspartner.smsPartnerCallForward',
			nodeVersion: '1.0',
			codexVersion: '1.0',
			categories: ['Communication', 'Productivity'],
		});
		expect(codex.alias).toEqual(
			expect.arrayContaining([
				'voicemail',
				'on-call',
				"renvoi d'appel",
				'messagerie',
				'numéro virtuel',
				'numéro long',
				'long number',
				'renvoi d’appel',
				'rediriger',
				'redirect calls',
				'secrétariat',
				'ligne',
			]),
		);
		for (const links of Object.values(codex.resources)) {
			for (const { url } of links) expect(url).toMatch(/^https:\/\/github\.com\/.*smspartner#/);
		}
	});
});

describe('On Error: Stop Workflow', () => {
	it('returns the successes', async () => {
		const { output } = await run({ rows: ROWS.slice(0, 1), api });
		expect(output).toEqual([[{ json: SUCCESS, pairedItem: { item: 0 } }]]);
	});

	it('throws the lowest failed item’s error', async () => {
		const error: unknown = await run({ rows: ROWS, api }).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: `Row 2 (33622222222): ${FAILURE.message}`,
			description: `${FAILURE.description} Changed in this run: 33611111111.`,
			context: { itemIndex: 1 },
		});
	});

	it('checks all items before the first request', async () => {
		const fake = fakeContext({ rows: [...ROWS, off('abc')], api });
		await expect(node.execute.call(fake.context)).rejects.toMatchObject({
			context: { itemIndex: 3 },
		});
		expect(fake.sent).toEqual([]);
	});
});

describe('On Error: Continue', () => {
	it('puts successes and failures beside each other, flat', async () => {
		const { output } = await run({ rows: ROWS, api, node: { onError: 'continueRegularOutput' } });
		expect(output).toEqual([
			[
				{ json: SUCCESS, pairedItem: { item: 0 } },
				{ json: FAILURE, pairedItem: { item: 1 } },
				{ json: { ...SUCCESS, virtualNumber: '33633333333' }, pairedItem: { item: 2 } },
			],
		]);
	});
});

describe('On Error: Continue (using error output)', () => {
	it('puts failures where n8n moves them to the error output', async () => {
		const { output } = await run({ rows: ROWS, api, node: { onError: 'continueErrorOutput' } });
		expect(output).toEqual([
			[
				{ json: SUCCESS, pairedItem: { item: 0 } },
				{ json: { error: FAILURE }, pairedItem: { item: 1 } },
				{ json: { ...SUCCESS, virtualNumber: '33633333333' }, pairedItem: { item: 2 } },
			],
		]);
	});
});

describe('Retry On Fail', () => {
	it('is hinted at where items come out', async () => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { hints } = await run({ rows: ROWS, api, node: { onError, retryOnFail: true } });
			expect(hints).toEqual([{ message: RETRY_ON_FAIL }]);
		}
	});

	it('is not hinted at where it is off', async () => {
		const { hints } = await run({ rows: ROWS, api, node: { onError: 'continueRegularOutput' } });
		expect(hints).toEqual([]);
	});

	it('needs no hints in n8n versions without them', async () => {
		const { context } = fakeContext({ rows: ROWS.slice(0, 1), api, node: { retryOnFail: true } });
		const older = Object.defineProperty(context, 'addExecutionHints', { value: undefined });
		expect(await node.execute.call(older)).toEqual([[{ json: SUCCESS, pairedItem: { item: 0 } }]]);
	});
});

it.each([true, 'in n8n 1.x'] as const)(
	'a tool that is tried again is remembered: %s',
	async (isTool) => {
		const rows = [{ virtualNumber: '33612345678', mode: 'disabled', options: { maxRetries: 0 } }];
		const json = {};
		const replies = [{ statusCode: 504 }, { body: refusal(18) }];
		const runOnce = async () => {
			const { context } = fakeContext({
				rows,
				items: [{ json }],
				node: { retryOnFail: true },
				isTool,
				api: async () => replies.shift() ?? {},
			});
			return await new SmsPartnerCallForward().execute.call(context);
		};
		await expect(runOnce()).rejects.toThrow('HTTP 504');
		expect(await runOnce()).toMatchObject([[{ json: { status: 'applied', changed: true } }]]);
	},
);
