/**
 * npm run probe: finds out how SMS Partner's API behaves, with one virtual number of your own.
 * It says what it will do, asks, sends the plan below one request a second, leaves the line as --finally
 * says, and prints a table. The API key is in no output; numbers and addresses are masked in the table.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findings, OTHER_PHONE, type Evidence, type Reply } from './probe/findings';

const TIMEOUT_MS = 10_000;
const PAUSE_MS = 1000;
/** Where a 429 does not say how long to wait. The vendor's other endpoints count by the minute. */
const LIMIT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 120_000;
const MAX_WAITS = 3;
/** Kept by the French regulator, Arcep, for films and novels: no account can rent it, so no line is touched. */
const NOT_RENTED = '33639980000';
/** The vendor's sentences have none that is longer; a key has. */
const LONGEST_WORD = 18;
/** Such a request did not leave this machine. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const KEY_VARIABLE = 'SMSPARTNER_API_KEY';
const KEY_QUESTION = 'API key (it is not shown): ';
const HELP_HINT = 'See: npm run probe -- --help';
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

The API key comes from the variable ${KEY_VARIABLE}, or you are asked for it.
`;

interface Options {
	number: string;
	phone: string;
	otherPhone: string;
	email: string;
	baseUrl: string;
	finally: string;
	yes: boolean;
}

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

export function readOptions(args: string[]): Options | 'help' {
	// The text of parseArgs would show a key that was pasted without a flag.
	if (args.some((arg, i) => !arg.startsWith('--') && !args[i - 1]?.startsWith('--'))) {
		throw new Stop('There is a value without a flag before it.');
	}
	if (args.some((arg) => /^--(api-?)?key/i.test(arg))) {
		throw new Stop(
			`The API key is no argument: other programs could read it. Use the variable ${KEY_VARIABLE}.`,
		);
	}
	const text = { type: 'string', default: '' } as const;
	const { values } = parseArgs({
		args,
		options: {
			...{ number: text, phone: text, 'other-phone': text, email: text },
			'base-url': { type: 'string', default: 'https://api.smspartner.fr/v1' },
			finally: { type: 'string', default: 'off' },
			yes: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return 'help';
	const international = (flag: 'number' | 'phone' | 'other-phone') => {
		const [digits] = /^[1-9]\d{7,14}$/.exec(values[flag].replace(/^\+/, '')) ?? [];
		if (digits !== undefined) return digits;
		throw new Stop(`--${flag} takes the digits of an international number, e.g. 33612345678.`);
	};
	const number = international('number');
	const phone = `+${international('phone')}`;
	const otherPhone = `+${international('other-phone')}`;
	const baseUrl = values['base-url'].replace(/\/+$/, '');
	if (number === NOT_RENTED) throw new Stop("--number is nobody's: films use it. Give your own.");
	if (new Set([`+${number}`, phone, otherPhone]).size < 3) {
		throw new Stop('--number, --phone and --other-phone must be three different numbers.');
	}
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email))
		throw new Stop('--email takes one address.');
	if (
		!/^(https:\/\/[^/?#@\\]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)(\/[^?#\\]*)?$/.test(baseUrl)
	) {
		throw new Stop('--base-url must be an https:// address, or http://127.0.0.1 for the sandbox.');
	}
	if (!['off', 'phone', 'voicemail'].includes(values.finally)) {
		throw new Stop('--finally takes off, phone or voicemail.');
	}
	const { email, yes } = values;
	return { number, phone, otherPhone, email, baseUrl, finally: values.finally, yes };
}

/** What a request asks for, in words, and its body; the API key is added, unless it is the question. */
type Step = [title: string, body: Record<string, unknown>];

