import type { IHttpRequestOptions } from 'n8n-workflow';
import { authenticate } from '../../../credentials/gate';
import { useFakeDeadlines } from '../support/deadlines';

const BASE_URL = 'https://api.smspartner.fr/v1';
const FORWARD_URL = `${BASE_URL}/vn/callforward`;
const FORWARD = { number: '33612345678', type: 1, param: '+33698765432' };
const FORBIDDEN = { ...FORWARD, param: '+33899123456' };

const CREDENTIAL = { apiKey: ' the-key\u200B ', baseUrl: `${BASE_URL}/`, allowedDestinations: '' };
const GUARDED = { ...CREDENTIAL, allowedDestinations: '+336, @example.com' };

const ELSEWHERE = /^This address is not at the credential's Base URL/;
const HEADER = /^The header .+ could change where the API key goes, or how the request is read\./;
const NOT_FLAT = 'Headers take a name, and a text or a number as the value. Change the headers.';
const ROUTE = /^The API key goes straight to the API/;
const NOT_JSON = /^The API key goes into a JSON body, and this body is not a JSON object\./;
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

const words = (text: string): string[] => text.split(/\s+/);

/** The options of n8n's older request helper, beside those that n8n's types know. */
const asAny = (options: IHttpRequestOptions): Record<string, unknown> => ({ ...options });

describe('the request that leaves', () => {
	it('has the key, without what surrounds it, in the body of a POST', async () => {
		expect(await post({ json: true })).toEqual({
			...FIXED,
			method: 'POST',
			url: FORWARD_URL,
			headers: {},
			qs: {},
			body: { ...FORWARD, apiKey: 'the-key' },
			json: true,
			abortSignal: expect.any(AbortSignal),
		});
	});

	it('has the key in the query of a GET, and no body', async () => {
		const changes = { qs: { from: 'n8n' }, body: { a: 1 }, form: { a: 1 } };
		expect(await get(changes)).toEqual({
			...FIXED,
			method: 'GET',
			url: `${BASE_URL}/me`,
			headers: {},
			qs: { from: 'n8n', apiKey: 'the-key' },
			abortSignal: expect.any(AbortSignal),
		});
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

	it.each(['auth', 'uri', 'baseURL', 'form', 'formData', 'host', 'port', 'socketPath', 'lookup'])(
		'has no option that the gate does not know: %s',
		async (name) => {
			expect(asAny(await get({ [name]: 'x' }))).not.toHaveProperty(name);
		},
	);

	it('follows no redirect, whatever it says', async () => {
		const redirects = { followRedirect: true, followAllRedirects: true, maxRedirects: 21 };
		expect(await post({ ...redirects, disableFollowRedirect: false })).toMatchObject(FIXED);
	});

	it.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'post', 'get', '', null, ['POST']])(
		'is a GET or a POST, not %p',
		async (method) => {
			await expect(post({ method })).rejects.toThrow(
				'This credential takes GET and POST requests only. Change the method.',
			);
		},
	);
});

