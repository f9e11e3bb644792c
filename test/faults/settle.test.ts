/**
 * Every schedule of faults for one item, up to a length: the API's rules say what the line does, and
 * what the item claims has to be true of it.
 */
import type { IDataObject } from 'n8n-workflow';
import type { HttpResponse } from '../../nodes/SmsPartnerCallForward/api/response';
import { createPost } from '../../nodes/SmsPartnerCallForward/api/transport';
import type { ForwardRequest } from '../../nodes/SmsPartnerCallForward/checks/request';
import type { Outcome } from '../../nodes/SmsPartnerCallForward/outcome';
import { settle } from '../../nodes/SmsPartnerCallForward/settle';
import { answerCallForward, type LineState } from '../../sandbox/rules';
import { useFakeClock } from '../unit/support/clock';
import { fakeContext, requestError } from '../unit/support/context';
import { aRequest } from '../unit/support/request';
import { refusal, SUCCESS_BODY } from '../unit/support/vendor';
import { countCases, itRanAll } from './support/countCases';

const MAX_RETRIES = 2;
const KEY = 'the-key';

type Reply = Partial<HttpResponse> | Error;

/** What becomes of one request. */
interface Event {
	name: string;
	/** Where something else lets the line point just before. */
	others?: LineState;
	/** Whether the request moves the line as it asks; otherwise the API's rules say it. */
	takesEffect?: boolean;
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
const FAULTS: Event[] = [
	...withFates('no answer', [requestError('ECONNABORTED'), requestError('ECONNRESET'), page(503)]),
	...withFates('no usable answer', [page(200), page(404), { statusCode: 200, body: '' }]),
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
	{ name: 'others forward it', others: { type: 1, param: '+33799999999' } },
	{ name: 'others set voicemail', others: { type: 2, param: 'others@example.com' } },
	{ name: 'others switch it off', others: { type: 0, param: '' } },
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

/** What came of an item, and what the model knows of its line. */
interface Played {
	outcome: Outcome;
	line: LineState;
	requests: number;
	/** Whether a request of the item took effect. */
	hasMoved: boolean;
	/** Whether the contract lets code 18 stand for an attempt of the item's own. */
	isCredited: boolean;
	isInDoubt: boolean;
	wasLiedTo: boolean;
}

const count = countCases();

const connection = {
	baseUrl: 'https://api.smspartner.fr/v1',
	credential: { apiKey: KEY },
	mask: (text: string) => text,
	timeoutMs: 10_000,
	maxRetries: MAX_RETRIES,
};
const pace = { start: async () => null, hold: () => undefined, holdUnannounced: () => undefined };

async function play(
	request: ForwardRequest,
	start: LineState,
	schedule: Event[],
	passes: number,
): Promise<Played> {
	const model = { line: start, hasMoved: false, isCredited: false, isInDoubt: false };
	let requests = 0;
	let wasLiedTo = false;
	let mayBeOff = false;
	const api = async ({ number, type, param }: IDataObject): Promise<Partial<HttpResponse>> => {
		const { others, takesEffect, isInDoubt, isLie, replies } = schedule[requests] ?? AS_USUAL;
		const reply = replies?.[(count.ran + requests) % replies.length];
		requests += 1;
		model.line = others ?? model.line;
		const body = { apiKey: KEY, number, type, param };
		const answerAt = (line: LineState) =>
			answerCallForward(body, { key: KEY, whenOn: 'alreadyOn', find: () => line });
		const asUsual = answerAt(model.line);
		// A request to switch on takes effect wherever the line points.
		const forced = answerAt({ type: type === 0 ? 1 : 0, param: '' });
		const moved = takesEffect === undefined ? asUsual.line : takesEffect ? forced.line : undefined;
		if (moved !== undefined) {
			model.line = moved;
			model.hasMoved = true;
		}
		wasLiedTo ||= isLie === true;
		model.isInDoubt ||= isInDoubt === true;

		const response = reply ?? { body: asUsual.answer };
		const isTold18 = !(response instanceof Error) && Object(response.body).code === 18;
		model.isCredited ||= type === 0 && mayBeOff && isTold18;
		mayBeOff = type === 0 && (mayBeOff || isInDoubt === true);
		if (response instanceof Error) throw response;
		return response;
	};
	const { context } = fakeContext({ rows: [], api });
	const post = createPost(context, connection, pace, new AbortController().signal);
	let outcome = await settle(request, post, false);
	for (let pass = 1; pass < passes && !outcome.success; pass++) {
		outcome = await settle(request, post, outcome.changed);
	}
	return { ...model, outcome, requests, wasLiedTo };
}

/** What an item claims and is not so. */
function untruths(played: Played, asked: LineState): string[] {
	const { outcome, line, hasMoved, isCredited, isInDoubt, wasLiedTo } = played;
	const { status, changed } = outcome;
	const isAsAsked = line.type === asked.type && line.param === asked.param;
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

/** Plays a schedule, and then each that has one more fault at one of the requests that went as usual. */
async function playAll(
	request: ForwardRequest,
	start: LineState,
	passes: number,
	maxFaults: number,
): Promise<string[]> {
	const asked = ASKED[request.mode];
	const found: string[] = [];
	const schedules: Event[][] = [[]];
	for (let schedule = schedules.pop(); schedule !== undefined; schedule = schedules.pop()) {
		jest.clearAllMocks();
		const played = await play(request, start, schedule, passes);
		count();
		const names = schedule.map(({ name }) => name).join(' > ');
		for (const claim of untruths(played, asked)) found.push(`"${claim}" after ${names}`);

		const faults = schedule.filter((event) => event !== AS_USUAL).length;
		if (faults === maxFaults) continue;
		for (let at = schedule.length; at < played.requests; at++) {
			const soFar = [...schedule, ...Array<Event>(at - schedule.length).fill(AS_USUAL)];
			for (const fault of FAULTS) schedules.push([...soFar, fault]);
		}
	}
	return found;
}

beforeEach(() => {
	useFakeClock().chance = 0;
});

describe.each([
	['up to 4 faults', 1, 4],
	['up to 3 faults, and a second pass of Retry On Fail', 2, 3],
])('%s', (_length, passes, maxFaults) => {
	describe.each(Object.entries(REQUESTS))('%s', (_mode, request) => {
		describe.each(LINES)('of a line that is %s', (_line, start) => {
			it.each(['error', 'keep', 'replace'] as const)('If Already Set: %s', async (alreadySet) => {
				const found = await playAll({ ...request, alreadySet }, start, passes, maxFaults);
				expect({ untrue: found.length, first: found.slice(0, 10) }).toEqual({
					untrue: 0,
					first: [],
				});
			});
		});
	});
});

itRanAll(289_266, count);
