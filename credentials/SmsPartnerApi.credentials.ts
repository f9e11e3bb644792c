import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { checkAccess } from '../nodes/SmsPartnerCallForward/checks/credential';
import { DEFAULT_BASE_URL, parseUrl } from '../nodes/SmsPartnerCallForward/checks/baseUrl';
import {
	destinationRefusal,
	type AllowedDestinations,
} from '../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { modeOfType } from '../nodes/SmsPartnerCallForward/api/wire';

/** Also what n8n's HTTP Request node passes: `uri` for `url`, and bodies in other places. */
interface RequestOptions extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
	rejectUnauthorized?: boolean;
}

const KEY_REJECTED =
	"SMS Partner did not accept the API key. Copy it again from https://my.smspartner.fr/dashboard/api, and check there that this n8n's IP address is authorised.";
const NO_ANSWER =
	"What answered is not the SMS Partner API. Check 'Base URL', e.g. https://api.smspartner.fr/v1.";

const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

/**
 * Adds the API key to a request, if the credential allows the request: the gate for the node, for
 * n8n's HTTP Request node and for the credential test alike.
 *
 * The key goes into the JSON body of a POST and into the query of a GET, which is where the vendor's
 * API takes it; only to the origin of the credential's Base URL; and along no redirect.
 *
 * @throws Error with a text for the user
 */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: RequestOptions,
): Promise<IHttpRequestOptions> {
	const access = checkAccess(credentials);
	if (!access.ok) throw new Error(`${access.error.message}. ${access.error.advice}`);
	const { apiKey, baseUrl, allowed } = access.value;

	const url = targetOf(options);
	if (url?.origin !== new URL(baseUrl).origin) {
		throw new Error(
			"This address is not at the credential's Base URL, and the API key is sent nowhere else. Change the URL, or 'Base URL' in the credential.",
		);
	}
	checkRoute(options);
	const bounded = { ...options, ...NO_REDIRECTS, ...deadlineOf(options) };
	const method = options.method ?? 'GET';
	if (method === 'GET') {
		checkForwarding(allowed, url, options, {});
		return { ...bounded, qs: { ...options.qs, apiKey } };
	}
	if (method === 'POST') {
		const body = bodyOf(options);
		checkForwarding(allowed, url, options, body);
		return { ...bounded, body: { ...body, apiKey } };
	}
	throw new Error('This credential takes GET and POST requests only. Change the method.');
}

/**
 * Where a request goes: its address may be relative to `baseURL`, but not to a protocol (`//host`).
 * As in n8n's request helper, only one with protocol and slashes is not relative.
 */
function targetOf({ url, uri, baseURL }: RequestOptions): URL | undefined {
	const address = String(url ?? uri);
	if (/^[/\\]{2}/.test(address)) return undefined;
	return parseUrl(/^https?:\/\//i.test(address) ? address : `${baseURL}/${address}`);
}

/** A proxy or a server without a trusted certificate could read the key, wherever the address points. */
function checkRoute({ proxy, rejectUnauthorized, skipSslCertificateValidation }: RequestOptions) {
	const isTrusted = rejectUnauthorized !== false && skipSslCertificateValidation !== true;
	if (proxy || !isTrusted) {
		throw new Error(
			'The API key goes straight to the API, and only where the TLS certificate is trusted. Remove Proxy and Ignore SSL Issues from the options of the request.',
		);
	}
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

function bodyOf({ body = {}, form, formData, headers }: RequestOptions): IDataObject {
	const isPlain = body !== null && Object.getPrototypeOf(body) === Object.prototype;
	if (!isPlain || form !== undefined || formData !== undefined || !isSentAsJson(headers)) {
		throw new Error(
			'The API key goes into a JSON body, and this body is not a JSON object. Set the body to JSON with fields, or leave it out.',
		);
	}
	return body as IDataObject;
}

/** The request helper turns the body into a form where the content type says so. */
function isSentAsJson(headers: IDataObject = {}): boolean {
	return Object.entries(headers).every(
		([name, value]) =>
			name.trim().toLowerCase() !== 'content-type' ||
			/^application\/json(; *charset=utf-8)?$/i.test(String(value)),
	);
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
		throw new Error(
			"With 'Allowed Destinations' in the credential, call forwarding takes a POST without a query, and a JSON body with number, type (0, 1 or 2) and param (text, empty for type 0). Change the request.",
		);
	}
	const refusal = destinationRefusal(allowed, mode, param);
	if (refusal !== null) throw new Error(`The destination is not allowed. ${refusal}`);
}

/** Whichever way the path is spelled. */
function isCallForward({ pathname }: URL): boolean {
	const path = pathname.replace(/%[\da-f]{2}/gi, (escape) =>
		String.fromCharCode(parseInt(escape.slice(1), 16)),
	);
	return path.toLowerCase().includes('callforward');
}

export class SmsPartnerApi implements ICredentialType {
	name = 'smsPartnerApi';

	displayName = 'SMS Partner API';

	icon = {
		light: 'file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.svg',
		dark: 'file:../nodes/SmsPartnerCallForward/smsPartnerCallForward.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-smspartner/n8n-nodes-smspartner#get-an-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The key of your SMS Partner account. Copy it from <a href="https://my.smspartner.fr/dashboard/api">your dashboard</a>.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description:
				'Where requests go. Change it only for a gateway or the local sandbox. Plain http is accepted for this machine only.',
		},
		{
			displayName: 'Allowed Destinations',
			name: 'allowedDestinations',
			type: 'string',
			default: '',
			placeholder: 'e.g. +336, +337, @example.com',
			description:
				'Where calls may be forwarded, to guard against call-forwarding fraud: phone prefixes in international format, e-mail addresses and e-mail domains, with commas between them. Empty allows all. Mind that +33 includes premium-rate numbers (+3389).',
		},
	];

	authenticate = authenticate;

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/me',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		// A rule that matches is a failure. The vendor says `success: false` with any HTTP status.
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'success', value: false, message: KEY_REJECTED },
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'success', value: 'false', message: KEY_REJECTED },
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'success', value: undefined, message: NO_ANSWER },
			},
		],
	};
}
