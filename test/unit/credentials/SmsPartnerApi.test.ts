import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { SmsPartnerApi } from '../../../credentials/SmsPartnerApi.credentials';
import { useFakeDeadlines } from '../support/deadlines';

/** What n8n's HTTP Request node passes. */
type RequestNodeOptions = Omit<IHttpRequestOptions, 'url'> & { uri: string } & Record<
		string,
		unknown
	>;

const credential = new SmsPartnerApi();
const CREDENTIAL = {
	apiKey: ' the-key ',
	baseUrl: 'https://api.smspartner.fr/v1/',
	allowedDestinations: '',
};
const FORWARD_URL = 'https://api.smspartner.fr/v1/vn/callforward';
const FORWARD = { number: '33612345678', type: 1, param: '+33698765432' };

const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

const ELSEWHERE =
	"This address is not at the credential's Base URL, and the API key is sent nowhere else. Change the URL, or 'Base URL' in the credential.";
const NOT_JSON =
	"The API key goes into a JSON body, and this body is not a JSON object. Set 'Body Content Type' to JSON with fields, or send no body, and remove a Content-Type header of your own.";
const NOT_READABLE =
	"With 'Allowed Destinations' in the credential, call forwarding takes a POST without a query, and a JSON body with number, type (0, 1 or 2) and param (text, empty for type 0). Change the request.";
const NOT_ALLOWED =
	"The destination is not allowed. Ask the credential's owner to add it to 'Allowed Destinations', or choose another destination.";

async function authenticate(
	options: object,
	changes: ICredentialDataDecryptedObject = {},
): Promise<IHttpRequestOptions> {
	// n8n passes the options of its older request helper too.
	return await credential.authenticate(
		{ ...CREDENTIAL, ...changes },
		options as IHttpRequestOptions,
	);
}

describe('the node’s request', () => {
	const request = { method: 'POST', url: FORWARD_URL, body: FORWARD, json: true };

	it('gets the key, without whitespace around it, into the body', async () => {
		expect(await authenticate(request)).toEqual({
			...request,
			...NO_REDIRECTS,
			body: { ...FORWARD, apiKey: 'the-key' },
		});
	});

	it('stays as it is itself', async () => {
		const options = { ...request, body: { ...FORWARD } };
		await authenticate(options);
		expect(options).toEqual(request);
	});

	it('cannot bring a key of its own', async () => {
		const body = { ...FORWARD, apiKey: 'another' };
		expect(await authenticate({ ...request, body })).toMatchObject({ body: { apiKey: 'the-key' } });
	});
});

describe('the request of n8n’s HTTP Request node', () => {
	const get: RequestNodeOptions = {
		uri: 'https://api.smspartner.fr/v1/me',
		method: 'GET',
		followRedirect: true,
		followAllRedirects: true,
		maxRedirects: 21,
		qs: { from: 'n8n' },
	};

	it('gets the key into the query of a GET', async () => {
		expect(await authenticate(get)).toEqual({
			...get,
			...NO_REDIRECTS,
			qs: { from: 'n8n', apiKey: 'the-key' },
		});
	});

	it('is a GET without a method, and may have no query', async () => {
		const { qs } = await authenticate({ uri: get.uri });
		expect(qs).toEqual({ apiKey: 'the-key' });
	});

	it('gets the key into the body of a POST, also of one without a body', async () => {
		const post = { ...get, method: 'POST' };
		expect(await authenticate({ ...post, body: { text: 'Hello' } })).toMatchObject({
			...NO_REDIRECTS,
			qs: { from: 'n8n' },
			body: { text: 'Hello', apiKey: 'the-key' },
		});
		expect((await authenticate(post)).body).toEqual({ apiKey: 'the-key' });
		expect((await authenticate({ ...post, body: {} })).body).toEqual({ apiKey: 'the-key' });
	});

	it.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'post', 'get', ''])(
		'is refused with the method "%s"',
		async (method) => {
			await expect(authenticate({ ...get, method })).rejects.toThrow(
				'This credential takes GET and POST requests only. Change the method.',
			);
		},
	);

	it.each([
		['text', { body: '{"number":"33612345678"}' }],
		['an empty text', { body: '' }],
		['null', { body: null }],
		['a list', { body: [FORWARD] }],
		['bytes', { body: Buffer.from('{}') }],
		['form parameters', { body: new URLSearchParams({ type: '1' }) }],
		['a form', { body: new FormData() }],
		['an object without a prototype', { body: Object.create(null) }],
		['an object of another kind', { body: new Date(0) }],
		['a form field', { form: { type: 1 } }],
		['a form field beside a body', { body: FORWARD, form: {} }],
		['form data', { formData: { type: 1 } }],
		['form data beside a body', { body: FORWARD, formData: {} }],
		[
			'a form by its content type',
			{ body: FORWARD, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
		],
		[
			'a content type that ends like JSON',
			{ body: FORWARD, headers: { 'content-type': 'text/application/json' } },
		],
		[
			'form data by its content type',
			{ body: FORWARD, headers: { 'Content-Type ': 'application/json; x=multipart/form-data' } },
		],
	])('is refused with %s for a body', async (_, body) => {
		const post = { uri: FORWARD_URL, method: 'POST', ...body };
		await expect(authenticate(post)).rejects.toThrow(NOT_JSON);
	});
});

