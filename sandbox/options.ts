/** The command line of the sandbox: flags to options. */
import { parseArgs } from 'node:util';
import type { SandboxOptions } from './server';
import { check, InputError, settingsSchema } from './settings';

export const HELP = `An emulated SMS Partner API on this machine. Nothing it does reaches a real line.

Usage: npm run sandbox -- [options]

  --port <n>                  port on 127.0.0.1 (default 8025; 0: any free one)
  --key <text>                the API key it accepts (default demo-key)
  --lines listed|any          only the seeded virtual numbers, or every number (default listed)
  --when-on <rule>            a line that is on is switched on again:
                                alreadyOn        code 16 or 17, line unchanged (default)
                                sameDestination  code 16 or 17 only for the same destination
                                overwrite        always a success
  --destination-check beforeState|afterState
                              whether codes 9 and 12 come before 16 and 17, or after (default before)
  --rejection-status <n>      HTTP status of a rejection: 200 (default) or 400 to 499
  --requests-per-minute <n>   beyond it: 429 with Retry-After (default 0: no limit)
  --silent-limit              ... without Retry-After
  --latency-ms <n>            every request waits this long (default 0)
  --help

sandbox/README.md has the inputs for each control code and the faults that can be injected.
`;

/** Throws an Error whose text says which flag does not fit. */
export function readOptions(args: string[]): (SandboxOptions & { key: string }) | 'help' {
	const text = { type: 'string' } as const;
	const zero = { type: 'string', default: '0' } as const;
	const { values } = parseArgs({
		args,
		options: {
			help: { type: 'boolean', short: 'h' },
			port: { type: 'string', default: '8025' },
			key: { type: 'string', default: 'demo-key' },
			...{ lines: text, 'when-on': text, 'destination-check': text },
			'rejection-status': { type: 'string', default: '200' },
			'requests-per-minute': zero,
			'silent-limit': { type: 'boolean' },
			'latency-ms': zero,
		},
	});
	if (values.help) return 'help';

	const number = (name: 'port' | 'rejection-status' | 'requests-per-minute' | 'latency-ms') => {
		if (/^\d+$/.test(values[name])) return Number(values[name]);
		throw new InputError(`--${name} is not a number: ${values[name]}`);
	};
	const port = number('port');
	if (port > 65_535) throw new InputError(`--port is above 65535: ${port}`);

	const settings = check(settingsSchema, {
		lines: values.lines,
		whenOn: values['when-on'],
		destinationCheck: values['destination-check'],
		rejectionStatus: number('rejection-status'),
		requestsPerMinute: number('requests-per-minute'),
		silentLimit: values['silent-limit'],
		latency: { ms: number('latency-ms') },
	});
	return { ...settings, port, key: values.key };
}
