import { HELP } from '../../scripts/probe/options';
import { NOT_RENTED } from '../../scripts/probe/plan';
import {
	ARGS,
	caller,
	EMAIL,
	isNumber,
	KEY,
	NUMBER,
	OTHER_PHONE,
	PHONE,
	probe,
	runProgram,
	useSandbox,
} from './support';

const sandbox = useSandbox();

const NOTHING_SENT = 'Nothing was sent. The line was not changed.\n';

describe('before anything is sent', () => {
	it('says what will happen to the line, and how to set it again', async () => {
		const args = [...ARGS, '--base-url', sandbox().baseUrl];
		const { stderr } = await runProgram({ args, person: () => 'no' });
		for (const text of [NUMBER, PHONE, OTHER_PHONE, EMAIL, sandbox().baseUrl]) {
			expect(stderr).toContain(text);
		}
		expect(stderr).toContain('The API cannot say where the line points now');
		expect(stderr).toContain('look it up in your SMS Partner account');
		expect(stderr).toContain('At the end the line is off');
	});

	it.each(['', 'no', 'maybe', 'yes please'])(
		'goes on with a yes only, not with "%s"',
		async (answer) => {
			const args = [...ARGS, '--base-url', sandbox().baseUrl];
			const { exitCode, stdout, stderr } = await runProgram({ args, person: () => answer });
			expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
			expect(stderr.endsWith(NOTHING_SENT)).toBe(true);
			expect(sandbox().requests).toEqual([]);
		},
	);

	it('without a terminal wants --yes', async () => {
		const args = [...ARGS, '--base-url', sandbox().baseUrl];
		const { exitCode, stderr } = await runProgram({ args });
		expect(exitCode).toBe(1);
		expect(stderr).toContain('add --yes');
		expect(sandbox().requests).toEqual([]);
	});

	it('without a key asks for it', async () => {
		const person = (question: string) =>
			question.startsWith('API key') ? ` ${KEY} ` : caller(sandbox())(question);
		const { exitCode } = await probe(sandbox(), { env: {}, person });
		expect(exitCode).toBe(0);
		expect(sandbox().requests.filter(({ key }) => key === 'right')).toHaveLength(28);
	});

	it.each([{}, { SMSPARTNER_API_KEY: ' ' }])(
		'without a key and a terminal says what to do',
		async (env) => {
			const args = [...ARGS, '--base-url', sandbox().baseUrl, '--yes'];
			const { exitCode, stderr } = await runProgram({ args, env });
			expect(exitCode).toBe(1);
			expect(stderr).toContain('Put it into the variable SMSPARTNER_API_KEY');
			expect(sandbox().requests).toEqual([]);
		},
	);
});

describe('an argument that does not fit', () => {
	const without = (flag: string) => ARGS.filter((arg, i) => arg !== flag && ARGS[i - 1] !== flag);

	it.each([
		['no number', without('--number'), '--number is missing. Add it, e.g. --number 33612345678.'],
		['no phone', without('--phone'), '--phone is missing. Add it, e.g. --phone +33698765432.'],
		['no other phone', without('--other-phone'), '--other-phone is missing.'],
		['no email', without('--email'), '--email is missing. Add it, e.g. --email you@example.com.'],
		[
			'a bad number',
			[...ARGS, '--number', '0612'],
			"--number '0612' is not taken. This French number",
		],
		[
			'a bad phone',
			[...ARGS, '--phone', 'mobile'],
			"--phone 'mobile' is not taken. Enter one phone",
		],
		['a bad email', [...ARGS, '--email', 'you'], "--email 'you' is not taken. Enter one email"],
		[
			'the number as phone',
			[...ARGS, '--phone', '06 12 34 56 78'],
			'--phone is the virtual number',
		],
		[
			'the number as other phone',
			[...ARGS, '--other-phone', `+${NUMBER}`],
			'--other-phone is the virtual',
		],
		[
			'twice the same phone',
			[...ARGS, '--other-phone', '0698765432'],
			'Give two different phones.',
		],
		['the number of nobody', [...ARGS, '--number', NOT_RENTED], "is nobody's"],
		[
			'http',
			[...ARGS, '--base-url', 'http://api.smspartner.fr/v1'],
			'--base-url must start with https://',
		],
		[
			'no address',
			[...ARGS, '--base-url', 'smspartner'],
			'--base-url is not an address such as https',
		],
		[
			'an odd ending',
			[...ARGS, '--finally', 'on'],
			"--finally takes off, phone, voicemail, not 'on'.",
		],
		['a flag too many', [...ARGS, '--numer', '1'], "Unknown option '--numer'"],
		['a value too many', [...ARGS, 'x'], 'There is a value without a flag before it.'],
		['a flag without its value', ['--number'], 'Did you forget to specify the option argument'],
	])('%s: says what to do', async (_, args, text) => {
		const { exitCode, stdout, stderr } = await runProgram({ args: [...args, '--yes'] });
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain(text);
		expect(stderr).toMatch(/See: npm run probe -- --help\n$/);
	});

	it.each([['--key', 's3cret'], ['--key=s3cret'], ['--api-key', 's3cret'], ['s3cret']])(
		'a key as %s: refused, and not repeated',
		async (...key) => {
			const { exitCode, stderr } = await runProgram({ args: [...ARGS, ...key] });
			expect(exitCode).toBe(1);
			expect(stderr).not.toContain('s3cret');
			if (key[0]?.startsWith('-')) expect(stderr).toContain('the variable SMSPARTNER_API_KEY');
		},
	);

	it('--help has every flag', async () => {
		const { exitCode, stdout } = await runProgram({ args: ['--help'] });
		expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: HELP });
		const flags = ['number', 'phone', 'other-phone', 'email', 'finally', 'base-url', 'yes', 'json'];
		for (const flag of flags) expect(HELP).toMatch(`  --${flag} `);
	});
});

