import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP, readOptions } from '../../../sandbox/options';
import { startSandbox } from '../../../sandbox/server';
import { admin, callForwardBody, post, until } from './client';

const ROOT = join(__dirname, '../../..');
const README = readFileSync(join(ROOT, 'sandbox/README.md'), 'utf8');
const FLAGS = [
	...[
		'port',
		'key',
		'lines',
		'when-on',
		'destination-check',
		'silent-limit',
		'rejection-status',
		'requests-per-minute',
	],
	...['latency-ms', 'slow-every', 'slow-ms'],
];
const PROGRAM = ['--import', 'tsx', 'sandbox/cli.ts'];

function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			[...PROGRAM, ...args],
			{ cwd: ROOT },
			(_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
		);
	});
}

// Starting a program takes long on a busy machine.
jest.setTimeout(60_000);

describe('npm run sandbox', () => {
	it('tells what to paste, serves with its flags, logs, and ends with Ctrl-C', async () => {
		const flags = ['--port', '0', '--key', 's3cret', '--lines', 'any', '--when-on', 'overwrite'];
		const more = ['--rejection-status', '422', '--requests-per-minute', '100', '--latency-ms', '1'];
		const child = spawn(process.execPath, [...PROGRAM, ...flags, ...more], { cwd: ROOT });
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		await until(() => /admin\/faults\n\n$/.test(output));

		const baseUrl = String(/Base URL +(\S+)/.exec(output)?.[1]);
		expect(output).toMatch(/API Key +s3cret\n/);
		expect(output).toContain('336123456NN');

		const origin = new URL(baseUrl).origin;
		const { json } = await admin({ origin }, 'GET', 'settings');
		expect(json).toEqual({
			rejectionStatus: 422,
			whenOn: 'overwrite',
			destinationCheck: 'beforeState',
			language: 'en',
			lines: 'any',
			requestsPerMinute: 100,
			silentLimit: false,
			latency: { ms: 1 },
		});

		// The curl command of the banner, as it stands there.
		const [, fault, url] = /curl -d '(.+)' (\S+)/.exec(output) ?? [];
		await fetch(String(url), { method: 'POST', body: String(fault) });
		const banner = output;
		expect((await post({ baseUrl }, callForwardBody({ apiKey: 's3cret' }))).status).toBe(503);
		await until(() => output.length > banner.length);
		expect(output.slice(banner.length)).toMatch(/^\S+ POST .* -> 503, fault status in \d+ ms\n$/);
		expect(output.slice(banner.length)).not.toContain('s3cret');

		child.kill('SIGINT');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('says that the port is taken', async () => {
		const sandbox = await startSandbox();
		const { code, stderr } = await run('--port', new URL(sandbox.origin).port);
		await sandbox.close();
		expect(code).toBe(1);
		expect(stderr).toMatch('The port is taken. Choose another one: --port 8026');
		expect(stderr).toMatch('npm run sandbox -- --help');
	});
});

describe('its flags', () => {
	it('have the documented defaults', () => {
		expect(readOptions([])).toMatchObject({ port: 8025, key: 'demo-key' });
	});

	it('reach the sandbox', () => {
		const args = '--port 0 --lines any --when-on overwrite --rejection-status 400 --slow-ms 9';
		expect(readOptions([...args.split(' '), '--key', 'a b'])).toMatchObject({
			port: 0,
			key: 'a b',
			lines: 'any',
			whenOn: 'overwrite',
			rejectionStatus: 400,
			latency: { slowMs: 9 },
		});
	});

	it('are all in the help', () => {
		expect(readOptions(['--port', '1', '--help'])).toBe('help');
		for (const flag of FLAGS) expect(HELP).toMatch(`  --${flag}`);
		for (const flag of FLAGS) expect(README).toContain(`--${flag}`);
	});

	it.each([
		[['--prot', '1'], "Unknown option '--prot'"],
		[['8025'], "Unexpected argument '8025'"],
		[['--key'], "Option '--key <value>' argument missing"],
		[['--port', 'http'], '--port is not a number: http'],
		[['--port', '70000'], '--port is above 65535: 70000'],
		[['--lines', 'all'], '--lines is listed or any, not all'],
		[['--when-on', ''], '--when-on is alreadyOn or sameDestination or overwrite, not '],
	])('say what is wrong: %j', (args, text) => {
		expect(() => readOptions(args)).toThrow(text);
	});
});
