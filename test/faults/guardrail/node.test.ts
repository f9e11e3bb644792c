import type { INodeParameters } from 'n8n-workflow';
import type { RequestRecord, Sandbox } from '../../../sandbox/server';
import { startSandbox } from '../../../sandbox/server';
import { FROM_ROW, runWorkflow } from '../../engine/harness';
import { KEY } from '../../engine/useSandbox';
import { countCases, itRanAll } from '../support/countCases';

const ALLOWED = '+336, +337, boss@partner.test, @example.com';

/** What is entered, the number format, and what is sent: null where it is refused. */
type Attempt = [entered: unknown, format: 'normalize' | 'asEntered', sent: string | null];

const PHONES: Attempt[] = [
	// Allowed, and sent as it was judged
	['+33612345678', 'normalize', '+33612345678'],
	['+33612345678', 'asEntered', '+33612345678'],
	['0612345678', 'normalize', '+33612345678'],
	['0033612345678', 'normalize', '+33612345678'],
	['+33 (0)6 12 34 56 78', 'normalize', '+33612345678'],
	['tel:+33-6-12-34-56-78', 'normalize', '+33612345678'],
	['\u00a0\u200b+33612345678', 'normalize', '+33612345678'],
	[33612345678, 'normalize', '+33612345678'],
	['33712345678', 'normalize', '+33712345678'],
	// Premium-rate and foreign numbers, in every spelling
	['+33899123456', 'normalize', null],
	['+33899123456', 'asEntered', null],
	['0899123456', 'normalize', null],
	['0899123456', 'asEntered', null],
	['0033899123456', 'normalize', null],
	['0033899123456', 'asEntered', null],
	['33899123456', 'normalize', null],
	['33899123456', 'asEntered', null],
	[33899123456, 'normalize', null],
	[33899123456, 'asEntered', null],
	['tel:+33899123456', 'normalize', null],
	['tel:+33899123456', 'asEntered', null],
	['+33 (0)899 12 34 56', 'normalize', null],
	['+33 (0)899 12 34 56', 'asEntered', null],
	['+330899123456', 'normalize', null],
	['  +33899123456', 'normalize', null],
	['  +33899123456', 'asEntered', null],
	['\u00a0+33899123456', 'asEntered', null],
	['+1 900 555 0199', 'normalize', null],
	['001 900 555 0199', 'normalize', null],
	['+88213123456', 'normalize', null],
	['+3', 'asEntered', null],
	['+33', 'asEntered', null],
	// Allowed digits that something else is hidden in, or that are spelled otherwise
	['0033612345678', 'asEntered', null],
	['33612345678', 'asEntered', null],
	[33612345678, 'asEntered', null],
	['0612345678', 'asEntered', null],
	[' +33612345678', 'asEntered', null],
	['+33612345678 ', 'asEntered', null],
	['+33612345678\n', 'asEntered', null],
	['+33 612345678', 'asEntered', null],
	['+33612345678,+33899123456', 'asEntered', null],
	['+33612345678,+33899123456', 'normalize', null],
	['+33612345678;ext=1', 'normalize', null],
	['+33612345678p899123456', 'asEntered', null],
	['+33612345678\u0000899', 'asEntered', null],
	['+33612345678&param=+33899123456', 'asEntered', null],
	['*21*+33612345678#', 'asEntered', null],
	['++33612345678', 'asEntered', null],
	['\uff0b33612345678', 'normalize', null],
	['\uff0b33612345678', 'asEntered', null],
	['+\uff13\uff13\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18', 'normalize', null],
	['+\uff13\uff13\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18', 'asEntered', null],
	['+\u0663\u0663\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668', 'normalize', null],
	['\u202e+87654321633', 'asEntered', null],
	// Not a number at all
	['boss@partner.test', 'normalize', null],
	['boss@partner.test', 'asEntered', null],
	[['+33899123456'], 'normalize', null],
	[['+33612345678'], 'asEntered', null],
	[{ toString: '+33612345678' }, 'asEntered', null],
	[true, 'asEntered', null],
	[-33612345678, 'asEntered', null],
	[3.3899123456e10, 'normalize', null],
	[1e21, 'asEntered', null],
];

