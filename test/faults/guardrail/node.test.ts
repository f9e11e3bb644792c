import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/server';
import { startSandbox } from '../../../sandbox/server';
import { FROM_ROW, runWorkflow } from '../../engine/harness';
import { KEY } from '../../engine/useSandbox';

const ALLOWED = '+336, +337, boss@partner.test, @example.com';

/** What is entered, the number format, and what is sent: null where it is refused. */
type Attempt = [entered: unknown, format: 'normalize' | 'asEntered', sent: string | null];

const refused = (entered: unknown): Attempt[] => [
	[entered, 'normalize', null],
	[entered, 'asEntered', null],
];

const PHONES: Attempt[] = [
	['+33612345678', 'normalize', '+33612345678'],
	['+33612345678', 'asEntered', '+33612345678'],
	['tel:+33-6-12-34-56-78', 'normalize', '+33612345678'],
	['\u00a0\u200b06 12 34 56 78', 'normalize', '+33612345678'],
	[33712345678, 'normalize', '+33712345678'],
	// Allowed digits that are not sent as they are judged
	['0033612345678', 'asEntered', null],
	[33612345678, 'asEntered', null],
	['+33612345678\n', 'asEntered', null],
	// Premium-rate and foreign numbers, and allowed ones that something else is hidden in
	...['+33899123456', '0899123456', 33899123456, '+33 (0)899 12 34 56', '+33'].flatMap(refused),
	...['+33612345678,+33899123456', '+33612345678;ext=1', '*21*+33612345678#'].flatMap(refused),
	...['+33612345678\u0000899', '\uff0b33612345678', '+\uff13\uff13612345678'].flatMap(refused),
	// Not a number at all
	...['boss@partner.test', ['+33612345678'], { toString: '+33612345678' }, 1e21].flatMap(refused),
];

const EMAILS: Attempt[] = [
	['  boss@partner.test\n', 'normalize', 'boss@partner.test'],
	['BOSS@Partner.TEST', 'asEntered', 'BOSS@Partner.TEST'],
	['any.body+night@EXAMPLE.com', 'normalize', 'any.body+night@EXAMPLE.com'],
	...['boss+me@partner.test', 'boss@partner.test.evil.test', 'x@sub.example.com'].flatMap(refused),
	...['me@evil.test@example.com', 'me@evil.test,x@example.com', '@example.com'].flatMap(refused),
	...['x@example.com\nBcc: me@evil.test', 'a%b@example.com', '"a"@example.com'].flatMap(refused),
	...['x@ex\u0430mple.com', 'x\uff20example.com', '\u00fc@example.com'].flatMap(refused),
	...['+33612345678', ['x@example.com'], { address: 'x@example.com' }].flatMap(refused),
];

const FORWARD_WORDS = ['callForwarding', 'forward', '1', 1, ' For-Ward_ '];
const VOICEMAIL_WORDS = ['voicemail', 'Voice Mail', '2', 2];

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

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ key: KEY, lines: 'any' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const REFUSED = { success: false, status: 'rejected', changed: false, source: 'validation' };

it.each([
	['a phone number in Forwarding Number', PHONES, FORWARD_WORDS, FIXED_PHONE],
	['a phone number from data', PHONES, FORWARD_WORDS, FROM_ROW],
	['an email address in Notification Email', EMAILS, VOICEMAIL_WORDS, FIXED_EMAIL],
	['an email address from data', EMAILS, VOICEMAIL_WORDS, FROM_ROW],
])('sends only what is allowed: %s', async (_way, attempts, words, parameters) => {
	// Each is an item on a line of its own.
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
	const found = items.map(({ number, destination, format }, i) => ({
		attempt: [destination, format],
		sent: sandbox.requests.flatMap((request) => (request.number === number ? request.param : [])),
		item: success[i]?.json,
	}));
	expect(found).toEqual(
		attempts.map(([entered, format, sent]) => ({
			attempt: [entered, format],
			sent: sent === null ? [] : [sent],
			item: expect.objectContaining(
				sent === null ? REFUSED : { success: true, status: 'applied', destination: sent },
			),
		})),
	);
});

it('stops the run before anything is sent, where a row is not allowed and errors stop it', async () => {
	const { status } = await runWorkflow({
		items: ['+33612345678', '+33899123456'].map((destination, i) => ({
			number: `3397000000${i}`,
			mode: 'forward',
			destination,
		})),
		credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl, allowedDestinations: ALLOWED },
	});
	expect(status).toBe('error');
	expect(sandbox.requests).toEqual([]);
});
