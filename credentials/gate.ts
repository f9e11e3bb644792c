import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { modeOfType } from '../nodes/SmsPartnerCallForward/api/wire';
import { destinationRefusal } from '../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { parseBaseUrl, parseUrl } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import { checkAccess } from '../nodes/SmsPartnerCallForward/checks/credential';
import { cut } from '../nodes/SmsPartnerCallForward/text';

/** What n8n's request helpers are given, for the HTTP Request and GraphQL nodes too. Anything can be in it. */
type Incoming = Record<string, unknown>;

/** A request as it leaves. Its headers and query are in no other place, and its address is whole. */
interface Outgoing {
	url: URL;
	headers: Record<string, string>;
	qs: IDataObject;
	/** Empty for a GET. */
	body: IDataObject;
}

/**
 * Passed on as they are: how lists are written in a query, how the answer is given back, and where n8n
 * itself allows requests to go. Every other option is read and made afresh, or left out.
 */
const PASSED_ON = [
	...['allowedDomains', 'arrayFormat', 'encoding', 'ignoreHttpStatusErrors', 'json'],
	...['qsStringifyOptions', 'resolveWithFullResponse', 'returnFullResponse', 'simple'],
	...['useQuerystring', 'useStream'],
];

/** Redirects could carry the key elsewhere. Both of n8n's request helpers are told. */
const FIXED = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	rejectUnauthorized: true,
};

/** Headers that no request may have, in lower case and with dashes only. */
const REFUSED_HEADER = new RegExp(
	[
		// Lead the request elsewhere, or make another one of it
		'^(?:host|forwarded|proxy|x-(?:http-)?(?:host|method)(?:-?override)?)$',
		'^x-(?:forwarded|original|rewrite)(?:-|$)|^x-http-?method',
		// Belong to the connection, or to the encoding of the body
		'^(?:connection|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$',
		'^content-(?:encoding|length)$|^(?:http2|proxy)-',
		// In axios, stand for the headers of all requests, or of all with that method
		'^(?:common|delete|get|head|options|patch|post|put|query)$',
	].join('|'),
);
/** A token of HTTP. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** What Node.js puts on the wire as it is: visible characters of Latin-1, spaces and tabs. */
const HEADER_VALUE = /^[\t\x20-\x7e\xa0-\xff]*$/;
const JSON_TYPE = /^application\/json(; *charset=utf-8)?$/i;

/** Of n8n's SSL certificates: who asks, and not who may answer. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase'];

/** The longest timer of Node.js; a longer one would end at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const PROTOCOL = /^https?:\/\//i;
const FORWARDING_PATH = '/vn/callforward';
/** No escape that a server could read once more, and no way up. */
const PLAIN_PATH = /^(?!.*\.\.)[\w./-]*$/;
const PLAIN_QUERY = /^[\x20-\x24\x26-\x5b\x5d-\x7e]*$/;

const ADVICE = {
	elsewhere:
		"This address is not at the credential's Base URL, and the API key is sent nowhere else. Change the URL, or 'Base URL' in the credential.",
	headers:
		'A header takes a name of letters, digits and dashes, and a number or one line of plain text as its value. Change the headers.',
	route:
		'The API key goes straight to the API, and only where n8n itself trusts the TLS certificate. Remove Proxy and Ignore SSL Issues from the options of the request, and CA from its SSL certificates.',
	method: 'This credential takes GET and POST requests only. Change the method.',
	query: 'Query parameters take names and values. Change the query of the request.',
	body: "The API key goes into a JSON body, and this body is not a JSON object. Set 'Body Content Type' to JSON with fields, or send no body, and remove a Content-Type header of your own.",
	bodyOfGet:
		'A GET goes out without a body. Send its values as query parameters, or change the method to POST.',
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
	options: object,
): Promise<IHttpRequestOptions> {
	const access = checkAccess(credentials);
	if (!access.ok) throw new Error(`${access.error.message}. ${access.error.advice}`);
	const { apiKey, baseUrl, allowed } = access.value;

	const incoming: Incoming = { ...options };
	const agentOptions = certificateOf(incoming);
	const method = methodOf(incoming);
	const request: Outgoing = {
		url: addressOf(incoming, baseUrl),
		qs: copyOf(incoming.qs, ADVICE.query),
		body: bodyOf(incoming, method),
		headers: headersOf(incoming),
	};
	if (allowed !== null) checkForwarding(request, baseUrl, allowed);

	const { url, headers, qs, body } = request;
	return {
		...Object.fromEntries(Object.entries(incoming).filter(([name]) => PASSED_ON.includes(name))),
		...FIXED,
		...deadlineOf(incoming),
		agentOptions,
		method,
		url: url.origin + url.pathname + url.search,
		headers,
		...(method === 'GET' ? { qs: { ...qs, apiKey } } : { qs, body: { ...body, apiKey } }),
	};
}

