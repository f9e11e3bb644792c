/** npm run sandbox: the emulated API as a program. */
import { HELP, readOptions } from './options';
import { startSandbox, type Sandbox } from './server';
import { SEEDED_LINES } from './state';

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
	console.log(banner(sandbox, options.key));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

main().catch((error: unknown) => {
	console.error(`${explain(error)}\nSee: npm run sandbox -- --help`);
	process.exitCode = 1;
});
