/** An emulated SMS Partner API on the loopback interface. Inputs and answers: README.md beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { lineStateSchema, serveAdmin } from './admin';
import { createFaultQueue, type Endpoint, type Fault } from './faults';
import { createJournal, type RequestRecord } from './journal';
import { perform, planFault, tooManyRequests, vendorAnswer, type Play } from './play';
import {
	answerCallForward,
	answerMe,
	isRecord,
	readNumber,
	REFUSAL,
	type LineState,
	type Verdict,
} from './rules';
import {
	check,
	DEFAULT_SETTINGS,
	InputError,
	partialSettingsSchema,
	type Settings,
	type SettingsInput,
} from './settings';
import { createLines } from './state';
import { createRateLimit, latencyOf } from './traffic';

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

/** A request to the emulated API, from arrival until its connection is done with it. */
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
	const rateLimit = createRateLimit();
	let served = 0;
	let closing = false;

	const app = Fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
	});
	// Bodies stay text: malformed JSON is a case of its own, and the content type does not matter.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	app.setErrorHandler((error, _request, reply) => {
		const status = error instanceof InputError ? 400 : 500;
		const text = error instanceof Error ? error.message : String(error);
		return reply.code(status).send({ error: text });
	});
	app.setNotFoundHandler((request, reply) => {
		const exchange = exchanges.get(request);
		if (exchange) {
			const body = readJson(request.body);
			noteRequest(exchange.record, body, apiKeyOf(request, body));
			exchange.record.status = 404;
		}
		return reply.code(404).send({ error: 'Not found' });
	});

	const exchanges = new WeakMap<FastifyRequest, Exchange>();
	app.addHook('onRequest', (request, reply, done) => {
		const path = pathOf(request);
		if (!path.startsWith('/admin/')) exchanges.set(request, openExchange(request, reply, path));
		done();
	});

	function openExchange(request: FastifyRequest, reply: FastifyReply, path: string): Exchange {
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

	function noteRequest(record: RequestRecord, body: unknown, apiKey: unknown): void {
		if (isRecord(body)) {
			record.number = body.number;
			record.type = body.type;
			record.param = body.param;
		}
		if (apiKey !== undefined) record.key = apiKey === key ? 'right' : 'wrong';
	}

	app.post('/v1/vn/callforward', (request, reply) => serve('callforward', request, reply));
	app.get('/v1/me', (request, reply) => serve('me', request, reply));

	async function serve(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) {
		const exchange = exchanges.get(request);
		if (!exchange) return;
		// Several faults break HTTP on purpose, so every answer is written to the raw response.
		reply.hijack();
		const wait = async (ms: number) => {
			if (ms > 0) await sleep(ms, undefined, { signal: exchange.gone.signal });
		};
		try {
			const play = await direct(endpoint, request, exchange.record, wait);
			if ('answer' in play) exchange.record.status = play.answer.status;
			await perform(play, reply.raw, wait);
		} catch (error) {
			if (exchange.gone.signal.aborted) return;
			reply.raw.destroy();
			throw error;
		}
	}

	/** What is to be sent for a request, once its latency is over. */
	async function direct(
		endpoint: Endpoint,
		request: FastifyRequest,
		record: RequestRecord,
		wait: (ms: number) => Promise<void>,
	): Promise<Play> {
		const body = readJson(request.body);
		const apiKey = apiKeyOf(request, body);
		noteRequest(record, body, apiKey);

		const retryAfter = rateLimit.refuse(settings.requestsPerMinute);
		if (retryAfter !== undefined) return { how: 'whole', answer: tooManyRequests(retryAfter) };
		served += 1;
		await wait(latencyOf(served, settings.latency));

		const answer = () => {
			const verdict = judge(endpoint, body, apiKey);
			record.code = verdict.answer.code;
			record.applied = verdict.line !== undefined;
			return verdict.answer;
		};
		const fault = faults.take(endpoint, readNumber(record.number));
		if (!fault) return { how: 'whole', answer: vendorAnswer(answer(), settings.rejectionStatus) };

		record.fault = fault.kind;
		let vendor = fault.apply ? answer() : undefined;
		if (fault.kind === 'delay') {
			await wait(fault.ms);
			vendor ??= answer();
		}
		return planFault(fault, {
			vendor: vendor ?? REFUSAL,
			rejectionStatus: settings.rejectionStatus,
			key: typeof apiKey === 'string' ? apiKey : '',
			origin,
		});
	}

	function judge(endpoint: Endpoint, body: unknown, apiKey: unknown): Verdict {
		if (endpoint === 'me') return answerMe(apiKey, key);
		const verdict = answerCallForward(body, { key, whenOn: settings.whenOn, find: lines.find });
		const number = isRecord(body) ? readNumber(body.number) : undefined;
		if (verdict.line && number !== undefined) lines.set(number, verdict.line);
		return verdict;
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
		rateLimit.restart();
		served = 0;
	}

	serveAdmin(app, { settings, lines, faults, journal, configure, reset });
	const origin = await app.listen({ host: '127.0.0.1', port });

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
			await app.close();
		},
	};
}

/** The settings that were given, checked; those given as undefined count as left out. */
function given(changes: SettingsInput): Partial<Settings> {
	const checked = check(partialSettingsSchema, changes);
	return Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined));
}

function pathOf(request: FastifyRequest): string {
	return request.url.replace(/[?#].*$/s, '');
}

function apiKeyOf(request: FastifyRequest, body: unknown): unknown {
	if (isRecord(body) && body.apiKey !== undefined) return body.apiKey;
	return isRecord(request.query) ? request.query.apiKey : undefined;
}

/** Undefined where the text is not JSON. */
function readJson(text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return undefined;
	}
}
