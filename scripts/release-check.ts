/** Everything that can be checked before a version is published. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	changelogProblems,
	provenanceProblems,
	workflowProblems,
	type Manifest,
} from './release/checks';

const REPOSITORY = join(__dirname, '..');
const WORKFLOWS = '.github/workflows';

const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');
const json = <T>(file: string): T => JSON.parse(read(file)) as T;

function treeProblems(): string[] {
	const status = execFileSync('git', ['status', '--porcelain'], {
		cwd: REPOSITORY,
		encoding: 'utf8',
	});
	return status === '' ? [] : [`the tree is not clean:\n${status.trimEnd()}`];
}

/** Runs another check; what it prints is for the person to read. */
function scriptProblems(script: string): string[] {
	const { status } = spawnSync('npm', ['run', '--silent', script], {
		cwd: REPOSITORY,
		stdio: 'inherit',
	});
	return status === 0 ? [] : [`npm run ${script} failed`];
}

const manifest = json<Manifest>('package.json');
const checks: [name: string, problems: () => string[]][] = [
	['clean tree', treeProblems],
	[
		'version and changelog',
		() => changelogProblems(read('CHANGELOG.md'), manifest, json('package-lock.json')),
	],
	[
		'workflows',
		() =>
			readdirSync(join(REPOSITORY, WORKFLOWS)).flatMap((name) =>
				workflowProblems(name, read(join(WORKFLOWS, name))),
			),
	],
	['provenance', () => provenanceProblems(read(join(WORKFLOWS, 'publish.yml')), manifest)],
	['scan and tarball', () => scriptProblems('scan')],
	['style, types, documents', () => scriptProblems('check')],
];

const results = checks.map(([name, problems]) => ({ name, found: problems() }));
console.log('');
for (const { name, found } of results) {
	console.log(`${found.length === 0 ? 'passed' : 'FAILED'}  ${name}`);
	for (const problem of found) console.log(`        ${problem.replaceAll('\n', '\n        ')}`);
}
const failed = results.filter(({ found }) => found.length > 0).length;
console.log(`\n${manifest.version}: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