/** A proxy or a server without a trusted certificate could read the key, wherever the address points. */
function certificateOf({
	proxy,
	rejectUnauthorized = true,
	skipSslCertificateValidation = false,
	agentOptions,
}: Incoming): IDataObject {
	const certificate = copyOf(agentOptions, ADVICE.route);
	const isStraight =
		!proxy &&
		rejectUnauthorized === true &&
		skipSslCertificateValidation === false &&
		Object.keys(certificate).every((name) => CLIENT_CERTIFICATE.includes(name));
	if (!isStraight) throw new Error(ADVICE.route);
	return certificate;
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

function bodyOf({ body, form, formData }: Incoming, method: 'GET' | 'POST'): IDataObject {
	if (form !== undefined || formData !== undefined) throw new Error(ADVICE.body);
	const copy = copyOf(body, ADVICE.body);
	if (method === 'GET' && Object.keys(copy).length > 0) throw new Error(ADVICE.bodyOfGet);
	return copy;
}

/** Flat: axios takes an object in place of a value for headers of all requests. */
function headersOf({ headers }: Incoming): Record<string, string> {
	return Object.fromEntries(Object.entries(copyOf(headers, ADVICE.headers)).map(headerOf));
}

function headerOf([entered, value]: [string, unknown]): [name: string, value: string] {
	// The request helpers take whitespace off as well.
	const name = entered.trim();
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : null;
	if (text === null || !HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) {
		throw new Error(ADVICE.headers);
	}
	// To some servers an underscore, a dot or the like is a dash.
	const asRead = name.toLowerCase().replace(/[^a-z\d]/g, '-');
	if (REFUSED_HEADER.test(asRead)) {
		throw new Error(
			`The header ${cut(name)} could change where the API key goes, or how the request is read. Remove it from the headers of the request.`,
		);
	}
	// The request helper makes a form of the body where the content type says so.
	if (asRead === 'content-type' && !JSON_TYPE.test(text)) throw new Error(ADVICE.body);
	return [name, text];
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
	if (!(ms > 0)) return { abortSignal: AbortSignal.any(stop) };
	return { timeout: ms, abortSignal: AbortSignal.any([...stop, AbortSignal.timeout(ms)]) };
}

/** A copy, as JSON, of an object that is nothing but its names and values; empty for nothing. */
function copyOf(value: unknown, advice: string): IDataObject {
	try {
		const copy: unknown = isPlainObject(value ?? {}) && JSON.parse(JSON.stringify(value ?? {}));
		if (isPlainObject(copy)) return copy;
	} catch {
		// It is null as JSON, or holds itself, a BigInt or the like.
	}
	throw new Error(advice);
}

function isPlainObject(value: unknown): value is IDataObject {
	return Object.getPrototypeOf(value) === Object.prototype;
}

/** Call forwarding has one shape, to an allowed destination; nothing else may speak of it. */
function checkForwarding(request: Outgoing, baseUrl: string, allowed: string[]): void {
	const { url, qs, body } = request;
	if (url.origin + url.pathname !== baseUrl + FORWARDING_PATH) {
		if (maySpeakOfForwarding(request, baseUrl)) throw new Error(ADVICE.notForwarding);
		return;
	}
	const { number, type, param, ...others } = body;
	const mode = modeOfType(type);
	// A GET has no body, so no type either.
	const isReadable =
		url.search === '' &&
		Object.keys({ ...qs, ...others }).length === 0 &&
		(typeof number === 'string' || typeof number === 'number') &&
		mode !== undefined &&
		typeof param === 'string' &&
		(mode !== 'disabled' || param === '');
	if (!isReadable) throw new Error(ADVICE.forwarding);
	const refusal = destinationRefusal(allowed, mode, param);
	if (refusal !== null) throw new Error(`The destination is not allowed. ${refusal}`);
}

function maySpeakOfForwarding({ url, headers, qs, body }: Outgoing, baseUrl: string): boolean {
	const address = url.origin + url.pathname;
	// The Base URL's own path is its owner's choice.
	const path = address.startsWith(`${baseUrl}/`) ? address.slice(baseUrl.length) : url.pathname;
	const query = JSON.stringify([...url.searchParams, qs]);
	return (
		!PLAIN_PATH.test(path) ||
		!PLAIN_QUERY.test(query) ||
		/callforward/i.test(path + query + JSON.stringify(headers)) ||
		// A text message may speak of a mode of this node's.
		/\/callforward/i.test(JSON.stringify(body))
	);
}
