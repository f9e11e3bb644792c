import type { IDataObject } from 'n8n-workflow';
import {
	parameterReaders,
	Unreadable,
} from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { fakeContext } from '../support/context';

const fail = (error: unknown) => () => {
	throw error;
};

describe('an item’s parameter', () => {
	const read = (row: Record<string, unknown>) =>
		parameterReaders(fakeContext({ rows: [{}, row] }).context)(1);

	it('comes as the workflow resolved it', () => {
		expect(read({ virtualNumber: 33612345678 })('virtualNumber')).toBe(33612345678);
		expect(read({ options: { timeout: '5' } })('options.timeout', 7)).toBe('5');
	});

	it('is empty, or what stands for it, where it is not there', () => {
		expect(read({})('virtualNumber')).toBe('');
		expect(read({})('options.timeout', 7)).toBe(7);
		expect(read({ options: {} })('options.timeout', 7)).toBe(7);
	});

	it('is nothing where its expression gives nothing', () => {
		expect(read({ options: { timeout: undefined } })('options.timeout', 7)).toBeUndefined();
	});

	it('is unreadable where its expression fails, with the reason', () => {
		const options = { timeout: fail(new Error('no such node')), maxRetries: 3 };
		expect(read({ options })('options.timeout')).toEqual(new Unreadable('no such node'));
		expect(read({ options })('options.maxRetries')).toBe(3);
		expect(read({ mode: fail('no such node') })('mode')).toEqual(new Unreadable('unknown cause'));
		expect(read({ mode: fail(null) })('mode')).toBeInstanceOf(Unreadable);
	});

	it('is unreadable where one expression stands for all options', () => {
		const node = { parameters: { options: '={{ $json.options }}' } };
		const { context } = fakeContext({ rows: [{ virtualNumber: '336' }], node });
		const readFirst = parameterReaders(context)(0);
		expect(readFirst('options.timeout', 7)).toEqual(
			new Unreadable("'Options' as a whole takes no expression, but each option does"),
		);
		expect(readFirst('virtualNumber')).toBe('336');
	});
});

describe('a parameter is read once where the node has no expression for it', () => {
	it.each([
		['mode', 'voicemail', 'first'],
		['mode', 'as=entered', 'first'],
		['mode', '={{ $json.mode }}', 'second'],
		['mode', undefined, 'second'],
		['options.dryRun', {}, 'first'],
		['options.dryRun', { dryRun: true }, 'first'],
		['options.dryRun', { timeout: '={{ $json.timeout }}' }, 'first'],
		['options.dryRun', { dryRun: '={{ $json.dry }}' }, 'second'],
		['options.dryRun', undefined, 'second'],
		['options.dryRun', null, 'first'],
	] as const)('%s, stored as %j', (name, stored, expected) => {
		const field = name.replace('.dryRun', '');
		const parameters = (stored === undefined ? {} : { [field]: stored }) as IDataObject;
		const { context } = fakeContext({
			rows: ['first', 'second'].map((value) => ({ mode: value, options: { dryRun: value } })),
			node: { parameters: parameters as never },
		});
		const readerOf = parameterReaders(context);
		expect(readerOf(0)(name)).toBe('first');
		expect(readerOf(1)(name)).toBe(expected);
	});
});
