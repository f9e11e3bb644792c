import type { INodeParameters } from 'n8n-workflow';
import type { RequestRecord, Sandbox } from '../../../sandbox/server';
import { startSandbox } from '../../../sandbox/server';
import { FROM_ROW, runWorkflow } from '../../engine/harness';
import { KEY } from '../../engine/useSandbox';

const ALLOWED = '+336, +337, boss@partner.test, @example.com';

/** What is entered, the number format, and what is sent: null where it is refused. */
type Attempt = [entered: unknown, format: 'normalize' | 'asEntered', sent: string | null];

const both = (entered: unknown): Attempt[] => [
	[entered, 'normalize', null],
	[entered, 'asEntered', null],
];

const PHONES: Attempt[] = [
	// Allowed, and sent as it was judged
	['+33612345678', 'normalize', '+33612345678'],
	['+33612345678', 'asEntered', '+33612345678'],
	['0033612345678', 'normalize', '+33612345678'],
	['tel:+33-6-12-34-56-78', 'normalize', '+33612345678'],
	['\u00a0\u200b06 12 34 56 78', 'normalize', '+33612345678'],
	[33712345678, 'normalize', '+33712345678'],
	// Premium-rate and foreign numbers, in every spelling
	...['+33899123456', '0899123456', '0033899123456', 33899123456, '+33 (0)899 12 34 56'].flatMap(
		both,
	),
	...['tel:+33899123456', '\u00a0+33899123456', '+1 900 555 0199', '+88213123456', '+33'].flatMap(
		both,
	),
	// Allowed digits that something else is hidden in, or that are not sent as they are judged
	...['0033612345678', 33612345678, ' +33612345678', '+33612345678\n', '+33 612345678'].map(
		(entered): Attempt => [entered, 'asEntered', null],
	),
	...['+33612345678,+33899123456', '+33612345678;ext=1', '+33612345678p899123456'].flatMap(both),
	...['+33612345678\u0000899', '*21*+33612345678#', '++33612345678', '\uff0b33612345678'].flatMap(
		both,
	),
	...['+\uff13\uff13\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18'].flatMap(both),
	// Not a number at all
	...['boss@partner.test', ['+33612345678'], { toString: '+33612345678' }, true, 1e21].flatMap(
		both,
	),
];

const EMAILS: Attempt[] = [
	['  boss@partner.test\n', 'normalize', 'boss@partner.test'],
	['BOSS@Partner.TEST', 'asEntered', 'BOSS@Partner.TEST'],
	['any.body+night@EXAMPLE.com', 'normalize', 'any.body+night@EXAMPLE.com'],
	...['boss+me@partner.test', 'xboss@partner.test', 'boss@partner.test.evil.test'].flatMap(both),
	...['x@example.com.evil.test', 'x@sub.example.com', 'x@evilexample.com', '@example.com'].flatMap(
		both,
	),
	...[
		'me@evil.test@example.com',
		'me@evil.test,x@example.com',
		'"me@evil.test"@example.com',
	].flatMap(both),
	...[
		'x@example.com\nBcc: me@evil.test',
		'me@evil.test\u0000@example.com',
		'a%b@example.com',
	].flatMap(both),
	...[
		'x@ex\u0430mple.com',
		'x\uff20example.com',
		'bo\u017f\u017f@partner.test',
		'\u00fc@example.com',
	].flatMap(both),
	...['+33612345678', 33612345678, ['x@example.com'], { address: 'x@example.com' }].flatMap(both),
];

const FORWARD_WORDS = ['callForwarding', 'forward', '1', 1, ' For-Ward_ '];
const VOICEMAIL_WORDS = ['voicemail', 'Voice Mail', '2', 2];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ key: KEY, lines: 'any' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const FIXED_PHONE: INodeParameters = {
	mode: 'callForwarding',
	virtualNumber: '={{ $json.number }}',
	forwardingNumber: '={{ $json.destination }}',
};
const FIXED_EMAIL: INodeParameters = {
	mode: 'voicemail',
	virtualNumber: '={{ $json.number }}',
	notificationEmail: '={{ $json.destination }}',
};

interface Given {
	attempts: Attempt[];
	words: Array<string | number>;
	parameters: INodeParameters;
}

/** One item for each attempt, each on a line of its own. */
async function send({ attempts, words, parameters }: Given) {
	const items = attempts.map(([destination, format], i) => ({
		number: `3397000${String(i).padStart(4, '0')}`,
		mode: words[i % words.length],
		destination: destination as string,
		format,
	}));
	const { success } = await runWorkflow({
		items,
		credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl, allowedDestinations: ALLOWED },
		parameters,
		options: { numberFormat: '={{ $json.format }}', maxRetries: 0 },
		onError: 'continueRegularOutput',
	});
	const sentFor = (number: string): RequestRecord[] =>
		sandbox.requests.filter((request) => request.number === number);
	return items.map(({ number, destination, format }, i) => ({
		entered: destination,
		format,
		sent: sentFor(number).map(({ param }) => param),
		line: sandbox.line(number)?.param,
		item: success[i]?.json,
	}));
}

const REFUSED = { success: false, status: 'rejected', changed: false, source: 'validation' };

function expectation([entered, format, sent]: Attempt) {
	return {
		entered,
		format,
		sent: sent === null ? [] : [sent],
		line: sent ?? '',
		item: expect.objectContaining(
			sent === null ? REFUSED : { success: true, status: 'applied', destination: sent },
		),
	};
}

describe('rows that try to get around Allowed Destinations', () => {
	it.each([
		['a phone number in Forwarding Number', PHONES, FORWARD_WORDS, FIXED_PHONE],
		['a phone number from data', PHONES, FORWARD_WORDS, FROM_ROW],
		['an email address in Notification Email', EMAILS, VOICEMAIL_WORDS, FIXED_EMAIL],
		['an email address from data', EMAILS, VOICEMAIL_WORDS, FROM_ROW],
	])('send only what is allowed: %s', async (_way, attempts, words, parameters) => {
		expect(await send({ attempts, words, parameters })).toEqual(attempts.map(expectation));
	});

	it('stop the run before anything is sent, where errors stop it', async () => {
		const { status } = await runWorkflow({
			items: [
				{ number: '33970000001', mode: 'forward', destination: '+33612345678' },
				{ number: '33970000002', mode: 'forward', destination: '+33899123456' },
			],
			credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl, allowedDestinations: ALLOWED },
		});
		expect(status).toBe('error');
		expect(sandbox.requests).toEqual([]);
	});
});
