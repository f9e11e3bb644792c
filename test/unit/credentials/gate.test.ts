import type { IHttpRequestOptions } from 'n8n-workflow';
import { authenticate } from '../../../credentials/gate';
import { useFakeDeadlines } from '../support/deadlines';

const BASE_URL = 'https://api.smspartner.fr/v1';
const FORWARD_URL = `${BASE_URL}/vn/callforward`;
const FORWARD = { number: '33612345678', type: 1, param: '+33698765432' };
const OFF = { ...FORWARD, type: 0, param: '' };
const PREMIUM = '+33899123456';
const FORBIDDEN = { ...FORWARD, param: PREMIUM };

const CREDENTIAL = { apiKey: ' the-key\u200B ', baseUrl: `${BASE_URL}/`, allowedDestinations: '' };
const GUARDED = { ...CREDENTIAL, allowedDestinations: '+336, @example.com' };

const ELSEWHERE = /^This address is not at the credential's Base URL/;
const HEADER = /^The header .+ could change where the API key goes, or how the request is read\./;
const NOT_FLAT =
	'A header takes a name of letters, digits and dashes, and a number or one line of plain text as its value. Change the headers.';
const ROUTE = /^The API key goes straight to the API/;
const NOT_JSON = /^The API key goes into a JSON body, and this body is not a JSON object\./;
const BODY_OF_GET =
	'A GET goes out without a body. Send its values as query parameters, or change the method to POST.';
const ONE_SHAPE = /^With 'Allowed Destinations' .+ call forwarding takes a POST without a query/;
const NO_MENTION = /^With 'Allowed Destinations' .+ nothing in it may mention call forwarding/;
const NOT_ALLOWED =
	"The destination is not allowed. Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.";

const FIXED = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	rejectUnauthorized: true,
};

const get = (changes: object = {}, credential = CREDENTIAL) =>
	authenticate(credential, { url: `${BASE_URL}/me`, ...changes });
const post = (changes: object = {}, credential = CREDENTIAL) =>
	authenticate(credential, { method: 'POST', url: FORWARD_URL, body: FORWARD, ...changes });
const guarded = (body: object, changes: object = {}) => post({ body, ...changes }, GUARDED);
const headersOf = async (headers: unknown) => (await get({ headers })).headers;

const words = (text: string): string[] => text.split(/\s+/);

/** The options of n8n's older request helper, beside those that n8n's types know. */
const asAny = (options: IHttpRequestOptions): Record<string, unknown> => ({ ...options });

describe('the request that leaves', () => {
	const leaves = { ...FIXED, headers: {}, agentOptions: {}, abortSignal: expect.any(AbortSignal) };

	it('has the key, without what surrounds it, in the body of a POST', async () => {
		const body = { ...FORWARD, apiKey: 'the-key' };
		const sent = { ...leaves, method: 'POST', url: FORWARD_URL, qs: {}, body, json: true };
		expect(await post({ json: true })).toEqual(sent);
	});

	it('has the key in the query of a GET, and no body', async () => {
		const qs = { from: 'n8n', apiKey: 'the-key' };
		const sent = { ...leaves, method: 'GET', url: `${BASE_URL}/me`, qs };
		expect(await get({ qs: { from: 'n8n' }, body: {} })).toEqual(sent);
	});

	it('cannot have a key of its own', async () => {
		expect((await post({ body: { apiKey: 'another' } })).body).toEqual({ apiKey: 'the-key' });
		expect((await get({ qs: { apiKey: 'another' } })).qs).toEqual({ apiKey: 'the-key' });
	});

	it('leaves the one that came in as it is', async () => {
		const options = { method: 'POST', url: FORWARD_URL, body: { ...FORWARD }, qs: {}, headers: {} };
		const before = structuredClone(options);
		await authenticate(CREDENTIAL, options);
		expect(options).toEqual(before);
	});

	it.each(
		words(`allowedDomains arrayFormat encoding ignoreHttpStatusErrors json qsStringifyOptions
			resolveWithFullResponse returnFullResponse simple useQuerystring useStream`),
	)('is answered as before: %s', async (name) => {
		expect(asAny(await post({ [name]: 'x' }))[name]).toBe('x');
	});

	it.each(words('auth uri baseURL host port socketPath lookup'))(
		'has no option that the gate does not know: %s',
		async (name) => {
			expect(asAny(await get({ [name]: 'x' }))).not.toHaveProperty(name);
		},
	);

	it('follows no redirect, whatever it says', async () => {
		const redirects = { followRedirect: true, followAllRedirects: true, maxRedirects: 21 };
		expect(await post({ ...redirects, disableFollowRedirect: false })).toMatchObject(FIXED);
	});

	it.each(['PUT', 'HEAD', 'post', '', null, ['POST']])(
		'is a GET or POST, not %p',
		async (method) => {
			const advice = 'This credential takes GET and POST requests only. Change the method.';
			await expect(post({ method })).rejects.toThrow(advice);
		},
	);
});

