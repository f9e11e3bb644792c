// Runs the scanner that n8n verifies community packages with, on the source and on the tarball.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { repository, withTarball } from './tarball.mjs';

// What the scanner looks at in a published package: see analyzePackageByName in scanner.mjs.
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

async function scan(name, folder, patterns) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	// The scanner passes when it finds nothing to look at.
	const clean = passed && message === undefined;
	console.log(`${clean ? 'passed' : 'FAILED'}  ${name}${clean ? '' : `: ${message}`}`);
	if (details) console.log(details);
	return clean;
}

/** A scanner that finds nothing anywhere would pass us too: it must refuse this. */
async function refusesForbiddenCode() {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-smspartner-'));
	try {
		mkdirSync(join(folder, 'nodes'));
		writeFileSync(join(folder, 'nodes', 'Bad.node.ts'), 'setTimeout(() => process.exit(), 1);\n');
		const { passed } = await analyzePackage(folder, SOURCE_FILE_PATTERNS);
		console.log(`${passed ? 'FAILED' : 'passed'}  the scanner refuses forbidden code`);
		return !passed;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const scanTarball = ({ folder, files }) => {
	if (!files.some((file) => file.startsWith('dist/nodes/'))) {
		console.log('FAILED  tarball: nothing was built');
		return false;
	}
	return scan('tarball', folder, TARBALL_FILE_PATTERNS);
};

const results = [
	await refusesForbiddenCode(),
	await scan('source', repository, SOURCE_FILE_PATTERNS),
	await withTarball(scanTarball),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
