/** npm run sandbox: the emulated API as a program. */
import { parseArgs } from 'node:util';
import { WHEN_ON } from './rules';
import { startSandbox, type Sandbox, type SandboxOptions } from './server';
import { InputError } from './settings';
import { LINES_MODES, SEEDED_LINES } from './state';

const DEFAULT_PORT = 8025;
const DEFAULT_KEY = 'demo-key';

const HELP = `An emulated SMS Partner API on this machine. Nothing it does reaches a real line.

Usage: npm run sandbox -- [options]

  --port <n>                  port on 127.0.0.1 (default ${DEFAULT_PORT}; 0: any free one)
  --key <text>                the API key it accepts (default ${DEFAULT_KEY})
  --lines listed|any          only the seeded virtual numbers, or every number (default listed)
  --when-on <rule>            a line that is on is switched on again:
                                alreadyOn        code 16 or 17, line unchanged (default)
                                sameDestination  code 16 or 17 only for the same destination
                                overwrite        always a success
  --rejection-status <n>      HTTP status of a rejection: 200 (default) or 400 to 499
  --requests-per-minute <n>   beyond it: 429 with Retry-After (default 0: no limit)
  --latency-ms <n>            every request waits this long (default 0)
  --slow-every <n>            every n-th request waits longer: --slow-ms
  --slow-ms <n>
  --help

sandbox/README.md has the inputs for each control code and the faults that can be injected.
`;

function readOptions(args: string[]): SandboxOptions | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			help: { type: 'boolean', short: 'h' },
			port: { type: 'string', default: String(DEFAULT_PORT) },
			key: { type: 'string', default: DEFAULT_KEY },
			lines: { type: 'string' },
			'when-on': { type: 'string' },
			'rejection-status': { type: 'string' },
			'requests-per-minute': { type: 'string' },
			'latency-ms': { type: 'string' },
			'slow-every': { type: 'string' },
			'slow-ms': { type: 'string' },
		},
	});
	if (values.help) return 'help';

	const number = (name: Exclude<keyof typeof values, 'help'>): number | undefined => {
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

function banner(sandbox: Sandbox, key: string): string {
	const lines = SEEDED_LINES.filter(({ alwaysAnswers }) => alwaysAnswers === undefined);
	return `SMS Partner sandbox. Ctrl-C ends it.

  Base URL   ${sandbox.baseUrl}
  API Key    ${key}

Virtual numbers
${lines.map(({ number, about }) => `  ${number.padEnd(13)} ${about}`).join('\n')}
  336123456NN   always answers control code NN: 33612345614 is code 14

The next request fails with an HTTP 503 (other faults: sandbox/README.md):
  curl -d '{"kind":"status","status":503}' ${sandbox.origin}/admin/faults
`;
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') return 'The port is taken. Choose another one: --port 8026';
	if (code === 'EACCES') return 'The port is not allowed. Choose one above 1023: --port 8026';
	return error.message;
}

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options === 'help') {
		console.log(HELP.trimEnd());
		return;
	}
	const sandbox = await startSandbox({ ...options, log: console.log });
	console.log(banner(sandbox, options.key ?? DEFAULT_KEY));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

main().catch((error: unknown) => {
	console.error(`${explain(error)}\nSee: npm run sandbox -- --help`);
	process.exitCode = 1;
});
