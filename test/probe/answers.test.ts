/** Answers that the sandbox gives only when asked to. */
import { meaningOf, NUMBER, PHONE, probe, useSandbox } from './support';

const sandbox = useSandbox();

/** Answers one step of the plan otherwise; whatever the answer says, the line is not changed. */
async function answering(request: string, body: object) {
	const { report } = await probe(sandbox());
	const skip = report.requests.findIndex((one) => one.request === request);
	if (skip === -1) throw new Error(`There is no request "${request}"`);
	sandbox().reset();
	sandbox().addFault({ kind: 'answer', body, skip });
	return await probe(sandbox());
}

const BAD_EMAIL = 'voicemail for an email that is none';

describe('the code of a bad email', () => {
	it.each(["L'email n'est pas valide", 'email is not valid'])('is 5 with "%s"', async (message) => {
		const { answers, report } = await answering(BAD_EMAIL, { success: false, code: 5, message });
		expect(answers.badEmail).toBe("5; the vendor's table says 9");
		expect(meaningOf(report, 'badEmail')).toBe(
			"The node calls it `emailInvalid`. The sandbox's default is wrong here: code 9.",
		);
	});

	it('is 5 with a text that the node takes for the virtual number', async () => {
		const body = { success: false, code: 5, message: 'Adresse incorrecte' };
		const { report } = await answering(BAD_EMAIL, body);
		expect(meaningOf(report, 'badEmail')).toContain(
			'The node calls it `virtualNumberRequired`, where `emailInvalid` would be right.',
		);
	});
});

describe('a request that should be refused and is accepted', () => {
	it.each([
		['type 3', 'oddType'],
		['no type', 'noType'],
		['a phone, without param', 'noParam'],
		['a phone that is no number', 'badNumber'],
		[BAD_EMAIL, 'badEmail'],
	])('%s: the line is switched off next', async (request, id) => {
		const { answers, report } = await answering(request, { success: true, code: 200 });
		expect(answers[id]).toBe('none: it is accepted');
		const titles = report.requests.map((one) => one.request);
		expect(titles[titles.indexOf(request) + 1]).toBe('off, in between');
		expect(report.line).toMatch(/^The line is off/);
	});

	it('type "1" as text: the line is switched off next', async () => {
		const request = 'type "1" as text, with a phone';
		const { answers, report } = await answering(request, { success: true, code: 200 });
		expect(answers.textType).toBe('yes');
		const titles = report.requests.map((one) => one.request);
		expect(titles[titles.indexOf(request) + 1]).toBe('off, in between');
	});
});

it('16 for a phone on voicemail fits none of the readings', async () => {
	const request = 'a phone, on a line on voicemail';
	const { answers, report } = await answering(request, { success: false, code: 16 });
	expect(answers.phoneOnVoicemail).toBe('code 16');
	expect(answers.whenOn).toMatch(/^otherwise than the sandbox knows/);
	expect(meaningOf(report, 'phoneOnVoicemail')).toContain('default is wrong here: code 17.');
});

it.each([
	['off, on a line that is off', 'offAgain'],
	['the same phone again', 'samePhone'],
	['a phone, on a line on voicemail', 'phoneOnVoicemail'],
	['type "1" as text, with a phone', 'textType'],
])('a code that is about something else leaves "%s" not clear', async (request, id) => {
	const { answers } = await answering(request, { success: false, code: 4711 });
	expect(answers[id]).toBe('not clear');
});

it('a spelling that a number of nobody’s shares its answer with is not clear', async () => {
	const request = "off, for a number that is nobody's";
	const { answers } = await answering(request, { success: false, code: 18 });
	expect(answers.numberSpelling).toMatch(/^`336xxxxxxxx`: not clear; /);
});

it('without a phone on the line, nothing is asked of a line on a phone', async () => {
	const request = 'a phone, on a line that is off';
	const { answers, report } = await answering(request, { success: false, code: 14 });
	const titles = report.requests.map((one) => one.request);
	expect(titles).not.toContain('the same phone again');
	expect(answers).toMatchObject({
		samePhone: 'not clear',
		otherPhone: 'not clear',
		whenOn: 'not clear',
	});
	expect(answers.voicemailAgain).toBe('yes, code 17');
	expect(meaningOf(report, 'samePhone')).toBe('It was not asked.');
});

describe('a line that cannot be switched off', () => {
	it('ends it at the first request, with what to do', async () => {
		const { report, exitCode } = await probe(sandbox(), { args: ['--number', '33612345615'] });
		expect(exitCode).toBe(1);
		expect(report.requests).toHaveLength(1);
		expect(report.stopped).toMatch(/refused: HTTP 200, code 15, "The number is disabled"\. \S/);
		expect(report.line).toBe('The line was not changed.');
	});

	it('ends it later, and says where the line points', async () => {
		const { report } = await answering('off, in between', { success: false, code: 15 });
		expect(report.requests).toHaveLength(6);
		expect(report.line).toMatch(
			/not certain.*: forwarded to --phone, or forwarded to --other-phone\./,
		);
		expect(sandbox().line(NUMBER)).toEqual({ type: 1, param: PHONE });
	});
});
