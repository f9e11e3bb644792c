import { readResponse } from '../../../nodes/SmsPartnerCallForward/api/response';
import { ERROR_BODY, refusal, SUCCESS_BODY, VENDOR_TEXTS } from '../support/vendor';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const KEY = 'the-key';

const read = (statusCode: number, body: unknown, headers: Record<string, unknown> = {}) =>
	readResponse({ statusCode, body, headers }, (text) => text.includes(KEY), NOW);
/** What is read of an answer that says no. */
const readNo = (fields: object) => read(200, { success: false, ...fields });

/** A value in so many lists. */
const within = (lists: number, value: unknown): unknown =>
	lists === 0 ? value : [within(lists - 1, value)];

describe('a control answer', () => {
	it('is the vendor’s success example, judged by `success` and not by the code', () => {
		expect(read(200, SUCCESS_BODY)).toEqual({
			kind: 'accepted',
			code: 2,
			message: 'Callforward disabled',
			httpStatus: 200,
		});
	});

	it.each(VENDOR_TEXTS)('keeps code %i and the text "%s"', (code, message) => {
		expect(read(200, refusal(code))).toMatchObject({ kind: 'refused', code, message });
	});

	it.each([200, 201, 302, 400, 401, 403, 404, 407, 500, 503])(
		'is the vendor’s error example, with its own message, also with HTTP %i',
		(httpStatus) => {
			const expected = { kind: 'refused', code: 5, message: 'email is not valid', httpStatus };
			expect(read(httpStatus, ERROR_BODY)).toEqual(expected);
		},
	);

	it.each([
		['accepted', [true, 'true', ' TRUE ', 1, '1']],
		['refused', [false, 'false', 'False\n', 0, '0']],
	])('is %s where `success` is one of %j', (kind, values) => {
		for (const success of values) {
			expect([success, read(200, { success, code: 2 })]).toMatchObject([success, { kind }]);
		}
	});
});

describe('an answer with a true `success`', () => {
	const CONTRADICTORY = {
		kind: 'fault',
		reason: 'contradictory',
		isTemporary: false,
		mayHaveApplied: true,
		retryAfterMs: null,
	};
	it.each([
		[[1, 2, 200, 0, 11, 99, null], 'is a success', { kind: 'accepted' }],
		[[16, 17, 18], 'says that the line is set already', { kind: 'refused' }],
		[[5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 20, 30, 40, 90, 96], 'is in doubt', CONTRADICTORY],
	])('and one of the codes %j %s', (codes, _, kind) => {
		for (const code of codes) {
			const body = { success: true, code, message: 'A text' };
			expect(read(200, body)).toEqual({ ...kind, code, message: 'A text', httpStatus: 200 });
		}
	});

	it('and a refusing code in `errors` contradicts itself too', () => {
		const body = { success: true, errors: [{ code: 13, message: 'No such number' }] };
		expect(read(200, body)).toMatchObject({ reason: 'contradictory', code: 13 });
	});
});

describe('the code', () => {
	it.each([
		[13, [13, '13', ' 13 ', '013', 13.0]],
		[0, [0, '0']],
		[-1, [-1]],
		[null, [undefined, null, '', ' ', 'thirteen', true, [13], { code: 13 }]],
		[null, ['0x10', '1e1', '16.0', '-1', '1 3', 13.5, 1e300, '9'.repeat(400)]],
	])('is %p, read from %j', (expected, values) => {
		for (const code of values) {
			expect([code, readNo({ code })]).toMatchObject([code, { code: expected }]);
		}
	});

	it.each([
		['in a list of `errors`', { errors: [{ message: 'A text' }, { code: '9' }, { code: 8 }] }, 9],
		['in `error`', { error: { code: 9 } }, 9],
		['of `error` before that of `errors`', { error: [{ code: 9 }], errors: [{ code: 8 }] }, 9],
		['in a map of fields', { errors: { param: [{ code: 9 }] } }, 9],
		['beside the lists first', { code: 13, errors: [{ code: 9 }] }, 13],
		['readable in a list, where the one beside it is not', { code: '?', errors: [{ code: 9 }] }, 9],
		['of an outer object before that of an inner one', { error: { a: { code: 8 }, code: 9 } }, 9],
		['four lists deep', { errors: within(4, { code: 9 }) }, 9],
		['deeper than it is looked for', { errors: within(5, { code: 9 }) }, null],
		['in a text', { errors: 'code: 9' }, null],
		['in a list of nothing', { errors: [null, undefined, 9] }, null],
	])('is found %s', (_, body, code) => {
		expect(readNo(body)).toMatchObject({ code });
	});

	it('is none where it repeats the key', () => {
		const body = { success: false, code: 12345678 };
		const response = { statusCode: 200, headers: {}, body };
		expect(readResponse(response, (text) => text === '12345678', NOW)).toMatchObject({
			code: null,
		});
	});
});

