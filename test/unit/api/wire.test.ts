import { modeOfType, TYPE_OF_MODE } from '../../../nodes/SmsPartnerCallForward/api/wire';

it('the types are those of the vendor’s page', () => {
	expect(TYPE_OF_MODE).toEqual({ disabled: 0, callForwarding: 1, voicemail: 2 });
});

it.each([
	[0, 'disabled'],
	[1, 'callForwarding'],
	[2, 'voicemail'],
	['0', 'disabled'],
	['1', 'callForwarding'],
	['2', 'voicemail'],
])('the mode of the type %j is %s', (type, mode) => {
	expect(modeOfType(type)).toBe(mode);
});

it.each([3, 0.9, '01', ' 1', 'forward', 'disabled', '', undefined, null, true, [1], 1n])(
	'%p is no type',
	(type) => {
		expect(modeOfType(type)).toBeUndefined();
	},
);

it('an object that reads like a type is none', () => {
	expect(modeOfType({ toString: () => '1' })).toBeUndefined();
});
