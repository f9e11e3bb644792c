import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HELP, probe, type World } from '../../scripts/probe';
import { KEY, MOBILE as PHONE, NUMBER, useSandbox } from '../unit/sandbox/client';

const OTHER_PHONE = '+33755555555';
const EMAIL = 'you@example.com';
const ARGS = [
	...['--number', NUMBER, '--phone', PHONE, '--other-phone', OTHER_PHONE, '--email', EMAIL],
];
const NOBODYS = '33639980000';

const sandbox = useSandbox();

/** Runs it to its end; without a person, nobody is there to ask. */
async function run({
	args = ['--yes'],
	person,
	...world
}: Partial<World> & { args?: string[]; person?: (question: string) => string } = {}) {
	const waits: number[] = [];
	let [stdout, stderr] = ['', ''];
	const exitCode = await probe([...ARGS, '--base-url', sandbox().baseUrl, ...args], {
		env: { SMSPARTNER_API_KEY: KEY },
		ask: person && (async (question) => await Promise.resolve(person(question))),
		say: (text) => (stderr += `${text}\n`),
		print: (text) => (stdout += text),
		sleep: async (ms) => await Promise.resolve(waits.push(ms)),
		interrupted: new AbortController().signal,
		...world,
	});
	const rows = stdout.split('\n').map((line) => line.split(' | '));
	return {
		...{ exitCode, stdout, stderr, waits },
		line: stderr.trimEnd().split('\n').at(-1),
		/** By the question, or by what was asked for. */
		answers: Object.fromEntries(
			rows.map(([question = '', answer = '']) => [question.slice(2), answer.replace(/ \|$/, '')]),
		),
	};
}

const WHEN = 'When do 16 and 17 ("already enabled") come, for If Already Set?';
const RANG = 'Which phone rings when another one was asked for?';
const ORDER = 'Is a bad destination refused before 16 and 17, or after them?';

describe('before anything is sent', () => {
	it('says what will happen to the line, and goes on with a yes only', async () => {
		const { exitCode, stderr } = await run({ args: [], person: () => 'no' });
		for (const text of [NUMBER, PHONE, OTHER_PHONE, EMAIL, sandbox().baseUrl, 'left off']) {
			expect(stderr).toContain(text);
		}
		expect(stderr).toContain('Look it up in your SMS Partner account');
		expect(stderr.endsWith('The line was not changed.\n')).toBe(true);
		expect(exitCode).toBe(1);
		expect(sandbox().requests).toEqual([]);
	});

	it.each([
		['nobody to ask', { args: [] }, 'Add --yes'],
		['no key', { env: {} }, 'SMSPARTNER_API_KEY'],
		['a blank key', { env: { SMSPARTNER_API_KEY: ' ' } }, 'SMSPARTNER_API_KEY'],
		['no number', { args: ['--yes', '--number', ''] }, '--number, --phone and --other-phone'],
		['a number of nobody', { args: ['--yes', '--number', NOBODYS] }, "is nobody's"],
		['a phone in words', { args: ['--yes', '--phone', 'mobile'] }, 'three different international'],
		['twice the same', { args: ['--yes', '--phone', NUMBER] }, 'three different international'],
		['no address', { args: ['--yes', '--email', 'you'] }, '--email takes'],
		['plain http', { args: ['--yes', '--base-url', 'http://api.smspartner.fr'] }, 'https://'],
		['a user in the URL', { args: ['--yes', '--base-url', 'https://a@b.fr'] }, 'https://'],
		['an odd ending', { args: ['--yes', '--finally', 'on'] }, '--finally takes'],
		['an unknown flag', { args: ['--yes', '--numer=1'] }, 'A flag is unknown'],
		['a key as an argument', { args: ['--key', 's3cret'] }, 'The API key has none'],
		['a key after a flag', { args: ['--api-key=s3cret'] }, 'The API key has none'],
		['a key alone', { args: ['--email', 'a@b.fr', 's3cret'] }, 'The API key has none'],
	])('%s: sends nothing and says what to do', async (_what, situation, text) => {
		const { exitCode, stdout, stderr } = await run(situation);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain(text);
		expect(stderr).toContain('npm run probe -- --help');
		expect(stderr).not.toContain('s3cret');
		expect(sandbox().requests).toEqual([]);
	});

	it('asks for the key where there is none', async () => {
		const person = (question: string) => (question.startsWith('API key') ? ` ${KEY} ` : 'yes');
		expect((await run({ args: [], env: {}, person })).exitCode).toBe(0);
	});

	it('--help says how', async () => {
		expect((await run({ args: ['--help'] })).stdout).toBe(HELP);
	});
});

