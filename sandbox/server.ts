/** An emulated SMS Partner API on the loopback interface. Inputs and answers: README.md beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { lineStateSchema, serveAdmin } from './admin';
import { createEmulator } from './emulator';
import { createFaultQueue, type Endpoint, type Fault } from './faults';
import { createJournal, type RequestRecord } from './journal';
import { perform } from './play';
import { isRecord, type LineState } from './rules';
import {
	check,
	DEFAULT_SETTINGS,
	InputError,
	partialSettingsSchema,
	type Settings,
	type SettingsInput,
} from './settings';
import { createLines } from './state';

export type { Fault, FaultKind } from './faults';
export { FAULT_KINDS } from './faults';
export type { RequestRecord } from './journal';
export { SEEDED_LINES } from './state';

export interface SandboxOptions extends SettingsInput {
	/** 0 is any free port. */
	port?: number;
	key?: string;
	/** Gets one line per request. */
	log?: (line: string) => void;
}

export interface Sandbox {
	/** What goes into the credential's Base URL. */
	readonly baseUrl: string;
	/** Where /admin is. */
	readonly origin: string;
	line(number: string): LineState | undefined;
	setLine(number: string, state: LineState): void;
	addFault(fault: Fault): void;
	clearFaults(): void;
	configure(changes: SettingsInput): void;
	readonly requests: readonly RequestRecord[];
	readonly maxInFlight: number;
	/** Lines, settings and faults as at the start; records and counters empty. */
	reset(): void;
	/** Ends what is in flight, too. */
	close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** A request to the emulated API, from its arrival until its connection is done with it. */
interface Exchange {
	record: RequestRecord;
	/** Aborted when the answer is out or the connection closed. */
	gone: AbortController;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, key = 'demo-key', log = () => undefined, ...asked } = options;
	if (key === '') throw new InputError('the key is empty');

	const atStart: Settings = { ...DEFAULT_SETTINGS, ...given(asked) };
	const settings: Settings = { ...atStart };
	const lines = createLines(settings.lines);
	const faults = createFaultQueue();
	const journal = createJournal(key, log);
	const emulator = createEmulator(key, settings, lines, faults);
	const exchanges = new WeakMap<FastifyRequest, Exchange>();
	let closing = false;

	const app = Fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
	});
	// Bodies stay text: malformed JSON is a case of its own, and the content type does not matter.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	app.addHook('onRequest', (request, reply, done) => {
		const isAdmin = request.routeOptions.url?.startsWith('/admin/');
		if (!isAdmin) exchanges.set(request, openExchange(request, reply));
		done();
	});
	app.post('/v1/vn/callforward', (request, reply) => serve('callforward', request, reply));
	app.get('/v1/me', (request, reply) => serve('me', request, reply));
	void app.register(
		(admin, _options, done) => {
			serveAdmin(admin, { settings, lines, faults, journal, configure, reset });
			done();
		},
		{ prefix: '/admin' },
	);

	app.setNotFoundHandler((request, reply) => {
		const record = exchanges.get(request)?.record;
		if (record) {
			noteRequest(request, record);
			record.status = 404;
		}
		return reply.code(404).send({ error: 'Not found' });
	});
	app.setErrorHandler((error, _request, reply) => {
		const status = error instanceof InputError ? 400 : 500;
		const text = error instanceof Error ? error.message : String(error);
		return reply.code(status).send({ error: text });
	});

	const origin = await app.listen({ host: '127.0.0.1', port });

	function openExchange(request: FastifyRequest, reply: FastifyReply): Exchange {
		const path = request.url.replace(/\?.*$/s, '');
		const exchange = { record: journal.open(request.method, path), gone: new AbortController() };
		reply.raw.once('close', () => {
			exchange.gone.abort();
			journal.close(exchange.record, fateOf(exchange.record, reply));
		});
		return exchange;
	}

	function fateOf(record: RequestRecord, reply: FastifyReply): RequestRecord['fate'] {
		if (reply.raw.writableFinished) return 'answered';
		const cutByFault = record.fault === 'reset' || record.fault === 'closeMidBody';
		return closing || cutByFault ? 'closedBySandbox' : 'closedByClient';
	}

	/** Puts what the request says on its record; the key itself stays out of it. */
	function noteRequest(request: FastifyRequest, record: RequestRecord) {
		const body = readJson(request.body);
		const { apiKey } = isRecord(body) ? body : isRecord(request.query) ? request.query : {};
		if (isRecord(body)) {
			record.number = body.number;
			record.type = body.type;
			record.param = body.param;
		}
		if (apiKey !== undefined) record.key = apiKey === key ? 'right' : 'wrong';
		return { body, apiKey };
	}

	async function serve(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) {
		const exchange = exchanges.get(request);
		if (!exchange) return;
		const { record, gone } = exchange;
		const wait = async (ms: number) => {
			if (ms > 0) await sleep(ms, undefined, { signal: gone.signal });
		};
		// Several faults break HTTP on purpose, so every answer is written to the raw response.
		reply.hijack();
		try {
			const { body, apiKey } = noteRequest(request, record);
			const play = await emulator.respond({ endpoint, body, apiKey, record, wait, origin });
			if ('answer' in play) record.status = play.answer.status;
			await perform(play, reply.raw, wait);
		} catch (error) {
			if (gone.signal.aborted) return;
			reply.raw.destroy();
			throw error;
		}
	}

	function configure(changes: SettingsInput): void {
		const checked = given(changes);
		Object.assign(settings, checked);
		if (checked.lines) lines.restart(checked.lines);
	}

	function reset(): void {
		Object.assign(settings, atStart);
		lines.restart(settings.lines);
		faults.clear();
		journal.restart();
		emulator.restart();
	}

	return {
		baseUrl: `${origin}/v1`,
		origin,
		line(number) {
			const line = lines.find(number);
			return line && { type: line.type, param: line.param };
		},
		setLine: (number, state) => lines.set(number, check(lineStateSchema, state)),
		addFault: faults.add,
		clearFaults: faults.clear,
		configure,
		requests: journal.requests,
		get maxInFlight() {
			return journal.maxInFlight;
		},
		reset,
		async close() {
			closing = true;
			emulator.restart();
			await app.close();
		},
	};
}

/** The settings that were given, checked; those given as undefined count as left out. */
function given(changes: SettingsInput): Partial<Settings> {
	const checked = check(partialSettingsSchema, changes);
	return Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined));
}

/** Undefined where the text is not JSON. */
function readJson(text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return undefined;
	}
}
