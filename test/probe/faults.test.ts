import type { Fault } from '../../sandbox/server';
import { EMAIL, isNumber, NUMBER, OTHER_PHONE, PHONE, probe, useSandbox } from './support';

const sandbox = useSandbox();

/** No one can tell from these whether the request took effect. */
const MAYBE_APPLIED: readonly Fault[] = [
	{ kind: 'hang' },
	{ kind: 'status', status: 502 },
	{ kind: 'html200' },
	{ kind: 'reset' },
	{ kind: 'empty' },
	{ kind: 'truncatedJson' },
	{ kind: 'closeMidBody' },
	{ kind: 'redirect' },
	{ kind: 'headersOnly' },
];
const REQUESTS_OF_A_RUN = 30;
const ALL_REQUESTS = Array.from({ length: REQUESTS_OF_A_RUN }, (_, index) => index);

const FOUND = '+33600000000';

/** How a true sentence names the place where the line points. */
function nameOf(param: string): string {
	if (param === '') return 'off';
	if (param === FOUND) return 'unchanged';
	if (param === EMAIL) return 'on voicemail for --email';
	if (param === OTHER_PHONE) return 'forwarded to --other-phone';
	return isNumber(param, PHONE.slice(1)) ? 'forwarded to --phone' : `an unknown place: ${param}`;
}

/** Long enough for a busy machine to answer in, where it answers. */
const TIMEOUT_MS = 1500;

async function interfere(fault: Fault) {
	sandbox().setLine(NUMBER, { type: 1, param: FOUND });
	sandbox().addFault(fault);
	const ended = await probe(sandbox(), { timeoutMs: TIMEOUT_MS });
	return { ...ended, pointsTo: nameOf(String(sandbox().line(NUMBER)?.param)) };
}

describe('a request that may have taken effect', () => {
	it.each(MAYBE_APPLIED)('$kind: stops, and guesses nothing', async (fault) => {
		const { report, answers, exitCode, stderr } = await interfere({ ...fault, skip: 3 });
		expect(exitCode).toBe(1);
		expect(sandbox().requests.filter(({ path }) => path !== '/elsewhere')).toHaveLength(4);
		expect(report.stopped).toMatch(/^The request "the same phone again" got no usable answer: \S/);
		expect(answers).toMatchObject({ offAgain: 'yes, code 18', samePhone: 'not clear' });
		for (const id of ['whenOn', 'otherPhone', 'rang', 'voicemailAgain', 'textType', 'noKey']) {
			expect([id, answers[id]]).toEqual([id, 'not clear']);
		}
		expect(stderr.trimEnd().split('\n').at(-1)).toBe(report.line);
	});

	it.each([true, false])('at any request, applied: %s, leaves a true sentence', async (apply) => {
		for (const skip of ALL_REQUESTS) {
			const { report, pointsTo } = await interfere({ kind: 'status', status: 502, apply, skip });
			expect(sandbox().requests).toHaveLength(skip + 1);
			expect(report.line).toContain(pointsTo);
			sandbox().reset();
		}
	});

	it('says how to set the line where it is not certain', async () => {
		const { report } = await interfere({ kind: 'status', status: 502, skip: 2 });
		expect(report.line).toBe(
			'It is not certain where the line points: off, or forwarded to --phone. To point it where you want it, use your SMS Partner account (https://my.smspartner.fr), or the node with If Already Set: Replace.',
		);
	});
});

it('an API that is not there: nothing was set', async () => {
	const { report, exitCode } = await probe(sandbox(), {
		args: ['--base-url', 'http://127.0.0.1:9/v1'],
	});
	expect(exitCode).toBe(1);
	expect(report.stopped).toMatch(/No answer came/);
	expect(new Set(report.findings.map(({ answer }) => answer))).toEqual(new Set(['not clear']));
});

describe('a limit', () => {
	it('without a Retry-After is waited for a minute', async () => {
		sandbox().addFault({ kind: 'rateLimit', skip: 4 });
		const { answers, report, waits } = await probe(sandbox());
		expect(answers.limit).toBe('yes: HTTP 429 after 4 in the minute before, no Retry-After');
		expect(waits.filter((ms) => ms !== 1000)).toEqual([60_000]);
		expect(report.stopped).toBeNull();
	});

	it('that does not end is given up, and the line is where it was set', async () => {
		sandbox().addFault({ kind: 'rateLimit', retryAfter: 2, skip: 3, times: 100 });
		const { report, answers } = await probe(sandbox());
		expect(sandbox().requests).toHaveLength(7);
		expect(answers.limit).toMatch(/^yes: HTTP 429 after 3 /);
		expect(answers.samePhone).toBe('not clear');
		expect(report.line).toBe('The line is forwarded to --phone.');
	});

	it('that asks for an hour is not waited for', async () => {
		sandbox().addFault({ kind: 'rateLimit', retryAfter: 3600, skip: 3 });
		const { report, waits } = await probe(sandbox());
		expect(Math.max(...waits)).toBe(1000);
		expect(report.stopped).toMatch(/HTTP 429/);
	});
});
