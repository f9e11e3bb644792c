import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createTerminal } from '../../scripts/probe/terminal';
import { ARGS, KEY, useSandbox } from './support';

function open() {
	const input = Object.assign(new PassThrough(), { isTTY: true });
	const output = Object.assign(new PassThrough(), { isTTY: true });
	const interruption = new AbortController();
	const terminal = createTerminal(input, output, interruption);
	return { input, output, interruption, terminal, shown: () => String(output.read()) };
}

describe('a terminal', () => {
	it('shows what is typed, and reads it', async () => {
		const { input, terminal, shown } = open();
		const answer = terminal.ask('Go on? ');
		input.write(' yes \r');
		expect(await answer).toBe('yes');
		// A question that is written before the line is cleared would be wiped out.
		expect(shown()).toContain('\u001b[0JGo on? ');
	});

	it('does not show a key that is typed or pasted', async () => {
		const { input, terminal, shown } = open();
		const answer = terminal.askSecretly('API key: ');
		for (const character of 's3c') input.write(character);
		input.write('ret\r');
		expect(await answer).toBe('s3cret');
		expect(shown()).toBe('API key: \n');
	});

	it('takes the end of the input for no answer', async () => {
		const { input, terminal } = open();
		const answer = terminal.ask('Go on? ');
		input.end();
		expect(await answer).toBe('');
	});

	it('ends a question with Ctrl-C', async () => {
		const { input, interruption, terminal } = open();
		const answer = terminal.ask('Go on? ');
		input.write('\u0003');
		await expect(answer).rejects.toThrow();
		expect(interruption.signal.aborted).toBe(true);
	});

	it('is one only if both ends are', () => {
		const interruption = new AbortController();
		const pipe = new PassThrough();
		expect(createTerminal(pipe, pipe, interruption).isInteractive).toBe(false);
		expect(open().terminal.isInteractive).toBe(true);
	});
});

describe('npm run probe', () => {
	const sandbox = useSandbox();

	it('ends with Ctrl-C at a request that hangs, and says where the line may point', async () => {
		sandbox().addFault({ kind: 'hang', apply: true, skip: 2 });
		const child = spawn(
			process.execPath,
			[
				'--import',
				'tsx',
				'scripts/probe.ts',
				...ARGS,
				'--base-url',
				sandbox().baseUrl,
				'--yes',
				'--json',
			],
			{ cwd: join(__dirname, '../..'), env: { ...process.env, SMSPARTNER_API_KEY: KEY } },
		);
		let [stdout, stderr] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
		const closed = once(child, 'close');
		while (sandbox().requests[2]?.fault !== 'hang') {
			await new Promise((resolve) => setImmediate(resolve));
		}
		child.kill('SIGINT');
		expect(await closed).toEqual([130, null]);
		expect(stderr).toMatch(
			/\nIt was interrupted\.\nIt is not certain where the line points: off, or forwarded to --phone\. .*\n$/,
		);
		expect(JSON.parse(stdout)).toMatchObject({ stopped: 'It was interrupted.' });
		expect(sandbox().requests).toHaveLength(3);
	}, 60_000);
});