describe('the address', () => {
	const addressOf = async (changes: object) => (await get({ url: undefined, ...changes })).url;
	const ORIGIN = 'https://api.smspartner.fr';

	it('can be on this machine', async () => {
		const baseUrl = 'http://127.0.0.1:8025/v1';
		const url = `${baseUrl}/me`;
		expect(await get({ url }, { ...CREDENTIAL, baseUrl })).toMatchObject({ url });
	});

	it.each([
		['as it is', { url: `${BASE_URL}/me?a=1` }, `${BASE_URL}/me?a=1`],
		['as `uri`', { uri: `${BASE_URL}/me` }, `${BASE_URL}/me`],
		['`url` before `uri`, as n8n does', { url: BASE_URL, uri: 'https://evil.test' }, BASE_URL],
		['another path', { url: `${ORIGIN}/` }, `${ORIGIN}/`],
		['in capitals, with a port', { url: 'HTTPS://API.smspartner.fr:443/me' }, `${ORIGIN}/me`],
		['without a user', { url: 'https://u:p@api.smspartner.fr/me' }, `${ORIGIN}/me`],
		['without a fragment', { url: `${ORIGIN}/me#x` }, `${ORIGIN}/me`],
		['beneath the Base URL', { url: '/me', baseURL: ` ${BASE_URL}//\n` }, `${BASE_URL}/me`],
		['with slashes within', { url: 'me//a', baseURL: BASE_URL }, `${BASE_URL}/me//a`],
		['`//host` beneath it', { url: '//evil.test', baseURL: BASE_URL }, `${BASE_URL}/evil.test`],
	])('is parsed, and sent as it was parsed: %s', async (_, changes, sent) => {
		expect(await addressOf(changes)).toBe(sent);
	});

	it.each([
		['another host', { url: 'https://evil.test/v1/me' }],
		['another host as uri', { uri: 'https://evil.test/v1/me' }],
		['an empty url', { url: '', uri: FORWARD_URL }],
		['a host that starts with it', { url: `${ORIGIN}.evil.test/v1/me` }],
		['a user that looks like it', { url: `${ORIGIN}@evil.test/v1/me` }],
		['another port', { url: `${ORIGIN}:8443/v1/me` }],
		['plain http', { url: 'http://api.smspartner.fr/v1/me' }],
		['a space in front', { url: ` ${BASE_URL}/me` }],
		['a path alone', { url: '/v1/me' }],
		['nothing', {}],
		['no text', { url: [FORWARD_URL] }],
		['no host', { url: 'https://' }],
		['a path beneath another host', { url: '/me', baseURL: 'https://evil.test' }],
	])('is at the Base URL, not %s', async (_, changes) => {
		await expect(addressOf(changes)).rejects.toThrow(ELSEWHERE);
	});
});

