import { parse } from 'yaml';

/** Each check gives what is wrong, in words for the person who releases. */
type Problems = string[];

export interface Manifest {
	version: string;
	repository?: { url?: string };
	publishConfig?: { access?: string; provenance?: boolean };
}

const VERSION = /^\d+\.\d+\.\d+$/;
const RELEASE = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/m;
const SHA = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const REPOSITORY = 'git+https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner.git';

/** The newest release in the changelog is this version, and nothing waits under Unreleased. */
export function changelogProblems(
	changelog: string,
	{ version }: Manifest,
	locked: { version?: string },
): Problems {
	const problems: Problems = [];
	if (!VERSION.test(version)) problems.push(`package.json: ${version} is not a release`);
	if (locked.version !== version) {
		problems.push(`package-lock.json has version ${String(locked.version)}, not ${version}`);
	}
	const [, newest] = RELEASE.exec(changelog) ?? [];
	if (newest !== version) {
		problems.push(`CHANGELOG.md: the newest release is ${String(newest)}, not ${version}`);
	}
	const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1];
	if (unreleased === undefined) problems.push('CHANGELOG.md has no section Unreleased');
	else if (unreleased.trim() !== '') problems.push('CHANGELOG.md: changes are still Unreleased');
	for (const name of ['Unreleased', version]) {
		if (!new RegExp(`^\\[${name.replaceAll('.', '\\.')}\\]: https://`, 'm').test(changelog)) {
			problems.push(`CHANGELOG.md: [${name}] has no link`);
		}
	}
	return problems;
}

interface Workflow {
	on?: { push?: { tags?: string[] } };
	permissions?: Record<string, string>;
	jobs?: Record<
		string,
		{ permissions?: Record<string, string>; steps?: { uses?: string; run?: string }[] }
	>;
}

/** Permissions are minimal, and actions are pinned by commit. */
export function workflowProblems(name: string, text: string): Problems {
	const problems: Problems = [];
	const { permissions, jobs = {} } = parse(text) as Workflow;
	if (JSON.stringify(permissions) !== '{"contents":"read"}') {
		problems.push(`${name}: the workflow's permissions are not just contents: read`);
	}
	for (const { steps = [] } of Object.values(jobs)) {
		for (const { uses } of steps) {
			if (uses !== undefined && !SHA.test(uses)) {
				problems.push(`${name}: ${uses} is not pinned by commit`);
			}
		}
	}
	return problems;
}

/** What npm needs to state where a package comes from, and n8n to verify it. */
export function provenanceProblems(publish: string, manifest: Manifest): Problems {
	const problems: Problems = [];
	const { on, jobs = {} } = parse(publish) as Workflow;
	const publishing = Object.values(jobs).filter(
		({ permissions }) => permissions?.['id-token'] === 'write',
	);
	const steps = publishing.flatMap((job) => job.steps ?? []);
	if (!on?.push?.tags?.length) problems.push('publish.yml does not run on tags');
	if (publishing.length === 0) {
		problems.push('publish.yml may not ask for an identity token (id-token: write)');
	}
	for (const { uses, run } of steps) {
		const isHarmless =
			run === undefined
				? /^actions\/(download-artifact|setup-node)@/.test(String(uses))
				: /^npm publish \S+\.tgz --ignore-scripts [\w -]+$/.test(run);
		if (!isHarmless) {
			problems.push(`publish.yml runs other code with the right to publish: ${uses ?? run}`);
		}
	}
	if (!steps.some(({ run }) => run?.startsWith('npm publish') && run.includes('--provenance'))) {
		problems.push('publish.yml does not publish with --provenance');
	}
	if (manifest.publishConfig?.provenance !== true) {
		problems.push('package.json: publishConfig.provenance is not true');
	}
	if (manifest.publishConfig?.access !== 'public') {
		problems.push('package.json: publishConfig.access is not public');
	}
	if (manifest.repository?.url !== REPOSITORY) {
		problems.push(`package.json: repository.url is not ${REPOSITORY}`);
	}
	return problems;
}