describe('the requests', () => {
	it.each(['listed', 'any'] as const)('touch one line only, with lines: %s', async (lines) => {
		sandbox().configure({ lines, whenOn: 'overwrite' });
		const { waits } = await run();
		expect(sandbox().maxInFlight).toBe(1);
		expect(waits).toEqual(Array(sandbox().requests.length - 1).fill(1000));
		const own = [NUMBER, `+${NUMBER}`, `00${NUMBER}`, '0612345678'];
		const phones = [PHONE, PHONE.slice(1), `00${PHONE.slice(1)}`, '0698765432', OTHER_PHONE];
		for (const { key, number, type, param, applied } of sandbox().requests) {
			if (key !== 'right') continue;
			// Off, for nobody's number or none: there is nothing that it could change.
			if (!own.includes(String(number))) {
				expect([undefined, NOBODYS]).toContain(number);
				expect({ type, param }).toEqual({ type: 0, param: '' });
			}
			if (applied && type === 1) expect(phones).toContain(param);
		}
	});

	it.each([
		['off', { type: 0, param: '' }, 'The line is off.'],
		['phone', { type: 1, param: PHONE }, `The line is on the phone ${PHONE}.`],
		['voicemail', { type: 2, param: EMAIL }, `The line is on voicemail for ${EMAIL}.`],
	])('leave the line as --finally %s says', async (ending, state, sentence) => {
		const { line } = await run({ args: ['--yes', '--finally', ending] });
		expect(sandbox().line(NUMBER)).toEqual(state);
		expect(line).toBe(sentence);
	});
});

describe('the table', () => {
	const calling = (question: string) => {
		if (question.startsWith('Go on?')) return 'yes';
		return sandbox().line(NUMBER)?.param === PHONE ? '1' : '2';
	};

	it.each([
		['alreadyOn', 'beforeState', '**for every set on', '**before them', '**the first'],
		['alreadyOn', 'afterState', '**for every set on', '**after them', '**the first'],
		['sameDestination', 'beforeState', '**only where', '**before them', '**the other'],
		['overwrite', 'beforeState', '**never', '**before them', '**the other'],
	] as const)('%s, %s', async (whenOn, destinationCheck, when, order, rang) => {
		sandbox().configure({ whenOn, destinationCheck, rejectionStatus: 422 });
		const { answers, exitCode } = await run({ args: [], person: calling });
		expect(exitCode).toBe(0);
		expect(answers).toMatchObject({
			[WHEN]: expect.stringContaining(when),
			[ORDER]: expect.stringContaining(order),
			[RANG]: expect.stringContaining(rang),
			'Which HTTP statuses come? The node takes any.': 'accepted: HTTP 200; refused: HTTP 422',
			'Which spellings of the virtual number are taken? The node sends digits.':
				'+336xxxxxxxx: no (13); 336xxxxxxxx: yes; 00336xxxxxxxx: no (13); 06xxxxxxxx: no (13)',
			'Which spellings of the phone are taken? The node sends `+` and digits.':
				'+336xxxxxxxx: yes; 336xxxxxxxx: yes; 00336xxxxxxxx: no (12); 06xxxxxxxx: yes',
			'type 3 (7)': '`HTTP 422, refused, code 7, "The type is not valid"`',
		});
	});

	it('says of everything that is not clear that it is not', async () => {
		sandbox().addFault({ kind: 'answer', body: { success: false }, times: 99 });
		const { answers, exitCode } = await run();
		expect(exitCode).toBe(1);
		for (const question of [WHEN, RANG, ORDER]) expect(answers[question]).toMatch('**not clear**');
	});

	it('waits for a limit, and shows it', async () => {
		sandbox().addFault({ kind: 'rateLimit', retryAfter: 3, skip: 4 });
		const { stdout, waits, exitCode } = await run();
		expect(exitCode).toBe(0);
		expect(stdout).toContain('| `HTTP 429, Retry-After: 3` |');
		expect(waits.filter((ms) => ms !== 1000)).toEqual([60_000]);
	});

	it('shows no number, no address, and nothing that a terminal or Markdown obeys', async () => {
		const message = `${NUMBER}: 06.12.34.56.78 (+33 6 98 76 54 32) ${EMAIL} you%40example.com a|b\u001b[2J`;
		sandbox().addFault({ kind: 'answer', body: { success: true, code: 2, message }, times: 99 });
		const { stdout, stderr } = await run();
		expect(stdout).toContain('06.xx.xx.xx.xx');
		for (const text of ['5678', '5432', '5555', '54 32', 'you@', 'you%40', '\u001b']) {
			expect(stdout).not.toContain(text);
		}
		expect(stderr).not.toContain('\u001b');
		const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
		for (const row of rows) expect(row.split('|')).toHaveLength(4);
	});

	it.each([
		['as it is', KEY],
		['URL encoded', encodeURIComponent(KEY)],
		['JSON escaped', JSON.stringify(KEY).slice(1, -1)],
		['in base64', Buffer.from(KEY).toString('base64')],
	])('nor the key, when it comes back %s', async (_how, spelling) => {
		const spelled = { code: spelling, message: `Bad key ${spelling}`, [spelling]: spelling };
		const headers = { 'x-a': encodeURIComponent(KEY) };
		const body = { success: true, ...spelled };
		sandbox().addFault({ kind: 'answer', body, headers, times: 4 });
		sandbox().addFault({ kind: 'status', status: 200, body: spelling });
		const { stdout, stderr } = await run();
		expect(stdout).toContain('(not shown)');
		expect(stdout).toContain('without a control answer');
		expect(stdout + stderr).not.toContain(spelling);
	});
});

