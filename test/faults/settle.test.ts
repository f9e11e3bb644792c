/**
 * Every schedule of faults for one item, up to a length: the API's rules say what the line does, and
 * what the item claims has to be true of it.
 */
import type { IDataObject } from 'n8n-workflow';
import type { HttpResponse } from '../../nodes/SmsPartnerCallForward/api/reply';
import { createApi } from '../../nodes/SmsPartnerCallForward/api/transport';
import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import { outcomeOf, type Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { settle } from '../../nodes/SmsPartnerCallForward/settle';
import { clock } from '../../nodes/SmsPartnerCallForward/timing/clock';
import { NOTHING_DONE } from '../../nodes/SmsPartnerCallForward/verdict';
import { answerCallForward, type LineState } from '../../sandbox/rules';
import { fakeContext, requestError } from '../unit/support/context';
import { aRequest } from '../unit/support/request';
import { refusal, SUCCESS_BODY } from '../unit/support/vendor';

const MAX_RETRIES = 2;
const TIMEOUT_MS = 10_000;
/** How long a request that got no answer can take to land: less than the item waits to make sure. */
const LATE_MS = 9_000;
const KEY = 'the-key';

type Reply = Partial<HttpResponse> | Error;

/** What becomes of one request. */
interface Event {
	name: string;
	/** Where something else lets the line point just before. */
	others?: LineState;
	/** Whether the request moves the line as it asks; otherwise the API's rules say it. */
	takesEffect?: boolean;
	/** Whether it reaches the API only a while after its attempt ended. */
	isLate?: boolean;
	/** Whether the node cannot know if it took effect. */
	isInDoubt?: boolean;
	/** Whether the API says of the line what is not so. */
	isLie?: boolean;
	/** What comes back, one of these; otherwise the API's own answer. */
	replies?: Reply[];
}

const page = (statusCode: number): Reply => ({ statusCode, body: '<html></html>' });
const says = (code: Parameters<typeof refusal>[0]): Event => ({
	name: `code ${code} all the same`,
	takesEffect: false,
	isLie: true,
	replies: [{ statusCode: 200, body: refusal(code) }],
});
const withFates = (name: string, replies: Reply[]): Event[] =>
	[false, true].map((takesEffect) => ({
		name: `${name}, ${takesEffect ? 'took' : 'no'} effect`,
		takesEffect,
		isInDoubt: true,
		replies,
	}));

const AS_USUAL: Event = { name: 'as usual' };
const OTHERS: Event[] = [
	{ name: 'others forward it', others: { type: 1, param: '+33799999999' } },
	{ name: 'others set voicemail', others: { type: 2, param: 'others@example.com' } },
	{ name: 'others switch it off', others: { type: 0, param: '' } },
];
const FAULTS: Event[] = [
	...withFates('no answer', [requestError('ECONNABORTED'), requestError('ECONNRESET'), page(503)]),
	...withFates('no usable answer', [page(200), page(404), { statusCode: 200, body: '' }]),
	{
		name: 'no answer, and lands late',
		isLate: true,
		isInDoubt: true,
		replies: [requestError('ECONNABORTED'), requestError('ECONNRESET'), page(503)],
	},
	{
		name: 'success that contradicts itself',
		isInDoubt: true,
		replies: [{ body: { ...SUCCESS_BODY, code: 13 } }],
	},
	{
		name: 'not reached',
		takesEffect: false,
		replies: [requestError('ECONNREFUSED'), { statusCode: 429 }, requestError('EAI_AGAIN')],
	},
	{
		name: 'not reached, and not tried again',
		takesEffect: false,
		replies: [
			{ statusCode: 429, headers: { 'retry-after': '61' } },
			page(407),
			requestError('CERT_HAS_EXPIRED'),
		],
	},
	{
		name: 'another rejection',
		takesEffect: false,
		replies: [{ statusCode: 400, body: refusal(13) }, { body: { success: false } }],
	},
	{ name: 'success whatever the line is', takesEffect: true, replies: [{ body: SUCCESS_BODY }] },
	...OTHERS,
	says(16),
	says(17),
	says(18),
];

const REQUESTS = {
	callForwarding: aRequest(),
	voicemail: aRequest({ mode: 'voicemail', destination: 'team@example.com' }),
	disabled: aRequest({ mode: 'disabled', destination: '' }),
};
const ASKED: Record<keyof typeof REQUESTS, LineState> = {
	callForwarding: { type: 1, param: '+33698765432' },
	voicemail: { type: 2, param: 'team@example.com' },
	disabled: { type: 0, param: '' },
};
const LINES: Array<[name: string, line: LineState]> = [
	['off', { type: 0, param: '' }],
	['forwarded elsewhere', { type: 1, param: '+33700000001' }],
	['on voicemail elsewhere', { type: 2, param: 'elsewhere@example.com' }],
];

const connection = {
	baseUrl: 'https://api.smspartner.fr/v1',
	credential: { apiKey: KEY },
	repeatsKey: () => false,
	timeoutMs: TIMEOUT_MS,
	maxRetries: MAX_RETRIES,
};
const pace = { start: async () => null, hold: () => undefined };

let now = 0;
let played = 0;

async function play(request: ForwardRequest, start: LineState, schedule: Event[], passes: number) {
	/** What became of the line. */
	const model = {
		line: start,
		requests: 0,
		/** Whether a request of the item took effect. */
		hasMoved: false,
		/** Whether the line was as asked at some time, and who moved it last. */
		wasAsAsked: false,
		movedLast: 'nobody',
		/** Whether the contract lets code 18 stand for an attempt of the item's own. */
		isCredited: false,
		isInDoubt: false,
		wasLiedTo: false,
	};
	const asked = ASKED[request.mode];
	const late: Array<{ at: number; body: IDataObject }> = [];
	let mayBeOff = false;
	const answerAt = (body: IDataObject, line: LineState) =>
		answerCallForward(body, { key: KEY, whenOn: 'alreadyOn', find: () => line });
	function move(line: LineState | undefined, by: 'item' | 'others'): void {
		if (line === undefined) return;
		model.line = line;
		model.movedLast = by;
		model.hasMoved ||= by === 'item';
		model.wasAsAsked ||= isSame(line, asked);
	}
	function land(until: number): void {
		for (const { body } of late.filter(({ at }) => at <= until)) {
			move(answerAt(body, model.line).line, 'item');
		}
		late.splice(0, late.length, ...late.filter(({ at }) => at > until));
	}
	const api = async ({ number, type, param }: IDataObject): Promise<Partial<HttpResponse>> => {
		const event = schedule[model.requests] ?? AS_USUAL;
		const { others, takesEffect, isLate, isInDoubt, isLie, replies } = event;
		const reply = replies?.[(played + model.requests) % replies.length];
		model.requests += 1;
		land(now);
		move(others, 'others');
		const body = { apiKey: KEY, number, type, param };
		const asUsual = answerAt(body, model.line);
		// A request to switch on takes effect wherever the line points.
		const forced = answerAt(body, { type: type === 0 ? 1 : 0, param: '' });
		if (isLate === true) late.push({ at: now + LATE_MS, body });
		else if (takesEffect === undefined) move(asUsual.line, 'item');
		else if (takesEffect) move(forced.line, 'item');
		model.wasLiedTo ||= isLie === true;
		model.isInDoubt ||= isInDoubt === true;

		const response = reply ?? { body: asUsual.answer };
		const isTold18 = !(response instanceof Error) && Object(response.body).code === 18;
		model.isCredited ||= type === 0 && mayBeOff && isTold18;
		mayBeOff = type === 0 && (mayBeOff || isInDoubt === true);
		if (response instanceof Error) throw response;
		return response;
	};
	const { context } = fakeContext({ rows: [], api });
	const itsApi = createApi(context, connection, pace, new AbortController().signal);
	let known = NOTHING_DONE;
	let outcome: Outcome | undefined;
	for (let pass = 0; pass < passes && outcome?.success !== true; pass++) {
		const verdict = await settle(request, itsApi, known);
		outcome = outcomeOf(request, verdict);
		known = verdict.kind === 'notSet' ? verdict.known : known;
	}
	land(Infinity);
	if (outcome === undefined) throw new Error('Nothing was played');
	return { ...model, outcome };
}

const isSame = (one: LineState, other: LineState): boolean =>
	one.type === other.type && one.param === other.param;

/** What an item claims and is not so. */
function untruths(
	{ outcome, line, ...model }: Awaited<ReturnType<typeof play>>,
	asked: LineState,
): string[] {
	const { hasMoved, isCredited, isInDoubt, wasLiedTo, movedLast, wasAsAsked } = model;
	const { status, changed } = outcome;
	// Others can move a line that was set, before the item makes sure of it.
	const isAsAsked = isSame(line, asked) || (wasAsAsked && movedLast === 'others');
	const note = outcome.success ? '' : outcome.description;
	const claims: Array<[claim: string, isMade: boolean, isTrue: boolean]> = [
		['changed: false', changed === false, !hasMoved],
		['changed: true', changed === true, hasMoved || isCredited],
		['changed: null', changed === null, isInDoubt],
		['rejected', status === 'rejected', !hasMoved && !isInDoubt],
		['applied', status === 'applied' || status === 'replaced', isAsAsked || wasLiedTo],
		['unchanged', status === 'unchanged', line.type === asked.type || wasLiedTo],
		['is now off', note.includes('is now off'), line.type === 0 || wasLiedTo],
		['was not changed.', note.includes('was not changed.'), !hasMoved],
	];
	return claims.filter(([, isMade, isTrue]) => isMade && !isTrue).map(([claim]) => claim);
}

/** Which schedules are played: all up to a number of these faults. */
interface Schedules {
	faults: Event[];
	maxFaults: number;
	/** Of the node, as Retry On Fail makes them. */
	passes: number;
}

/** Plays a schedule, and then each that has one more fault at one of the requests that went as usual. */
async function playAll(
	request: ForwardRequest,
	start: LineState,
	{ faults, maxFaults, passes }: Schedules,
): Promise<string[]> {
	const asked = ASKED[request.mode];
	const found: string[] = [];
	const schedules: Event[][] = [[]];
	for (let schedule = schedules.pop(); schedule !== undefined; schedule = schedules.pop()) {
		jest.clearAllMocks();
		now = 0;
		const result = await play(request, start, schedule, passes);
		played += 1;
		const names = schedule.map(({ name }) => name).join(' > ');
		for (const claim of untruths(result, asked)) found.push(`"${claim}" after ${names}`);

		const count = schedule.filter((event) => event !== AS_USUAL).length;
		if (count === maxFaults) continue;
		for (let at = schedule.length; at < result.requests; at++) {
			const soFar = [...schedule, ...Array<Event>(at - schedule.length).fill(AS_USUAL)];
			for (const fault of faults) schedules.push([...soFar, fault]);
		}
	}
	return found;
}

beforeEach(() => {
	jest.spyOn(clock, 'now').mockImplementation(() => now);
	jest.spyOn(clock, 'random').mockReturnValue(0.5);
	jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
		now += ms;
	});
});

describe.each<[string, Schedules]>([
	['up to 3 faults', { faults: FAULTS, maxFaults: 3, passes: 1 }],
	['up to 2 faults and a second pass', { faults: FAULTS, maxFaults: 2, passes: 2 }],
	['others up to 5 times', { faults: OTHERS, maxFaults: 5, passes: 1 }],
])('%s', (_schedules, schedules) => {
	describe.each(Object.entries(REQUESTS))('%s', (_mode, request) => {
		describe.each(LINES)('of a line that is %s', (_line, start) => {
			it.each(['error', 'keep', 'replace'] as const)('If Already Set: %s', async (alreadySet) => {
				const found = await playAll({ ...request, alreadySet }, start, schedules);
				expect({ untrue: found.length, first: found.slice(0, 10) }).toEqual({
					untrue: 0,
					first: [],
				});
			});
		});
	});
});
