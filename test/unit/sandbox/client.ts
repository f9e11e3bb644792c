import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

export const KEY = 'k3y & "quotes" + 100 % é';
export const NUMBER = '33612345678';
export const MOBILE = '+33698765432';

/** A sandbox for the tests of one describe block: fresh lines, faults and records for each test. */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ key: KEY, ...options });
	});
	afterEach(() => sandbox.reset());
	afterAll(() => sandbox.close());
	return () => sandbox;
}

export function callForwardBody(fields: Record<string, unknown> = {}): Record<string, unknown> {
	return { apiKey: KEY, number: NUMBER, type: 1, param: MOBILE, ...fields };
}

export async function post(
	{ baseUrl }: Pick<Sandbox, 'baseUrl'>,
	body: unknown = callForwardBody(),
	signal?: AbortSignal,
): Promise<Response> {
	return await fetch(`${baseUrl}/vn/callforward`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
		...(signal && { signal }),
	});
}

export async function postJson(
	sandbox: Pick<Sandbox, 'baseUrl'>,
	fields: Record<string, unknown> = {},
): Promise<unknown> {
	const response = await post(sandbox, callForwardBody(fields));
	return await response.json();
}

export async function admin(
	{ origin }: Pick<Sandbox, 'origin'>,
	method: string,
	path: string,
	body?: unknown,
): Promise<{ status: number; json: unknown }> {
	const response = await fetch(`${origin}/admin/${path}`, {
		method,
		...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
	});
	return { status: response.status, json: await response.json() };
}

/** Waits until the sandbox has noticed what the client already knows. */
export async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