describe('a request that names another host', () => {
	it.each(['Host', 'host', 'HOST', ' Host', 'host\t', '\u00A0hOsT\u00A0'])(
		'is refused: the header %j',
		async (name) => {
			const headers = { accept: 'application/json', [name]: 'evil.test' };
			for (const method of ['GET', 'POST']) {
				await expect(authenticate({ uri: FORWARD_URL, method, headers })).rejects.toThrow(
					'A Host header could lead the API key to another site. Remove it from the headers of the request.',
				);
			}
		},
	);
});

describe('what is judged is what is sent: a copy of the body as JSON', () => {
	const ALLOWED = { allowedDestinations: '+336' };
	const post = (body: object) => authenticate({ method: 'POST', url: FORWARD_URL, body }, ALLOWED);

	it('a value that reads otherwise the second time is read once', async () => {
		const params = ['+33698765432', '+33899123456', '+33899123456'];
		const body = {
			...FORWARD,
			get param() {
				return params.shift();
			},
		};
		expect((await post(body)).body).toEqual({ ...FORWARD, apiKey: 'the-key' });
	});

	it('values are judged as JSON has them', async () => {
		const param = { toJSON: () => '+33698765432' };
		expect((await post({ ...FORWARD, param })).body).toEqual({ ...FORWARD, apiKey: 'the-key' });
		const evil = { toJSON: () => '+33899123456' };
		await expect(post({ ...FORWARD, param: evil })).rejects.toThrow(NOT_ALLOWED);
	});

	it('a body that is another one as JSON is judged as that', async () => {
		const toJSON = () => ({ ...FORWARD, param: '+33899123456' });
		await expect(post({ ...FORWARD, toJSON })).rejects.toThrow(NOT_ALLOWED);
	});

	it.each([
		['text', () => 'text'],
		['nothing', () => undefined],
		['null', () => null],
		['a list', () => [FORWARD]],
	])('a body that is %s as JSON is refused', async (_, toJSON) => {
		await expect(post({ ...FORWARD, toJSON })).rejects.toThrow(NOT_JSON);
	});

	it('a body that cannot be JSON is refused', async () => {
		const circular: Record<string, unknown> = { ...FORWARD };
		circular.self = circular;
		await expect(post(circular)).rejects.toThrow(NOT_JSON);
		await expect(post({ ...FORWARD, number: 1n })).rejects.toThrow(NOT_JSON);
	});

	it('dates and fields without a value are sent as JSON has them', async () => {
		const { body } = await post({ ...FORWARD, at: new Date(0), none: undefined });
		expect(body).toEqual({ ...FORWARD, at: '1970-01-01T00:00:00.000Z', apiKey: 'the-key' });
	});
});

