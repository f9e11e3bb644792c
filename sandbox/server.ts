/** An emulated SMS Partner API on the loopback interface. Inputs and answers: README.md beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { lineStateSchema, serveAdmin } from './admin';
import { createEmulator } from './emulator';
import { createFaultQueue, type Endpoint, type Fault } from './faults';
import { createJournal, type RequestRecord } from './journal';
import { perform } from './play';
import { isRecord, type LineState } from './rules';
import { check, InputError, settingsSchema, type SettingsInput } from './settings';
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
	configure(changes: SettingsInput): void;
	readonly requests: readonly RequestRecord[];
	readonly maxInFlight: number;
	/** Lines, settings and faults as at the start; records and counters empty. */
	reset(): void;
	/** Ends what is in flight, too. */
	close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

const ENDPOINTS: Record<string, Endpoint | undefined> = {
	'POST /v1/vn/callforward': 'callforward',
	'GET /v1/me': 'me',
};

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, key = 'demo-key', log = () => undefined, ...asked } = options;
	if (key === '') throw new InputError('the key is empty');

	const atStart = check(settingsSchema, asked);
	const settings = { ...atStart };
	const lines = createLines(settings.lines);
	const faults = createFaultQueue();
	const journal = createJournal(key, log);
	const emulator = createEmulator(key, settings, lines, faults);

	const app = Fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
	});
	// Bodies stay text: malformed JSON is a case of its own, and the content type does not matter.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	void app.register(
		(admin, _options, done) => {
			serveAdmin(admin, { settings, lines, faults, journal, configure, reset });
			done();
		},
		{ prefix: '/admin' },
	);
	app.all('/*', serve);
	app.setErrorHandler((error, _request, reply) => {
		const status = error instanceof InputError ? 400 : 500;
		const text = error instanceof Error ? error.message : String(error);
		return reply.code(status).send({ error: text });
	});

	const origin = await app.listen({ host: '127.0.0.1', port });

	/** Whatever is not under /admin: it is recorded, and answered where the vendor has such an endpoint. */
	async function serve(request: FastifyRequest, reply: FastifyReply) {
		const path = request.url.replace(/\?.*$/s, '');
		const body = readJson(request.body);
		const said = isRecord(body) ? body : (request.query as Record<string, unknown>);
		const record = journal.open(request.method, path, said);
		const gone = new AbortController();
		reply.raw.once('close', () => {
			gone.abort();
			journal.close(record, reply.raw.writableFinished);
		});
		const wait = async (ms: number) => {
			if (ms > 0) await sleep(ms, undefined, { signal: gone.signal });
		};
		const endpoint = ENDPOINTS[`${request.method} ${path}`];
		if (endpoint === undefined) {
			record.status = 404;
			return await reply.code(404).send({ error: 'Not found' });
		}
		// Several faults break HTTP on purpose, so every answer is written to the raw response.
		reply.hijack();
		try {
			const play = await emulator.respond({ endpoint, body, apiKey: said.apiKey, record, wait });
			if ('answer' in play) record.status = play.answer.status;
			await perform(play, reply.raw, wait);
		} catch (error) {
			if (gone.signal.aborted) return;
			reply.raw.destroy();
			throw error;
		}
	}

	function configure(changes: SettingsInput): void {
		Object.assign(settings, check(settingsSchema, { ...settings, ...changes }));
		if (changes.lines) lines.restart(changes.lines);
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
		configure,
		requests: journal.requests,
		get maxInFlight() {
			return journal.maxInFlight;
		},
		reset,
		close: () => app.close(),
	};
}

/** Undefined where the text is not JSON. */
function readJson(text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return undefined;
	}
}
