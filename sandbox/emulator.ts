/** The emulated API without its HTTP: a request goes in; what is to be sent for it comes out, in time. */
import type { Endpoint, FaultQueue } from './faults';
import type { RequestRecord } from './journal';
import { planFault, tooManyRequests, vendorAnswer, type Play } from './play';
import { answerCallForward, answerMe, readNumber, REFUSAL, type VendorAnswer } from './rules';
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
}

export function createEmulator(
	key: string,
	settings: Readonly<Settings>,
	lines: Lines,
	faults: FaultQueue,
) {
	const rateLimit = createRateLimit();
	let served = 0;

	function judge({ endpoint, body, apiKey, record }: ApiRequest): VendorAnswer {
		const { answer, line } =
			endpoint === 'me'
				? answerMe(apiKey, key)
				: answerCallForward(body, { key, find: lines.find, ...settings });
		const number = readNumber(record.number);
		if (line && number !== undefined) lines.set(number, line);
		record.code = answer.code;
		record.applied = line !== undefined;
		return answer;
	}

	return {
		async respond(request: ApiRequest): Promise<Play> {
			const { endpoint, apiKey, record, wait } = request;
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
			let vendor = fault.apply ? judge(request) : undefined;
			if (fault.kind === 'delay') {
				await wait(fault.ms);
				vendor ??= judge(request);
			}
			return planFault(fault, { vendor: vendor ?? REFUSAL, rejectionStatus, key: String(apiKey) });
		},
		/** Forgets how many requests it has seen. */
		restart(): void {
			rateLimit.restart();
			served = 0;
		},
	};
}
