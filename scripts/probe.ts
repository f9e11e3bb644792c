/**
 * npm run probe: finds out how SMS Partner's API behaves, with one virtual number of your own.
 * It says what it will do, asks, sends the plan below one request a second, leaves the line as --finally
 * says, and prints what it saw. The API key is in no output; numbers and addresses are masked in the report.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const TIMEOUT_MS = 10_000;
const PAUSE_MS = 1000;
/** After a 429: the vendor's other endpoints count by the minute. */
const LIMIT_WAIT_MS = 60_000;
const MAX_WAITS = 3;
/** Kept by the French regulator, Arcep, for films and novels: no account can rent it, so no line is touched. */
const NOT_RENTED = '33639980000';
/** The vendor's sentences have none that is longer; a key has. */
const LONGEST_WORD = 18;
/** Such a request did not leave this machine. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const HOW_TO_SET =
	'Look it up in your SMS Partner account (https://my.smspartner.fr), or set it with the node and If Already Set: Replace.';
const ISSUE =
	'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner/issues/new?template=probe.yml';

export const HELP = `Finds out how SMS Partner's API behaves, with one virtual number of your own, in about five minutes.

Usage: npm run probe -- --number 33612345678 --phone +33698765432 --other-phone +33755555555 --email you@example.com

  --number <n>        your virtual number; calls to it go elsewhere for a while
  --phone <n>         a phone that calls can be forwarded to
  --other-phone <n>   another one
  --email <address>   who is notified of new voicemail messages
  --finally off|phone|voicemail   how the line is left (default off)
  --base-url <url>    for the sandbox: http://127.0.0.1:8025/v1
  --yes               starts without asking, and does not ask for a call

The API key comes from the variable SMSPARTNER_API_KEY, or you are asked for it.
`;

/** Something the person can put right, or a reason to go no further. */
class Stop extends Error {}

export interface World {
	env: Record<string, string | undefined>;
	/** Undefined where nobody is there to ask. */
	ask: ((question: string, secret?: 'secret') => Promise<string>) | undefined;
	/** For the person. */
	say: (text: string) => unknown;
	/** The report. */
	print: (text: string) => void;
	sleep: (ms: number) => Promise<unknown>;
	interrupted: AbortSignal;
	timeoutMs?: number;
}

type Options = Exclude<ReturnType<typeof readOptions>, 'help'>;

function readFlags(args: string[]) {
	const text = { type: 'string', default: '' } as const;
	const flag = { type: 'boolean', default: false } as const;
	try {
		const options = {
			...{ number: text, phone: text, 'other-phone': text, email: text },
			'base-url': { type: 'string', default: 'https://api.smspartner.fr/v1' },
			finally: { type: 'string', default: 'off' },
			...{ yes: flag, help: flag },
		} as const;
		return parseArgs({ args, options }).values;
	} catch {
		// What it throws would show a key that was given as an argument.
		throw new Stop(
			'A flag is unknown, or a value has none. (The API key has none: other programs could read it. Put it into the variable SMSPARTNER_API_KEY.)',
		);
	}
}

function readOptions(args: string[]) {
	const values = readFlags(args);
	if (values.help) return 'help';
	const { email, yes, finally: ending } = values;
	const number = values.number.replace(/^\+/, '');
	const phone = values.phone.replace(/^\+/, '');
	const otherPhone = values['other-phone'].replace(/^\+/, '');
	const baseUrl = values['base-url'].replace(/\/+$/, '');
	const isSafe = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(?=[:/]|$))[^\s@?#\\]*$/;
	const numbers = [number, phone, otherPhone].filter((digits) => /^[1-9]\d{7,14}$/.test(digits));
	const rules: [isMet: boolean, text: string][] = [
		[
			new Set(numbers).size === 3,
			'--number, --phone and --other-phone take three different international numbers, e.g. 33612345678.',
		],
		[number !== NOT_RENTED, "--number is nobody's: films use it. Give your own."],
		[/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email), '--email takes one address.'],
		[isSafe.test(baseUrl), '--base-url takes https://, or http://127.0.0.1 for the sandbox.'],
		[['off', 'phone', 'voicemail'].includes(ending), '--finally takes off, phone or voicemail.'],
	];
	for (const [isMet, rule] of rules) if (!isMet) throw new Stop(rule);
	return { number, phone: `+${phone}`, otherPhone: `+${otherPhone}`, email, baseUrl, ending, yes };
}

