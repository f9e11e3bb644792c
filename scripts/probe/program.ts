/** The probe as a program: options, key, consent, the run, the report. */
import { createTextMask } from './mask';
import { briefing } from './briefing';
import { findingsOf } from './findings';
import { createLineKnowledge } from './line';
import { HELP, KEY_VARIABLE, readOptions, UsageError, type Options } from './options';
import { asJson, asMarkdown, summary } from './report';
import { run, startCourse, type Rang } from './run';
import { createSend } from './send';
import type { Terminal } from './terminal';

export interface World {
	env: Record<string, string | undefined>;
	terminal: Terminal;
	/** To stdout. */
	print: (text: string) => void;
	/** Rejects when it is interrupted. */
	sleep: (ms: number) => Promise<void>;
	interrupted: AbortSignal;
	/** For one request. */
	timeoutMs?: number;
}

const DONE = 0;
const NOT_DONE = 1;
/** As shells have it for Ctrl-C. */
const INTERRUPTED = 130;

const NOTHING_SENT = 'Nothing was sent. The line was not changed.';

/** @returns the exit code */
export async function program(args: string[], world: World): Promise<number> {
	const { terminal, interrupted } = world;
	try {
		const options = readOptions(args);
		if (options === 'help') {
			world.print(HELP);
			return DONE;
		}
		const apiKey = await readKey(world);
		terminal.say(briefing(options));
		if (!(await isAgreed(options, terminal))) {
			terminal.say(NOTHING_SENT);
			return NOT_DONE;
		}
		return await probe(options, apiKey, world);
	} catch (error) {
		if (interrupted.aborted) {
			terminal.say(`\n${NOTHING_SENT}`);
			return INTERRUPTED;
		}
		if (!(error instanceof UsageError)) throw error;
		terminal.say(`${error.message}\nSee: npm run probe -- --help`);
		return NOT_DONE;
	}
}

async function readKey({ env, terminal }: World): Promise<string> {
	let key = env[KEY_VARIABLE]?.trim() ?? '';
	if (key === '' && terminal.isInteractive) {
		key = await terminal.askSecretly('API key (it is not shown): ');
	}
	if (key !== '') return key;
	throw new UsageError(
		`The API key is missing. Put it into the variable ${KEY_VARIABLE}, or run this in a terminal to be asked for it. Your keys are at https://my.smspartner.fr/dashboard/api.`,
	);
}

async function isAgreed({ yes }: Options, terminal: Terminal): Promise<boolean> {
	if (yes) return true;
	if (!terminal.isInteractive) {
		throw new UsageError('There is no terminal to answer in. If you agree, add --yes.');
	}
	return /^y(es)?$/i.test(await terminal.ask('Go on? Type yes: '));
}

async function probe(options: Options, apiKey: string, world: World): Promise<number> {
	const { terminal, interrupted, sleep } = world;
	const { number, phone, otherPhone, email, baseUrl } = options;
	const mask = createTextMask(apiKey, [number, phone, otherPhone, email]);
	const line = createLineKnowledge();
	const course = startCourse();
	try {
		await run(
			options,
			apiKey,
			{
				send: createSend(baseUrl, mask, interrupted, world.timeoutMs),
				line,
				sleep,
				askWhichRang: async () => (options.yes ? null : await askWhichRang(options, terminal)),
				progress: terminal.say,
				interrupted,
			},
			course,
		);
		const findings = findingsOf(course, options, apiKey);
		const report = { findings, course, options, line: line.sentence() };
		terminal.say('');
		world.print(options.json ? asJson(report) : asMarkdown(report));
		terminal.say(`\n${summary(report)}`);
	} finally {
		// The last thing that is read, also when the program itself breaks.
		if (course.stopped !== null) terminal.say(course.stopped);
		terminal.say(line.sentence());
	}
	if (course.stopped === null) return DONE;
	return interrupted.aborted ? INTERRUPTED : NOT_DONE;
}

const CHOICES: ReadonlyMap<string, Rang> = new Map([
	['1', 'phone'],
	['2', 'otherPhone'],
	['3', 'neither'],
]);

async function askWhichRang(
	{ number, phone, otherPhone }: Options,
	terminal: Terminal,
): Promise<Rang | null> {
	terminal.say(`
Please call +${number} now, from a phone that is neither of the two. Which one rings?
  1  +${phone}
  2  +${otherPhone}
  3  neither`);
	for (;;) {
		const answer = await terminal.ask('1, 2, 3, or Enter to skip: ');
		if (answer === '') return null;
		const rang = CHOICES.get(answer);
		if (rang !== undefined) return rang;
	}
}