describe('no line but the one named', () => {
	it.each(['listed', 'any'] as const)('is touched, with lines: %s', async (lines) => {
		sandbox().configure({ lines, whenOn: 'overwrite' });
		await probe(sandbox());
		const rightful = sandbox().requests.filter(({ key }) => key === 'right');
		expect(rightful.length).toBeGreaterThan(20);
		for (const { number, type, param } of rightful) {
			if (isNumber(number, NUMBER)) continue;
			// Off, for nobody's number or none: there is nothing that it could change.
			expect([undefined, NOT_RENTED]).toContain(number);
			expect({ type, param }).toEqual({ type: 0, param: '' });
		}
		for (const { param } of rightful.filter((one) => one.applied && one.type === 1)) {
			expect([PHONE, OTHER_PHONE].some((phone) => isNumber(param, phone.slice(1)))).toBe(true);
		}
	});

	it('is spelled as somebody else could be, nor are phones of other countries', async () => {
		const phones = ['--phone', '+32470123456', '--other-phone', '+262692123456'];
		await probe(sandbox(), { args: phones });
		const params = sandbox().requests.map(({ param }) => param);
		expect(params).toEqual(
			expect.arrayContaining(['+32470123456', '32470123456', '0032470123456']),
		);
		expect(params).not.toContain('0470123456');
	});
});

describe('the requests', () => {
	it('go out one at a time, a second apart', async () => {
		const { waits } = await probe(sandbox());
		expect(sandbox().maxInFlight).toBe(1);
		expect(waits).toEqual(Array(sandbox().requests.length - 1).fill(1000));
	});

	it.each([
		['off', { type: 0, param: '' }, 'The line is off. '],
		['phone', { type: 1, param: PHONE }, 'The line is forwarded to --phone.'],
		['voicemail', { type: 2, param: EMAIL }, 'The line is on voicemail for --email.'],
	])('leave the line as --finally %s asks', async (ending, state, sentence) => {
		const { report, stderr } = await probe(sandbox(), { args: ['--finally', ending] });
		expect(sandbox().line(NUMBER)).toEqual(state);
		expect(report.line).toContain(sentence);
		expect(stderr.trimEnd().split('\n').at(-1)).toBe(report.line);
	});

	it('that cannot leave the line as asked say so', async () => {
		const { report } = await probe(sandbox());
		const skip = report.requests.length;
		sandbox().reset();
		sandbox().addFault({ kind: 'answer', body: { success: false, code: 14 }, skip });
		const ended = await probe(sandbox(), { args: ['--finally', 'phone'] });
		expect(ended.exitCode).toBe(1);
		expect(ended.report.stopped).toContain('code 14');
		expect(ended.report.line).toMatch(/^The line is off/);
	});
});

describe('an interruption', () => {
	it.each([
		[0, /^The line is off\. /],
		[2, /^The line is forwarded to --phone\.$/],
		[4, /^It is not certain .*: forwarded to --phone, or forwarded to --other-phone\. /],
		[10, /^The line is off\. /],
	])('in wait %i leaves a true sentence, and sends nothing more', async (after, sentence) => {
		const interruption = new AbortController();
		let waits = 0;
		const { exitCode, report, stderr } = await probe(sandbox(), {
			interrupted: interruption.signal,
			onWait: () => waits++ === after && interruption.abort(),
		});
		expect(exitCode).toBe(130);
		expect(sandbox().requests).toHaveLength(after + 1);
		expect(report.stopped).toBe('It was interrupted.');
		expect(stderr).toContain(`It was interrupted.\n${report.line}\n`);
		expect(report.line).toMatch(sentence);
	});

	it('of the question before it: nothing was sent', async () => {
		const interruption = new AbortController();
		const person = () => {
			interruption.abort();
			throw new Error('interrupted');
		};
		const args = [...ARGS, '--base-url', sandbox().baseUrl];
		const { exitCode, stderr } = await runProgram({
			args,
			person,
			interrupted: interruption.signal,
		});
		expect(exitCode).toBe(130);
		expect(stderr.endsWith(NOTHING_SENT)).toBe(true);
		expect(sandbox().requests).toEqual([]);
	});
});