describe('a request on a way where the key could be read', () => {
	const post = { uri: FORWARD_URL, method: 'POST', body: FORWARD };

	it.each([
		['a proxy', { proxy: 'http://192.0.2.1:8080' }],
		['any certificate, as the HTTP Request node says it', { rejectUnauthorized: false }],
		['any certificate, as n8n’s helper says it', { skipSslCertificateValidation: true }],
		['a certificate authority of its own', { agentOptions: { ca: 'PEM' } }],
		['… beside a client certificate', { agentOptions: { cert: 'PEM', key: 'PEM', ca: 'PEM' } }],
		['another name for the certificate', { agentOptions: { servername: 'evil.test' } }],
		['any certificate, as Node.js says it', { agentOptions: { rejectUnauthorized: false } }],
	])('is refused: %s', async (_, way) => {
		await expect(authenticate({ ...post, ...way })).rejects.toThrow(
			'The API key goes straight to the API, and only where n8n itself trusts the TLS certificate. Remove Proxy and Ignore SSL Issues from the options of the request, and CA from its SSL certificates.',
		);
	});

	it.each([
		['with a client certificate', { agentOptions: { cert: 'PEM', key: 'PEM', passphrase: 'x' } }],
		['with no certificate of its own', { agentOptions: {} }],
		['with a header that only ends like Host', { headers: { 'X-Host': 'evil.test' } }],
		['as the HTTP Request node says it', { rejectUnauthorized: true }],
		['as n8n’s helper says it', { skipSslCertificateValidation: false, proxy: undefined }],
		['with that and no space', { headers: { 'Content-Type': 'application/json;charset=UTF-8' } }],
		['with the content type that it has', { headers: { 'Content-Type': 'application/json' } }],
		[
			'with its character set, too',
			{ headers: { 'content-type': 'application/json; charset=utf-8', accept: 'text/html' } },
		],
	])('is sent where certificates are checked, %s', async (_, way) => {
		expect(await authenticate({ ...post, ...way })).toMatchObject({
			body: { ...FORWARD, apiKey: 'the-key' },
		});
	});
});

describe('the credential test', () => {
	it('reaches the API from an address and a path', async () => {
		const options = { baseURL: 'https://api.smspartner.fr/v1', url: '/me', method: 'GET' };
		expect(await authenticate(options)).toEqual({
			...options,
			...NO_REDIRECTS,
			qs: { apiKey: 'the-key' },
		});
	});
});

describe('the key goes only to the Base URL', () => {
	it.each([
		['a path', { url: 'https://api.smspartner.fr/v1/me' }],
		['another path', { url: 'https://api.smspartner.fr/' }],
		['upper case', { url: 'HTTPS://API.SMSPARTNER.FR/v1/me' }],
		['the port of https', { url: 'https://api.smspartner.fr:443/v1/me' }],
		['uri', { uri: 'https://api.smspartner.fr/v1/me' }],
		['a path beneath an address', { url: '/me', baseURL: 'https://api.smspartner.fr/v1' }],
		['… with slashes between', { url: '/me', baseURL: 'https://api.smspartner.fr/v1//' }],
		['… without a slash', { url: 'me', baseURL: 'https://api.smspartner.fr/v1' }],
		[
			'… with a colon and slashes within',
			{ url: 'me/a:b//c', baseURL: 'https://api.smspartner.fr/v1' },
		],
		['… right beneath the host', { url: 'me', baseURL: 'https://api.smspartner.fr' }],
		['… that is no address', { url: FORWARD_URL, baseURL: 'https://evil.test' }],
	])('%s', async (_, options) => {
		expect((await authenticate(options)).qs).toEqual({ apiKey: 'the-key' });
	});

	it.each([
		['another host', { url: 'https://evil.test/v1/me' }],
		['another host as uri', { uri: 'https://evil.test/v1/me' }],
		[
			'another host as url, which is what n8n takes',
			{ url: 'https://evil.test', uri: FORWARD_URL },
		],
		['an empty url', { url: '', uri: 'https://evil.test' }],
		['a host beneath it', { url: 'https://x.api.smspartner.fr/v1/me' }],
		['a host above it', { url: 'https://smspartner.fr/v1/me' }],
		['a host that starts with it', { url: 'https://api.smspartner.fr.evil.test/v1/me' }],
		['a user that looks like it', { url: 'https://api.smspartner.fr@evil.test/v1/me' }],
		['another port', { url: 'https://api.smspartner.fr:8443/v1/me' }],
		['plain http', { url: 'http://api.smspartner.fr/v1/me' }],
		['another protocol', { url: 'ftp://api.smspartner.fr/v1/me' }],
		['no protocol', { url: 'api.smspartner.fr/v1/me' }],
		['no host', { url: '/v1/me' }],
		['nothing', {}],
		['an address beneath another one', { url: '/me', baseURL: 'https://evil.test' }],
		['//host', { url: '//evil.test/me', baseURL: 'https://api.smspartner.fr/v1' }],
		['\\\\host', { url: '\\\\evil.test/me', baseURL: 'https://api.smspartner.fr/v1' }],
		['/\\host', { url: '/\\evil.test/me', baseURL: 'https://api.smspartner.fr/v1' }],
		[
			'https: without slashes, which n8n puts behind the other address',
			{ url: 'https:api.smspartner.fr/me', baseURL: 'https://evil.test' },
		],
		[
			'a protocol without slashes, beneath the address',
			{ url: 'http:/evil.test', baseURL: 'https://api.smspartner.fr/v1' },
		],
		['another protocol', { url: 'ftp://evil.test', baseURL: 'https://api.smspartner.fr/v1' }],
		['a space before it', { url: ' ftp://evil.test', baseURL: 'https://api.smspartner.fr/v1' }],
		['a blob', { url: 'me', baseURL: 'blob:https://api.smspartner.fr/v1' }],
		['an address without slashes', { url: 'me', baseURL: 'https:/api.smspartner.fr/v1' }],
		['a tab in //host', { url: '/\t/evil.test', baseURL: 'https://api.smspartner.fr/v1' }],
		['a NUL in front', { url: '\0//evil.test', baseURL: 'https://api.smspartner.fr/v1' }],
		['a space in front', { url: ' https://api.smspartner.fr/v1/me', baseURL: 'https://evil.test' }],
		['no address at all', { url: 'https://', baseURL: 'https://api.smspartner.fr' }],
	])('not to %s', async (_, options) => {
		await expect(authenticate(options)).rejects.toThrow(ELSEWHERE);
		await expect(authenticate({ ...options, method: 'POST', body: {} })).rejects.toThrow(ELSEWHERE);
	});

	it('may be plain http on this machine, for the sandbox', async () => {
		const changes = { baseUrl: 'http://127.0.0.1:8025/v1' };
		const { qs } = await authenticate({ url: 'http://127.0.0.1:8025/v1/me' }, changes);
		expect(qs).toEqual({ apiKey: 'the-key' });
		await expect(authenticate({ url: 'http://127.0.0.1:8026/v1/me' }, changes)).rejects.toThrow(
			ELSEWHERE,
		);
	});
});

