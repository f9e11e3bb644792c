import { GENERAL_LABELS } from '../reasons';
import { parseAllowedDestinations, type AllowedDestinations } from './allowedDestinations';
import { parseBaseUrl } from './baseUrl';
import { problem, type Problem } from './problem';
import { no, ok, type Result } from './result';

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

/** Checks the credential itself, for the node and for whatever else sends requests with it. */
export function checkAccess(fields: CredentialFields): Result<Access, Problem> {
	const apiKey = typeof fields.apiKey === 'string' ? fields.apiKey.trim() : '';
	if (apiKey === '') return no(problem('apiKeyRejected', GENERAL_LABELS));

	const baseUrl = parseBaseUrl(fields.baseUrl);
	if (!baseUrl.ok) return no(problem(baseUrl.error, GENERAL_LABELS));

	const allowed = parseAllowedDestinations(fields.allowedDestinations);
	if (!allowed.ok) {
		return no(
			problem(
				'destinationNotAllowed',
				GENERAL_LABELS,
				`Every destination is refused, because "${allowed.error}" in the credential's 'Allowed Destinations' cannot be understood. Whoever owns the credential can correct it: phone prefixes such as +336, e-mail addresses and domains such as @example.com, with commas between them.`,
			),
		);
	}
	return ok({ apiKey, baseUrl: baseUrl.value, allowed: allowed.value });
}