/** What a request asks for, in words, and its body; the API key is added, unless it is the question. */
type Step = [title: string, body: Record<string, unknown>];

const OFF_AGAIN = 'off again (18)';
const SAME = ['the same phone again', 'the same voicemail again'] as const;
const OTHER_PHONE = 'another phone, on a phone';
const OTHER = [OTHER_PHONE, 'a phone, on voicemail'] as const;
const BAD = ['a bad phone, on a phone', 'a bad email, on voicemail'] as const;
const NOBODYS = 'a number that is not in the account (13)';

/**
 * Each row begins on a line that is off: where it may not be, it is switched off before.
 * In brackets: the code by the vendor's table.
 */
function plan({ number, phone, otherPhone, email }: Options): Step[][] {
	const off = { number, type: 0, param: '' };
	const toPhone = { number, type: 1, param: phone };
	const toMail = { number, type: 2, param: email };
	const national = (digits: string) => (digits.startsWith('33') ? [`0${digits.slice(2)}`] : []);
	const spellings = (digits: string) => [`+${digits}`, digits, `00${digits}`, ...national(digits)];
	const bad = { param: 'nobody' };
	const alone: Step[] = [
		...spellings(number).map((as): Step => [`off, number as ${as}`, { ...off, number: as }]),
		...spellings(phone.slice(1)).map((as): Step => [`a phone as ${as}`, { ...toPhone, param: as }]),
		['no type (6)', { number, param: '' }],
		['type 3 (7)', { ...off, type: 3 }],
		['type "1" as text (7)', { ...toPhone, type: '1' }],
		['no phone (8)', { ...toPhone, param: '' }],
		['a bad phone (12)', { ...toPhone, ...bad }],
		['a bad email (9)', { ...toMail, ...bad }],
		['no number (5)', { type: 0, param: '' }],
		[NOBODYS, { ...off, number: NOT_RENTED }],
		['no API key (10)', { ...off, apiKey: undefined }],
		['a wrong API key (10)', { ...off, apiKey: 'this-is-not-an-api-key' }],
	];

	return [
		[[OFF_AGAIN, off]],
		[
			['a phone', toPhone],
			[SAME[0], toPhone],
			[BAD[0], { ...toPhone, ...bad }],
			[OTHER_PHONE, { ...toPhone, param: otherPhone }],
		],
		[
			['voicemail', toMail],
			[SAME[1], toMail],
			[BAD[1], { ...toMail, ...bad }],
			[OTHER[1], toPhone],
		],
		...alone.map((step) => [step]),
	];
}

/** Where the line points if the request takes effect; undefined where it cannot concern the line. */
function aimOf({ number, type, param }: Step[1]): string | undefined {
	if (number === undefined || number === NOT_RENTED) return undefined;
	if (type === 0) return 'off';
	if (type === 1) return `on the phone ${String(param)}`;
	if (type === 2) return `on voicemail for ${String(param)}`;
	return 'set in a way that the vendor does not describe';
}

function briefing({ number, phone, otherPhone, email, baseUrl, ending }: Options): string {
	return `This finds out how the API at ${baseUrl} behaves, with the virtual number ${number}.
It changes where calls to this number go, for about two minutes: off, to ${phone}, to ${otherPhone}, to
voicemail for ${email}, and off again in between. Some requests ask for what should be refused, or spell the
numbers in other ways. About 35 requests are sent, a second apart. No other line is touched.

At the end the line is left ${ending === 'off' ? 'off' : `on ${ending}`} (--finally). The API cannot say where the line points now, so this program
cannot put that back. Look it up in your SMS Partner account (https://my.smspartner.fr) and note it. Choose a
time when a missed call does no harm, and make sure that no workflow or colleague sets this line meanwhile.
Ctrl-C stops at any time, and says what is known of the line.
`;
}

interface Reply {
	/** limit: HTTP 429. notSent: it never left. unknown: it may have taken effect. */
	kind: 'accepted' | 'refused' | 'limit' | 'notSent' | 'unknown';
	text: string;
	code?: number;
	status?: number;
}

