import { GENERAL_LABELS } from '../reasons';
import { parseAllowedDestinations, type AllowedDestinations } from './allowedDestinations';
import { parseBaseUrl } from './baseUrl';
import { problem, problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';

/** What the credential gives. */
export interface Access {
	apiKey: string;
	/** Without a trailing slash. */
	baseUrl: string;
	allowed: AllowedDestinations;
}

/** The fields of the credential, as they are stored: anything can be in them. */
export interface CredentialFields {
	apiKey?: unknown;
	baseUrl?: unknown;
	allowedDestinations?: unknown;
}

/** The vendor's keys are much shorter, and every answer is searched for the key. */
const MAX_KEY_LENGTH = 500;

/** Checks the credential itself, for the node and for whatever else sends requests with it. */
export function checkAccess(fields: CredentialFields): Result<Access, Problem> {
	const apiKey = typeof fields.apiKey === 'string' ? fields.apiKey.trim() : '';
	if (apiKey === '') return err(problem('apiKeyRejected', GENERAL_LABELS));
	if (apiKey.length > MAX_KEY_LENGTH) {
		return err({
			...problem('apiKeyRejected', GENERAL_LABELS),
			message: `The API key has more than ${MAX_KEY_LENGTH} characters`,
		});
	}

	const baseUrl = parseBaseUrl(fields.baseUrl);
	if (!baseUrl.ok) return err(problem(baseUrl.error, GENERAL_LABELS));

	const allowed = parseAllowedDestinations(fields.allowedDestinations);
	if (!allowed.ok) {
		return err({
			...problemWith('destinationNotAllowed', listAdvice(allowed.error)),
			message: "'Allowed Destinations' cannot be read",
		});
	}
	return ok({ apiKey, baseUrl: baseUrl.value, allowed: allowed.value });
}

function listAdvice(entry: string): string {
	return `Every destination is refused, because "${entry}" in 'Allowed Destinations' of the credential cannot be understood. Change it to a phone prefix such as +336, a plain email address or a domain such as @example.com, with commas between entries.`;
}
