import { NodeOperationError, type INode } from 'n8n-workflow';
import { readOnError, toError, toItems } from '../../nodes/SmsPartnerCallForward/items';
import { RETRY_ON_FAIL } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import type { Failure, Outcome, Success } from '../../nodes/SmsPartnerCallForward/outcome';

const NODE: INode = {
	id: 'node-1',
	name: 'Forward',
	type: 'n8n-nodes-smspartner.smsPartnerCallForward',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const success = (changes: Partial<Outcome> = {}): Success =>
	({
		success: true,
		status: 'applied',
		changed: true,
		code: 2,
		message: 'Callforward disabled',
		virtualNumber: '33612345678',
		mode: 'disabled',
		destination: '',
		...changes,
	}) as Success;
const failure = (changes: Partial<Outcome> = {}): Failure =>
	({
		success: false,
		status: 'rejected',
		changed: false,
		code: 13,
		reason: 'virtualNumberNotFound',
		message: 'The virtual number does not exist',
		description: 'Control code 13: Check it.',
		source: 'api',
		httpStatus: 200,
		virtualNumber: '33600000000',
		mode: 'disabled',
		destination: '',
		...changes,
	}) as Failure;

describe('the On Error setting', () => {
	it.each([
		['Stop Workflow', {}, false, 'stop'],
		['Stop Workflow, written out', { onError: 'stopWorkflow' }, false, 'stop'],
		['Continue', { onError: 'continueRegularOutput' }, true, 'regularOutput'],
		['Continue as older workflows have it', { continueOnFail: true }, true, 'regularOutput'],
		['Continue (using error output)', { onError: 'continueErrorOutput' }, true, 'errorOutput'],
	] as const)('%s', (_, node, continueOnFail, expected) => {
		expect(readOnError({ ...NODE, ...node }, continueOnFail)).toBe(expected);
	});
});

describe('the items', () => {
	it('are one per outcome, in order and paired, success or failure', () => {
		expect(toItems([success(), failure()], 'regularOutput')).toEqual([
			{ json: success(), pairedItem: { item: 0 } },
			{ json: failure(), pairedItem: { item: 1 } },
		]);
	});

	it('hold a failure under `error` alone for the error output', () => {
		expect(toItems([failure(), success()], 'errorOutput')).toEqual([
			{ json: { error: failure() }, pairedItem: { item: 0 } },
			{ json: success(), pairedItem: { item: 1 } },
		]);
	});

	it('have no `error` key otherwise', () => {
		for (const onError of ['stop', 'regularOutput'] as const) {
			for (const { json } of toItems([success(), failure()], onError)) {
				expect(Object.keys(json)).not.toContain('error');
			}
		}
	});

	it('are paired with their own input where others were not started', () => {
		expect(toItems([undefined, success(), undefined, success()], 'stop')).toEqual([
			{ json: success(), pairedItem: { item: 1 } },
			{ json: success(), pairedItem: { item: 3 } },
		]);
	});

	it('are objects of their own', () => {
		const outcome = success();
		expect(toItems([outcome], 'stop')[0]?.json).not.toBe(outcome);
	});
});

describe('the error that stops the workflow', () => {
	it.each([
		['no outcome', []],
		['successes', [success(), success()]],
		['items that were not started', [undefined, success(), undefined]],
	])('is none with %s', (_, outcomes: Array<Outcome | undefined>) => {
		expect(toError(NODE, outcomes)).toBeUndefined();
	});

	it('is the lowest failed item’s', () => {
		const other = failure({ message: 'Another', description: 'Another description.' });
		const error = toError(NODE, [undefined, failure(), other]);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Row 2 (33600000000): The virtual number does not exist',
			description: 'Control code 13: Check it.',
			context: { itemIndex: 1 },
			node: NODE,
		});
	});

	it('has no number in its row where none was entered', () => {
		const error = toError(NODE, [failure({ virtualNumber: '' })]);
		expect(error?.message).toBe('Row 1: The virtual number does not exist');
	});

	it('is the failure of the first item too', () => {
		expect(toError(NODE, [failure()])).toMatchObject({ context: { itemIndex: 0 } });
	});

	it('names the numbers that were changed and those that may have been, each once', () => {
		const error = toError(NODE, [
			success({ virtualNumber: '33611111111' }),
			success({ virtualNumber: '33611111111' }),
			success({ virtualNumber: '33622222222', status: 'replaced' }),
			success({ virtualNumber: '33633333333', status: 'unchanged', changed: false }),
			undefined,
			failure({ changed: null, virtualNumber: '33644444444' }),
			failure({ changed: true, virtualNumber: '33655555555' }),
			success({ changed: null, virtualNumber: '33666666666' }),
		]);
		expect(error?.description).toBe(
			'Control code 13: Check it. Changed in this run: 33611111111, 33622222222, 33655555555. Possibly changed in this run: 33644444444, 33666666666.',
		);
	});

	it('says that n8n runs the node again automatically', () => {
		const node = { ...NODE, retryOnFail: true };
		expect(toError(node, [failure()])?.description).toBe(
			`Control code 13: Check it. ${RETRY_ON_FAIL}`,
		);
		expect(toError({ ...NODE, retryOnFail: false }, [failure()])?.description).toBe(
			'Control code 13: Check it.',
		);
		expect(RETRY_ON_FAIL).toBe(
			'Retry On Fail is on for this node, so n8n runs it again automatically. Items that are settled are not sent again. The node has retries of its own: Max Retries under Options.',
		);
	});

	it.each([
		[49, ''],
		[50, ''],
		[51, ' and 1 more'],
		[60, ' and 10 more'],
	])('names at most 50 of %i numbers', (count, more) => {
		const numbers = Array.from({ length: count }, (_, i) => `336000${100 + i}`);
		const outcomes = numbers.map((virtualNumber) => success({ virtualNumber }));
		expect(toError(NODE, [...outcomes, failure()])?.description).toBe(
			`Control code 13: Check it. Changed in this run: ${numbers.slice(0, 50).join(', ')}${more}.`,
		);
	});

	it('keeps the message as it is where n8n would put another in its place', () => {
		const error = toError(NODE, [failure({ message: 'EPERM, says the API' })]);
		expect(error?.message).toBe('Row 1 (33600000000): EPERM, says the API');
	});
});
