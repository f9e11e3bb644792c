import fc from 'fast-check';
import { checkAccess } from '../../../nodes/SmsPartnerCallForward/checks/credential';
import { Unreadable } from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { checkItem, FROM_DATA } from '../../../nodes/SmsPartnerCallForward/checks/request';
import { adviceFor } from '../../../nodes/SmsPartnerCallForward/reasons';

type Access = ReturnType<typeof checkAccess>;

const accessTo = (allowedDestinations = ''): Access =>
	checkAccess({ apiKey: 'key', baseUrl: 'https://api.smspartner.fr/v1', allowedDestinations });
const ANY = accessTo();

type Fields = Record<string, unknown>;

const check = (fields: Fields, access: Access = ANY) =>
	checkItem((name) => ('options' in fields || name !== 'options' ? fields[name] : {}), access);

const CALL: Fields = {
	virtualNumber: '33612345678',
	mode: 'callForwarding',
	forwardingNumber: '+33698765432',
};
const VOICEMAIL: Fields = {
	virtualNumber: '33612345678',
	mode: 'voicemail',
	notificationEmail: 'team@example.com',
};
const OFF: Fields = { virtualNumber: '33612345678', mode: 'disabled' };
const ROW: Fields = {
	virtualNumber: '33612345678',
	mode: 'fromData',
	modeValue: 'forward',
	destination: '+33698765432',
};

const MODE_LABEL = "'Forwarding Mode'";
const FROM_DATA_LABELS = { mode: "'Mode'", destination: "'Destination'" };

describe('a request that passes every check', () => {
	it.each([
		[
			'call forwarding',
			CALL,
			{
				mode: 'callForwarding',
				destination: '+33698765432',
				labels: { mode: MODE_LABEL, destination: "'Forwarding Number'" },
			},
		],
		[
			'voicemail',
			VOICEMAIL,
			{
				mode: 'voicemail',
				destination: 'team@example.com',
				labels: { mode: MODE_LABEL, destination: "'Notification Email'" },
			},
		],
		[
			'disabled',
			OFF,
			{
				mode: 'disabled',
				destination: '',
				labels: { mode: MODE_LABEL, destination: 'the destination' },
			},
		],
		[
			'from input data, call forwarding',
			ROW,
			{ mode: 'callForwarding', destination: '+33698765432', labels: FROM_DATA_LABELS },
		],
		[
			'from input data, voicemail',
			{ ...ROW, modeValue: 2, destination: 'team@example.com' },
			{ mode: 'voicemail', destination: 'team@example.com', labels: FROM_DATA_LABELS },
		],
		[
			'from input data, disabled',
			{ ...ROW, modeValue: ' OFF ', destination: 'whatever stands there' },
			{ mode: 'disabled', destination: '', labels: FROM_DATA_LABELS },
		],
		[
			'a fixed mode that resolves to another spelling',
			{ ...CALL, mode: 'Call Forwarding' },
			{
				mode: 'callForwarding',
				destination: '+33698765432',
				labels: { mode: MODE_LABEL, destination: "'Forwarding Number'" },
			},
		],
		[
			'a fixed mode that resolves to a number',
			{ ...OFF, mode: 0 },
			{
				mode: 'disabled',
				destination: '',
				labels: { mode: MODE_LABEL, destination: 'the destination' },
			},
		],
	])('%s', (_, fields, expected) => {
		expect(check(fields)).toEqual({
			ok: true,
			value: {
				virtualNumber: '33612345678',
				line: '33612345678',
				alreadySet: 'error',
				numberFormat: 'normalize',
				dryRun: false,
				...expected,
			},
		});
	});

	it('the value of From Input Data is the contract’s', () => {
		expect(FROM_DATA).toBe('fromData');
	});

	it('is in the API’s spelling', () => {
		const fields = {
			virtualNumber: ' +33 6 12 34 56 78 ',
			mode: 'callForwarding',
			forwardingNumber: '06.98.76.54.32',
		};
		expect(check(fields)).toMatchObject({
			value: { virtualNumber: '33612345678', destination: '+33698765432' },
		});
		expect(check({ ...VOICEMAIL, notificationEmail: ' team@example.com\n' })).toMatchObject({
			value: { destination: 'team@example.com' },
		});
	});

	it('takes numbers as JSON numbers', () => {
		const fields = { ...ROW, virtualNumber: 33612345678, modeValue: 1, destination: 698765432 };
		expect(check(fields)).toMatchObject({
			value: { virtualNumber: '33612345678', destination: '+33698765432' },
		});
	});

	it('reads only the fields of its mode', () => {
		const readNames = (fields: Fields) => {
			const names: string[] = [];
			checkItem((name) => {
				names.push(name);
				return name === 'options' ? {} : fields[name];
			}, ANY);
			return names.sort();
		};
		const common = ['mode', 'options', 'virtualNumber'];
		expect(readNames(CALL)).toEqual(['forwardingNumber', ...common]);
		expect(readNames(VOICEMAIL)).toEqual(['mode', 'notificationEmail', 'options', 'virtualNumber']);
		expect(readNames(OFF)).toEqual(common);
		expect(readNames({ ...OFF, mode: 'odd' })).toEqual(common);
		expect(readNames(ROW)).toEqual([
			'destination',
			'mode',
			'modeValue',
			'options',
			'virtualNumber',
		]);
		expect(readNames({ ...ROW, modeValue: 'off' })).toEqual([
			'mode',
			'modeValue',
			'options',
			'virtualNumber',
		]);
	});
});

