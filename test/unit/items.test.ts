import { NodeOperationError, type INode } from 'n8n-workflow';
import { readOnError, toError, toItems } from '../../nodes/SmsPartnerCallForward/items';
import { RETRY_ON_FAIL } from '../../nodes/SmsPartnerCallForward/retryOnFail';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { aFailure, aSuccess } from './support/outcomes';

const NODE: INode = {
	id: 'node-1',
	name: 'Forward',
	type: 'n8n-nodes-smspartner.smsPartnerCallForward',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

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
		expect(toItems([aSuccess(), aFailure()], 'regularOutput')).toEqual([
			{ json: aSuccess(), pairedItem: { item: 0 } },
			{ json: aFailure(), pairedItem: { item: 1 } },
		]);
	});

	it('hold a failure under `error` alone for the error output', () => {
		expect(toItems([aFailure(), aSuccess()], 'errorOutput')).toEqual([
			{ json: { error: aFailure() }, pairedItem: { item: 0 } },
			{ json: aSuccess(), pairedItem: { item: 1 } },
		]);
	});

	it('have no `error` key otherwise', () => {
		for (const onError of ['stop', 'regularOutput'] as const) {
			for (const { json } of toItems([aSuccess(), aFailure()], onError)) {
				expect(Object.keys(json)).not.toContain('error');
			}
		}
	});

	it('are paired with their own input where others were not started', () => {
		expect(toItems([undefined, aSuccess(), undefined, aSuccess()], 'stop')).toEqual([
			{ json: aSuccess(), pairedItem: { item: 1 } },
			{ json: aSuccess(), pairedItem: { item: 3 } },
		]);
	});

	it('are objects of their own', () => {
		const outcome = aSuccess();
		expect(toItems([outcome], 'stop')[0]?.json).not.toBe(outcome);
	});
});

describe('the error that stops the workflow', () => {
	it.each([
		['no outcome', []],
		['successes', [aSuccess(), aSuccess()]],
		['items that were not started', [undefined, aSuccess(), undefined]],
	])('is none with %s', (_, outcomes: Array<Outcome | undefined>) => {
		expect(toError(NODE, outcomes)).toBeUndefined();
	});

	it('is the lowest failed item’s', () => {
		const other = aFailure({ message: 'Another', description: 'Another description.' });
		const error = toError(NODE, [undefined, aFailure(), other]);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Row 2 (33612345678): The virtual number does not exist',
			description: 'Control code 13: Check it.',
			context: { itemIndex: 1 },
			node: NODE,
		});
	});

	it('has no number in its row where none was entered', () => {
		const error = toError(NODE, [aFailure({ virtualNumber: '' })]);
		expect(error?.message).toBe('Row 1: The virtual number does not exist');
	});

	it('is the failure of the first item too', () => {
		expect(toError(NODE, [aFailure()])).toMatchObject({ context: { itemIndex: 0 } });
	});

	it('names the numbers that were changed and those that may have been, each once', () => {
		const error = toError(NODE, [
			aSuccess({ virtualNumber: '33611111111' }),
			aSuccess({ virtualNumber: '33611111111' }),
			aSuccess({ virtualNumber: '33622222222', status: 'replaced' }),
			aSuccess({ virtualNumber: '33633333333', status: 'unchanged', changed: false }),
			undefined,
			aFailure({ changed: null, virtualNumber: '33644444444' }),
			aFailure({ changed: true, virtualNumber: '33655555555' }),
			aSuccess({ changed: null, virtualNumber: '33666666666' }),
		]);
		expect(error?.description).toBe(
			'Control code 13: Check it. Changed in this run: 33611111111, 33622222222, 33655555555. Possibly changed in this run: 33644444444, 33666666666.',
		);
	});

	it('says that n8n runs the node again automatically', () => {
		const node = { ...NODE, retryOnFail: true };
		expect(toError(node, [aFailure()])?.description).toBe(
			`Control code 13: Check it. ${RETRY_ON_FAIL}`,
		);
		expect(toError({ ...NODE, retryOnFail: false }, [aFailure()])?.description).toBe(
			'Control code 13: Check it.',
		);
		expect(RETRY_ON_FAIL).toBe(
			'Retry On Fail is on for this node, so n8n may run it again automatically. Items that are settled are not sent again. The node has retries of its own: Max Retries under Options.',
		);
	});

	it.each([
		[49, ''],
		[50, ''],
		[51, ' and 1 more'],
		[60, ' and 10 more'],
	])('names at most 50 of %i numbers', (count, more) => {
		const numbers = Array.from({ length: count }, (_, i) => `336000${100 + i}`);
		const outcomes = numbers.map((virtualNumber) => aSuccess({ virtualNumber }));
		expect(toError(NODE, [...outcomes, aFailure()])?.description).toBe(
			`Control code 13: Check it. Changed in this run: ${numbers.slice(0, 50).join(', ')}${more}.`,
		);
	});

	it('keeps the message as it is where n8n would put another in its place', () => {
		const error = toError(NODE, [aFailure({ message: 'EPERM, says the API' })]);
		expect(error?.message).toBe('Row 1 (33612345678): EPERM, says the API');
	});
});
