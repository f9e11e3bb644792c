import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');
const NODE = 'nodes/SmsPartnerCallForward';

/** [who imports, what, the rule that refuses it] */
const FORBIDDEN = [
	[`${NODE}/api/transport`, `${NODE}/settle`, 'settle-is-run-by-callForward'],
	[`${NODE}/api/response`, `${NODE}/checks/mode`, 'api-knows-only-the-vendor'],
	[`${NODE}/api/wire`, `${NODE}/api/transport`, 'pure-api-files'],
	[`${NODE}/checks/mode`, `${NODE}/timing/clock`, 'checks-are-pure'],
	[`${NODE}/outcome`, `${NODE}/items`, 'outcome-is-pure'],
	[`${NODE}/timing/pace`, `${NODE}/reasons`, 'timing-knows-no-phones'],
	[`${NODE}/items`, `${NODE}/callForward`, 'callForward-is-run-by-the-node'],
	[`${NODE}/callForward`, `${NODE}/SmsPartnerCallForward.node`, 'node-is-the-top'],
	[`${NODE}/items`, `${NODE}/api/transport`, 'items'],
	[`${NODE}/items`, `${NODE}/timing/batch`, 'items'],
	[`${NODE}/retryOnFail`, `${NODE}/api/transport`, 'retryOnFail'],
	[`${NODE}/retryOnFail`, `${NODE}/timing/pace`, 'retryOnFail'],
	[`${NODE}/description`, `${NODE}/api/transport`, 'description'],
	['credentials/SmsPartnerApi.credentials', `${NODE}/items`, 'credentials'],
] as const;

it('imports that go against the layout are refused', () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-smspartner-'));
	try {
		writeFileSync(join(folder, 'tsconfig.json'), '{}');
		const imports = new Map<string, string>();
		for (const [from, to] of FORBIDDEN) {
			imports.set(from, `${imports.get(from) ?? ''}import '${join(folder, to)}';\n`);
			if (!imports.has(to)) imports.set(to, '');
		}
		for (const [file, text] of imports) {
			mkdirSync(dirname(join(folder, file)), { recursive: true });
			writeFileSync(join(folder, `${file}.ts`), `${text}export {};\n`);
		}
		const { stdout } = spawnSync(
			join(REPOSITORY, 'node_modules/.bin/depcruise'),
			['--config', join(REPOSITORY, '.dependency-cruiser.cjs'), 'nodes', 'credentials'],
			{ cwd: folder, encoding: 'utf8' },
		);
		for (const [from, to, rule] of FORBIDDEN) {
			expect(stdout).toContain(`${rule}: ${from}.ts → ${to}.ts`);
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
}, 60_000);