describe('a credential that is broken', () => {
	it.each([
		[
			'no key',
			{ apiKey: ' ' },
			"The API key is missing. Check 'API Key' in the SMS Partner API credential: copy the key again from https://my.smspartner.fr/dashboard/api.",
		],
		[
			'plain http',
			{ baseUrl: 'http://api.smspartner.fr/v1' },
			"The Base URL is not secure. Change 'Base URL' in the credential to https://. Plain http:// is accepted only for this machine (localhost, 127.0.0.0/8, [::1]).",
		],
		[
			'no address',
			{ baseUrl: 'api' },
			"The Base URL is not valid. Change 'Base URL' in the credential to a full address, e.g. https://api.smspartner.fr/v1.",
		],
		[
			'a broken list',
			{ allowedDestinations: 'o6' },
			"'Allowed Destinations' cannot be read. Every destination is refused, because \"o6\" in 'Allowed Destinations' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, with commas between entries.",
		],
	])('says what to do: %s', async (_, changes, text) => {
		const error: unknown = await authenticate({ url: FORWARD_URL }, changes).catch(
			(thrown: unknown) => thrown,
		);
		expect(error).toEqual(new Error(text));
	});
});

describe('Allowed Destinations', () => {
	const ALLOWED = { allowedDestinations: '+336, @example.com' };
	const post = (body: object, more: object = {}) =>
		authenticate({ method: 'POST', url: FORWARD_URL, body, ...more }, ALLOWED);

	it.each([
		['a number', FORWARD],
		['a number, with the type as text', { ...FORWARD, type: '1' }],
		['an email address', { ...FORWARD, type: 2, param: 'team@example.com' }],
		['switching off', { ...FORWARD, type: 0, param: '' }],
		['switching off without param', { number: '33612345678', type: 0 }],
	])('let through %s', async (_, body) => {
		expect(await post(body)).toMatchObject({ body: { ...body, apiKey: 'the-key' } });
	});

	it.each([
		['another number', { ...FORWARD, param: '+33798765432' }],
		['another domain', { ...FORWARD, type: 2, param: 'team@example.org' }],
		['another domain, with the type as text', { ...FORWARD, type: '2', param: 'a@example.org' }],
	])('refuse %s', async (_, body) => {
		await expect(post(body)).rejects.toThrow(new Error(NOT_ALLOWED));
	});

	it.each([
		['a national number', { ...FORWARD, param: '0698765432' }],
		['no number', { ...FORWARD, param: '' }],
		['an email address of an allowed domain', { ...FORWARD, param: 'team@example.com' }],
	])('refuse %s for a phone', async (_, body) => {
		await expect(post(body)).rejects.toThrow(
			/^The destination is not allowed\. .* only as \+ and digits/,
		);
	});

	it.each([
		['no type', { param: '+33698765432' }],
		['an unknown type', { ...FORWARD, type: 3 }],
		['a list as type', { ...FORWARD, type: [1] }],
		['true as type', { ...FORWARD, type: true }],
		['an object as type', { ...FORWARD, type: { toString: () => '1' } }],
		['a number as param', { ...FORWARD, param: 33698765432 }],
		['a list as param', { ...FORWARD, param: ['+33698765432'] }],
		['null as param', { ...FORWARD, param: null }],
		['a destination while switching off', { ...FORWARD, type: 0, param: '+33698765432' }],
		['a type and no param, to be sent otherwise', { type: 1, param: {} }],
	])('refuse what cannot be judged: %s', async (_, body) => {
		await expect(post(body)).rejects.toThrow(new Error(NOT_READABLE));
	});

	it.each([
		['in the address', { url: `${FORWARD_URL}?param=%2B33899123456` }],
		['in the query', { qs: { param: '+33899123456' } }],
		['in a GET', { method: 'GET', body: undefined, qs: FORWARD }],
		['in a GET without a query', { method: 'GET' }],
		['in a request without a method', { method: undefined }],
	])('refuse parameters %s', async (_, more) => {
		await expect(post(FORWARD, more)).rejects.toThrow(new Error(NOT_READABLE));
	});

	it('do not mind an empty query', async () => {
		expect(await post(FORWARD, { qs: {} })).toMatchObject({ body: { apiKey: 'the-key' } });
	});

	it.each([
		'https://api.smspartner.fr/v1/VN/CallForward',
		'https://api.smspartner.fr/v1/vn/callforward/',
		'https://api.smspartner.fr/v1//vn/./callforward',
		'https://api.smspartner.fr/v1/vn/call%66orward',
		'https://api.smspartner.fr/v1/vn/%63%61%6C%6c%46%4Frward',
		'https://api.smspartner.fr/%63allforward',
		'https://api.smspartner.fr/v1/vn/%2563allforward',
		'https://api.smspartner.fr/v1/vn/%25252563allforward',
		'https://api.smspartner.fr/v1/vn/%2%35%363allforward',
		'https://api.smspartner.fr/v1/vn/%%36%33allforward',
		'https://api.smspartner.fr/v1/vn/callforward%2F',
		'https://api.smspartner.fr/v1/vn/callforward%00',
		'https://api.smspartner.fr/v2/vn/callforward.json',
	])('hold whichever way the path is spelled: %s', async (url) => {
		await expect(post({ ...FORWARD, param: '+33899123456' }, { url })).rejects.toThrow(NOT_ALLOWED);
	});

	it('say nothing about the rest of the API', async () => {
		const url = 'https://api.smspartner.fr/v1/send?x=1';
		const body = { phoneNumbers: '+33899123456', type: [1], param: 5 };
		expect(await post(body, { url })).toMatchObject({ body });
		expect(await authenticate({ url }, ALLOWED)).toMatchObject({ qs: { apiKey: 'the-key' } });
	});

	it('allow every request where there are none', async () => {
		const odd = { type: [1], param: { a: 1 } };
		expect(await authenticate({ method: 'POST', url: FORWARD_URL, body: odd })).toMatchObject({
			body: odd,
		});
		expect(await authenticate({ url: FORWARD_URL, qs: FORWARD })).toMatchObject({ qs: FORWARD });
	});
});