describe('a field that is missing', () => {
	const ABSENT = [
		['undefined', undefined],
		['null', null],
		['empty', ''],
		['whitespace', ' \n\u00A0'],
	] as const;
	describe.each(ABSENT)('%s', (_, nothing) => {
		const echo = nothing ?? '';
		it.each([
			[
				'virtual number',
				{ ...OFF, virtualNumber: nothing },
				'virtualNumberRequired',
				5,
				{ virtualNumber: echo, mode: 'disabled', destination: '' },
			],
			[
				'mode',
				{ ...CALL, mode: nothing },
				'modeRequired',
				6,
				{ virtualNumber: '33612345678', mode: echo, destination: '' },
			],
			[
				'mode of a row',
				{ ...ROW, modeValue: nothing },
				'modeRequired',
				6,
				{ virtualNumber: '33612345678', mode: echo, destination: '+33698765432' },
			],
			[
				'forwarding number',
				{ ...CALL, forwardingNumber: nothing },
				'forwardingNumberRequired',
				8,
				{ virtualNumber: '33612345678', mode: 'callForwarding', destination: echo },
			],
			[
				'notification email',
				{ ...VOICEMAIL, notificationEmail: nothing },
				'emailRequired',
				8,
				{ virtualNumber: '33612345678', mode: 'voicemail', destination: echo },
			],
			[
				'destination of a row, call forwarding',
				{ ...ROW, destination: nothing },
				'forwardingNumberRequired',
				8,
				{ virtualNumber: '33612345678', mode: 'callForwarding', destination: echo },
			],
			[
				'destination of a row, voicemail',
				{ ...ROW, modeValue: 'voicemail', destination: nothing },
				'emailRequired',
				8,
				{ virtualNumber: '33612345678', mode: 'voicemail', destination: echo },
			],
		] as const)('%s', (field, fields, reason, code, target) => {
			const labels = field.includes('row')
				? FROM_DATA_LABELS
				: {
						mode: MODE_LABEL,
						destination:
							reason === 'emailRequired' ? "'Notification Email'" : "'Forwarding Number'",
					};
			expect(check(fields)).toEqual({
				ok: false,
				error: {
					problem: {
						reason,
						code,
						message: expect.any(String),
						advice: adviceFor(reason, labels),
					},
					target,
				},
			});
			const asEntered = { ...fields, options: { numberFormat: 'asEntered' } };
			expect(check(asEntered)).toMatchObject({ ok: false, error: { problem: { reason }, target } });
		});
	});
});

