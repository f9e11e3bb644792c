import { withoutInvisible } from './invisible';
import { err, ok, type Result } from './result';

export const DEFAULT_BASE_URL = 'https://api.smspartner.fr/v1';

/** Both slashes and a host. `URL` alone also takes `https:host`, and a backslash for a slash. */
const ADDRESS = /^[a-z]+:\/\/[^/\\?#][^\\?#]*$/i;

/** Tried only where the slashes begin: from each of them, a long row of slashes would take minutes. */
const TRAILING_SLASHES = /(?<!\/)\/+$/;

/**
 * Checks the credential's Base URL: https, or plain http to this machine only, since the API key
 * travels in the request's body.
 *
 * @returns origin and path as they are sent, without slashes at the end
 */
export function parseBaseUrl(
	entered: unknown,
): Result<string, 'baseUrlInvalid' | 'insecureBaseUrl'> {
	const text = typeof entered === 'string' ? withoutInvisible(entered).trim() : '';
	const url = ADDRESS.test(text) ? parseUrl(text) : undefined;
	if (url === undefined || url.username !== '' || url.password !== '') return err('baseUrlInvalid');
	const baseUrl = (url.origin + url.pathname).replace(TRAILING_SLASHES, '');
	// The vendor's page gives the endpoint, which the node adds by itself.
	if (/\/vn\/callforward$/i.test(baseUrl)) return err('baseUrlInvalid');
	if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) {
		return ok(baseUrl);
	}
	return err(url.protocol === 'http:' ? 'insecureBaseUrl' : 'baseUrlInvalid');
}

export function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/** `URL` writes every spelling of an IPv4 address as four decimal numbers. */
function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
