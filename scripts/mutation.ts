/**
 * npm run test:mutation: fails where Stryker's threshold is missed, or a survivor is not explained in
 * test/mutation/survivors.json. Also lists the explained ones that a test kills by now.
 * Arguments limit the run to some files: npm run test:mutation -- nodes/SmsPartnerCallForward/settle.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
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
// Stryker has said why.
if (!existsSync(REPORT)) process.exit(status || 1);

const mutants = mutantsIn(JSON.parse(readFileSync(REPORT, 'utf8')) as Report);
const { unexplained, outdated } = compare(mutants, explanations);
for (const name of unexplained) console.log(`FAILED, survived without a reason: ${name}`);
if (files.length === 0) for (const name of outdated) console.log(`does not survive: ${name}`);
process.exitCode = unexplained.length > 0 ? 1 : (status ?? 1);
