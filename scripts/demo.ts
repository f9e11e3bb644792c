/** npm run demo: the example workflow in n8n's real engine, against the sandbox. */
import { join, relative } from 'node:path';
import { report } from './demo/report';
import { readRows, RowsError } from './demo/rows';

const SAMPLE_ROWS = join(__dirname, '../examples/demo-rows.csv');

async function main([file = relative('', SAMPLE_ROWS), ...others]: string[]): Promise<void> {
	if (others.length > 0 || file.startsWith('-')) {
		throw new RowsError('Usage: npm run demo -- [path/to/rows.csv]');
	}
	const rows = await readRows(file);
	// The engine takes seconds to load: a file that cannot be used is reported before.
	const { closeEngine, engineVersion } = await import('../test/engine/engine');
	const { runDemo } = await import('./demo/run');
	console.log(
		`${rows.length} row${rows.length === 1 ? '' : 's'} from ${file}, ` +
			`through examples/start-here.json in n8n-core ${engineVersion}:\n`,
	);
	try {
		console.log(report(await runDemo(rows)));
	} finally {
		closeEngine();
	}
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof RowsError ? error.message : error);
	process.exitCode = 1;
});
