// npm run scan: the scanner that n8n verifies community packages with, on the source and on the tarball;
// then whether the tarball has what it must have, and nothing else. Lint looks at package.json.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
// What the scanner looks at in a published package: see analyzePackageByName in scanner.mjs.
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];
const MAX_PACKED_BYTES = 60 * 1024;
const AT_THE_TOP = ['CHANGELOG.md', 'LICENSE.md', 'README.md', 'index.js', 'package.json'];
const SHIPPED =
	/^dist\/((nodes|credentials)\/.+\.(js|node\.json|svg|png)|nodes\/.+\/__schema__\/[^/]+\.json)$/;

async function scan(name, folder, patterns) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	// The scanner passes when it finds nothing to look at.
	assert.ok(passed && message === undefined, `${name}: ${message}\n${details ?? ''}`);
	console.log(`passed  ${name}`);
}

/** A scanner that finds nothing anywhere would pass us too: it must refuse this. */
async function refusesForbiddenCode(temporary) {
	const folder = join(temporary, 'forbidden');
	mkdirSync(join(folder, 'nodes'), { recursive: true });
	writeFileSync(join(folder, 'nodes', 'Bad.node.ts'), 'setTimeout(() => process.exit(), 1);\n');
	const { passed } = await analyzePackage(folder, SOURCE_FILE_PATTERNS);
	assert.ok(!passed, 'the scanner takes forbidden code');
	console.log('passed  the scanner refuses forbidden code');
}

/** What `npm publish` would upload, unpacked outside the repository, where nothing of it can be reached by accident. */
function pack(temporary) {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary];
	const output = execFileSync('npm', args, { cwd: repository, encoding: 'utf8' });
	const [{ filename, files, size }] = JSON.parse(output);
	execFileSync('tar', ['-xzf', filename], { cwd: temporary });
	return { folder: join(temporary, 'package'), files: files.map(({ path }) => path), size };
}

function checkFiles(files, size) {
	const [inDist, top] = [true, false].map((is) => files.filter((it) => it.includes('/') === is));
	assert.deepEqual(top.sort(), AT_THE_TOP, 'files at the top of the tarball');
	for (const file of inDist) {
		assert.match(file, SHIPPED, `not meant to be shipped: ${file}`);
		assert.doesNotMatch(file, /\.(test|spec)\.|\/(tests?|__tests__)\//, 'a test is shipped');
		const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
		assert.ok(existsSync(join(repository, source)), `${file} is left over: delete dist, build`);
	}
	assert.ok(size < MAX_PACKED_BYTES, `the tarball has ${size} bytes`);
}

/** Loads the unpacked package where only n8n-workflow can be resolved, as in an installed n8n. */
function checkLoading(folder, manifest) {
	const modules = join(folder, 'node_modules');
	mkdirSync(modules);
	symlinkSync(join(repository, 'node_modules/n8n-workflow'), join(modules, 'n8n-workflow'), 'dir');
	const load = createRequire(join(folder, 'index.js'));
	const exported = load(folder);
	assert.deepEqual(Object.keys(exported), ['SmsPartnerCallForward', 'SmsPartnerApi']);
	const { description } = new exported.SmsPartnerCallForward();
	const codex = load(join(folder, manifest.n8n.nodes[0].replace(/\.js$/, '.json')));
	assert.equal(codex.node, `${manifest.name}.${description.name}`);
}

const temporary = mkdtempSync(join(tmpdir(), 'n8n-nodes-smspartner-'));
try {
	await refusesForbiddenCode(temporary);
	await scan('source', repository, SOURCE_FILE_PATTERNS);
	const { folder, files, size } = pack(temporary);
	await scan('tarball', folder, TARBALL_FILE_PATTERNS);
	const manifest = createRequire(import.meta.url)(join(folder, 'package.json'));
	checkFiles(files, size);
	for (const entry of [manifest.main, ...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		assert.ok(files.includes(entry), `not in the tarball: ${entry}`);
	}
	checkLoading(folder, manifest);
	console.log(`${files.length} files, ${(size / 1024).toFixed(1)} KiB packed:`);
	for (const file of files) console.log(`  ${file}`);
} finally {
	rmSync(temporary, { recursive: true, force: true });
}
