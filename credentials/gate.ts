import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { modeOfType } from '../nodes/SmsPartnerCallForward/api/wire';
import {
	destinationRefusal,
	type AllowedDestinations,
} from '../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { parseUrl } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import { checkAccess, type Access } from '../nodes/SmsPartnerCallForward/checks/credential';

/** Also what n8n's HTTP Request node passes: `uri` for `url`, and bodies in other places. */
interface RequestOptions extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
	rejectUnauthorized?: boolean;
	agentOptions?: object;
}

const ADVICE = {
	elsewhere:
		"This address is not at the credential's Base URL, and the API key is sent nowhere else. Change the URL, or 'Base URL' in the credential.",
	host: 'A Host header could lead the API key to another site. Remove it from the headers of the request.',
	route:
		'The API key goes straight to the API, and only where n8n itself trusts the TLS certificate. Remove Proxy and Ignore SSL Issues from the options of the request, and CA from its SSL certificates.',
	method: 'This credential takes GET and POST requests only. Change the method.',
	body: "The API key goes into a JSON body, and this body is not a JSON object. Set 'Body Content Type' to JSON with fields, or send no body, and remove a Content-Type header of your own.",
	forwarding:
		"With 'Allowed Destinations' in the credential, call forwarding takes a POST without a query, and a JSON body with number, type (0, 1 or 2) and param (text, empty for type 0). Change the request.",
} as const;

const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

const PROTOCOL = /^https?:\/\//i;

/** Of n8n's SSL certificates: who asks, and not who may answer. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase'];

/**
 * Adds the API key to a request, if the credential allows the request: the gate for the node, for
 * n8n's HTTP Request node and for the credential test alike.
 *
 * The key goes into the JSON body of a POST and into the query of a GET, which is where the vendor's
 * API takes it; only to the origin of the credential's Base URL; and along no redirect.
 *
 * @throws Error with a text for the user
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: RequestOptions,
): Promise<IHttpRequestOptions> {
	const { apiKey, baseUrl, allowed } = readAccess(credentials);
	const url = checkTarget(options, baseUrl);
	checkHost(options);
	checkRoute(options);

	const bounded = { ...options, ...NO_REDIRECTS, ...deadlineOf(options) };
	const { method = 'GET' } = options;
	if (method === 'GET') {
		checkForwarding(allowed, url, options, {});
		return { ...bounded, qs: { ...options.qs, apiKey } };
	}
	if (method === 'POST') {
		const body = bodyOf(options);
		checkForwarding(allowed, url, options, body);
		return { ...bounded, body: { ...body, apiKey } };
	}
	throw new Error(ADVICE.method);
}

function readAccess(credentials: ICredentialDataDecryptedObject): Access {
	const access = checkAccess(credentials);
	if (!access.ok) throw new Error(`${access.error.message}. ${access.error.advice}`);
	return access.value;
}

function checkTarget(options: RequestOptions, baseUrl: string): URL {
	const url = targetOf(options);
	if (url?.origin !== new URL(baseUrl).origin) throw new Error(ADVICE.elsewhere);
	return url;
}

/**
 * Where a request goes: its address may be relative to `baseURL`, but not to a protocol (`//host`).
 * HTTP clients differ in how they read another protocol, one without its slashes, and whitespace.
 */
function targetOf({ url, uri, baseURL }: RequestOptions): URL | undefined {
	const address = String(url ?? uri);
	const isRelative = !PROTOCOL.test(address);
	const visible = address.replace(/[\s\p{Cc}]/gu, '');
	if (isRelative && /^(?:[/\\]{2}|[a-z][a-z\d+.-]*:)/i.test(visible)) return undefined;
	const whole = isRelative ? `${baseURL}/${address}` : address;
	return PROTOCOL.test(whole) ? parseUrl(whole) : undefined;
}

/** A shared front forwards by this header, and with an IP address it also chooses the certificate. */
function checkHost({ headers = {} }: RequestOptions): void {
	if (Object.keys(headers).some((name) => isNamed('host', name))) throw new Error(ADVICE.host);
}

/** A proxy or a server without a trusted certificate could read the key, wherever the address points. */
function checkRoute({
	proxy,
	rejectUnauthorized,
	skipSslCertificateValidation,
	agentOptions = {},
}: RequestOptions): void {
	const isTrusted =
		rejectUnauthorized !== false &&
		skipSslCertificateValidation !== true &&
		Object.keys(agentOptions).every((name) => CLIENT_CERTIFICATE.includes(name));
	if (proxy || !isTrusted) throw new Error(ADVICE.route);
}

/** The request helper's timeout is for idle connections; this one ends a slow trickle of bytes too. */
function deadlineOf({ timeout, abortSignal }: RequestOptions) {
	if (timeout === undefined) return {};
	const deadline = AbortSignal.timeout(timeout);
	return {
		abortSignal:
			abortSignal instanceof AbortSignal ? AbortSignal.any([abortSignal, deadline]) : deadline,
	};
}

/** A copy as JSON, so that what is judged is what is sent. */
function bodyOf({ body = {}, form, formData, headers }: RequestOptions): IDataObject {
	const copy = isPlainObject(body) ? copyOf(body) : undefined;
	const isForm = form !== undefined || formData !== undefined || !isSentAsJson(headers);
	if (isForm || !isPlainObject(copy)) throw new Error(ADVICE.body);
	return copy;
}

function copyOf(body: IDataObject): unknown {
	try {
		return JSON.parse(JSON.stringify(body));
	} catch {
		// It holds itself, a BigInt, or the like.
	}
	return undefined;
}

function isPlainObject(value: unknown): value is IDataObject {
	return (
		typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
	);
}

/** The request helper turns the body into a form where the content type says so. */
function isSentAsJson(headers: IDataObject = {}): boolean {
	return Object.entries(headers).every(
		([name, value]) =>
			!isNamed('content-type', name) ||
			/^application\/json(; *charset=utf-8)?$/i.test(String(value)),
	);
}

/** As the request helper reads the names of headers. */
function isNamed(name: string, entered: string): boolean {
	return entered.trim().toLowerCase() === name;
}

/** Refuses a call forwarding request to a destination that the credential does not allow. */
function checkForwarding(
	allowed: AllowedDestinations,
	url: URL,
	{ qs }: RequestOptions,
	{ type, param = '' }: IDataObject,
): void {
	if (allowed === null || !isCallForward(url)) return;
	// What is judged must be what the API reads: one place for the parameters, and plain types. A GET
	// has no body, so no type either.
	const isInQuery = url.search !== '' || Object.keys(qs ?? {}).length > 0;
	const mode = modeOfType(type);
	const isReadable = mode !== undefined && typeof param === 'string';
	if (isInQuery || !isReadable || (mode === 'disabled' && param !== '')) {
		throw new Error(ADVICE.forwarding);
	}
	const refusal = destinationRefusal(allowed, mode, param);
	if (refusal !== null) throw new Error(`The destination is not allowed. ${refusal}`);
}

/** Whichever way the path is spelled. */
function isCallForward({ pathname }: URL): boolean {
	return unescaped(pathname).toLowerCase().includes('callforward');
}

/** With no escape left: what an escape becomes can be part of the next one (`%2563` is `%63` is `c`). */
function unescaped(path: string): string {
	const read: string[] = [];
	for (const character of path) {
		read.push(character);
		let escape;
		while ((escape = /%([\da-f]{2})/i.exec(read.slice(-3).join(''))?.[1]) !== undefined) {
			read.splice(-3, 3, String.fromCharCode(parseInt(escape, 16)));
		}
	}
	return read.join('');
}