type Api = { baseUrl: string; key: string };
type Evidence = { title: string; reply: Reply };

/** Runs the program; what it returns is the exit code. */
export async function probe(args: string[], world: World): Promise<number> {
	const { say, interrupted } = world;
	/** Where the line may point. */
	let possible = ['as it was found'];
	const evidence: Evidence[] = [];
	let rang = '';
	let stopped = '';
	const isCertainly = (state: string) => possible.length === 1 && possible[0] === state;

	/** Sends a request, says and notes what came, and keeps track of the line. */
	async function send([title, body]: Step, api: Api): Promise<Reply> {
		if (evidence.length > 0) await world.sleep(PAUSE_MS);
		const before = possible;
		const aim = aimOf(body);
		// Until its fate is known, and for good if the program ends before.
		if (aim !== undefined) possible = [...new Set([...before, aim])];
		const timeout = AbortSignal.timeout(world.timeoutMs ?? TIMEOUT_MS);
		const reply = await request(api, body, AbortSignal.any([interrupted, timeout]));
		interrupted.throwIfAborted();
		evidence.push({ title, reply });
		say(`${String(evidence.length).padStart(3)}  ${title}: ${reply.text}`);
		if (aim !== undefined && isDone(reply, aim)) possible = [aim];
		// Code 16 or 17 can come although the line was set otherwise.
		else if (reply.kind !== 'unknown' && reply.code !== 16 && reply.code !== 17) possible = before;
		return reply;
	}

	async function carryOut(step: Step, api: Api, must = false): Promise<void> {
		let reply = await send(step, api);
		for (let waits = 0; reply.kind === 'limit' && waits < MAX_WAITS; waits += 1) {
			say('     waiting a minute, then once more');
			await world.sleep(LIMIT_WAIT_MS);
			reply = await send(step, api);
		}
		if (reply.kind !== 'accepted' && reply.kind !== 'refused') {
			throw new Stop(`"${step[0]}" got no usable answer: ${reply.text}.`);
		}
		if (must && !isDone(reply, aimOf(step[1]))) {
			throw new Stop(`"${step[0]}" was refused: ${reply.text}.`);
		}
	}

	async function run(): Promise<void> {
		const options = readOptions(args);
		if (options === 'help') return world.print(HELP);
		const { number, phone, otherPhone, email, ending, baseUrl } = options;
		say(briefing(options));
		const ask = options.yes ? undefined : world.ask;
		if (!options.yes && !ask) throw new Stop('Nobody is here to ask. Add --yes to go on.');
		if (ask && (await ask('Go on? Type yes: ')).trim() !== 'yes') {
			throw new Stop('Nothing was sent.');
		}
		const given =
			world.env['SMSPARTNER_API_KEY'] ||
			(await world.ask?.('API key (it is not shown): ', 'secret'));
		const key = (given ?? '').trim();
		if (key === '') throw new Stop('Put the API key into the variable SMSPARTNER_API_KEY.');

		const api = { baseUrl, key };
		const off: Step = ['off', { number, type: 0, param: '' }];
		for (const row of plan(options)) {
			if (!isCertainly('off')) await carryOut(off, api, true);
			for (const step of row) {
				await carryOut(step, api);
				if (step[0] === OTHER_PHONE && ask) {
					const choice = `  1  ${phone}\n  2  ${otherPhone}\n1, 2, or Enter to skip: `;
					rang = await ask(`\nPlease call +${number} now. Which phone rings?\n${choice}`);
				}
			}
		}
		if (!isCertainly('off')) await carryOut(off, api, true);
		const [type, param] = ending === 'phone' ? [1, phone] : [2, email];
		if (ending !== 'off') await carryOut(['at the end', { number, type, param }], api, true);
	}

	try {
		await run();
	} catch (error) {
		stopped = interrupted.aborted ? 'It was interrupted.' : (error as Error).message;
	}
	if (evidence.length > 0) world.print(report(evidence, rang.trim(), stopped));
	if (stopped) say(`${stopped}\nSee: npm run probe -- --help`);
	if (isCertainly('as it was found')) say('The line was not changed.');
	else if (possible.length === 1) say(`The line is ${possible.join('')}.`);
	else say(`It is not certain where the line points: ${possible.join(', or ')}. ${HOW_TO_SET}`);
	if (interrupted.aborted) return 130;
	return stopped ? 1 : 0;
}