describe('the address', () => {
	const addressOf = async (changes: object) => (await get({ url: undefined, ...changes })).url;

	it.each([
		['as it is', { url: `${BASE_URL}/me?a=1` }, `${BASE_URL}/me?a=1`],
		['as `uri`', { uri: `${BASE_URL}/me` }, `${BASE_URL}/me`],
		[
			'`url` before `uri`, as n8n reads them',
			{ url: BASE_URL, uri: 'https://evil.test' },
			BASE_URL,
		],
		['another path', { url: 'https://api.smspartner.fr/' }, 'https://api.smspartner.fr/'],
		['in capitals, with a port', { url: 'HTTPS://API.smspartner.fr:443/me' }, /\.fr\/me$/],
		[
			'without a user and a fragment',
			{ url: 'https://u:p@api.smspartner.fr/me#x' },
			/\/\/api.+me$/,
		],
		['beneath the Base URL', { url: '/me', baseURL: `${BASE_URL}` }, `${BASE_URL}/me`],
		['beneath one as it is entered', { url: 'me', baseURL: ` ${BASE_URL}//\n` }, `${BASE_URL}/me`],
		['with slashes within', { url: 'me//a', baseURL: BASE_URL }, `${BASE_URL}/me//a`],
		['`//host` beneath it', { url: '//evil.test', baseURL: BASE_URL }, `${BASE_URL}/evil.test`],
	])('is parsed, and sent as it was parsed: %s', async (_, changes, sent) => {
		expect(await addressOf(changes)).toEqual(
			sent instanceof RegExp ? expect.stringMatching(sent) : sent,
		);
	});

	it.each([
		['another host', { url: 'https://evil.test/v1/me' }],
		['another host as uri', { uri: 'https://evil.test/v1/me' }],
		['an empty url', { url: '', uri: FORWARD_URL }],
		['a host beneath it', { url: 'https://x.api.smspartner.fr/v1/me' }],
		['a host that starts with it', { url: 'https://api.smspartner.fr.evil.test/v1/me' }],
		['a user that looks like it', { url: 'https://api.smspartner.fr@evil.test/v1/me' }],
		['a host before a backslash', { url: 'https://evil.test\\@api.smspartner.fr/v1/me' }],
		['another port', { url: 'https://api.smspartner.fr:8443/v1/me' }],
		['plain http', { url: 'http://api.smspartner.fr/v1/me' }],
		['another protocol', { url: 'ftp://api.smspartner.fr/v1/me' }],
		['no protocol', { url: 'api.smspartner.fr/v1/me' }],
		['a space in front', { url: ` ${BASE_URL}/me` }],
		['a path alone', { url: '/v1/me' }],
		['nothing', {}],
		['no text', { url: [FORWARD_URL] }],
		['no host', { url: 'https://' }],
		['a path beneath another host', { url: '/me', baseURL: 'https://evil.test' }],
		['a path beneath nothing', { url: '/me', baseURL: 'blob:https://api.smspartner.fr' }],
	])('is at the Base URL, not %s', async (_, changes) => {
		await expect(addressOf(changes)).rejects.toThrow(ELSEWHERE);
	});

	it('may be plain http on this machine', async () => {
		const credential = { ...CREDENTIAL, baseUrl: 'http://127.0.0.1:8025/v1' };
		const url = 'http://127.0.0.1:8025/v1/me';
		expect(await get({ url }, credential)).toMatchObject({ url });
		await expect(get({ url: 'http://127.0.0.1:8026/v1/me' }, credential)).rejects.toThrow(
			ELSEWHERE,
		);
	});
});

describe('the headers', () => {
	it('pass with names and values as they are sent', async () => {
		const headers = {
			' X-Gateway-Key\t': ' k\u00E9y ',
			'x-request-id': 7,
			Authorization: 'Bearer x',
		};
		expect((await get({ headers })).headers).toEqual({
			'X-Gateway-Key': 'k\u00E9y',
			'x-request-id': '7',
			Authorization: 'Bearer x',
		});
	});

	it.each([undefined, null, {}, []])('can be %p', async (headers) => {
		expect((await get({ headers })).headers).toEqual({});
	});

	it.each([
		' hOST\t',
		'\u00A0Host',
		...words(`Host host X-Host X_Forwarded_Host X-Forwarded-For Forwarded X-Original-URL X-Original-Host
			X-Rewrite-URL X-Proxy-Key X-Base-URL X-Request-URI X-HTTP-Method-Override X-HTTP-MethodOverride X-Method-Override
			x.http.method Connection Upgrade TE Trailer Expect Keep-Alive Proxy-Authorization HTTP2-Settings
			Transfer-Encoding transfer_encoding Content-Length Content-Encoding Content_Type common POST get
			query X-Http X-Http2 X-Method X-Original X-Override X-Path X-Forwarded X-Proxy`),
	])('are refused by name: %j', async (name) => {
		await expect(get({ headers: { Accept: '*/*', [name]: 'evil.test' } })).rejects.toThrow(HEADER);
	});

	it.each<[string, unknown]>([
		['an object', { common: { Host: 'evil.test' } }],
		['a list', { 'X-A': ['a', 'b'] }],
		['a boolean', { 'X-A': true }],
		['nothing', { 'X-A': undefined }],
		['null', { 'X-A': null }],
		['an object that is a text', { 'X-A': Object('a') }],
		['a line end within', { 'X-A': 'a\r\nHost: evil.test' }],
		['a letter that is cut to a line end', { 'X-A': 'a\u010AHost: evil.test' }],
		['a control character', { 'X-A': 'a\0' }],
		['no name', { ' ': 'a' }],
		['a line end in the name', { 'X-A\nHost': 'a' }],
		['a colon in the name', { 'Host:': 'a' }],
		['__proto__ as the name', JSON.parse('{"__proto__":"a"}')],
		['no object at all', 'Host: evil.test'],
	])('are flat, not %s', async (_, headers) => {
		await expect(get({ headers })).rejects.toThrow(NOT_FLAT);
	});

	it('are read once', async () => {
		const values = ['fine', { Host: 'evil.test' }];
		const headers = {
			get 'X-A'() {
				return values.shift();
			},
		};
		expect((await get({ headers })).headers).toEqual({ 'X-A': 'fine' });
	});

	it('name at most 50 characters of a header', async () => {
		const headers = { [`Host-${'x'.repeat(60)}`]: 'a' };
		await expect(get({ headers })).rejects.toThrow(`The header Host-${'x'.repeat(45)}… could`);
	});
});