/** Each row begins on a line that is off: where it may not be, it is switched off before. */
export function plan({ number, phone, otherPhone, email }: Options): Step[][] {
	const toPhone = { number, type: 1, param: phone };
	const toMail = { number, type: 2, param: email };
	const national = (digits: string) => (digits.startsWith('33') ? [`0${digits.slice(2)}`] : []);
	const spellings = (digits: string) => [`+${digits}`, digits, `00${digits}`, ...national(digits)];
	const off = switchOff(number);

	return [
		[['off again', off]],
		[
			['a phone', toPhone],
			['the same phone again', toPhone],
			['a phone that is no number, on a phone', { ...toPhone, param: 'nobody' }],
			[OTHER_PHONE, { ...toPhone, param: otherPhone }],
		],
		[
			['voicemail', toMail],
			['the same voicemail again', toMail],
			['an email that is none, on voicemail', { ...toMail, param: 'nobody' }],
			['a phone, on voicemail', toPhone],
		],
		...spellings(number).map((as): Step[] => [[`off, number as ${as}`, { ...off, number: as }]]),
		...spellings(phone.slice(1)).map((as): Step[] => [
			[`a phone as ${as}`, { ...toPhone, param: as }],
		]),
		[['no type', { number, param: '' }]],
		[['type 3', { ...off, type: 3 }]],
		[['type "1" as text', { ...toPhone, type: '1' }]],
		[['no phone', { ...toPhone, param: '' }]],
		[['a phone that is no number', { ...toPhone, param: 'nobody' }]],
		[['an email that is none', { ...toMail, param: 'nobody' }]],
		[['no number', { type: 0, param: '' }]],
		[['a number that is not in the account', { ...off, number: NOT_RENTED }]],
		[['no API key', { ...off, apiKey: undefined }]],
		[['a wrong API key', { ...off, apiKey: 'this-is-not-an-api-key' }]],
	];
}

function switchOff(number: string) {
	return { number, type: 0, param: '' };
}

/** Where the line points if the request takes effect; undefined where it cannot concern the line. */
function aimOf({ number, type, param }: Step[1]): string | undefined {
	if (number === undefined || number === NOT_RENTED) return undefined;
	if (type === 0) return 'off';
	if (type === 1 || type === 2)
		return `on ${type === 1 ? 'the phone' : 'voicemail for'} ${String(param)}`;
	return 'set in a way that the vendor does not describe';
}