function isDone(reply: Reply, aim: string | undefined): boolean {
	return reply.kind === 'accepted' || (reply.code === 18 && aim === 'off');
}

async function request({ baseUrl, key }: Api, body: Step[1], signal: AbortSignal): Promise<Reply> {
	try {
		const response = await fetch(`${baseUrl}/vn/callforward`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', connection: 'close' },
			body: JSON.stringify({ apiKey: key, ...body }),
			redirect: 'manual',
			signal,
		});
		const text = await response.text();
		if (response.status !== 429) return readReply(response.status, text, key);
		const seconds = Number(response.headers.get('retry-after')) || 'none';
		return { kind: 'limit', text: `HTTP 429, Retry-After: ${seconds}` };
	} catch (error) {
		const { name, cause } = error as { name: string; cause?: { code?: string } };
		const reason = cause?.code ?? name;
		const kind = NEVER_SENT.includes(reason) ? 'notSent' : 'unknown';
		return { kind, text: `no answer (${reason})` };
	}
}

/** Of what the API says, only status, code and a plain sentence are ever shown. */
function readReply(status: number, text: string, key: string): Reply {
	let json: Record<string, unknown> = {};
	try {
		json = Object(JSON.parse(text)) as Record<string, unknown>;
	} catch {
		// A page, or half an answer.
	}
	const { success, code, message } = json;
	if (!/^(true|false|1|0)$/.test(String(success))) {
		return { kind: 'unknown', text: `HTTP ${status} without a control answer` };
	}
	const kind = /^(true|1)$/.test(String(success)) ? 'accepted' : 'refused';
	const isCode = /^\d{1,4}$/.test(String(code));
	// A code that is text has quotation marks.
	const shown = isCode ? `code ${JSON.stringify(code)}` : 'no code';
	const said = `HTTP ${status}, ${kind}, ${shown}, "${plainSentence(String(message ?? ''), key)}"`;
	return { kind, text: said, status, ...(isCode && { code: Number(code) }) };
}

