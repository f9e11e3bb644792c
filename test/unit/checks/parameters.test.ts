import type { IDataObject } from 'n8n-workflow';
import {
	parameterReaders,
	Unreadable,
} from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { fakeContext } from '../support/context';

describe('an item’s parameter', () => {
	const read = (row: Record<string, unknown>) =>
		parameterReaders(fakeContext({ rows: [{}, row] }).context)(1);

	it('comes as the workflow resolved it', () => {
		expect(read({ virtualNumber: 33612345678 })('virtualNumber')).toBe(33612345678);
	});

	it('is empty where it is not there', () => {
		expect(read({})('virtualNumber')).toBe('');
		expect(read({})('destination')).toBe('');
		expect(read({})('options')).toEqual({});
	});

	it('is unreadable where its expression fails, with the reason', () => {
		const fail = (error: unknown) => () => {
			throw error;
		};
		expect(read({ mode: fail(new Error('no such node')) })('mode')).toEqual(
			new Unreadable('no such node'),
		);
		expect(read({ mode: fail('no such node') })('mode')).toEqual(new Unreadable('unknown cause'));
		expect(read({ mode: fail(null) })('mode')).toBeInstanceOf(Unreadable);
	});

	it.each([
		['text', 'voicemail', 'first'],
		['an empty collection', {}, 'first'],
		['a collection without expressions', { dryRun: true, numberFormat: 'as=entered' }, 'first'],
		['an expression', '={{ $json.mode }}', 'second'],
		['a collection with an expression', { dryRun: '={{ $json.dry }}' }, 'second'],
		['nothing, where the node does not say', undefined, 'second'],
	])('is read once where the node has no expression for it: %s', (_, stored, expected) => {
		const parameters = (stored === undefined ? {} : { mode: stored }) as IDataObject;
		const { context } = fakeContext({
			rows: [{ mode: 'first' }, { mode: 'second' }],
			node: { parameters: parameters as never },
		});
		const readerOf = parameterReaders(context);
		expect(readerOf(0)('mode')).toBe('first');
		expect(readerOf(1)('mode')).toBe(expected);
	});
});
