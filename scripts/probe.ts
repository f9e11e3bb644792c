/** npm run probe: finds out how SMS Partner's API behaves, with one virtual number of your own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './probe/program';
import { createTerminal } from './probe/terminal';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => interruption.abort());
}

void program(process.argv.slice(2), {
	env: process.env,
	terminal: createTerminal(process.stdin, process.stderr, interruption),
	print: (text) => process.stdout.write(text),
	sleep: async (ms) => await sleep(ms, undefined, { signal: interruption.signal }),
	interrupted: interruption.signal,
}).then((exitCode) => {
	process.exitCode = exitCode;
});
