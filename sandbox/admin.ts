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
export function refusalOf({ headers, url }: FastifyRequest): string | undefined {
	const { host = '', origin } = headers;
	// The API itself may be reached through a proxy or a front, under any name.
	if (!url.startsWith('/admin/')) return undefined;
	if (!LOOPBACK_HOSTS.includes(host.replace(/:\d*$/, '').toLowerCase())) {
		return 'the Host header must name this machine: 127.0.0.1 or localhost';
	}
	if (origin !== undefined && origin !== `http://${host}`) {
		return '/admin takes no requests from web pages of another origin';
	}
	return undefined;
}

export function serveAdmin(app: FastifyInstance, controls: Controls): void {
	const { faults, journal, lines, settings } = controls;
	const listFaults = () => ({ faults: faults.list() });

	app.get('/admin/faults', listFaults);
	app.post('/admin/faults', (request) => {
		const asked = parse(request.body);
		faults.add(...(Array.isArray(asked) ? asked : [asked]));
		return listFaults();
	});
	app.delete('/admin/faults', () => {
		faults.clear();
		return listFaults();
	});

	app.get('/admin/lines', () => ({ lines: lines.list() }));
	app.put<{ Params: { number: string } }>('/admin/lines/:number', (request) => {
		const { number } = request.params;
		lines.set(number, check(lineStateSchema, parse(request.body)));
		return { number, ...lines.find(number) };
	});

	app.get('/admin/requests', () => ({
		maxInFlight: journal.maxInFlight,
		requests: journal.requests,
	}));

	app.get('/admin/settings', () => settings);
	app.put('/admin/settings', (request) => {
		controls.configure(parse(request.body) as SettingsInput);
		return settings;
	});

	app.post('/admin/reset', () => {
		controls.reset();
		return { reset: true };
	});
}

function parse(body: unknown): unknown {
	try {
		return JSON.parse(String(body));
	} catch {
		throw new InputError('the body is not JSON');
	}
}