describe('a field that cannot be understood', () => {
	it.each([
		[
			'virtual number',
			{ ...OFF, virtualNumber: '06 12 34 56' },
			'virtualNumberInvalid',
			null,
			/^Check 'Virtual Number' \("06 12 34 56"\): This French number has 8 digits; it needs 10\./,
			{ virtualNumber: '06 12 34 56', mode: 'disabled', destination: '' },
		],
		[
			'virtual number that is no safe number',
			{ ...OFF, virtualNumber: 3.36e20 },
			'virtualNumberInvalid',
			null,
			/^Check 'Virtual Number' \("336000000000000000000"\): A number without quotes /,
			{ virtualNumber: '336000000000000000000', mode: 'disabled', destination: '' },
		],
		[
			'mode',
			{ ...CALL, mode: 'sometimes' },
			'modeInvalid',
			7,
			/^Check 'Forwarding Mode' \("sometimes"\): it accepts callForwarding \(or forward, 1\), voicemail \(2\) or disabled \(off, 0\)\.$/,
			{ virtualNumber: '33612345678', mode: 'sometimes', destination: '' },
		],
		[
			'mode of a row',
			{ ...ROW, modeValue: 3 },
			'modeInvalid',
			7,
			/^Check 'Mode' \("3"\): it accepts callForwarding \(or forward, 1\), voicemail \(2\) or disabled \(off, 0\)\.$/,
			{ virtualNumber: '33612345678', mode: '3', destination: '+33698765432' },
		],
		[
			'forwarding number',
			{ ...CALL, forwardingNumber: '+33 6 98 76 54 32 ext. 4' },
			'forwardingNumberInvalid',
			12,
			/^Check 'Forwarding Number' \("\+33 6 98 76 54 32 ext\. 4"\): Enter one phone number only/,
			{
				virtualNumber: '33612345678',
				mode: 'callForwarding',
				destination: '+33 6 98 76 54 32 ext. 4',
			},
		],
		[
			'notification email',
			{ ...VOICEMAIL, notificationEmail: 'team' },
			'emailInvalid',
			9,
			/^Check 'Notification Email' \("(team|33612345678)"\): Enter one email address/,
			{ virtualNumber: '33612345678', mode: 'voicemail', destination: 'team' },
		],
		[
			'destination of a row, call forwarding',
			{ ...ROW, destination: 'team@example.com' },
			'forwardingNumberInvalid',
			12,
			/^Check 'Destination' \("team@example\.com"\): Enter one phone number only/,
			{ virtualNumber: '33612345678', mode: 'callForwarding', destination: 'team@example.com' },
		],
		[
			'destination of a row, voicemail',
			{ ...ROW, modeValue: 'voicemail' },
			'emailInvalid',
			9,
			/^Check 'Destination' \("\+33698765432"\): Enter one email address/,
			{ virtualNumber: '33612345678', mode: 'voicemail', destination: '+33698765432' },
		],
		[
			'email that is a number',
			{ ...VOICEMAIL, notificationEmail: 33612345678 },
			'emailInvalid',
			9,
			/^Check 'Notification Email' \("(team|33612345678)"\): Enter one email address/,
			{ virtualNumber: '33612345678', mode: 'voicemail', destination: '33612345678' },
		],
	])('%s', (_, fields, reason, code, advice, target) => {
		expect(check(fields)).toEqual({
			ok: false,
			error: {
				problem: {
					reason,
					code,
					message: expect.any(String),
					advice: expect.stringMatching(advice),
				},
				target,
			},
		});
	});
});

describe('an expression that was typed as text', () => {
	it.each([
		['mode of a row', { ...ROW, modeValue: '{{ $json.mode }}' }, "'Mode'", 'modeInvalid'],
		[
			'virtual number',
			{ ...OFF, virtualNumber: '{{ $json.number }}' },
			"'Virtual Number'",
			'virtualNumberInvalid',
		],
		[
			'destination as entered',
			{ ...ROW, destination: '{{ $json.to }}', options: { numberFormat: 'asEntered' } },
			"'Destination'",
			'forwardingNumberInvalid',
		],
	])('is named as such: %s', (_, fields, label, reason) => {
		const result = check(fields);
		expect(result).toMatchObject({
			ok: false,
			error: {
				problem: {
					reason,
					advice: expect.stringMatching(
						new RegExp(
							`^${label} holds the text "\\{\\{ .*", which n8n does not evaluate\\. Select Expression`,
						),
					),
				},
			},
		});
	});
});

it('shows a long value cut', () => {
	const shown = (length: number) => {
		const result = check({ ...OFF, virtualNumber: 'x'.repeat(length) });
		return result.ok ? '' : result.error.problem.advice;
	};
	expect(shown(50)).toContain(`("${'x'.repeat(50)}")`);
	expect(shown(51)).toContain(`("${'x'.repeat(50)}…")`);
});

