import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use once everything that can go is gone. */
export async function heapInUse(): Promise<number> {
	await new Promise((resolve) => setTimeout(resolve, 100));
	collectGarbage();
	return process.memoryUsage().heapUsed;
}