describe('the text', () => {
	const NONE = 'The API gave no message';

	it.each([
		[{ message: ' A text\n' }, 'A text'],
		[{ errors: 'C', error: 'B', message: 'A' }, 'A; B; C'],
		[{ message: ' ', error: 'B' }, 'B'],
		// What `message` holds already is not said twice.
		[{ message: 'Bad email', errors: ['email', 'No'] }, 'Bad email; No'],
		[{ error: [{ elementId: 'number', message: 'One' }, { message: 'Two' }] }, 'One; Two'],
		[{ errors: { param: ['One', 'Two'], number: 'Three' } }, 'One; Two; Three'],
		[{ errors: [['One '], ['', ' '], [{ message: [' Two'] }]] }, 'One; Two'],
		[{ errors: within(5, 'Deep') }, 'Deep'],
		[{ errors: within(6, 'Too deep') }, NONE],
		[{ message: { fr: 'Un texte' } }, 'Un texte'],
		[{ message: 'Le numéro n’existe pas' }, 'Le numéro n’existe pas'],
		[{ message: 13, error: [1, null, {}, [], true] }, NONE],
		[{}, NONE],
	])('of %j is %j', (fields, message) => {
		expect(readNo(fields)).toMatchObject({ message });
	});

	it.each([
		['as `message`', { message: `Not yours: ${KEY}` }],
		['in a list', { message: 'No', errors: [`Not yours: ${KEY}`] }],
		['behind the first 1000 characters', { message: 'x'.repeat(2000) + KEY }],
	])('is withheld as a whole where it repeats the key %s', (_, fields) => {
		expect(readNo(fields)).toMatchObject({
			message: "The API's message is not shown: it repeats the API key",
		});
	});

	it.each([
		['1000 characters are shown', 'x'.repeat(1000), 'x'.repeat(1000)],
		['more are cut', 'x'.repeat(1001), 'x'.repeat(1000)],
		['between characters', `${'x'.repeat(999)}😀`, 'x'.repeat(999)],
		['which can end with one', `${'x'.repeat(998)}😀 and more`, `${'x'.repeat(998)}😀`],
		['20 000 characters are searched', 'x'.repeat(20_000), 'x'.repeat(1000)],
	])('is cut: %s', (_, message, shown) => {
		expect(readNo({ message })).toMatchObject({ message: shown });
	});

	it.each([
		['one text', { message: 'x'.repeat(20_001) }],
		['many texts', { errors: Array.from({ length: 5_000 }, (_, index) => `text ${index}`) }],
	])('of more than 20 000 characters is not shown: %s', (_, fields) => {
		expect(readNo(fields)).toMatchObject({
			message: "The API's message is not shown: it has more than 20000 characters",
		});
	});
});

describe('no usable answer', () => {
	it.each<[string, unknown[]]>([
		['it is empty', ['', undefined, null]],
		["it has no readable 'success'", [{ code: 2 }, { success: null }, { success: 'yes' }]],
		["it has no readable 'success'", [{ success: 2 }, { success: [true] }]],
		["it has no readable 'success'", [{ success: { toString: 1 } }]],
		["it has no readable 'success'", [JSON.parse('{"__proto__": {"success": true, "code": 2}}')]],
		['it is not a JSON object', ['<html>It works</html>', '{"success": tr', 1, true]],
		['it is not a JSON object', [[{ success: true }]]],
	])('is HTTP 200 where %s: %j', (why, bodies) => {
		const message = `The API's answer cannot be read: ${why} (HTTP 200)`;
		const expected = { kind: 'fault', reason: 'invalidResponse', httpStatus: 200, message };
		for (const body of bodies) {
			expect([body, read(200, body)]).toMatchObject([body, expected]);
		}
	});

	it.each(['', ERROR_BODY, SUCCESS_BODY])('is HTTP 429, also with %j', (body) => {
		expect(read(429, body)).toMatchObject({ kind: 'fault', reason: 'rateLimited', code: null });
	});
});

it.each([
	['7', 7_000],
	['31536000', 31_536_000_000],
	['999999999', 999_999_999_000],
	['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
	['Mon, 01 Mar 2027 12:00:00 GMT', 31_536_000_000],
	...['0', '9999999999', '-5', '1.5', ' 7 ', '7 s', 'in 7', ''].map((text) => [text, null]),
	...['soon GMT', '2027-03-01T12:00:00Z', 7, ['7'], undefined].map((other) => [other, null]),
	// This very moment, and a date that has passed.
	['Sun, 01 Mar 2026 12:00:00 GMT', null],
	['Sun, 01 Mar 2026 11:59:59 GMT', null],
])('a Retry-After of %j is read as %p ms', (value, retryAfterMs) => {
	for (const status of [429, 503, 404]) {
		expect(read(status, '', { 'retry-after': value })).toMatchObject({ retryAfterMs });
	}
});
