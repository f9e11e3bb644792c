/** The command line of the sandbox: flags to options. */
import { parseArgs } from 'node:util';
import { DESTINATION_CHECKS, LANGUAGES, WHEN_ON } from './rules';
import type { SandboxOptions } from './server';
import { InputError } from './settings';
import { LINES_MODES } from './state';

const DEFAULT_PORT = 8025;
const DEFAULT_KEY = 'demo-key';

export const HELP = `An emulated SMS Partner API on this machine. Nothing it does reaches a real line.

Usage: npm run sandbox -- [options]

  --port <n>                  port on 127.0.0.1 (default ${DEFAULT_PORT}; 0: any free one)
  --key <text>                the API key it accepts (default ${DEFAULT_KEY})
  --lines listed|any          only the seeded virtual numbers, or every number (default listed)
  --when-on <rule>            a line that is on is switched on again:
                                alreadyOn        code 16 or 17, line unchanged (default)
                                sameDestination  code 16 or 17 only for the same destination
                                overwrite        always a success
  --destination-check beforeState|afterState
                              whether codes 9 and 12 come before 16 and 17, or after (default before)
  --rejection-status <n>      HTTP status of a rejection: 200 (default) or 400 to 499
  --language en|fr            texts of rejections (default en; 1, 9, 16 and 17 are known in French)
  --requests-per-minute <n>   beyond it: 429 with Retry-After (default 0: no limit)
  --silent-limit              ... without Retry-After
  --latency-ms <n>            every request waits this long (default 0)
  --slow-every <n>            every n-th request waits longer: --slow-ms
  --slow-ms <n>
  --help

sandbox/README.md has the inputs for each control code and the faults that can be injected.
`;

export interface CliOptions extends SandboxOptions {
	key: string;
}

/** Throws an Error whose text says which flag does not fit. */
export function readOptions(args: string[]): CliOptions | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			help: { type: 'boolean', short: 'h' },
			port: { type: 'string', default: String(DEFAULT_PORT) },
			key: { type: 'string', default: DEFAULT_KEY },
			lines: { type: 'string' },
			'when-on': { type: 'string' },
			'destination-check': { type: 'string' },
			'silent-limit': { type: 'boolean' },
			language: { type: 'string' },
			'rejection-status': { type: 'string' },
			'requests-per-minute': { type: 'string' },
			'latency-ms': { type: 'string' },
			'slow-every': { type: 'string' },
			'slow-ms': { type: 'string' },
		},
	});
	if (values.help) return 'help';

	const number = (
		name: Exclude<keyof typeof values, 'help' | 'silent-limit'>,
	): number | undefined => {
		const text = values[name];
		if (text === undefined) return undefined;
		if (!/^\d+$/.test(text)) throw new InputError(`--${name} is not a number: ${text}`);
		return Number(text);
	};
	const port = number('port') ?? DEFAULT_PORT;
	if (port > 65_535) throw new InputError(`--port is above 65535: ${port}`);

	return {
		port,
		key: values.key,
		lines: oneOf('--lines', values.lines, LINES_MODES),
		whenOn: oneOf('--when-on', values['when-on'], WHEN_ON),
		destinationCheck: oneOf('--destination-check', values['destination-check'], DESTINATION_CHECKS),
		silentLimit: values['silent-limit'],
		language: oneOf('--language', values.language, LANGUAGES),
		rejectionStatus: number('rejection-status'),
		requestsPerMinute: number('requests-per-minute'),
		latency: {
			ms: number('latency-ms'),
			slowEvery: number('slow-every'),
			slowMs: number('slow-ms'),
		},
	};
}

function oneOf<T extends string>(
	flag: string,
	text: string | undefined,
	choices: readonly T[],
): T | undefined {
	const choice = choices.find((it) => it === text);
	if (text !== undefined && choice === undefined) {
		throw new InputError(`${flag} is ${choices.join(' or ')}, not ${text}`);
	}
	return choice;
}