describe('a field that holds no text or number', () => {
	const FIELDS = [
		[
			'virtualNumber',
			OFF,
			"'Virtual Number'",
			'a phone number',
			'virtualNumberInvalid',
			null,
			{ virtualNumber: '', mode: 'disabled', destination: '' },
		],
		[
			'mode',
			OFF,
			"'Forwarding Mode'",
			'callForwarding, voicemail or disabled',
			'modeInvalid',
			7,
			{ virtualNumber: '33612345678', mode: '', destination: '' },
		],
		[
			'modeValue',
			ROW,
			"'Mode'",
			'callForwarding, voicemail or disabled',
			'modeInvalid',
			7,
			{ virtualNumber: '33612345678', mode: '', destination: '+33698765432' },
		],
		[
			'forwardingNumber',
			CALL,
			"'Forwarding Number'",
			'a phone number',
			'forwardingNumberInvalid',
			12,
			{ virtualNumber: '33612345678', mode: 'callForwarding', destination: '' },
		],
		[
			'notificationEmail',
			VOICEMAIL,
			"'Notification Email'",
			'an email address',
			'emailInvalid',
			9,
			{ virtualNumber: '33612345678', mode: 'voicemail', destination: '' },
		],
		[
			'destination',
			ROW,
			"'Destination'",
			'a phone number',
			'forwardingNumberInvalid',
			12,
			{ virtualNumber: '33612345678', mode: 'callForwarding', destination: '' },
		],
	] as const;
	describe.each(FIELDS)('%s', (name, fields, label, accepts, reason, code, target) => {
		it.each([
			['an object', { number: '336' }, 'an object'],
			['a list', ['33612345678'], 'a list'],
			['a list in a list', [['secret']], 'a list'],
			['a date', new Date(0), 'an object'],
			['true', true, 'true'],
			['false', false, 'false'],
			['a function', () => 'secret', 'function'],
			['a symbol', Symbol('secret'), 'symbol'],
			['a big integer', 33612345678n, 'bigint'],
		])('%s is refused and not echoed', (_, value, kind) => {
			expect(check({ ...fields, [name]: value })).toEqual({
				ok: false,
				error: {
					problem: {
						reason,
						code,
						message: expect.any(String),
						advice: `${label} received ${kind}; it accepts ${accepts}.`,
					},
					target,
				},
			});
		});

		it('an expression that failed is named with its cause', () => {
			const broken = { ...fields, [name]: new Unreadable('Referenced node is not there') };
			expect(check(broken)).toMatchObject({
				ok: false,
				error: {
					problem: {
						reason,
						advice: `The expression in ${label} failed: Referenced node is not there`,
					},
					target,
				},
			});
		});
	});
});

describe('the options', () => {
	it.each([
		['error', 'normalize', false],
		['keep', 'asEntered', true],
		['replace', 'normalize', true],
	])('If Already Set %s, Number Format %s, Dry Run %s', (alreadySet, numberFormat, dryRun) => {
		const fields = { ...CALL, options: { alreadySet, numberFormat, dryRun } };
		expect(check(fields)).toMatchObject({ ok: true, value: { alreadySet, dryRun } });
	});

	it('are the defaults where they are not there', () => {
		const options = { alreadySet: undefined, numberFormat: undefined, dryRun: undefined };
		expect(check({ ...CALL, options })).toMatchObject({
			ok: true,
			value: { alreadySet: 'error', dryRun: false },
		});
	});

	it.each([
		[
			'an unknown If Already Set',
			{ alreadySet: 'skip' },
			'\'If Already Set\' received "skip"; it accepts error, keep or replace.',
		],
		[
			'If Already Set as a list',
			{ alreadySet: ['keep'] },
			"'If Already Set' received a list; it accepts error, keep or replace.",
		],
		[
			'If Already Set null',
			{ alreadySet: null },
			"'If Already Set' received nothing; it accepts error, keep or replace.",
		],
		[
			'an unknown Number Format',
			{ numberFormat: 'e164' },
			'\'Number Format\' received "e164"; it accepts normalize or asEntered.',
		],
		[
			'Dry Run as text',
			{ dryRun: 'true' },
			'\'Dry Run\' received "true"; it accepts true or false.',
		],
		['Dry Run as a number', { dryRun: 1 }, "'Dry Run' received 1; it accepts true or false."],
		['Dry Run null', { dryRun: null }, "'Dry Run' received nothing; it accepts true or false."],
		['options as text', 'none', '\'Options\' received "none"; it accepts a set of options.'],
		['options null', null, "'Options' received nothing; it accepts a set of options."],
		['options undefined', undefined, "'Options' received undefined; it accepts a set of options."],
		[
			'an expression that failed',
			new Unreadable('no such field'),
			"The expression in 'Options' failed: no such field",
		],
	])('%s', (_, options, advice) => {
		expect(check({ ...CALL, options })).toEqual({
			ok: false,
			error: {
				problem: {
					reason: 'optionInvalid',
					code: null,
					message: 'An option has an unsupported value',
					advice,
				},
				target: {
					virtualNumber: '33612345678',
					mode: 'callForwarding',
					destination: '+33698765432',
				},
			},
		});
	});
});

