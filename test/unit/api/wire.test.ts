import { modeOfType, TYPE_OF_MODE } from '../../../nodes/SmsPartnerCallForward/api/wire';

it('the types are those of the vendor’s page', () => {
	expect(TYPE_OF_MODE).toEqual({ disabled: 0, callForwarding: 1, voicemail: 2 });
});

describe('the mode of a type', () => {
	it.each([
		[0, 'disabled'],
		[1, 'callForwarding'],
		[2, 'voicemail'],
		['0', 'disabled'],
		['1', 'callForwarding'],
		['2', 'voicemail'],
	])('%j is %s', (type, mode) => {
		expect(modeOfType(type)).toBe(mode);
	});

	it.each([
		['another number', 3],
		['a fraction', 0.9],
		['another spelling', '01'],
		['whitespace around it', ' 1'],
		['a word for people', 'forward'],
		['a mode', 'disabled'],
		['nothing', ''],
		['undefined', undefined],
		['null', null],
		['a boolean', true],
		['a list', [1]],
		['a BigInt', 1n],
		['an object that reads like one', { toString: () => '1' }],
	])('%s is none', (_, type) => {
		expect(modeOfType(type)).toBeUndefined();
	});
});
