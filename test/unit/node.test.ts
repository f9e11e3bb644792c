import { NodeOperationError } from 'n8n-workflow';
import * as fields from '../../nodes/SmsPartnerCallForward/description';
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

const run = async (scenario: Partial<Scenario> = {}) => {
	const fake = fakeContext({ rows: ROWS, api, ...scenario });
	return { ...fake, output: await node.execute.call(fake.context) };
};

const first = { json: aSuccess({ virtualNumber: '33611111111' }), pairedItem: { item: 0 } };
const third = { json: aSuccess({ virtualNumber: '33633333333' }), pairedItem: { item: 2 } };
const FAILURE = aFailure({
	virtualNumber: '33622222222',
	description: expect.stringContaining("Check 'Virtual Number'") as string,
});

it('is described to n8n as it was reviewed', () => {
	const { properties, subtitle, hints, builderHint, ...description } = node.description;
	expect({ properties, subtitle, builderHint, alreadySetHint: hints?.[0] }).toEqual(fields);
	expect(description).toEqual({
		displayName: 'SMS Partner Call Forward',
		name: 'smsPartnerCallForward',
		icon: {
			light: 'file:smsPartnerCallForward.svg',
			dark: 'file:smsPartnerCallForward.dark.svg',
		},
		group: ['output'],
		version: 1,
		description:
			'Set the call forwarding of your SMS Partner virtual numbers: to a phone, to voicemail or off',
		defaults: { name: 'SMS Partner Call Forward' },
		usableAsTool: true,
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'smsPartnerApi', required: true }],
	});
});

it('Stop Workflow returns the successes, and throws before the first request where an item cannot be sent', async () => {
	expect((await run({ rows: ROWS.slice(0, 1) })).output).toEqual([[first]]);
	const fake = fakeContext({ rows: [...ROWS, off('abc')], api });
	const error: unknown = await node.execute.call(fake.context).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({ message: expect.stringMatching(/^Row 4 \(abc\)/) });
	expect(fake.sent).toEqual([]);
});

it.each([
	['Continue puts them beside the successes, flat', 'continueRegularOutput', FAILURE],
	['the error output gets them by their one key', 'continueErrorOutput', { error: FAILURE }],
] as const)('failures, in the order of the items: %s', async (_, onError, json) => {
	const { output } = await run({ node: { onError } });
	expect(output).toEqual([[first, { json, pairedItem: { item: 1 } }, third]]);
});

describe('Retry On Fail', () => {
	it('is hinted at where items come out, if it is on', async () => {
		const { hints } = await run({ node: { onError: 'continueErrorOutput', retryOnFail: true } });
		expect(hints).toContainEqual({ message: RETRY_ON_FAIL });
	});

	it('needs no hints in n8n versions without them', async () => {
		const { context } = fakeContext({ rows: ROWS.slice(0, 1), api, node: { retryOnFail: true } });
		const older = Object.defineProperty(context, 'addExecutionHints', { value: undefined });
		expect(await node.execute.call(older)).toEqual([[first]]);
	});

	it.each([true, 'in n8n 1.x'] as const)(
		'remembers what an earlier try of an agent’s tool did: %s',
		async (isTool) => {
			const rows = [{ virtualNumber: '33612345678', mode: 'disabled', options: { maxRetries: 0 } }];
			const json = {};
			const replies = [{ statusCode: 504 }, { body: refusal(18) }];
			const runOnce = () =>
				run({
					rows,
					items: [{ json }],
					node: { retryOnFail: true },
					isTool,
					api: async () => replies.shift() ?? {},
				});
			await expect(runOnce()).rejects.toThrow('HTTP 504');
			expect((await runOnce()).output).toMatchObject([[{ json: { changed: true } }]]);
		},
	);
});
