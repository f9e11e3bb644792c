import { checkAccess } from '../../../nodes/SmsPartnerCallForward/checks/credential';
import { Unreadable } from '../../../nodes/SmsPartnerCallForward/checks/parameters';
import { problemWith } from '../../../nodes/SmsPartnerCallForward/checks/problem';
import {
	checkItem,
	FROM_DATA,
	type ForwardRequest,
} from '../../../nodes/SmsPartnerCallForward/checks/request';
import { ok } from '../../../nodes/SmsPartnerCallForward/checks/result';
import { adviceFor } from '../../../nodes/SmsPartnerCallForward/reasons';
import { aRequest } from '../support/request';

type Fields = Record<string, unknown>;
type Access = ReturnType<typeof checkAccess>;

const accessTo = (allowedDestinations = ''): Access =>
	checkAccess({ apiKey: 'key', baseUrl: 'https://api.smspartner.fr/v1', allowedDestinations });
const ANY = accessTo();
const RUN = ok({});

const reader = (fields: Fields) => (name: string, ifAbsent?: unknown) =>
	name in fields ? fields[name] : ifAbsent;
const check = (fields: Fields, access: Access = ANY) => {
	const checked = checkItem(reader(fields), access, RUN);
	return checked.ok ? ok(checked.value.request) : checked;
};
const problemOf = (checked: ReturnType<typeof check>) =>
	checked.ok ? undefined : checked.error.problem;
const asEntered = (fields: Fields, access?: Access) =>
	check({ ...fields, 'options.numberFormat': 'asEntered' }, access);

const NUMBER = '33612345678';
const MOBILE = '+33698765432';
const CALL: Fields = { virtualNumber: NUMBER, mode: 'callForwarding', forwardingNumber: MOBILE };
const VOICEMAIL: Fields = {
	virtualNumber: NUMBER,
	mode: 'voicemail',
	notificationEmail: 'team@example.com',
};
const OFF: Fields = { virtualNumber: NUMBER, mode: 'disabled' };
const ROW: Fields = {
	virtualNumber: NUMBER,
	mode: 'fromData',
	modeValue: 'forward',
	destination: MOBILE,
};

const ROW_TO_EMAIL: Fields = { ...ROW, modeValue: 2, destination: ' mailto:team@example.com' };

const MODE = "'Forwarding Mode'";
const TO_EMAIL = { mode: MODE, destination: "'Notification Email'" };
const NOWHERE = { mode: MODE, destination: 'the destination' };
const FROM_ROW = { mode: "'Mode'", destination: "'Destination'" };

describe('a request that passes every check', () => {
	const disabled: Partial<ForwardRequest> = { mode: 'disabled', destination: '', labels: NOWHERE };
	const inRow = { ...disabled, labels: FROM_ROW };
	const toEmail = { mode: 'voicemail', destination: 'team@example.com' } as const;
	it.each<[what: string, fields: Fields, request: Partial<ForwardRequest>]>([
		['call forwarding', CALL, {}],
		['voicemail', VOICEMAIL, { ...toEmail, labels: TO_EMAIL }],
		['disabled', OFF, disabled],
		['a row', ROW, { labels: FROM_ROW }],
		['a row of voicemail', ROW_TO_EMAIL, { ...toEmail, labels: FROM_ROW }],
		['a disabled row', { ...ROW, modeValue: ' Désactivé ', destination: 'anything' }, inRow],
		['a fixed mode in another spelling', { ...CALL, mode: 'Call Forward' }, {}],
		['a line in another spelling', { ...CALL, virtualNumber: ' 06 12 34 56 78' }, {}],
		['a number in another spelling', { ...CALL, forwardingNumber: 698765432 }, {}],
		['JSON numbers', { ...OFF, mode: 0, virtualNumber: 33612345678 }, disabled],
	])('%s', (_, fields, request) => {
		expect(check(fields)).toEqual({ ok: true, value: aRequest(request) });
	});

	it('has its own options', () => {
		const options = { 'options.alreadySet': 'keep', 'options.dryRun': true };
		expect(check({ ...CALL, ...options })).toMatchObject({
			value: { alreadySet: 'keep', dryRun: true },
		});
	});

	it('the value of From Input Data is the contract’s', () => {
		expect(FROM_DATA).toBe('fromData');
	});

	it.each([
		[CALL, ['forwardingNumber']],
		[VOICEMAIL, ['notificationEmail']],
		[OFF, []],
		[{ ...OFF, mode: 'odd' }, []],
		[ROW, ['modeValue', 'destination']],
		[{ ...ROW, modeValue: 'off' }, ['modeValue']],
		[{ ...ROW, modeValue: 'odd' }, ['modeValue', 'destination']],
	])('reads only the fields of its mode: %j', (fields, names) => {
		const read: string[] = [];
		checkItem(
			(name, ifAbsent) => {
				if (!name.startsWith('options.')) read.push(name);
				return reader(fields)(name, ifAbsent);
			},
			ANY,
			RUN,
		);
		expect(new Set(read)).toEqual(new Set(['mode', 'virtualNumber', ...names]));
	});
});

