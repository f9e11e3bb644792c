import { FAULT_KINDS, type Fault } from '../../../sandbox/server';
import { KEY, NUMBER, post, until, useSandbox } from './client';

const sandbox = useSandbox();
const type = () => sandbox().line(NUMBER)?.type;
const OK = '{"success":true,"code":200,"message":"Callforward enabled"}';
const REFUSED = '{"success":false,"code":10,"message":"Invalid API key"}';

/** Headers that matter, then the body, as one text. */
async function seen(response: Response): Promise<string> {
	const names = ['content-type', 'retry-after', 'location', 'x-a', 'x-api-key'];
	const headers = names.flatMap((name) => response.headers.get(name) ?? []);
	return [...headers, await response.text()].join('\n');
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML = 'text/html; charset=utf-8';
const withHeader = { headers: { 'x-a': 'c' } };

/** What arrives of each fault that answers: the status, and a part of the answer. */
const ANSWERS: [fault: Fault, status: number, part: string | RegExp][] = [
	[{ kind: 'rateLimit' }, 429, `${JSON_TYPE}\n{"success":false,"code":429`],
	[{ kind: 'rateLimit', retryAfter: -1 }, 429, '\n-1\n'],
	[{ kind: 'rateLimit', retryAfter: 'later' }, 429, '\nlater\n'],
	[{ kind: 'status', status: 504 }, 504, `${HTML}\n<!DOCTYPE html>`],
	[
		{ kind: 'status', status: 401, body: 'no', contentType: 'a/b', ...withHeader },
		401,
		'a/b\nc\nno',
	],
	[{ kind: 'redirect' }, 302, '\n/elsewhere\n'],
	[{ kind: 'redirect', status: 308, location: 'http://a/b' }, 308, '\nhttp://a/b\n'],
	[{ kind: 'empty' }, 200, new RegExp(`^${HTML}\n$`)],
	[{ kind: 'xml' }, 200, 'application/xml\n<?xml'],
	[{ kind: 'html200' }, 200, `${HTML}\n<!DOCTYPE html>`],
	[{ kind: 'errorList' }, 200, '{"success":false,"error":[{"elementId":"children[number]"'],
	[{ kind: 'errorsList' }, 200, '{"success":false,"errors":[{"code":13,"message":"Le num'],
	[{ kind: 'truncatedJson' }, 200, /\n\{"success":false,"code":1.{0,9}$/],
	[{ kind: 'answer', body: [1], status: 503, ...withHeader }, 503, '\nc\n[1]'],
	[{ kind: 'answer', body: '{"a":1' }, 200, '\n{"a":1'],
	[{ kind: 'answer' }, 200, '\nnull'],
	[{ kind: 'echoKey' }, 200, `Invalid API key (${JSON.stringify(KEY).slice(1, -1)})`],
	[{ kind: 'echoKey', where: 'html', status: 500 }, 500, `No access with ${KEY}`],
	[{ kind: 'echoKey', where: 'header' }, 200, `\n${encodeURIComponent(KEY)}\n`],
];

/** What delivers the real answer in its own way: what arrives of a success, and of a rejection. */
const DELIVERIES: [fault: Fault, success: string | RegExp, rejection: string | RegExp][] = [
	[{ kind: 'trickle', ms: 0, bytes: 70 }, OK.padEnd(70), REFUSED.padEnd(70)],
	[{ kind: 'latin1' }, '"R\ufffdponse \ufffd votre requ\ufffdte : Callforward', 'Invalid API key"'],
	[{ kind: 'huge', bytes: 5000 }, /"code":200,.*"x{5000}"\}$/, /"code":10,.*"x{5000}"\}$/],
	[{ kind: 'stringified' }, '{"success":"true","code":"200"', '{"success":"false","code":"10"'],
	[{ kind: 'protoBody' }, '"polluted":true},"success":true', '"polluted":true},"success":false'],
];

/** Kinds without a whole answer: what a client sees. */
const SILENT: [kind: Extract<Fault['kind'], 'hang' | 'reset' | 'closeMidBody'>, sees: RegExp][] = [
	['hang', /AbortError|TimeoutError|aborted/],
	['closeMidBody', /terminated|other side closed/],
	['reset', /ECONNRESET/],
];

describe('a fault', () => {
	it.each(ANSWERS)('%j answers %i, whether or not the line is set', async (fault, status, part) => {
		sandbox().addFault(fault);
		sandbox().addFault({ ...fault, apply: true });
		const response = await post(sandbox());
		expect(response.status).toBe(status);
		expect(await seen(response)).toMatch(part);
		expect(type()).toBe(0);
		await post(sandbox());
		expect(type()).toBe(1);
		const record = { status, fault: fault.kind };
		const records = [false, true].map((applied) => ({ ...record, applied }));
		expect(sandbox().requests).toMatchObject(records);
	});

	it.each(DELIVERIES)(
		'%j delivers the answer, or a rejection',
		async (fault, success, rejection) => {
			sandbox().addFault({ ...fault, apply: false });
			sandbox().addFault(fault);
			expect(await seen(await post(sandbox()))).toMatch(rejection);
			expect(type()).toBe(0);
			expect(await seen(await post(sandbox()))).toMatch(success);
			expect(type()).toBe(1);
		},
	);

	it('that is a delay answers as always', async () => {
		sandbox().addFault({ kind: 'delay', ms: 20 });
		expect(await (await post(sandbox())).text()).toBe(OK);
	});

	it.each(SILENT)('%s has no whole answer', async (kind, sees) => {
		sandbox().addFault({ kind, apply: true });
		const text = post(sandbox(), {}, AbortSignal.timeout(300)).then((it) => it.text());
		const reason = await text.catch((it: Error) => `${String(it)} ${String(it.cause)}`);
		expect(reason).toMatch(sees);
		await until(() => sandbox().requests[0]?.fate === 'cut');
		expect(type()).toBe(1);
	});

	it('of each kind is in these tables', () => {
		const kinds = [...ANSWERS, ...DELIVERIES].map(([{ kind }]) => kind);
		const all = new Set([...kinds, 'delay', ...SILENT.map(([kind]) => kind)]);
		expect(all).toEqual(new Set(FAULT_KINDS));
	});

	const a: Fault = { kind: 'status', status: 501 };
	const b: Fault = { kind: 'status', status: 502 };
	const OTHER = '33612345679';

	it.each<[string, Fault[], number[]]>([
		['the next one', [a], [501, 200, 200, 200]],
		['the next N', [{ ...a, times: 2 }], [501, 501, 200, 200]],
		['after the first N', [{ ...a, skip: 1 }], [200, 501, 200, 200]],
		['in the order in which they came', [a, b], [501, 502, 200, 200]],
		['skip counts those that another took', [a, { ...b, skip: 1 }], [501, 502, 200, 200]],
		['one line, as text or number', [{ ...a, number: OTHER, times: 9 }], [200, 501, 200, 501]],
		['the other endpoint only', [{ ...a, endpoint: 'me' }], [200, 200, 200, 200]],
	])('is played for the right requests: %s', async (_which, faults, statuses) => {
		for (const fault of faults) sandbox().addFault(fault);
		const played = [];
		for (const number of [NUMBER, OTHER, NUMBER, Number(OTHER)]) {
			played.push((await post(sandbox(), { number })).status);
		}
		expect(played).toEqual(statuses);
	});
});
