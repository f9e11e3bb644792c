/** The admin endpoint: everything a test or a person may ask of the sandbox itself, as JSON. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FaultQueue } from './faults';
import type { Journal } from './journal';
import { check, InputError, type Settings, type SettingsInput } from './settings';
import type { Lines } from './state';

export interface Controls {
	settings: Settings;
	lines: Lines;
	faults: FaultQueue;
	journal: Journal;
	configure(changes: SettingsInput): void;
	reset(): void;
}

export const lineStateSchema = z
	.object({
		type: z.union([z.literal(0), z.literal(1), z.literal(2)]),
		param: z.string().default(''),
	})
	.strict();

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** A web page must not drive the sandbox: not from its own origin, nor under a name it rebinds to 127.0.0.1. */
function refusalOf({ headers }: FastifyRequest): string | undefined {
	const { host = '', origin } = headers;
	if (!LOOPBACK_HOSTS.includes(host.replace(/:\d*$/, '').toLowerCase())) {
		return 'the Host header must name this machine: 127.0.0.1 or localhost';
	}
	if (origin !== undefined && origin !== `http://${host}`) {
		return '/admin takes no requests from web pages of another origin';
	}
	return undefined;
}

/** Its routes are a plugin of their own: the guard runs for whatever address the router leads to one of them. */
export function serveAdmin(app: FastifyInstance, controls: Controls): void {
	const { settings, lines, faults, journal, configure, reset } = controls;
	app.addHook('onRequest', async (request, reply) => {
		const refusal = refusalOf(request);
		if (refusal !== undefined) await reply.code(403).send({ error: refusal });
	});

	app.get('/faults', () => ({ faults: faults.list() }));
	app.post('/faults', (request) => {
		const asked = parse(request.body);
		faults.add(...(Array.isArray(asked) ? asked : [asked]));
		return { faults: faults.list() };
	});

	app.get('/lines', () => ({ lines: lines.list() }));
	app.put<{ Params: { number: string } }>('/lines/:number', (request) => {
		const { number } = request.params;
		lines.set(number, check(lineStateSchema, parse(request.body)));
		return { number, ...lines.find(number) };
	});

	app.get('/requests', () => ({ maxInFlight: journal.maxInFlight, requests: journal.requests }));

	app.get('/settings', () => settings);
	app.put('/settings', (request) => {
		configure(parse(request.body));
		return settings;
	});

	app.post('/reset', () => {
		reset();
		return { reset: true };
	});
}

function parse(text: unknown): object {
	let body: unknown;
	try {
		body = JSON.parse(String(text));
	} catch {
		// Told below.
	}
	if (typeof body === 'object' && body !== null) return body;
	throw new InputError('the body is not a JSON object or list');
}
