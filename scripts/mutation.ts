/**
 * npm run test:mutation: fails where Stryker's threshold is missed. Lists the survivors that
 * test/mutation/survivors.json does not explain, and the explained ones that a test kills by now.
 * Arguments limit the run to some files: npm run test:mutation -- nodes/SmsPartnerCallForward/settle.ts
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import explanations from '../test/mutation/survivors.json';
import { compare, mutantsIn, type Report } from './mutation/survivors';

const REPOSITORY = join(__dirname, '..');
const REPORT = join(REPOSITORY, 'reports/mutation.json');

const files = process.argv.slice(2);
const limit = files.length > 0 ? ['--mutate', files.join(',')] : [];
rmSync(REPORT, { force: true });
const { status } = spawnSync('npx', ['stryker', 'run', ...limit], {
	cwd: REPOSITORY,
	stdio: 'inherit',
});

const mutants = mutantsIn(JSON.parse(readFileSync(REPORT, 'utf8')) as Report);
const { unexplained, outdated } = compare(mutants, explanations);
const problems = unexplained.map((name) => `survived without a reason: ${name}`);
if (files.length === 0) problems.push(...outdated.map((name) => `does not survive: ${name}`));
for (const problem of problems) console.log(problem);
process.exitCode = status ?? 1;