const EMAILS: Attempt[] = [
	['boss@partner.test', 'normalize', 'boss@partner.test'],
	['  boss@partner.test\n', 'normalize', 'boss@partner.test'],
	['BOSS@Partner.TEST', 'asEntered', 'BOSS@Partner.TEST'],
	['anybody@example.com', 'normalize', 'anybody@example.com'],
	['any.body+night@EXAMPLE.com', 'normalize', 'any.body+night@EXAMPLE.com'],
	// Near the allowed address
	['boss+me@partner.test', 'normalize', null],
	['boss+me@partner.test', 'asEntered', null],
	['b.oss@partner.test', 'normalize', null],
	['xboss@partner.test', 'normalize', null],
	['boss@partner.test.evil.test', 'normalize', null],
	['boss@partner.testing', 'normalize', null],
	['other@partner.test', 'normalize', null],
	// Near the allowed domain
	['x@example.com.evil.test', 'normalize', null],
	['x@example.com.evil.test', 'asEntered', null],
	['x@sub.example.com', 'normalize', null],
	['x@evilexample.com', 'normalize', null],
	['x@example.co', 'normalize', null],
	['x@example.com.', 'normalize', null],
	['x@.example.com', 'normalize', null],
	['@example.com', 'normalize', null],
	// Two addresses in one
	['me@evil.test@example.com', 'normalize', null],
	['"me@evil.test"@example.com', 'normalize', null],
	['me@evil.test,x@example.com', 'asEntered', null],
	['me@evil.test;x@example.com', 'normalize', null],
	['me@evil.test x@example.com', 'normalize', null],
	['me@evil.test <x@example.com>', 'normalize', null],
	['x@example.com\nBcc: me@evil.test', 'normalize', null],
	['me@evil.test\u0000@example.com', 'normalize', null],
	['x@example.com\u0000.evil.test', 'normalize', null],
	// Letters that look alike or turn into others
	['x@ex\u0430mple.com', 'normalize', null],
	['x@\uff45xample.com', 'normalize', null],
	['x\uff20example.com', 'normalize', null],
	['x@example\u3002com', 'normalize', null],
	['x@example.com\u200b', 'normalize', null],
	['bo\u017f\u017f@partner.test', 'normalize', null],
	['\u00fc@example.com', 'normalize', null],
	// Not an address at all
	['+33612345678', 'normalize', null],
	[33612345678, 'asEntered', null],
	[['x@example.com'], 'normalize', null],
	[{ address: 'x@example.com' }, 'normalize', null],
];

/** Entries that cannot be understood, in a list that would allow everything below. */
const BROKEN_LISTS = [
	'+336, everyone',
	'336',
	'+0336',
	'+336 or +337',
	'example.com',
	'@example',
	'*',
	'@*.example.com',
	'+336; @example.com',
	'@ex\u0430mple.com, +336',
];

const FORWARD_WORDS = ['callForwarding', 'forward', '1', 1, ' For-Ward_ '];
const VOICEMAIL_WORDS = ['voicemail', 'Voice Mail', '2', 2];

const count = countCases();
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
	allowedDestinations?: string;
}

/** One item for each attempt, each on a line of its own. */
async function send({ attempts, words, parameters, allowedDestinations = ALLOWED }: Given) {
	const items = attempts.map(([destination, format], i) => ({
		number: `3397000${String(i).padStart(4, '0')}`,
		mode: words[i % words.length],
		destination: destination as string,
		format,
	}));
	const { success } = await runWorkflow({
		items,
		credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl, allowedDestinations },
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
		count(attempts.length);
	});

	it.each(BROKEN_LISTS)('are all refused by a list with a broken entry: %s', async (broken) => {
		const attempts: Attempt[] = [
			['+33612345678', 'normalize', null],
			['+33612345678', 'asEntered', null],
		];
		const allowedDestinations = broken;
		const seen = await send({
			attempts,
			words: FORWARD_WORDS,
			parameters: FROM_ROW,
			allowedDestinations,
		});
		expect(seen).toEqual(attempts.map(expectation));
		expect(seen.map(({ item }) => item?.reason)).toEqual(
			attempts.map(() => 'destinationNotAllowed'),
		);
		count(attempts.length);
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
		count();
	});
});

itRanAll(227, count);
