import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { modeOfType } from '../nodes/SmsPartnerCallForward/api/wire';
import { destinationRefusal } from '../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { parseBaseUrl, parseUrl } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import { checkAccess, type Access } from '../nodes/SmsPartnerCallForward/checks/credential';
import { cut } from '../nodes/SmsPartnerCallForward/text';

/**
 * What n8n's two request helpers are given: `httpRequest` takes `url`, and the older `request` (of the
 * HTTP Request and GraphQL nodes) `uri`, `form` and more. Anything can be in any of them.
 */
interface Incoming {
	url?: unknown;
	uri?: unknown;
	baseURL?: unknown;
	method?: unknown;
	headers?: unknown;
	qs?: unknown;
	body?: unknown;
	form?: unknown;
	formData?: unknown;
	timeout?: unknown;
	abortSignal?: unknown;
	proxy?: unknown;
	rejectUnauthorized?: unknown;
	skipSslCertificateValidation?: unknown;
	agentOptions?: unknown;
}

/** A request as it leaves. Its headers and query are in no other place, and its address is whole. */
interface Outgoing {
	method: 'GET' | 'POST';
	url: URL;
	headers: Record<string, string>;
	qs: IDataObject;
	/** Empty for a GET. */
	body: IDataObject;
}

/**
 * Options that are passed on as they are. They say how lists are written in a query, how the answer is
 * given back, and where n8n itself allows requests to go. Every other option is read and made afresh
 * below, or left out.
 */
const PASSED_ON = [
	'allowedDomains',
	'arrayFormat',
	'encoding',
	'ignoreHttpStatusErrors',
	'json',
	'qsStringifyOptions',
	'resolveWithFullResponse',
	'returnFullResponse',
	'simple',
	'useQuerystring',
	'useStream',
];

/** Redirects could carry the key elsewhere. Both of n8n's request helpers are told. */
const FIXED = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	rejectUnauthorized: true,
};

/**
 * Words in the name of a header that lead a request elsewhere, make another one of it, or belong to the
 * connection and the encoding of the body: `Host`, `X-Forwarded-Host`, `X-HTTP-Method-Override` …
 */
const REFUSED_WORDS = [
	...['forwarded', 'host', 'http', 'http2', 'method', 'original', 'override', 'path', 'proxy'],
	...['rewrite', 'uri', 'url'],
	...['connection', 'content', 'expect', 'keep', 'te', 'trailer', 'transfer', 'upgrade'],
];
/** In axios these stand for the headers of all requests, or of all with that method. */
const AXIOS_NAMES = 'common delete get head options patch post put query'.split(' ');
const JSON_TYPE = /^application\/json(; *charset=utf-8)?$/i;
const HEADER_NAME = /^[a-z\d][\w.-]*$/i;
/** What Node.js puts on the wire as it is: visible characters of Latin-1, spaces and tabs. */
const HEADER_VALUE = /^[\t\x20-\x7e\xa0-\xff]*$/;

/** Of n8n's SSL certificates: who asks, and not who may answer. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase'];

/** The longest timer of Node.js; a longer one would end at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const PROTOCOL = /^https?:\/\//i;
const FORWARDING_PATH = '/vn/callforward';
const FORWARDING_WORD = /callforward/i;
const FORWARDING_ROUTE = /\/callforward/i;
/** No escape that a server could read once more. */
const PLAIN_PATH = /^[\w./-]*$/;
const PLAIN_QUERY = /^[\x20-\x24\x26-\x5b\x5d-\x7e]*$/;

const ADVICE = {
	elsewhere:
		"This address is not at the credential's Base URL, and the API key is sent nowhere else. Change the URL, or 'Base URL' in the credential.",
	headers: 'Headers take a name, and a text or a number as the value. Change the headers.',
	route:
		'The API key goes straight to the API, and only where n8n itself trusts the TLS certificate. Remove Proxy and Ignore SSL Issues from the options of the request, and CA from its SSL certificates.',
	method: 'This credential takes GET and POST requests only. Change the method.',
	query: 'Query parameters take names and values. Change the query of the request.',
	body: "The API key goes into a JSON body, and this body is not a JSON object. Set 'Body Content Type' to JSON with fields, or send no body, and remove a Content-Type header of your own.",
	forwarding:
		"With 'Allowed Destinations' in the credential, call forwarding takes a POST without a query, and a JSON body of number, type (0, 1 or 2) and param (text, empty for type 0) alone. Change the request.",
	notForwarding:
		"With 'Allowed Destinations' in the credential, the path and query of a request take plain characters only, without % and .., and nothing in it may mention call forwarding, which is a POST to /vn/callforward under 'Base URL'. Change the request.",
} as const;

