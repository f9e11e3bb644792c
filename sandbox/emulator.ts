/** The emulated API without its HTTP: a request goes in; what is to be sent for it comes out, in time. */
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

export interface Emulator {
	respond(request: ApiRequest): Promise<Play>;
	/** Forgets how many requests it has seen. */
	restart(): void;
}

export function createEmulator(
	key: string,
	settings: Readonly<Settings>,
	lines: Lines,
	faults: FaultQueue,
): Emulator {
	const rateLimit = createRateLimit();
	let served = 0;

	function judge({ endpoint, body, apiKey, record }: ApiRequest): Verdict['answer'] {
		const { answer, line } =
			endpoint === 'me'
				? answerMe(apiKey, key)
				: answerCallForward(body, { key, whenOn: settings.whenOn, find: lines.find });
		const number = isRecord(body) ? readNumber(body.number) : undefined;
		if (line && number !== undefined) lines.set(number, line);
		record.code = answer.code;
		record.applied = line !== undefined;
		return inLanguage(answer, settings.language);
	}

	return {
		async respond(request) {
			const { endpoint, apiKey, record, wait, origin } = request;
			const { rejectionStatus } = settings;

			const retryAfter = rateLimit.refuse(settings.requestsPerMinute);
			if (retryAfter !== undefined) return { how: 'whole', answer: tooManyRequests(retryAfter) };
			served += 1;
			await wait(latencyOf(served, settings.latency));

			const fault = faults.take(endpoint, readNumber(record.number));
			if (!fault) return { how: 'whole', answer: vendorAnswer(judge(request), rejectionStatus) };

			record.fault = fault.kind;
			let vendor = fault.apply ? judge(request) : undefined;
			if (fault.kind === 'delay') {
				await wait(fault.ms);
				vendor ??= judge(request);
			}
			return planFault(fault, {
				vendor: vendor ?? REFUSAL,
				rejectionStatus,
				key: typeof apiKey === 'string' ? apiKey : '',
				origin,
			});
		},
		restart() {
			rateLimit.restart();
			served = 0;
		},
	};
}