describe('the headers', () => {
	it('pass with names and values as they are sent', async () => {
		const headers = { ' X-Gateway-Key\t': ' k\u00E9y ', 'x-request-id': 7 };
		const sent = { 'X-Gateway-Key': 'k\u00E9y', 'x-request-id': '7' };
		expect(await headersOf(headers)).toEqual(sent);
	});

	it.each(
		words(`_token Authorization Cookie HTTP-Referer Content-Language Content-MD5 X-Callback-URL X-RapidAPI-Host
			X-Proxy-Key X-Originating-IP X-Forwarder X-Methods X-Hostname X-HTTP-Key X-Upgrade Hostname Proxied
			X-Connection Content-Length-Limit !#$%&'*+.^\`|~`),
	)('of gateways pass: %s', async (name) => {
		expect(await headersOf({ [name]: 'a' })).toEqual({ [name]: 'a' });
	});

	it.each([undefined, null, {}])('can be %p', async (headers) => {
		expect(await headersOf(headers)).toEqual({});
	});

	it.each([
		' hOST\t',
		'\u00A0Host',
		...words(`Host X-Host X-HTTP-Host-Override Proxy Forwarded X-Forwarded X_Forwarded_Host x.forwarded.for
			X!Forwarded-Port X-Original-URL X-Original X-Rewrite-URL X-HTTP-Method X-HTTP-Method-Override
			X-HTTPMethod-Override X-Method X-Method-Override X-MethodOverride Connection Upgrade TE Trailer Expect
			Keep-Alive Proxy-Authorization HTTP2-Settings Transfer-Encoding transfer_encoding Content-Length
			Content-Encoding common delete GET head options patch post put query`),
	])('are refused by name: %j', async (name) => {
		await expect(headersOf({ Accept: '*/*', [name]: 'evil.test' })).rejects.toThrow(HEADER);
	});

	it.each<[string, unknown]>([
		['an object', { common: { Host: 'evil.test' } }],
		['a list', { 'X-A': ['a', 'b'] }],
		['a boolean', { 'X-A': true }],
		['null', { 'X-A': null }],
		['a line end within', { 'X-A': 'a\r\nHost: evil.test' }],
		['a letter that is cut to a line end', { 'X-A': 'a\u010AHost: evil.test' }],
		['a control character', { 'X-A': 'a\0' }],
		['no name', { ' ': 'a' }],
		['a line end in the name', { 'X-A\nHost': 'a' }],
		['a colon in the name', { 'Host:': 'a' }],
		['no object at all', 'Host: evil.test'],
	])('are flat, not %s', async (_, headers) => {
		await expect(headersOf(headers)).rejects.toThrow(NOT_FLAT);
	});

	it('are read once', async () => {
		const values = ['fine', { Host: 'evil.test' }];
		const headers = {
			get 'X-A'() {
				return values.shift();
			},
		};
		expect(await headersOf(headers)).toEqual({ 'X-A': 'fine' });
	});

	it('name at most 50 characters of a header', async () => {
		const headers = { [`Proxy-${'x'.repeat(60)}`]: 'a' };
		const start = `The header Proxy-${'x'.repeat(44)}… could`;
		await expect(headersOf(headers)).rejects.toThrow(start);
	});
});