/**
 * Adds the API key to a request, if the credential allows the request: the gate for the node, for
 * n8n's HTTP Request node and for the credential test alike.
 *
 * The request that leaves is made afresh from what the gate knows, so that what was checked is what is
 * sent. The key goes into the JSON body of a POST and into the query of a GET, which is where the
 * vendor's API takes it; only to the origin of the credential's Base URL; and along no redirect.
 *
 * @throws Error with a text for the user
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: Incoming,
): Promise<IHttpRequestOptions> {
	const { apiKey, baseUrl, allowed } = readAccess(credentials);
	checkRoute(options);
	const method = methodOf(options);
	const request: Outgoing = {
		method,
		url: addressOf(options, baseUrl),
		qs: queryOf(options),
		body: method === 'POST' ? bodyOf(options) : {},
		headers: headersOf(options),
	};
	if (allowed !== null) checkForwarding(request, baseUrl, allowed);

	const { url, headers, qs, body } = request;
	return {
		...passedOn(options),
		...FIXED,
		...deadlineOf(options),
		...certificateOf(options),
		method,
		url: url.origin + url.pathname + url.search,
		headers,
		...(method === 'GET' ? { qs: { ...qs, apiKey } } : { qs, body: { ...body, apiKey } }),
	};
}

function readAccess(credentials: ICredentialDataDecryptedObject): Access {
	const access = checkAccess(credentials);
	if (!access.ok) throw new Error(`${access.error.message}. ${access.error.advice}`);
	return access.value;
}

function passedOn(options: Incoming): object {
	return Object.fromEntries(Object.entries(options).filter(([name]) => PASSED_ON.includes(name)));
}

function methodOf({ method = 'GET' }: Incoming): 'GET' | 'POST' {
	if (method !== 'GET' && method !== 'POST') throw new Error(ADVICE.method);
	return method;
}

function addressOf({ url, uri, baseURL }: Incoming, baseUrl: string): URL {
	const address = url ?? uri;
	const target = typeof address === 'string' ? wholeAddress(address, baseURL) : undefined;
	if (target?.origin !== new URL(baseUrl).origin) throw new Error(ADVICE.elsewhere);
	return target;
}

function wholeAddress(address: string, baseURL: unknown): URL | undefined {
	if (PROTOCOL.test(address)) return parseUrl(address);
	const base = parseBaseUrl(baseURL);
	return base.ok ? parseUrl(`${base.value}/${address.replace(/^\/+/, '')}`) : undefined;
}

/** Flat: axios takes an object in place of a value for headers of all requests. */
function headersOf({ headers }: Incoming): Record<string, string> {
	return Object.fromEntries(entriesOf(headers, ADVICE.headers).map(headerOf));
}

function headerOf([entered, value]: [string, unknown]): [name: string, value: string] {
	// The request helpers take whitespace off as well.
	const name = entered.trim();
	const key = name.toLowerCase();
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : null;
	if (text === null || !HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) {
		throw new Error(ADVICE.headers);
	}
	if (key === 'content-type') {
		// The request helper makes a form of the body where the content type says so.
		if (!JSON_TYPE.test(text)) throw new Error(ADVICE.body);
	} else if (
		AXIOS_NAMES.includes(key) ||
		key.split(/[-_.]/).some((word) => REFUSED_WORDS.includes(word))
	) {
		throw new Error(refusedHeader(name));
	}
	return [name, text];
}

function refusedHeader(name: string): string {
	return `The header ${cut(name)} could change where the API key goes, or how the request is read. Remove it from the headers of the request.`;
}