function briefing({ number, phone, otherPhone, email, baseUrl, finally: ending }: Options): string {
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

/** Runs the program; what it returns is the exit code. */
export async function probe(args: string[], world: World): Promise<number> {
	const { say, interrupted } = world;
	/** Where the line may point. */
	let possible = ['as it was found'];
	const evidence: Evidence[] = [];
	let rang = '';
	let stopped = '';

	/** Sends a request, says and notes what came, and keeps track of the line. */
	async function send([title, body]: Step, { baseUrl }: Options, key: string): Promise<Reply> {
		if (evidence.length > 0) await world.sleep(PAUSE_MS);
		const before = possible;
		const aim = aimOf(body);
		// Until its fate is known, and for good if the program ends before.
		if (aim !== undefined) possible = [...new Set([...before, aim])];
		const timeout = AbortSignal.timeout(world.timeoutMs ?? TIMEOUT_MS);
		const reply = await request(baseUrl, key, body, AbortSignal.any([interrupted, timeout]));
		interrupted.throwIfAborted();
		evidence.push({ title, reply });
		say(`${String(evidence.length).padStart(3)}  ${title}: ${reply.text}`);
		if (aim !== undefined && isDone(reply, aim)) possible = [aim];
		// Code 16 or 17 can come although the line was set otherwise.
		else if (reply.kind !== 'unknown' && reply.code !== 16 && reply.code !== 17) possible = before;
		return reply;
	}

	async function carryOut(step: Step, options: Options, key: string, must = false): Promise<void> {
		let reply = await send(step, options, key);
		for (let waits = 0; reply.kind === 'limit' && waits < MAX_WAITS; waits += 1) {
			const ms = reply.retryAfterMs || LIMIT_WAIT_MS;
			if (ms > LONGEST_WAIT_MS) break;
			say(`     waiting ${Math.ceil(ms / 1000)} s, then once more`);
			await world.sleep(ms);
			reply = await send(step, options, key);
		}
		const isAnswer = reply.kind === 'accepted' || reply.kind === 'refused';
		if (!isAnswer) throw new Stop(`"${step[0]}" got no usable answer: ${reply.text}.`);
		if (must && !isDone(reply, aimOf(step[1]))) {
			throw new Stop(`"${step[0]}" was refused: ${reply.text}.`);
		}
	}

	async function run(): Promise<void> {
		const options = readOptions(args);
		if (options === 'help') return world.print(HELP);
		const { number, phone, otherPhone, email } = options;
		say(briefing(options));
		const ask = options.yes ? undefined : world.ask;
		if (!options.yes && !ask) throw new Stop('Nobody is here to ask. Add --yes to go on.');
		if (ask && (await ask('Go on? Type yes: ')).trim() !== 'yes')
			throw new Stop('Nothing was sent.');
		const key = (
			world.env[KEY_VARIABLE] ||
			(await world.ask?.(KEY_QUESTION, 'secret')) ||
			''
		).trim();
		if (key === '')
			throw new Stop(`There is no API key. Put it into the variable ${KEY_VARIABLE}.`);

		const off: Step = ['off', switchOff(number)];
		for (const row of plan(options)) {
			if (!isCertainly('off')) await carryOut(off, options, key, true);
			for (const step of row) {
				await carryOut(step, options, key);
				if (step[0] === OTHER_PHONE && ask) {
					const choice = `  1  ${phone}\n  2  ${otherPhone}\n1, 2, or Enter to skip: `;
					rang = await ask(`\nPlease call +${number} now. Which phone rings?\n${choice}`);
				}
			}
		}
		if (!isCertainly('off')) await carryOut(off, options, key, true);
		const [type, param] = options.finally === 'phone' ? [1, phone] : [2, email];
		if (options.finally !== 'off') {
			await carryOut(['at the end', { number, type, param }], options, key, true);
		}
	}

	function isCertainly(state: string): boolean {
		return possible.length === 1 && possible[0] === state;
	}

	try {
		await run();
	} catch (error) {
		stopped = interrupted.aborted ? 'It was interrupted.' : (error as Error).message;
	}
	if (evidence.length > 0) world.print(report(evidence, rang.trim(), stopped));
	if (stopped) say(`${stopped}\n${HELP_HINT}`);
	if (isCertainly('as it was found')) say('The line was not changed.');
	else if (possible.length === 1) say(`The line is ${possible.join('')}.`);
	else say(`It is not certain where the line points: ${possible.join(', or ')}. ${HOW_TO_SET}`);
	if (interrupted.aborted) return 130;
	return stopped ? 1 : 0;
}

function isDone(reply: Reply, aim: string | undefined): boolean {
	return reply.kind === 'accepted' || (reply.code === 18 && aim === 'off');
}

async function request(
	baseUrl: string,
	key: string,
	body: Step[1],
	signal: AbortSignal,
): Promise<Reply> {
	try {
		const response = await fetch(`${baseUrl}/vn/callforward`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', connection: 'close' },
			body: JSON.stringify({ apiKey: key, ...body }),
			redirect: 'manual',
			signal,
		});
		const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
		const text = await response.text();
		if (response.status === 429)
			return { kind: 'limit', text: 'HTTP 429', code: null, retryAfterMs };
		return readReply(response.status, text, key);
	} catch (error) {
		const { name, cause } = error as { name: string; cause?: { code?: string } };
		const reason = cause?.code ?? name;
		const kind = NEVER_SENT.includes(reason) ? 'notSent' : 'unknown';
		return { kind, text: `no answer (${reason})`, code: null };
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
	const success = String(json['success']);
	if (!/^(true|false|1|0)$/.test(success)) {
		return { kind: 'unknown', text: `HTTP ${status} without a control answer`, code: null };
	}
	const kind = /^(true|1)$/.test(success) ? 'accepted' : 'refused';
	const code = /^\d{1,4}$/.test(String(json['code'])) ? Number(json['code']) : null;
	const sentence = plainSentence(String(json['message'] ?? ''), key);
	const said = `HTTP ${status}, ${kind}, code ${code ?? 'none'}, "${sentence}"`;
	return { kind, text: said, code, status, codeType: typeof json['code'] };
}

/** A key that is repeated in any spelling is a long word, or one of these. */
function plainSentence(text: string, key: string): string {
	const spellings = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), btoa(key)];
	const repeatsKey = spellings.some((it) => text.toLowerCase().includes(it.toLowerCase()));
	const isLong = text.length > 300 || text.split(/\s/).some((word) => word.length > LONGEST_WORD);
	return repeatsKey || isLong ? '(not shown)' : text.replace(/[\p{Cc}`|]+/gu, ' ');
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

function report(evidence: Evidence[], rang: string, stopped: string): string {
	const rows = findings(evidence, rang).map(({ question, answer, seen, meaning }) => {
		const quoted = seen.map(({ title, reply }) => `${title}: \`${reply.text}\``).join('<br>');
		return `| ${question} | **${answer}** | ${quoted} | ${meaning} |`;
	});
	return `# How SMS Partner's API behaves

${new Date().toDateString()}, ${evidence.length} requests. ${masked(stopped) || 'The run is complete.'}

| Question | Answer | Evidence | What it means for the node |
| --- | --- | --- | --- |
${masked(rows.join('\n'))}

Please paste this into an issue, so that everybody knows: ${ISSUE}
`;
}

function main(): void {
	const interruption = new AbortController();
	const interrupted = interruption.signal;
	const interrupt = () => interruption.abort();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const ask: World['ask'] = async (question, secret) => {
		process.stderr.write(question);
		const lines = createInterface({
			input: process.stdin,
			output: secret ? nowhere : process.stderr,
			terminal: true,
		});
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