describe('the body and the query', () => {
	const itself: { itself?: object } = {};
	itself.itself = itself;

	it.each<[string, object]>([
		['text', { body: '{"number":"33612345678"}' }],
		['a list', { body: [FORWARD] }],
		['bytes', { body: Buffer.from('{}') }],
		['form parameters', { body: new URLSearchParams({ type: '1' }) }],
		['a form beside a body', { form: {} }],
		['form data beside a body', { formData: {} }],
		['a list as JSON', { body: { toJSON: () => [FORWARD] } }],
		['nothing as JSON', { body: { toJSON: () => undefined } }],
		['a number that JSON does not have', { body: { number: 1n } }],
		['one that holds itself', { body: itself }],
		['a form by its type', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
		['a form by its type, in other signs', { headers: { Content_Type: 'multipart/form-data' } }],
		['what only ends like JSON', { headers: { 'Content-Type ': 'text/application/json' } }],
		['JSON and more', { headers: { 'Content-Type': 'application/json; x=multipart/form-data' } }],
	])('are JSON objects, not %s', async (_, changes) => {
		await expect(post(changes)).rejects.toThrow(NOT_JSON);
		await expect(get(changes)).rejects.toThrow(NOT_JSON);
	});

	it.each([
		'application/json',
		'APPLICATION/JSON;charset=UTF-8',
		'application/json; charset=utf-8',
	])('take the content type %s', async (type) => {
		expect((await post({ headers: { 'Content-Type': type } })).body).toMatchObject(FORWARD);
	});

	it.each([undefined, null])('may be left out, as %p', async (nothing) => {
		expect((await post({ body: nothing })).body).toEqual({ apiKey: 'the-key' });
		expect((await get({ qs: nothing, body: nothing })).qs).toEqual({ apiKey: 'the-key' });
	});

	it('are not dropped where a GET has a body', async () => {
		await expect(get({ body: { a: 1 } })).rejects.toThrow(BODY_OF_GET);
	});

	it('are copied as JSON, lists and dates included', async () => {
		const given = { at: new Date(0), none: undefined, list: [1, { a: null }] };
		const copied = { at: '1970-01-01T00:00:00.000Z', list: [1, { a: null }] };
		const { body, qs } = await post({ body: given, qs: given });
		expect([body, qs]).toEqual([{ ...copied, apiKey: 'the-key' }, copied]);
	});

	it.each([['a'], 1, true, 'a=1', new URLSearchParams('a=1'), { toJSON: () => 'a=1' }])(
		'are refused where the query has no names: %p',
		async (qs) => {
			const advice = 'Query parameters take names and values. Change the query of the request.';
			await expect(get({ qs })).rejects.toThrow(advice);
		},
	);
});

describe('the way', () => {
	it.each<[string, object]>([
		['a proxy', { proxy: 'http://192.0.2.1:8080' }],
		['a proxy as an object', { proxy: { host: '192.0.2.1' } }],
		['any certificate', { rejectUnauthorized: false }],
		['any certificate, written oddly', { rejectUnauthorized: 0 }],
		['any certificate, as n8n’s helper says it', { skipSslCertificateValidation: true }],
		['a certificate authority of its own', { agentOptions: { cert: 'PEM', ca: 'PEM' } }],
		['another name for the certificate', { agentOptions: { servername: 'evil.test' } }],
		['agent options that are none', { agentOptions: 'ca' }],
	])('is straight to where n8n trusts the certificate, without %s', async (_, changes) => {
		await expect(post(changes)).rejects.toThrow(ROUTE);
	});

	it('may have a client certificate, and be told what it does anyway', async () => {
		const agentOptions = { cert: 'PEM', key: 'PEM', passphrase: 'x' };
		const usual = { rejectUnauthorized: true, skipSslCertificateValidation: false, proxy: '' };
		expect(await post({ agentOptions, ...usual })).toMatchObject({ agentOptions, ...FIXED });
	});
});

describe('the deadline', () => {
	it.each<[unknown, number]>([
		[2_500, 2_500],
		['5000', 5_000],
		[1.5, 2],
		[Infinity, 2 ** 31 - 1],
	])('of a timeout of %p is after %p ms, for the whole answer', async (timeout, ms) => {
		const deadlines = useFakeDeadlines();
		const { abortSignal, timeout: sent } = await post({ timeout });
		expect([deadlines.asked, sent]).toEqual([[ms], ms]);
		expect(abortSignal?.aborted).toBe(false);
		deadlines.pass();
		expect(abortSignal?.aborted).toBe(true);
	});

	it.each([undefined, 0, -1, NaN, '', 'soon', '10 s', true, [5000], null])(
		'is none with a timeout of %p',
		async (timeout) => {
			const deadlines = useFakeDeadlines();
			expect(await post({ timeout })).not.toHaveProperty('timeout');
			expect(deadlines.asked).toEqual([]);
		},
	);

	it.each([undefined, 2_500])('of %p lets the execution be stopped', async (timeout) => {
		useFakeDeadlines();
		const stop = new AbortController();
		const { abortSignal } = await post({ timeout, abortSignal: stop.signal });
		expect(abortSignal?.aborted).toBe(false);
		stop.abort();
		expect(abortSignal?.aborted).toBe(true);
	});

	it('does without a signal that is none', async () => {
		expect((await post({ abortSignal: 'none' })).abortSignal?.aborted).toBe(false);
	});
});

describe('with Allowed Destinations, call forwarding', () => {
	it.each([
		['a number', FORWARD],
		['a number, with the type as text', { ...FORWARD, type: '1', number: 33612345678 }],
		['an email address', { ...FORWARD, type: 2, param: 'team@example.com' }],
		['switching off', OFF],
	])('takes %s', async (_, body) => {
		expect((await guarded(body)).body).toEqual({ ...body, apiKey: 'the-key' });
	});

	it.each<[string, object, Error | RegExp]>([
		['a number', FORBIDDEN, new Error(NOT_ALLOWED)],
		['an email', { ...FORWARD, type: '2', param: 'team@example.org' }, new Error(NOT_ALLOWED)],
		['an email that is dialed', { ...FORWARD, param: 'team@example.com' }, /\+ and digits/],
		['a number that is written to', { ...FORWARD, type: 2 }, /must be plain/],
		['a number that JSON makes', { ...FORWARD, toJSON: () => FORBIDDEN }, new Error(NOT_ALLOWED)],
	])('refuses %s that is not in the list', async (_, body, text) => {
		await expect(guarded(body)).rejects.toThrow(text);
	});

	it.each<[string, object]>([
		['no number', { type: 1, param: '+33698765432' }],
		['a list of numbers', { ...FORWARD, number: ['33612345678'] }],
		['an unknown type', { ...FORWARD, type: 3 }],
		['a list as type', { ...FORWARD, type: [1] }],
		['no param', { number: '33612345678', type: 0 }],
		['a number as param', { ...FORWARD, param: 33698765432 }],
		['a destination while switching off', { ...FORWARD, type: 0 }],
		['another spelling beside it', { ...OFF, Type: 1, Param: PREMIUM }],
		['a blank before a name', { ...OFF, ' param': PREMIUM }],
		['a key of its own', { ...FORWARD, apiKey: 'k' }],
		[
			'__proto__',
			JSON.parse('{"number":"1","type":0,"param":"","__proto__":{"type":1}}') as object,
		],
	])('has one shape, without %s', async (_, body) => {
		await expect(guarded(body)).rejects.toThrow(ONE_SHAPE);
	});

	it.each<[string, object]>([
		['a query in the address', { url: `${FORWARD_URL}?param=%2B33899123456` }],
		['a query', { qs: { param: PREMIUM } }],
		['a GET', { method: 'GET', body: undefined, qs: FORWARD }],
		['a GET without a query', { method: 'GET', body: undefined }],
	])('is a POST without a query, not %s', async (_, changes) => {
		await expect(guarded(FORWARD, changes)).rejects.toThrow(ONE_SHAPE);
	});

	it.each(
		words(`v1/VN/CallForward v1/vn/callforward/ v1//vn/callforward vn/callforward callforward v1/x/..;/a v1/...
			v1/vn/callforward.json v1/a..b v1/vn%2Fcall v1/%c1%a3all v1/vn/%2563allforward v1/vn/%u0063allforward
			v1/vn/\uFF43allforward v1/vn/call\u200Bforward v1~ v1x/~ index.php?_url=/v1/vn/callforward
			?route=CALLFORWARD ?a=1&callforward ?a=%63allforward ?a=%2563allforward ?a=%u0063allforward
			?a=%c1%a3all ?a=\uFF43all ?a=call\u200B`),
	)('has one address, and %s is none', async (path) => {
		const url = `https://api.smspartner.fr/${path}`;
		await expect(guarded(FORBIDDEN, { url })).rejects.toThrow(NO_MENTION);
		await expect(get({ url, qs: FORBIDDEN }, GUARDED)).rejects.toThrow(NO_MENTION);
	});

	it.each<[string, object]>([
		['a name in the query', { qs: { a: { callForward: 1 } } }],
		['a list in the query', { qs: { a: ['x', 'callforward'] } }],
		['an escape in the query', { qs: { a: '%63allforward' } }],
		['another alphabet in the query', { qs: { a: '\uFF43all' } }],
		['a header', { headers: { 'X-Route': '/vn/callforward' } }],
		['the body', { body: { route: '/vn/callForward' } }],
	])('is not spoken of anywhere else: %s', async (_, changes) => {
		await expect(guarded({ a: 1 }, { url: `${BASE_URL}/send`, ...changes })).rejects.toThrow(
			NO_MENTION,
		);
	});

	it('leaves the rest of the API alone, a text message that speaks of a mode included', async () => {
		const url = `${BASE_URL}/send?x=1&y=a@b.fr`;
		const body = {
			phoneNumbers: PREMIUM,
			type: [1],
			message: '100 % \u00E9t\u00E9, callForwarding',
		};
		expect(await guarded(body, { url, qs: { a: [1, 2] } })).toMatchObject({ url, body });
		expect(await get({}, GUARDED)).toMatchObject({ qs: { apiKey: 'the-key' } });
	});

	it.each(['/~team/v1', '/call forward', '/callforward-gateway'])(
		'is judged by what comes behind the Base URL, whose path may be %s',
		async (path) => {
			const baseUrl = new URL(`https://gateway.example${path}`).href;
			const credential = { ...GUARDED, baseUrl };
			const url = `${baseUrl}/me`;
			expect(await get({ url }, credential)).toMatchObject({ url });
			for (const behind of ['/~me', '/callforward', '~/me', '-callforward/me']) {
				const forbidden = { url: baseUrl + behind };
				await expect(get(forbidden, credential)).rejects.toThrow(NO_MENTION);
			}
			const forwarding = { url: `${baseUrl}/vn/callforward`, body: FORBIDDEN };
			await expect(post(forwarding, credential)).rejects.toThrow(NOT_ALLOWED);
		},
	);

	it('is free without a list', async () => {
		const free = { body: { type: [1], param: { a: 1 } }, qs: { param: '%63' } };
		expect(await post(free)).toMatchObject(free);
	});
});

describe('a credential that cannot be used', () => {
	it.each([
		[{ apiKey: ' ' }, /^The API key is missing\. Check 'API Key'/],
		[{ baseUrl: 'https:\\\\api.smspartner.fr' }, /^The Base URL is not valid\. Change 'Base URL'/],
		[{ allowedDestinations: undefined }, /^'Allowed Destinations' cannot be read\. Every/],
	])('says what to do: %p', async (changes, text) => {
		// n8n gives an expression that came to nothing as undefined.
		const credential = { ...CREDENTIAL, ...changes } as typeof CREDENTIAL;
		await expect(get({}, credential)).rejects.toThrow(text);
	});
});