const WORDS = 'forward or renvoi, voicemail or messagerie, off or désactivé';
/** What a field takes, where it is echoed, and what is said of one that is empty, and of another value. */
const KINDS = {
	line: {
		accepts: 'a phone number',
		output: 'virtualNumber',
		required: ['virtualNumberRequired', 5, 'The virtual number is required'],
		invalid: ['virtualNumberInvalid', null, 'The virtual number is not valid'],
	},
	mode: {
		accepts: WORDS,
		output: 'mode',
		required: ['modeRequired', 6, 'The forwarding mode is required'],
		invalid: ['modeInvalid', 7, 'The forwarding mode is not valid'],
	},
	number: {
		accepts: 'a phone number',
		output: 'destination',
		required: ['forwardingNumberRequired', 8, 'The forwarding number is required'],
		invalid: ['forwardingNumberInvalid', 12, 'The forwarding number is not valid'],
	},
	email: {
		accepts: 'an email address',
		output: 'destination',
		required: ['emailRequired', 8, 'The notification email address is required'],
		invalid: ['emailInvalid', 9, 'The notification email address is not valid'],
	},
} as const;

describe.each([
	['line', 'virtualNumber', "'Virtual Number'", OFF],
	['mode', 'mode', MODE, OFF],
	['mode', 'modeValue', "'Mode'", ROW],
	['number', 'forwardingNumber', "'Forwarding Number'", CALL],
	['email', 'notificationEmail', "'Notification Email'", VOICEMAIL],
	['number', 'destination', "'Destination'", ROW],
	['email', 'destination', "'Destination'", ROW_TO_EMAIL],
] as const)('the %s in %s', (kind, name, label, fields) => {
	const { accepts, output, required, invalid } = KINDS[kind];
	const refused = (said: readonly unknown[], advice: unknown, echo: string) => ({
		ok: false,
		error: {
			problem: { reason: said[0], code: said[1], message: said[2], advice },
			target: expect.objectContaining({ [output]: echo }),
		},
	});

	it.each([undefined, null, '', ' \n\u00A0', '\u200B '])('%j is missing', (nothing) => {
		const advice = adviceFor(required[0], { mode: label, destination: label });
		const expected = refused(required, advice, nothing ?? '');
		expect(check({ ...fields, [name]: nothing })).toEqual(expected);
		expect(asEntered({ ...fields, [name]: nothing })).toEqual(expected);
	});

	it.each([
		[{ number: '336' }, 'an object'],
		[['33612345678'], 'a list'],
		[new Date(0), 'an object'],
		[true, 'true'],
		[false, 'false'],
		[() => 'secret', 'function'],
		[Symbol('secret'), 'symbol'],
		[33612345678n, 'bigint'],
	])('is refused and not echoed: %p', (value, received) => {
		const advice = `${label} received ${received}; it accepts ${accepts}.`;
		expect(check({ ...fields, [name]: value })).toEqual(refused(invalid, advice, ''));
	});

	it('says why an expression failed, and cuts what is long', () => {
		const advice = `The expression in ${label} failed: ${'x'.repeat(200)}…`;
		const value = new Unreadable('x'.repeat(300));
		expect(check({ ...fields, [name]: value })).toEqual(refused(invalid, advice, ''));
	});

	it('says that an expression was typed as text', () => {
		const value = `{{ $json.x }}`;
		const advice = `${label} holds the text "{{ $json.x }}", which n8n does not evaluate. Select Expression instead of Fixed at this field, or remove the curly brackets.`;
		const expected = refused(invalid, advice, value);
		expect(check({ ...fields, [name]: value })).toEqual(expected);
		expect(asEntered({ ...fields, [name]: value })).toEqual(expected);
	});

	it.each([
		['odd', '"odd"'],
		[-1.5, '"-1.5"'],
		['x'.repeat(50), `"${'x'.repeat(50)}"`],
		['x'.repeat(51), `"${'x'.repeat(50)}…"`],
		['\u{1F4DE}'.repeat(50), `"${'\u{1F4DE}'.repeat(50)}"`],
		['\u{1F4DE}'.repeat(60), `"${'\u{1F4DE}'.repeat(50)}…"`],
	])('names a value that it does not understand: %s', (value, shown) => {
		const advice = expect.stringMatching(/\.$/);
		const result = check({ ...fields, [name]: value });
		expect(result).toEqual(refused(invalid, advice, String(value)));
		const begin = `Check ${label} (${shown}): `;
		expect(problemOf(result)?.advice.slice(0, begin.length)).toBe(begin);
	});
});