describe('as entered', () => {
	const asEntered = (fields: Fields, access?: Access) =>
		check({ ...fields, options: { numberFormat: 'asEntered' } }, access);

	it('sends numbers exactly as they are', () => {
		const fields = { ...CALL, virtualNumber: ' 06 12 34 56 78', forwardingNumber: '3900 ' };
		expect(asEntered(fields)).toMatchObject({
			ok: true,
			value: { virtualNumber: ' 06 12 34 56 78', destination: '3900 ' },
		});
	});

	it('sends JSON numbers as text', () => {
		const fields = { ...CALL, virtualNumber: 33612345678, forwardingNumber: 0 };
		expect(asEntered(fields)).toMatchObject({
			ok: true,
			value: { virtualNumber: '33612345678', destination: '0' },
		});
	});

	it.each([-1, 1.5, 1e21, NaN, Infinity, 2 ** 53])('refuses the JSON number %p', (number) => {
		expect(asEntered({ ...CALL, forwardingNumber: number })).toMatchObject({
			ok: false,
			error: { problem: { reason: 'forwardingNumberInvalid', code: 12 } },
		});
	});

	it('knows the line behind a number in any spelling', () => {
		const spellings = ['06 12 34 56 78', '+33612345678', '0033612345678', 33612345678];
		for (const virtualNumber of spellings) {
			expect(asEntered({ ...OFF, virtualNumber })).toMatchObject({
				value: { line: '33612345678' },
			});
		}
		expect(asEntered({ ...OFF, virtualNumber: ' my line ' })).toMatchObject({
			value: { virtualNumber: ' my line ', line: 'myline' },
		});
	});

	it.each([
		'3610',
		3610,
		' 36 10 ',
		'36\u00A010',
		'36.10',
		'36-10',
		'36\u201110',
		'36/10',
		'(36) 10',
		'[36]10',
	])('knows the line behind a short code in any spelling, and sends it as it is: %j', (entered) => {
		expect(asEntered({ ...OFF, virtualNumber: entered })).toMatchObject({
			value: { virtualNumber: String(entered), line: '3610' },
		});
	});

	it('has a line for what is formatting only', () => {
		expect(asEntered({ ...OFF, virtualNumber: ' - ' })).toMatchObject({
			value: { virtualNumber: ' - ', line: '-' },
		});
	});

	it('still checks email addresses', () => {
		expect(asEntered({ ...VOICEMAIL, notificationEmail: 'team' })).toMatchObject({
			error: { problem: { reason: 'emailInvalid' } },
		});
	});

	it('with Allowed Destinations, a number is + and digits', () => {
		const only33 = accessTo('+33');
		expect(asEntered(CALL, only33)).toMatchObject({ ok: true });
		for (const forwardingNumber of ['0698765432', '+33 698765432', '0033698765432']) {
			expect(asEntered({ ...CALL, forwardingNumber }, only33)).toMatchObject({
				error: {
					problem: {
						reason: 'destinationNotAllowed',
						advice: expect.stringContaining('only as + and digits'),
					},
				},
			});
		}
	});
});

