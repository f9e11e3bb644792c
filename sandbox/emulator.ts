/** The emulated API without its HTTP: a request goes in; what is to be sent for it comes out, in time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint, FaultQueue } from './faults';
import type { RequestRecord } from './journal';
import { planFault, tooManyRequests, vendorAnswer, type Play } from './play';
import {
	answerCallForward,
	answerMe,
	inLanguage,
	isRecord,
	readNumber,
	REFUSAL,
	type Verdict,
} from './rules';
import type { Settings } from './settings';
import type { Lines } from './state';
import { createRateLimit, latencyOf } from './traffic';

export interface ApiRequest {
	endpoint: Endpoint;
	/** The parsed JSON; undefined where it was none. */
	body: unknown;
	apiKey: unknown;
	/** Gets the code, the fault and whether the line changed. */
	record: RequestRecord;
	/** Rejects when the connection is gone. */
	wait: (ms: number) => Promise<void>;
	/** The sandbox itself, e.g. http://127.0.0.1:8025 */
	origin: string;
}

export function createEmulator(
	key: string,
	settings: Readonly<Settings>,
	lines: Lines,
	faults: FaultQueue,
) {
	const rateLimit = createRateLimit();
	let served = 0;
	/** Aborted when what is still to take effect no longer shall. */
	let running = new AbortController();

	function judge({ endpoint, body, apiKey, record }: ApiRequest): Verdict['answer'] {
		const { answer, line } =
			endpoint === 'me'
				? answerMe(apiKey, key)
				: answerCallForward(body, { key, find: lines.find, ...settings });
		const number = isRecord(body) ? readNumber(body.number) : undefined;
		if (line && number !== undefined) lines.set(number, line);
		record.code = answer.code;
		record.applied = line !== undefined;
		return inLanguage(answer, settings.language);
	}

	/** Nobody has to wait for it: the client may be gone by then. Undefined after a restart. */
	async function judgeLate(request: ApiRequest, ms: number) {
		const { signal } = running;
		try {
			await sleep(ms, undefined, { signal });
			return judge(request);
		} catch (error) {
			if (!signal.aborted) throw error;
			return undefined;
		}
	}

	return {
		async respond(request: ApiRequest): Promise<Play> {
			const { endpoint, apiKey, record, wait, origin } = request;
			const { rejectionStatus } = settings;

			const retryAfter = rateLimit.refuse(settings.requestsPerMinute);
			if (retryAfter !== undefined) {
				const said = settings.silentLimit ? undefined : retryAfter;
				return { how: 'whole', answer: tooManyRequests(said) };
			}
			served += 1;
			await wait(latencyOf(served, settings.latency));

			const fault = faults.take(endpoint, readNumber(record.number));
			if (!fault) return { how: 'whole', answer: vendorAnswer(judge(request), rejectionStatus) };

			record.fault = fault.kind;
			const late =
				fault.applyAfterMs === undefined ? undefined : judgeLate(request, fault.applyAfterMs);
			let vendor = fault.apply && !late ? judge(request) : undefined;
			if (fault.kind === 'delay') {
				await wait(fault.ms);
				vendor ??= (await late) ?? judge(request);
			}
			return planFault(fault, {
				vendor: vendor ?? REFUSAL,
				rejectionStatus,
				key: typeof apiKey === 'string' ? apiKey : '',
				origin,
			});
		},
		/** Forgets how many requests it has seen, and what is still to take effect. */
		restart(): void {
			rateLimit.restart();
			served = 0;
			running.abort();
			running = new AbortController();
		},
	};
}