it.each([
	['modeInvalid', { ...ROW, modeValue: -1 }, `'Mode' ("-1"): it accepts ${WORDS}.`],
	[
		'forwardingNumberInvalid',
		{ ...CALL, forwardingNumber: 'Dr Martin' },
		`'Forwarding Number' ("Dr Martin"): It has no digits. Enter a phone number, e.g. 06 12 34 56 78.`,
	],
	[
		'emailInvalid',
		{ ...VOICEMAIL, notificationEmail: 'a@b.c,' },
		`'Notification Email' ("a@b.c,"): Remove "," at the end of the address.`,
	],
])('%s: says what is wrong with the value', (reason, fields, advice) => {
	expect(problemOf(check(fields))).toMatchObject({ reason, advice: `Check ${advice}` });
});

describe('as entered', () => {
	it.each([
		[' 06 12 34 56 78', '3900 ', NUMBER],
		['06\u200B12', '+33 x', '612'],
		[33612345678, 0, NUMBER],
		[0, '3610', '0'],
	])('sends %j and %j exactly as they are', (virtualNumber, forwardingNumber, line) => {
		const sent = { virtualNumber: `${virtualNumber}`, destination: `${forwardingNumber}`, line };
		expect(asEntered({ ...CALL, virtualNumber, forwardingNumber })).toEqual({
			ok: true,
			value: aRequest({ ...sent, numberFormat: 'asEntered' }),
		});
	});

	it.each([-1, 1.5, 1e21, NaN, Infinity, 2 ** 53])('refuses the JSON number %p', (number) => {
		const problem = problemOf(asEntered({ ...CALL, forwardingNumber: number }));
		expect(problem).toMatchObject({ reason: 'forwardingNumberInvalid', code: 12 });
	});

	it('still checks email addresses', () => {
		const problem = problemOf(asEntered({ ...VOICEMAIL, notificationEmail: 'team' }));
		expect(problem).toMatchObject({ reason: 'emailInvalid' });
	});

	it('with Allowed Destinations, a number is + and digits', () => {
		const only33 = accessTo('+33');
		expect(asEntered(CALL, only33)).toMatchObject({ ok: true });
		for (const forwardingNumber of ['0698765432', '+33 698765432', '0033698765432']) {
			const problem = problemOf(asEntered({ ...CALL, forwardingNumber }, only33));
			expect(problem).toMatchObject({ reason: 'destinationNotAllowed' });
		}
	});
});