describe('the deadline of a request', () => {
	const options = { method: 'POST', url: FORWARD_URL, body: FORWARD };

	it('is its timeout, as a whole', async () => {
		const deadlines = useFakeDeadlines();
		const { abortSignal, timeout } = await authenticate({ ...options, timeout: 2_500 });
		expect(deadlines.asked).toEqual([2_500]);
		expect(timeout).toBe(2_500);
		expect(abortSignal?.aborted).toBe(false);
		deadlines.pass();
		expect(abortSignal?.aborted).toBe(true);
	});

	it.each(['the timeout', 'stopping the execution'])('ends it beside %s', async (cause) => {
		const deadlines = useFakeDeadlines();
		const stop = new AbortController();
		const { abortSignal } = await authenticate({
			...options,
			timeout: 2_500,
			abortSignal: stop.signal,
		});
		expect(abortSignal?.aborted).toBe(false);
		if (cause === 'the timeout') deadlines.pass();
		else stop.abort();
		expect(abortSignal?.aborted).toBe(true);
	});

	it('is none without a timeout', async () => {
		const deadlines = useFakeDeadlines();
		expect(await authenticate(options)).not.toHaveProperty('abortSignal');
		const { signal } = new AbortController();
		expect((await authenticate({ ...options, abortSignal: signal })).abortSignal).toBe(signal);
		expect(deadlines.asked).toEqual([]);
	});

	it('does without an abort signal that is none', async () => {
		const deadlines = useFakeDeadlines();
		const { abortSignal } = await authenticate({ ...options, timeout: 1, abortSignal: 'none' });
		deadlines.pass();
		expect(abortSignal?.aborted).toBe(true);
	});
});

