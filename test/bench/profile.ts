import { readFile } from 'node:fs/promises';

/** The parts of Chrome's .cpuprofile format that are read here. Times in microseconds. */
interface CpuProfile {
	nodes: Array<{
		id: number;
		callFrame: { functionName: string; url: string };
		children?: number[];
	}>;
	samples: number[];
	timeDeltas: number[];
}

/** Whose work a function is, by its file; the caller's where the file is no one's in particular. */
const OWNERS: Array<[owner: string, pattern: RegExp]> = [
	['this node', /node_modules\/n8n-nodes-smspartner\//],
	['expressions', /n8n-workflow|expression-runtime|@n8n\/tournament|isolated-vm/],
	["n8n's request helper", /request-helper|axios|follow-redirects|form-data|proxy/],
	[
		"Node's sockets and HTTP",
		/^node:(net|_http|internal\/(stream|http|timers|process|net|dns)|dns|stream)/,
	],
	['n8n around it', /n8n-core|n8n\/dist/],
];
const AS_V8_NAMES_THEM = /^\((idle|program|garbage collector)\)$/;

/** Milliseconds of the profile by whose work it was, the most first. */
export async function sharesOf(file: string): Promise<Array<[owner: string, ms: number]>> {
	const { nodes, samples, timeDeltas } = JSON.parse(await readFile(file, 'utf8')) as CpuProfile;
	const owners = new Map<number, string>();
	const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((it) => [it, id])));
	// A parent stands before its children.
	for (const { id, callFrame } of nodes) {
		const inherited = owners.get(parents.get(id) ?? NaN) ?? 'other';
		const owner = OWNERS.find(([, pattern]) => pattern.test(callFrame.url))?.[0] ?? inherited;
		const named = AS_V8_NAMES_THEM.exec(callFrame.functionName)?.[1];
		owners.set(id, named ?? owner);
	}
	const shares = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const owner = owners.get(id) ?? 'other';
		shares.set(owner, (shares.get(owner) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
	}
	return [...shares].sort(([, a], [, b]) => b - a);
}