/** A key that is repeated in any spelling is a long word, or one of these. */
function plainSentence(text: string, key: string): string {
	const spellings = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)];
	const base64 = Buffer.from(key).toString('base64');
	const repeatsKey = [...spellings, base64].some((it) =>
		text.toLowerCase().includes(it.toLowerCase()),
	);
	const isLong = text.length > 300 || text.split(/\s/).some((word) => word.length > LONGEST_WORD);
	return repeatsKey || isLong ? '(not shown)' : text.replace(/[\p{Cc}`|]+/gu, ' ');
}

const NOT_CLEAR = '**not clear**: see the evidence';

const WHEN_ON: Record<string, string | undefined> = {
	'on, on':
		'**for every set on a line that is on**: choose *Replace*, and *Keep* only where a line always gets the same destination (the sandbox as it is: `alreadyOn`)',
	'on, set':
		'**only where the line is set as asked**: *Keep* is right, and *Replace* is not needed (sandbox: `sameDestination`)',
	'set, set': '**never**: it matters for Disabled at most (sandbox: `overwrite`)',
};

const BAD_DESTINATION: Record<string, string | undefined> = {
	on: '**after them**: *Replace* with a bad destination takes a working line down (sandbox: `afterState`)',
	refused:
		'**before them**: *Replace* with a bad destination leaves the line as it is (the sandbox as it is: `beforeState`)',
	set: '**neither**: it is accepted; please report it',
};

const WHICH_RANG: Record<string, string | undefined> = {
	1: '**the first**: this fits code 16; after a success, please report it',
	2: '**the other**: this fits a success; after code 16, please report it',
};

/** Questions, and what the answers mean for the node. */
function conclusions(evidence: Evidence[], rang: string): [string, string][] {
	/** By title: `set`, or the code. */
	const outcomes = new Map<string, string>();
	const statuses = new Set<string>();
	for (const { title, reply } of evidence) {
		if (reply.status === undefined) continue;
		outcomes.set(title, reply.kind === 'accepted' ? 'set' : `${reply.code ?? 'no code'}`);
		statuses.add(`${reply.kind}: HTTP ${reply.status}`);
	}
	/** What came of all these alike. */
	const all = (titles: readonly string[]): string => {
		const seen = titles.map((title) => {
			const outcome = outcomes.get(title) ?? 'no answer';
			if (outcome === '16' || outcome === '17') return 'on';
			return /^\d+$/.test(outcome) ? 'refused' : outcome;
		});
		return new Set(seen).size === 1 ? String(seen[0]) : 'mixed';
	};
	/** A spelling is taken where its answer is `taken`. */
	const spellings = (start: string, taken: string | undefined): string => {
		const verdicts = [...outcomes]
			.filter(([title]) => title.startsWith(start))
			.map(([title, it]) => `${title.slice(start.length)}: ${it === taken ? 'yes' : `no (${it})`}`);
		return verdicts.length > 0 ? verdicts.join('; ') : NOT_CLEAR;
	};
	const offAgain = outcomes.get(OFF_AGAIN);
	const isTelling = offAgain !== outcomes.get(NOBODYS);

	return [
		[
			'When do 16 and 17 ("already enabled") come, for If Already Set?',
			WHEN_ON[`${all(SAME)}, ${all(OTHER)}`] ?? NOT_CLEAR,
		],
		['Which phone rings when another one was asked for?', WHICH_RANG[rang] ?? NOT_CLEAR],
		[
			'Is a bad destination refused before 16 and 17, or after them?',
			BAD_DESTINATION[all(BAD)] ?? NOT_CLEAR,
		],
		[
			'Which spellings of the virtual number are taken? The node sends digits.',
			isTelling ? spellings('off, number as ', offAgain) : NOT_CLEAR,
		],
		[
			'Which spellings of the phone are taken? The node sends `+` and digits.',
			spellings('a phone as ', 'set'),
		],
		['Which HTTP statuses come? The node takes any.', [...statuses].sort().join('; ')],
	];
}

function report(evidence: Evidence[], rang: string, stopped: string): string {
	const answers = conclusions(evidence, rang).map((cells) => `| ${cells.join(' | ')} |`);
	const seen = evidence.map(({ title, reply }) => `| ${title} | \`${reply.text}\` |`);
	const text = `${stopped || 'The run is complete.'}

| Question | Answer |
| --- | --- |
${answers.join('\n')}

| Asked for (in brackets the code by the vendor's table) | Evidence |
| --- | --- |
${seen.join('\n')}
`;
	return `# How SMS Partner's API behaves

${new Date().toDateString()}, ${evidence.length} requests. ${masked(text)}
Please paste this into an issue, so that everybody knows: ${ISSUE}
`;
}

/** Numbers as the vendor's pages write examples, 336xxxxxxxx, and no address. */
function masked(text: string): string {
	return text
		.replace(/[^\s@<>"'(),;:|]+(@|%40)[^\s@<>"'(),;:|]+/g, 'xxx@xxx')
		.replace(
			/(00\d{3}|0\d|\+?[1-9]\d{1,2})((?:[\s().\-/]*\d){5,})/g,
			(_number, start: string, rest: string) => start + rest.replace(/\d/g, 'x'),
		);
}

function main(): void {
	const interruption = new AbortController();
	const interrupted = interruption.signal;
	const interrupt = () => interruption.abort();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const ask: World['ask'] = async (question, secret) => {
		process.stderr.write(question);
		const output = secret ? nowhere : process.stderr;
		const lines = createInterface({ input: process.stdin, output, terminal: true });
		lines.once('SIGINT', interrupt);
		// Ctrl-D ends the input: no answer.
		const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
		try {
			return await Promise.race([lines.question('', { signal: interrupted }), ended]);
		} finally {
			lines.close();
			if (secret) process.stderr.write('\n');
		}
	};
	void probe(process.argv.slice(2), {
		env: process.env,
		ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
		say: (text) => process.stderr.write(`${text}\n`),
		print: (text) => process.stdout.write(text),
		sleep: async (ms) => await sleep(ms, undefined, { signal: interrupted }),
		interrupted,
	}).then((exitCode) => (process.exitCode = exitCode));
}

if (require.main === module) main();
