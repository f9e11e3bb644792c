/** The sandbox in a process of its own, so that its work is not counted as n8n's. Prints its address. */
import { startSandbox } from '../../sandbox/server';

async function main(): Promise<void> {
	const key = process.env['BENCH_KEY'] ?? '';
	const sandbox = await startSandbox({ key, lines: 'any', whenOn: 'overwrite' });
	console.log(sandbox.origin);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