it.each([
	[NUMBER, '06 12 34 56 78', '+33612345678', check],
	[NUMBER, "'\u202A+33 (0)6 12 34 56 78", '+33612345678', check],
	[NUMBER, 612345678, '+33612345678', check],
	[NUMBER, '0033612345678', '0033612345678', asEntered],
	[NUMBER, '0 06 12 34 56 78', '0 06 12 34 56 78', asEntered],
	['3900', ' 39 00', ' 39 00', asEntered],
])('%j is not forwarded to itself as %j', (virtualNumber, forwardingNumber, shown, how) => {
	expect(problemOf(how({ ...CALL, virtualNumber, forwardingNumber }))).toEqual({
		reason: 'forwardingLoop',
		code: null,
		message: 'The virtual number would be forwarded to itself',
		advice: `Check 'Forwarding Number' ("${shown}"): A number cannot be forwarded to itself. Change 'Forwarding Number' or 'Virtual Number'.`,
	});
});

describe('the credential', () => {
	it('allows what it lists, and switching off always', () => {
		expect(check(VOICEMAIL, accessTo('@example.com'))).toMatchObject({ ok: true });
		expect(check(OFF, accessTo('+337'))).toMatchObject({ ok: true });
	});

	it.each([
		['+337', CALL, `'Forwarding Number' ("+33698765432")`],
		['@example.org', VOICEMAIL, `'Notification Email' ("team@example.com")`],
		['+337', ROW, `'Destination' ("+33698765432")`],
	])('with %s does not allow %j, and names it', (allowed, fields, shown) => {
		expect(problemOf(check(fields, accessTo(allowed)))).toEqual({
			reason: 'destinationNotAllowed',
			code: null,
			message: 'The destination is not allowed by the credential',
			advice: `Check ${shown}: Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.`,
		});
	});
});

it('names the first problem: credential, run, options, line, mode, destination, itself, list', () => {
	const noKey = checkAccess({ apiKey: '', baseUrl: 'https://api.smspartner.fr/v1' });
	const brokenRun = { ok: false, error: problemWith('optionInvalid', 'The run’s.') } as const;
	const [x, target] = ['x', { virtualNumber: 'x', mode: 'x', destination: '' }];
	const fields = { virtualNumber: x, mode: x, forwardingNumber: x, 'options.dryRun': x };
	const steps: Array<[changes: Fields, expected: string]> = [
		[{}, "'Dry Run' received"],
		[{ 'options.dryRun': false }, "Check 'Virtual Number'"],
		[{ virtualNumber: NUMBER }, "Check 'Forwarding Mode'"],
		[{ mode: 'forward' }, 'Check \'Forwarding Number\' ("x")'],
		[{ forwardingNumber: NUMBER }, 'Check \'Forwarding Number\' ("+33612345678"): A number cannot'],
		[{ forwardingNumber: MOBILE }, 'Check \'Forwarding Number\' ("+33698765432"): Ask'],
	];
	const read = reader(fields);
	expect(checkItem(read, noKey, brokenRun)).toMatchObject({
		error: { problem: { reason: 'apiKeyRejected', code: 10 }, target },
	});
	expect(checkItem(read, ANY, brokenRun)).toEqual({
		ok: false,
		error: { problem: brokenRun.error, target },
	});
	for (const [changes, expected] of steps) {
		Object.assign(fields, changes);
		expect(problemOf(check(fields, accessTo('+44')))?.advice).toContain(expected);
	}
});
