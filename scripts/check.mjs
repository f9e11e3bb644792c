// npm run check: every tool runs, and the last line names those that found something.
import { spawnSync } from 'node:child_process';

const TOOLS = {
	eslint: 'eslint . --max-warnings 0',
	'dependency-cruiser (imports)': 'depcruise nodes credentials',
	prettier: 'prettier --check . !**/package-lock.json',
	'tsc (the package)': 'tsc --noEmit',
	'tsc (tests, scripts, sandbox)': 'tsc -p test',
	docs: 'npm run docs -- --check',
};

const failed = Object.entries(TOOLS).filter(([name, command]) => {
	console.log(`\n== ${name}`);
	const [program, ...args] = command.split(' ');
	return spawnSync(program, args, { stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll is well.' : '');
for (const [name, command] of failed) console.error(`FAILED: ${name}. Alone: npx ${command}`);
process.exitCode = failed.length === 0 ? 0 : 1;
