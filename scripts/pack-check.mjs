// Checks the tarball against n8n's requirements for verified community packages and our own rules.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { repository, withTarball } from './tarball.mjs';

const MAX_PACKED_BYTES = 60 * 1024;
const ALLOWED =
	/^(dist\/(nodes|credentials)\/.+\.(js|node\.json|svg|png)|dist\/nodes\/.+\/__schema__\/[^/]+\.json|[^/]+)$/;
const ALLOWED_AT_THE_TOP = ['CHANGELOG.md', 'LICENSE.md', 'README.md', 'index.js', 'package.json'];
const LIFECYCLE_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

function checkFiles(files, size) {
	const top = files.filter((file) => !file.includes('/')).sort();
	assert.deepEqual(top, ALLOWED_AT_THE_TOP, 'files at the top of the tarball');
	for (const file of files) {
		assert.match(file, ALLOWED, `not meant to be shipped: ${file}`);
		assert.doesNotMatch(
			file,
			/\.(test|spec)\.|(^|\/)(test|tests|__tests__)\//,
			'a test is shipped',
		);
		if (file.startsWith('dist/') && file.endsWith('.js')) {
			const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
			assert.ok(existsSync(join(repository, source)), `${file} is left over: delete dist, build`);
		}
	}
	assert.ok(size < MAX_PACKED_BYTES, `the tarball has ${size} bytes`);
}

function checkPackageJson(manifest, files) {
	assert.match(manifest.name, /^n8n-nodes-/);
	assert.equal(manifest.license, 'MIT');
	assert.ok(manifest.keywords.includes('n8n-community-node-package'), 'keyword');
	assert.deepEqual(manifest.peerDependencies, { 'n8n-workflow': '*' });
	for (const field of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'overrides']) {
		assert.equal(manifest[field], undefined, `package.json has ${field}`);
	}
	for (const script of LIFECYCLE_SCRIPTS) {
		assert.equal(manifest.scripts[script], undefined, `package.json has the script ${script}`);
	}
	for (const field of ['description', 'homepage', 'repository', 'version', 'author']) {
		assert.ok(manifest[field], `package.json has no ${field}`);
	}
	assert.equal(manifest.n8n.n8nNodesApiVersion, 1);
	const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	for (const entry of [manifest.main, ...entries]) {
		assert.ok(files.includes(entry), `not in the tarball: ${entry}`);
	}
}

function checkIcons({ light, dark }, entry, files) {
	for (const icon of [light, dark]) {
		const path = posix.join(posix.dirname(entry), icon.replace(/^file:/, ''));
		assert.ok(files.includes(path), `not in the tarball: ${path}, an icon of ${entry}`);
	}
	assert.notEqual(light, dark, `${entry} has one icon for light and dark`);
}

/** Loads the unpacked package where only n8n-workflow can be resolved, as in an installed n8n. */
function checkLoading(folder, manifest, files) {
	const modules = join(folder, 'node_modules');
	mkdirSync(modules);
	symlinkSync(
		join(repository, 'node_modules', 'n8n-workflow'),
		join(modules, 'n8n-workflow'),
		'dir',
	);
	const load = createRequire(join(folder, 'index.js'));
	const { SmsPartnerCallForward, SmsPartnerApi, ...others } = load(folder);
	assert.deepEqual(Object.keys(others), [], 'index.js exports something else');
	const node = new SmsPartnerCallForward();
	const credential = new SmsPartnerApi();
	assert.equal(node.description.name, 'smsPartnerCallForward');
	assert.equal(typeof node.execute, 'function');
	assert.equal(credential.name, 'smsPartnerApi');
	assert.equal(typeof credential.authenticate, 'function');

	const [nodeEntry] = manifest.n8n.nodes;
	const [credentialEntry] = manifest.n8n.credentials;
	checkIcons(node.description.icon, nodeEntry, files);
	checkIcons(credential.icon, credentialEntry, files);
	const codex = load(join(folder, nodeEntry.replace(/\.js$/, '.json')));
	assert.equal(codex.node, `${manifest.name}.${node.description.name}`);
}

await withTarball(({ folder, files, size }) => {
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	checkFiles(files, size);
	checkPackageJson(manifest, files);
	checkLoading(folder, manifest, files);
	console.log(`${files.length} files, ${(size / 1024).toFixed(1)} KiB packed:`);
	for (const file of files) console.log(`  ${file}`);
});