describe('what people see and save', () => {
	it('is the description as it was reviewed', () => {
		const { name, displayName, icon, documentationUrl, properties, test } = credential;
		expect({ name, displayName, icon, documentationUrl, properties, test }).toMatchInlineSnapshot(`
		{
		  "displayName": "SMS Partner API",
		  "documentationUrl": "https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner#get-an-api-key",
		  "icon": {
		    "dark": "file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.dark.svg",
		    "light": "file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.svg",
		  },
		  "name": "smsPartnerApi",
		  "properties": [
		    {
		      "default": "",
		      "description": "The key of your SMS Partner account. Copy it from <a href="https://my.smspartner.fr/dashboard/api">your dashboard</a>.",
		      "displayName": "API Key",
		      "name": "apiKey",
		      "required": true,
		      "type": "string",
		      "typeOptions": {
		        "password": true,
		      },
		    },
		    {
		      "default": "https://api.smspartner.fr/v1",
		      "description": "Where requests go. Change it only for a gateway or the local sandbox. Plain http is accepted for this machine only.",
		      "displayName": "Base URL",
		      "name": "baseUrl",
		      "type": "string",
		    },
		    {
		      "default": "",
		      "description": "Where calls may be forwarded, to guard against call-forwarding fraud: phone prefixes in international format, email addresses and email domains, separated by commas. Empty allows all. +33 includes premium-rate numbers (+3389).",
		      "displayName": "Allowed Destinations",
		      "name": "allowedDestinations",
		      "placeholder": "e.g. +336, +337, @example.com",
		      "type": "string",
		    },
		  ],
		  "test": {
		    "request": {
		      "baseURL": "={{ $credentials.baseUrl.trim().replace(/(?<!\\/)\\/+$/, "") }}",
		      "disableFollowRedirect": true,
		      "ignoreHttpStatusErrors": true,
		      "url": "/me",
		    },
		    "rules": [
		      {
		        "properties": {
		          "key": "success",
		          "message": "SMS Partner did not accept the API key. Copy it again from https://my.smspartner.fr/dashboard/api, and check there that this n8n's IP address is authorized.",
		          "value": false,
		        },
		        "type": "responseSuccessBody",
		      },
		      {
		        "properties": {
		          "key": "success",
		          "message": "SMS Partner did not accept the API key. Copy it again from https://my.smspartner.fr/dashboard/api, and check there that this n8n's IP address is authorized.",
		          "value": "false",
		        },
		        "type": "responseSuccessBody",
		      },
		      {
		        "properties": {
		          "key": "success",
		          "message": "What answered is not the SMS Partner API. Check 'Base URL', e.g. https://api.smspartner.fr/v1.",
		          "value": undefined,
		        },
		        "type": "responseSuccessBody",
		      },
		    ],
		  },
		}
	`);
	});

	it('has a Base URL for the test in the spelling that requests have', () => {
		const expression = /^=\{\{(.*)\}\}$/.exec(String(credential.test.request.baseURL))?.[1] ?? '';
		const baseURL: unknown = new Function('$credentials', `return ${expression}`)({
			baseUrl: ' https://api.smspartner.fr/v1// ',
		});
		expect(baseURL).toBe('https://api.smspartner.fr/v1');
	});

	it('fails the test for every body that is no success', () => {
		const values = credential.test.rules?.map(({ properties: rule }) =>
			'value' in rule ? rule.value : 'none',
		);
		expect(values).toEqual([false, 'false', undefined]);
	});
});
