import { no, ok, type Result } from './result';

export const DEFAULT_BASE_URL = 'https://api.smspartner.fr/v1';

/** Without a trailing slash. */
export type BaseUrlResult = Result<string, 'baseUrlInvalid' | 'insecureBaseUrl'>;

/**
 * Checks the credential's Base URL: https, or plain http to this machine only, since the API key
 * travels in the request's body.
 */
export function parseBaseUrl(entered: unknown): BaseUrlResult {
	const text = typeof entered === 'string' ? entered.trim().replace(/\/+$/, '') : '';
	const url = parseUrl(text);
	if (url === undefined || url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
		return no('baseUrlInvalid');
	}
	if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) {
		return ok(text);
	}
	return no(url.protocol === 'http:' ? 'insecureBaseUrl' : 'baseUrlInvalid');
}

export function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/** `URL` writes every spelling of an IPv4 address as four decimal numbers. */
function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
