import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

export const KEY = 'k3y & "quotes" + 100 % é';
export const NUMBER = '33612345678';
export const MOBILE = '+33698765432';

/** A sandbox for the tests of a file: fresh lines, faults and records for each test. */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ key: KEY, ...options });
	});
	afterEach(() => sandbox.reset());
	afterAll(() => sandbox.close());
	return () => sandbox;
}

/** @param fields what is other than in a good request, or the body as a text */
export async function post(
	{ baseUrl }: Pick<Sandbox, 'baseUrl'>,
	fields: Record<string, unknown> | string = {},
	signal: AbortSignal | null = null,
): Promise<Response> {
	const body = { apiKey: KEY, number: NUMBER, type: 1, param: MOBILE };
	return await fetch(`${baseUrl}/vn/callforward`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: typeof fields === 'string' ? fields : JSON.stringify({ ...body, ...fields }),
		redirect: 'manual',
		signal,
	});
}

export async function postJson(...request: Parameters<typeof post>): Promise<unknown> {
	return await (await post(...request)).json();
}

export async function admin(
	{ origin }: Pick<Sandbox, 'origin'>,
	method: string,
	path: string,
	body?: unknown,
): Promise<{ status: number; json: unknown }> {
	const text = typeof body === 'object' ? JSON.stringify(body) : (body as string | undefined);
	const response = await fetch(`${origin}/admin/${path}`, { method, body: text ?? null });
	return { status: response.status, json: await response.json() };
}

/** Waits until the sandbox has noticed what the client already knows. */
export async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