describe('a number forwarded to itself', () => {
	it.each([
		['the same spelling', { forwardingNumber: '33612345678' }, '+33612345678'],
		['national', { forwardingNumber: '06 12 34 56 78' }, '+33612345678'],
		[
			'as entered',
			{ forwardingNumber: '0033612345678', options: { numberFormat: 'asEntered' } },
			'0033612345678',
		],
		[
			'as entered, a short code',
			{ virtualNumber: '3900', forwardingNumber: ' 3900 ', options: { numberFormat: 'asEntered' } },
			' 3900 ',
		],
		[
			'as entered, a short code in two spellings',
			{ virtualNumber: '3900', forwardingNumber: '39 00', options: { numberFormat: 'asEntered' } },
			'39 00',
		],
	])('is refused: %s', (_, changes, shown) => {
		expect(check({ ...CALL, ...changes })).toMatchObject({
			ok: false,
			error: {
				problem: {
					reason: 'forwardingLoop',
					code: null,
					advice: `Check 'Forwarding Number' ("${shown}"): A number cannot be forwarded to itself. Change 'Forwarding Number' or 'Virtual Number'.`,
				},
			},
		});
	});

	it('is refused before Allowed Destinations are looked at', () => {
		const fields = { ...CALL, forwardingNumber: '33612345678' };
		expect(check(fields, accessTo('+44'))).toMatchObject({
			error: { problem: { reason: 'forwardingLoop' } },
		});
	});
});

describe('the credential', () => {
	it.each([
		['a phone number', '+336', CALL],
		['an email domain', '@example.com', VOICEMAIL],
		['switching off, always', '+337', OFF],
	])('allows %s', (_, allowed, fields) => {
		expect(check(fields, accessTo(allowed))).toMatchObject({ ok: true });
	});

	it.each([
		['a phone number', '+337', CALL, `'Forwarding Number' ("+33698765432")`],
		['an email address', '@example.org', VOICEMAIL, `'Notification Email' ("team@example.com")`],
		['a row', '+337', ROW, `'Destination' ("+33698765432")`],
	])('does not allow %s, and names it', (_, allowed, fields, shown) => {
		expect(check(fields, accessTo(allowed))).toMatchObject({
			ok: false,
			error: {
				problem: {
					reason: 'destinationNotAllowed',
					code: null,
					advice: `Check ${shown}: Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.`,
				},
				target: { virtualNumber: '33612345678', mode: expect.any(String) },
			},
		});
	});

	it('comes first where it is broken itself, with the target all the same', () => {
		const access = checkAccess({ apiKey: '', baseUrl: 'https://api.smspartner.fr/v1' });
		expect(check({ ...CALL, virtualNumber: 'abc', options: null }, access)).toEqual({
			ok: false,
			error: {
				problem: expect.objectContaining({ reason: 'apiKeyRejected', code: 10 }),
				target: { virtualNumber: 'abc', mode: 'callForwarding', destination: '+33698765432' },
			},
		});
	});
});

it('names the first problem: options, virtual number, mode, destination', () => {
	const all = { virtualNumber: 'x', mode: 'x', forwardingNumber: 'x', options: { dryRun: 'x' } };
	const reasonOf = (fields: Fields) => {
		const result = check(fields);
		return result.ok ? 'none' : result.error.problem.reason;
	};
	expect(reasonOf(all)).toBe('optionInvalid');
	expect(reasonOf({ ...all, options: {} })).toBe('virtualNumberInvalid');
	expect(reasonOf({ ...all, options: {}, virtualNumber: '33612345678' })).toBe('modeInvalid');
	expect(reasonOf({ ...CALL, forwardingNumber: 'x' })).toBe('forwardingNumberInvalid');
});

it('never throws and never echoes an object, whatever the fields hold', () => {
	const anything = fc.oneof(
		fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
		fc.constantFrom<unknown>('33612345678', '+33698765432', 'voicemail', 'off', 'fromData', 1),
		fc.string().map((cause) => new Unreadable(cause)),
	);
	const fields = fc.record({
		virtualNumber: anything,
		mode: anything,
		forwardingNumber: anything,
		notificationEmail: anything,
		modeValue: anything,
		destination: anything,
		options: fc.oneof(
			anything,
			fc.record(
				{ alreadySet: anything, numberFormat: anything, dryRun: anything },
				{ requiredKeys: [] },
			),
		),
	});
	fc.assert(
		fc.property(fields, (row) => {
			const result = check(row);
			const { virtualNumber, mode, destination } = result.ok ? result.value : result.error.target;
			const entered = Object.values(row).filter((value) => typeof value === 'string');
			for (const echo of [virtualNumber, mode, destination]) {
				expect(typeof echo).toBe('string');
				if (!entered.includes(echo)) expect(echo).not.toContain('[object');
			}
			if (!result.ok) expect(result.error.problem.advice).not.toBe('');
		}),
	);
});
