/** The command line of the probe: flags to options. */
import { parseArgs } from 'node:util';
import { DEFAULT_BASE_URL, parseBaseUrl } from '../../nodes/SmsPartnerCallForward/checks/baseUrl';
import { parseEmailAddress } from '../../nodes/SmsPartnerCallForward/checks/emailAddress';
import { parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import type { Result } from '../../nodes/SmsPartnerCallForward/checks/result';
import { NOT_RENTED } from './plan';

export const KEY_VARIABLE = 'SMSPARTNER_API_KEY';

export const ENDINGS = ['off', 'phone', 'voicemail'] as const;
/** How the line is left. */
export type FinalState = (typeof ENDINGS)[number];

/** Phone numbers as digits in international format, without plus. */
export interface Options {
	number: string;
	phone: string;
	otherPhone: string;
	email: string;
	/** Without a trailing slash. */
	baseUrl: string;
	finally: FinalState;
	yes: boolean;
	json: boolean;
}

export const HELP = `Finds out how SMS Partner's API behaves, with one virtual number of your own, in about five minutes.

Usage: npm run probe -- --number 33612345678 --phone +33698765432 --other-phone +33755555555 --email you@example.com

  --number <n>        your virtual number; calls to it go elsewhere for a while
  --phone <n>         a phone that calls can be forwarded to
  --other-phone <n>   another one
  --email <address>   who is notified of new voicemail messages
  --finally off|phone|voicemail
                      how the line is left (default off)
  --base-url <url>    default ${DEFAULT_BASE_URL}; for the sandbox http://127.0.0.1:8025/v1
  --yes               starts without asking, and does not ask for a call
  --json              prints JSON instead of Markdown
  --help

The API key comes from the variable ${KEY_VARIABLE}, or you are asked for it. Before anything is
sent, you read what will happen to the line, and are asked whether to go on.
`;

/** Something the person can put right; the text says how. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(args: string[]): Options | 'help' {
	if (args.some((arg) => /^--?(?:api-?)?key(?:=|$)/i.test(arg))) {
		throw new UsageError(
			`The API key is not taken as an argument, since other programs and the shell's history can read it there. Put it into the variable ${KEY_VARIABLE}, or leave it out and you are asked for it.`,
		);
	}
	const values = parse(args);
	if (values.help) return 'help';

	const number = readPhone('--number', values.number, '33612345678');
	const phone = readPhone('--phone', values.phone, '+33698765432');
	const otherPhone = readPhone('--other-phone', values['other-phone'], '+33755555555');
	const email = read('--email', values.email, 'you@example.com', parseEmailAddress);
	if (number === NOT_RENTED) {
		throw new UsageError(`--number ${NOT_RENTED} is nobody's: films use it. Give your own.`);
	}
	if (phone === number || otherPhone === number) {
		const flag = phone === number ? '--phone' : '--other-phone';
		throw new UsageError(`${flag} is the virtual number itself. Give a phone that it can ring.`);
	}
	if (phone === otherPhone) {
		throw new UsageError('--phone and --other-phone are the same. Give two different phones.');
	}
	return {
		...{ number, phone, otherPhone, email },
		baseUrl: readBaseUrl(values['base-url']),
		finally: readFinally(values.finally),
		yes: values.yes,
		json: values.json,
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				number: { type: 'string' },
				phone: { type: 'string' },
				'other-phone': { type: 'string' },
				email: { type: 'string' },
				'base-url': { type: 'string', default: DEFAULT_BASE_URL },
				finally: { type: 'string', default: 'off' },
				yes: { type: 'boolean', default: false },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}).values;
	} catch (error) {
		// Its text shows the argument, which can be a key that was pasted.
		const { code, message } = error as NodeJS.ErrnoException;
		throw new UsageError(
			code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
				? 'There is a value without a flag before it. Each one needs its own, e.g. --phone +33698765432.'
				: message,
		);
	}
}

function read(
	flag: string,
	text: string | undefined,
	example: string,
	check: (text: string) => Result<string, string>,
): string {
	if (text === undefined)
		throw new UsageError(`${flag} is missing. Add it, e.g. ${flag} ${example}.`);
	const checked = check(text);
	if (!checked.ok) throw new UsageError(`${flag} '${text}' is not taken. ${checked.error}`);
	return checked.value;
}

function readPhone(flag: string, text: string | undefined, example: string): string {
	return read(flag, text, example, parsePhoneNumber);
}

function readBaseUrl(text: string): string {
	const url = parseBaseUrl(text);
	if (url.ok) return url.value;
	throw new UsageError(
		url.error === 'insecureBaseUrl'
			? '--base-url must start with https://, since the API key travels with each request. Plain http:// is for this machine only, e.g. http://127.0.0.1:8025/v1.'
			: `--base-url is not an address such as ${DEFAULT_BASE_URL}, without a user name, ? or #.`,
	);
}

function readFinally(text: string): FinalState {
	const ending = ENDINGS.find((one) => one === text);
	if (ending !== undefined) return ending;
	throw new UsageError(`--finally takes ${ENDINGS.join(', ')}, not '${text}'.`);
}