describe('what it says about the line is true', () => {
	it.each([
		...['hang', 'html200', 'reset', 'empty', 'truncatedJson', 'closeMidBody', 'redirect'],
	] as const)('after %s, when it stops and guesses nothing', async (kind) => {
		sandbox().addFault({ kind, skip: 2 });
		const { exitCode, line, answers } = await run({ timeoutMs: 1000 });
		expect(exitCode).toBe(1);
		expect(sandbox().requests.filter(({ path }) => path !== '/elsewhere')).toHaveLength(3);
		expect(line).toMatch(`It is not certain where the line points: off, or on the phone ${PHONE}`);
		expect(line).toContain('If Already Set: Replace');
		expect(answers[WHEN]).toMatch('**not clear**');
	});

	it.each([true, false])('after a fault at any request, applied: %s', async (apply) => {
		for (let skip = 0; skip < 33; skip += 1) {
			sandbox().setLine(NUMBER, { type: 1, param: '+33600000000' });
			sandbox().addFault({ kind: 'status', status: 502, apply, skip });
			const { line } = await run();
			expect(sandbox().requests).toHaveLength(skip + 1);
			const param = sandbox().line(NUMBER)?.param ?? '';
			expect(line).toContain({ '': 'off', '+33600000000': 'as it was found' }[param] ?? param);
			sandbox().reset();
		}
	});

	it('after a limit that does not end, and without a server', async () => {
		sandbox().addFault({ kind: 'rateLimit', skip: 3, times: 99 });
		expect((await run()).line).toBe(`The line is on the phone ${PHONE}.`);
		expect(sandbox().requests).toHaveLength(7);
		const away = await run({ args: ['--yes', '--base-url', 'http://127.0.0.1:65530/v1'] });
		expect(away.line).toBe('The line was not changed.');
	});

	it('after a switch-off that is refused, which ends the run', async () => {
		sandbox().addFault({ kind: 'answer', body: { success: false, code: 15 } });
		const { exitCode, stderr, line } = await run();
		expect(exitCode).toBe(1);
		expect(stderr).toContain('"off" was refused: HTTP 200, refused, code 15');
		expect(line).toBe('The line was not changed.');
	});

	it('after Ctrl-C in a request that hangs', async () => {
		sandbox().addFault({ kind: 'hang', apply: true, skip: 2 });
		const args = ['scripts/probe.ts', ...ARGS, '--base-url', sandbox().baseUrl, '--yes'];
		const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
			cwd: join(__dirname, '../..'),
			env: { ...process.env, SMSPARTNER_API_KEY: KEY },
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
		}
		const closed = once(child, 'close');
		while (sandbox().requests[2]?.fault !== 'hang') {
			await new Promise((resolve) => setImmediate(resolve));
		}
		child.kill('SIGINT');
		expect(await closed).toEqual([130, null]);
		expect(output).toContain('It was interrupted.');
		expect(output).toMatch(
			`It is not certain where the line points: off, or on the phone ${PHONE}`,
		);
		expect(sandbox().requests).toHaveLength(3);
	}, 60_000);
});