/** A proxy or a server without a trusted certificate could read the key, wherever the address points. */
function checkRoute({
	proxy,
	rejectUnauthorized = true,
	skipSslCertificateValidation = false,
}: Incoming): void {
	const isTrusted = rejectUnauthorized === true && skipSslCertificateValidation === false;
	if (proxy || !isTrusted) throw new Error(ADVICE.route);
}

function certificateOf({ agentOptions }: Incoming): Pick<IHttpRequestOptions, 'agentOptions'> {
	const entries = entriesOf(agentOptions, ADVICE.route);
	if (entries.some(([name]) => !CLIENT_CERTIFICATE.includes(name))) throw new Error(ADVICE.route);
	return entries.length === 0 ? {} : { agentOptions: Object.fromEntries(entries) };
}

/**
 * The request helper's timeout is for idle connections; this one ends a slow trickle of bytes too.
 * What is no number of milliseconds is no limit.
 */
function deadlineOf({
	timeout,
	abortSignal,
}: Incoming): Pick<IHttpRequestOptions, 'timeout' | 'abortSignal'> {
	const stop = abortSignal instanceof AbortSignal ? [abortSignal] : [];
	const isNumeric = typeof timeout === 'number' || typeof timeout === 'string';
	const ms = isNumeric ? Math.min(Math.ceil(Number(timeout)), MAX_TIMEOUT_MS) : 0;
	return {
		...(ms > 0 && { timeout: ms }),
		abortSignal: AbortSignal.any(ms > 0 ? [...stop, AbortSignal.timeout(ms)] : stop),
	};
}

function queryOf({ qs }: Incoming): IDataObject {
	const copy = copyOf(qs ?? {});
	if (!isPlainObject(copy)) throw new Error(ADVICE.query);
	return copy;
}

function bodyOf({ body = {}, form, formData }: Incoming): IDataObject {
	const copy = isPlainObject(body) ? copyOf(body) : undefined;
	const isForm = form !== undefined || formData !== undefined;
	if (isForm || !isPlainObject(copy)) throw new Error(ADVICE.body);
	return copy;
}

/** A copy as JSON. */
function copyOf(value: unknown): unknown {
	try {
		return JSON.parse(JSON.stringify(value));
	} catch {
		// It holds itself, a BigInt, or the like.
	}
	return undefined;
}

function entriesOf(value: unknown, advice: string): Array<[string, unknown]> {
	if (value === undefined || value === null) return [];
	if (typeof value !== 'object') throw new Error(advice);
	return Object.entries(value);
}

function isPlainObject(value: unknown): value is IDataObject {
	return (
		typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
	);
}

/** Call forwarding has one shape, to an allowed destination; nothing else may speak of it. */
function checkForwarding(
	request: Outgoing,
	baseUrl: string,
	allowed: NonNullable<Access['allowed']>,
): void {
	const { url } = request;
	if (url.origin + url.pathname !== baseUrl + FORWARDING_PATH) {
		if (!isPlain(request) || mentionsForwarding(request)) throw new Error(ADVICE.notForwarding);
		return;
	}
	const { number, type, param, ...others } = request.body;
	const mode = modeOfType(type);
	// A GET has no body, so no type either.
	const isReadable =
		url.search === '' &&
		Object.keys({ ...request.qs, ...others }).length === 0 &&
		(typeof number === 'string' || typeof number === 'number') &&
		mode !== undefined &&
		typeof param === 'string' &&
		(mode !== 'disabled' || param === '');
	if (!isReadable) throw new Error(ADVICE.forwarding);
	const refusal = destinationRefusal(allowed, mode, param);
	if (refusal !== null) throw new Error(`The destination is not allowed. ${refusal}`);
}

function isPlain({ url, qs }: Outgoing): boolean {
	return (
		PLAIN_PATH.test(url.pathname) &&
		!url.pathname.includes('..') &&
		PLAIN_QUERY.test(JSON.stringify([...url.searchParams, qs]))
	);
}

function mentionsForwarding({ url, headers, qs, body }: Outgoing): boolean {
	const route = JSON.stringify([url.pathname, ...url.searchParams, headers, qs]);
	// A text message may speak of a mode of this node's.
	return FORWARDING_WORD.test(route) || FORWARDING_ROUTE.test(JSON.stringify(body));
}
