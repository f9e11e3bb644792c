import { FAULT_KINDS, type Fault } from '../../../sandbox/server';
import { callForwardBody, KEY, NUMBER, post, until, useSandbox } from './client';

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
const echoed = (text: string) => `"Invalid API key (${text})"`;

/** What arrives of each fault that answers: the status, a part of the answer, whether the line was set. */
const ANSWERS: [fault: Fault, status: number, part: string | RegExp, isSet: boolean][] = [
	[{ kind: 'delay', ms: 20 }, 200, OK, true],
	[{ kind: 'rateLimit' }, 429, `${JSON_TYPE}\n{"success":false,"code":429`, false],
	[{ kind: 'rateLimit', retryAfter: -1 }, 429, '\n-1\n', false],
	[{ kind: 'rateLimit', retryAfter: 'later' }, 429, '\nlater\n', false],
	[{ kind: 'status', status: 504, apply: true }, 504, `${HTML}\n<!DOCTYPE html>`, true],
	[
		{ kind: 'status', status: 401, body: 'no', contentType: 'a/b', headers: { 'x-a': 'c' } },
		...([401, 'a/b\nc\nno', false] as const),
	],
	[{ kind: 'redirect' }, 302, /\nhttp:\/\/127\.0\.0\.1:\d+\/elsewhere\n/, false],
	[{ kind: 'redirect', status: 308, location: 'http://a/b' }, 308, '\nhttp://a/b\n', false],
	[{ kind: 'empty' }, 200, new RegExp(`^${HTML}\n$`), false],
	[{ kind: 'xml' }, 200, 'application/xml\n<?xml', false],
	[{ kind: 'html200' }, 200, `${HTML}\n<!DOCTYPE html>`, false],
	[{ kind: 'truncatedJson', apply: true }, 200, /\n\{"success":true,"code":2.{0,9}$/, true],
	[{ kind: 'latin1' }, 200, '"R\ufffdponse \ufffd votre requ\ufffdte : Callforward enabled"', true],
	[{ kind: 'trickle', ms: 1, bytes: 70 }, 200, OK.padEnd(70), true],
	[{ kind: 'trickle', ms: 0, apply: false }, 200, REFUSED, false],
	[{ kind: 'huge', bytes: 5000 }, 200, /\n\{.{4998}\}$/, true],
	[{ kind: 'answer', body: [1], status: 503, headers: { 'x-a': 'b' } }, 503, 'b\n[1]', false],
	[{ kind: 'answer', body: '{"a":1', apply: true }, 200, '\n{"a":1', true],
	[{ kind: 'answer' }, 200, '\nnull', false],
	[{ kind: 'echoKey' }, 200, `Invalid API key (${JSON.stringify(KEY).slice(1, -1)})`, false],
	[{ kind: 'echoKey', where: 'messageUrlEncoded' }, 200, echoed(encodeURIComponent(KEY)), false],
	[{ kind: 'echoKey', where: 'messageJsonEscaped' }, 200, 'k3y & \\\\\\"quotes', false],
	[
		{ kind: 'echoKey', where: 'messageBase64' },
		200,
		echoed(Buffer.from(KEY).toString('base64')),
		false,
	],
	[{ kind: 'echoKey', where: 'html', status: 500 }, 500, `No access with ${KEY}`, false],
	[{ kind: 'echoKey', where: 'header' }, 200, `\n${encodeURIComponent(KEY)}\n`, false],
	[{ kind: 'echoKey', where: 'field' }, 200, `"apiKey":"k3y`, false],
	[{ kind: 'stringified' }, 200, '{"success":"true","code":"200"', true],
	[{ kind: 'stringified', apply: false }, 200, '{"success":"false","code":"10"', false],
	[{ kind: 'errorList' }, 200, '{"success":false,"error":[{"elementId":"children[number]"', false],
	[{ kind: 'errorsList' }, 200, '{"success":false,"errors":[{"code":13,"message":"Le num', false],
	[
		{ kind: 'protoBody' },
		200,
		'{"__proto__":{"success":false,"code":2,"polluted":true},"success":true',
		true,
	],
];

/** Kinds without a whole answer: what a client sees, and who ends the connection. */
const SILENT = [
	['hang', /AbortError|TimeoutError|aborted/, 'closedByClient'],
	['headersOnly', /AbortError|TimeoutError|aborted/, 'closedByClient'],
	['closeMidBody', /terminated|other side closed/, 'closedBySandbox'],
	['reset', /ECONNRESET/, 'closedBySandbox'],
] as const;

describe('a fault', () => {
	it.each(ANSWERS)('%j answers %i', async (fault, status, part, isSet) => {
		sandbox().addFault(fault);
		const response = await post(sandbox());
		expect(response.status).toBe(status);
		expect(await seen(response)).toMatch(part);
		expect(type()).toBe(isSet ? 1 : 0);
		expect(sandbox().requests[0]).toMatchObject({ status, fault: fault.kind, applied: isSet });
		expect(await (await post(sandbox(), callForwardBody({ type: 7 }))).json()).toMatchObject({
			code: 7,
		});
	});

	it.each(SILENT)('%s has no whole answer', async (kind, error, fate) => {
		sandbox().addFault({ kind, apply: true });
		const text = post(sandbox(), undefined, AbortSignal.timeout(300)).then((it) => it.text());
		const reason = await text.catch((it: Error) => `${String(it)} ${String(it.cause)}`);
		expect(reason).toMatch(error);
		await until(() => sandbox().requests[0]?.fate === fate);
		expect(type()).toBe(1);
	});

	it('of each kind is in these tables', () => {
		const kinds = [...ANSWERS.map(([{ kind }]) => kind), ...SILENT.map(([kind]) => kind)];
		expect(new Set(kinds)).toEqual(new Set(FAULT_KINDS));
	});
});

describe('which request it is played for', () => {
	const play = async (...faults: Fault[]) => {
		for (const fault of faults) sandbox().addFault(fault);
		const statuses = [];
		for (const number of [NUMBER, '33612345679', NUMBER, 33612345679]) {
			statuses.push((await post(sandbox(), callForwardBody({ number }))).status);
		}
		return statuses;
	};
	const [a, b]: Fault[] = [
		{ kind: 'status', status: 501 },
		{ kind: 'status', status: 502 },
	] as Fault[] as [Fault, Fault];

	it.each([
		['the next one', [a], [501, 200, 200, 200]],
		['the next N', [{ ...a, times: 2 }], [501, 501, 200, 200]],
		['after the first N', [{ ...a, skip: 1 }], [200, 501, 200, 200]],
		['in the order in which they came', [a, b], [501, 502, 200, 200]],
		['skip counts those that another took', [a, { ...b, skip: 1 }], [501, 502, 200, 200]],
		[
			'one line only, as text or number',
			[{ ...a, number: '33612345679', times: 9 }],
			[200, 501, 200, 501],
		],
		['the other endpoint only', [{ ...a, endpoint: 'me' }], [200, 200, 200, 200]],
	] as [string, Fault[], number[]][])('%s', async (_which, faults, statuses) => {
		expect(await play(...faults)).toEqual(statuses);
	});
});

describe('applyAfterMs', () => {
	it('takes effect after the client hung up', async () => {
		sandbox().addFault({ kind: 'hang', applyAfterMs: 80 });
		await expect(post(sandbox(), callForwardBody(), AbortSignal.timeout(30))).rejects.toThrow();
		expect(type()).toBe(0);
		await until(() => type() === 1);
		expect(sandbox().requests[0]).toMatchObject({ applied: true, fate: 'closedByClient' });
	});

	it('takes effect over what came in between', async () => {
		sandbox().addFault({ kind: 'status', status: 504, applyAfterMs: 80 });
		expect((await post(sandbox())).status).toBe(504);
		sandbox().setLine(NUMBER, { type: 0, param: '' });
		await until(() => type() === 1);
	});

	it('is what a delay answers with', async () => {
		sandbox().addFault({ kind: 'delay', ms: 1, applyAfterMs: 20 });
		expect(await (await post(sandbox())).text()).toBe(OK);
	});

	it('ends with a reset', async () => {
		sandbox().addFault({ kind: 'status', status: 504, applyAfterMs: 20 });
		await post(sandbox());
		sandbox().reset();
		await new Promise((resolve) => setTimeout(resolve, 40));
		expect(type()).toBe(0);
	});
});