describe('the body and the query', () => {
	it.each<[string, object]>([
		['text', { body: '{"number":"33612345678"}' }],
		['null', { body: null }],
		['a list', { body: [FORWARD] }],
		['bytes', { body: Buffer.from('{}') }],
		['form parameters', { body: new URLSearchParams({ type: '1' }) }],
		['an object without a prototype', { body: Object.create(null) }],
		['a form beside a body', { form: {} }],
		['form data beside a body', { formData: {} }],
		['a list as JSON', { body: { toJSON: () => [FORWARD] } }],
		['nothing as JSON', { body: { toJSON: () => undefined } }],
		['a number that JSON does not have', { body: { number: 1n } }],
		[
			'a form by its content type',
			{ headers: { 'content-type': 'application/x-www-form-urlencoded' } },
		],
		['what only ends like JSON', { headers: { 'Content-Type ': 'text/application/json' } }],
		['JSON and more', { headers: { 'Content-Type': 'application/json; x=multipart/form-data' } }],
	])('are JSON objects, not %s', async (_, changes) => {
		await expect(post(changes)).rejects.toThrow(NOT_JSON);
	});

	it.each([
		'application/json',
		'APPLICATION/JSON;charset=UTF-8',
		'application/json; charset=utf-8',
	])('take the content type %s', async (type) => {
		expect((await post({ headers: { 'Content-Type': type } })).body).toMatchObject(FORWARD);
	});

	it('may be left out', async () => {
		expect((await post({ body: undefined })).body).toEqual({ apiKey: 'the-key' });
		expect((await get({ qs: undefined })).qs).toEqual({ apiKey: 'the-key' });
	});

	it('are copied as JSON, lists and dates included', async () => {
		const given = { at: new Date(0), none: undefined, list: [1, { a: null }] };
		const copied = { at: '1970-01-01T00:00:00.000Z', list: [1, { a: null }] };
		expect((await post({ body: given, qs: given })).body).toEqual({ ...copied, apiKey: 'the-key' });
		expect((await post({ body: given, qs: given })).qs).toEqual(copied);
	});

	it.each([['a'], 1, true, [['a', 1]], { toJSON: () => 'a=1' }])(
		'are refused where the query has no names: %p',
		async (qs) => {
			await expect(get({ qs })).rejects.toThrow(
				'Query parameters take names and values. Change the query of the request.',
			);
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

	it('may have a client certificate', async () => {
		const agentOptions = { cert: 'PEM', key: 'PEM', passphrase: 'x' };
		expect(await post({ agentOptions })).toMatchObject({ agentOptions });
		expect(await post({ agentOptions: {} })).not.toHaveProperty('agentOptions');
	});

	it('may be told what it does anyway', async () => {
		const usual = { rejectUnauthorized: true, skipSslCertificateValidation: false, proxy: '' };
		expect(await post(usual)).toMatchObject(FIXED);
	});
});

describe('the deadline', () => {
	it.each<[unknown, number]>([
		[2_500, 2_500],
		['5000', 5_000],
		[1.5, 2],
		[1e12, 2 ** 31 - 1],
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

	it('does not keep the execution from being stopped', async () => {
		useFakeDeadlines();
		for (const timeout of [undefined, 2_500]) {
			const stop = new AbortController();
			const { abortSignal } = await post({ timeout, abortSignal: stop.signal });
			expect(abortSignal?.aborted).toBe(false);
			stop.abort();
			expect(abortSignal?.aborted).toBe(true);
		}
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
		['switching off', { ...FORWARD, type: 0, param: '' }],
	])('takes %s', async (_, body) => {
		expect((await guarded(body)).body).toEqual({ ...body, apiKey: 'the-key' });
	});

	it.each([
		['a number', FORBIDDEN],
		['an email domain', { ...FORWARD, type: '2', param: 'team@example.org' }],
	])('refuses %s that is not in the list', async (_, body) => {
		await expect(guarded(body)).rejects.toThrow(new Error(NOT_ALLOWED));
	});

	it('judges a destination as its type says', async () => {
		await expect(guarded({ ...FORWARD, param: 'team@example.com' })).rejects.toThrow(
			/\+ and digits/,
		);
		await expect(guarded({ ...FORWARD, type: 2 })).rejects.toThrow(/must be plain/);
	});

	it('judges the copy that is sent', async () => {
		const param = { toJSON: () => '+33698765432' };
		expect((await guarded({ ...FORWARD, param })).body).toMatchObject(FORWARD);
		await expect(guarded({ ...FORWARD, toJSON: () => FORBIDDEN })).rejects.toThrow(NOT_ALLOWED);
	});

	it.each<[string, object]>([
		['no number', { type: 1, param: '+33698765432' }],
		['a list of numbers', { ...FORWARD, number: ['33612345678'] }],
		['no type', { number: '33612345678', param: '+33698765432' }],
		['an unknown type', { ...FORWARD, type: 3 }],
		['a list as type', { ...FORWARD, type: [1] }],
		['true as type', { ...FORWARD, type: true }],
		['no param', { number: '33612345678', type: 0 }],
		['a number as param', { ...FORWARD, param: 33698765432 }],
		['a list as param', { ...FORWARD, param: ['+33698765432'] }],
		['a destination while switching off', { ...FORWARD, type: 0 }],
		[
			'another spelling beside it',
			{ ...FORWARD, type: 0, param: '', Type: 1, Param: '+33899123456' },
		],
		['a blank before a name', { ...FORWARD, ' param': '+33899123456' }],
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
		['a query', { qs: { param: '+33899123456' } }],
		['a GET', { method: 'GET', qs: FORWARD }],
		['a GET without a query', { method: undefined }],
	])('is a POST without a query, not %s', async (_, changes) => {
		await expect(guarded(FORWARD, changes)).rejects.toThrow(ONE_SHAPE);
	});

	it.each(
		words(`v1/VN/CallForward v1/vn/callforward/ v1//vn/callforward vn/callforward v1/x/..;/a v1/...
			v1/vn/callforward.json v1/vn/callforward;v=1 v1/vn/callforward%00 v1/vn%2Fcall v1/%c1%a3all
			v1/vn/%63allforward v1/vn/%2563allforward v1/vn/%u0063allforward caf\u00E9
			v1/vn/\uFF43allforward v1/vn/call\u200Bforward index.php?_url=/v1/vn/callforward
			?route=CALLFORWARD ?a=1&callforward ?a=%63allforward ?a=%2563allforward ?a=%u0063allforward
			?a=%c1%a3all ?a=\uFF43all ?a=call\u200B`),
	)('has one address, and %s is none', async (path) => {
		const url = `https://api.smspartner.fr/${path}`;
		await expect(guarded(FORBIDDEN, { url })).rejects.toThrow(NO_MENTION);
		await expect(get({ url, qs: FORBIDDEN }, GUARDED)).rejects.toThrow(NO_MENTION);
	});

	it.each<[string, object]>([
		['a value of the query', { qs: { _url: '/v1/vn/callforward' } }],
		['a name in the query', { qs: { a: { callForward: 1 } } }],
		['a list in the query', { qs: { a: ['x', 'callforward'] } }],
		['an escape in the query', { qs: { a: '%63allforward' } }],
		['another alphabet in the query', { qs: { a: '\uFF43all' } }],
		['a header', { headers: { 'X-Route': '/vn/callforward' } }],
		['the body', { body: { route: '/vn/callforward' } }],
	])('is not spoken of anywhere else: %s', async (_, changes) => {
		const url = `${BASE_URL}/send`;
		await expect(guarded({ a: 1 }, { url, ...changes })).rejects.toThrow(NO_MENTION);
	});

	it('may be spoken of in a text message', async () => {
		const body = { message: 'Line moved: mode callForwarding' };
		const sent = await guarded(body, { url: `${BASE_URL}/send` });
		expect(sent.body).toEqual({ ...body, apiKey: expect.any(String) });
	});

	it('leaves the rest of the API alone', async () => {
		const url = `${BASE_URL}/send?x=1&y=a@b.fr`;
		const body = {
			phoneNumbers: '+33899123456',
			type: [1],
			param: 5,
			message: '100 % \u00E9t\u00E9',
		};
		expect(await guarded(body, { url, qs: { a: [1, 2] } })).toMatchObject({ url, body });
		expect(await get({}, GUARDED)).toMatchObject({ qs: { apiKey: 'the-key' } });
	});

	it('is free without a list', async () => {
		const body = { type: [1], param: { a: 1 } };
		expect(await post({ body, qs: { param: '%63' } })).toMatchObject({
			body,
			qs: { param: '%63' },
		});
	});
});

describe('a credential that cannot be used', () => {
	it.each([
		[{ apiKey: ' ' }, /^The API key is missing\. Check 'API Key'/],
		[{ baseUrl: 'http://api.smspartner.fr/v1' }, /^The Base URL is not secure\. Change 'Base URL'/],
		[{ baseUrl: 'https:\\\\api.smspartner.fr' }, /^The Base URL is not valid\. Change 'Base URL'/],
		[{ allowedDestinations: undefined }, /^'Allowed Destinations' cannot be read\. Every/],
	])('says what to do: %p', async (changes, text) => {
		// n8n gives an expression that came to nothing as undefined.
		const credential = { ...CREDENTIAL, ...changes } as typeof CREDENTIAL;
		await expect(get({}, credential)).rejects.toThrow(text);
	});
});
