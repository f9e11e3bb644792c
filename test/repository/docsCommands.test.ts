import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readOptions } from '../../sandbox/options';
import { startSandbox } from '../../sandbox/server';

const REPOSITORY = join(__dirname, '../..');
const COMMAND_MS = 60_000;

const execute = promisify(execFile);

interface Documented {
	file: string;
	block: string;
}

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: REPOSITORY, encoding: 'utf8' })
	.trim()
	.split('\n');

let documented: Documented[];
beforeAll(async () => {
	documented = [];
	for (const file of documents) {
		const text = await readFile(join(REPOSITORY, file), 'utf8');
		for (const [, block] of text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
			documented.push({ file, block: String(block) });
		}
	}
});

const lines = (): string[] =>
	documented.flatMap(({ block }) => block.split(/\n|&&/).map((line) => line.trim()));

describe('the commands in the documents', () => {
	it('are of the kinds that are checked here', () => {
		const known =
			/^$|^npm (ci|test|pack)$|^npm run [\w:-]+|^curl |^(mkdir|cd|npm install|git clone) /;
		expect(lines().filter((line) => !known.test(line))).toEqual([]);
	});

	it('clone the repository that package.json names', () => {
		const { repository } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
			repository: { url: string };
		};
		const clones = lines().filter((line) => line.startsWith('git clone '));
		expect(new Set(clones)).toEqual(new Set([`git clone ${repository.url.replace('git+', '')}`]));
	});

	it('call scripts that exist, in blocks and in the text', async () => {
		const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		const called = new Map<string, string>();
		for (const file of documents) {
			const text = await readFile(join(REPOSITORY, file), 'utf8');
			for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) called.set(String(name), file);
		}
		expect(called.size).toBeGreaterThan(5);
		expect([...called].filter(([name]) => !(name in scripts))).toEqual([]);
	});

	it(
		'install the package from its file into the folder that n8n reads',
		async () => {
			const home = await mkdtemp(join(tmpdir(), 'n8n-nodes-smspartner-'));
			try {
				await execute('npm', ['pack', '--pack-destination', home], { cwd: REPOSITORY });
				const block = documented.find(({ block: text }) => text.includes('/path/to/'))?.block;
				await execute('sh', ['-ec', String(block).replaceAll('/path/to', home)], {
					env: { ...process.env, HOME: home },
				});
				const folder = join(home, '.n8n/nodes/node_modules');
				expect(existsSync(join(folder, 'n8n-nodes-smspartner/index.js'))).toBe(true);
				expect(existsSync(join(folder, 'n8n-workflow'))).toBe(false);
			} finally {
				await rm(home, { recursive: true });
			}
		},
		COMMAND_MS,
	);
});

describe('the sandbox as documented', () => {
	it('answers the documented requests', async () => {
		const command = lines().find((line) => line.startsWith('npm run sandbox'));
		const options = readOptions(String(command).split(' -- ')[1]?.split(' ') ?? []);
		if (options === 'help') throw new Error('The documented command shows the help only');
		const sandbox = await startSandbox({ ...options, port: 0 });
		try {
			const requests = lines().filter((line) => line.startsWith('curl '));
			expect(requests.length).toBeGreaterThan(1);
			for (const request of requests) {
				const here = request.replace(`http://127.0.0.1:${options.port}`, sandbox.origin);
				const { stdout } = await execute('sh', ['-c', `${here} --silent --fail`]);
				expect(JSON.parse(stdout)).toEqual(expect.anything());
			}
		} finally {
			await sandbox.close();
		}
	});
});
