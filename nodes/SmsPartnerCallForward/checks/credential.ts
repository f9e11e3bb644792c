import { parseBaseUrl } from './baseUrl';
import {
	destinationRefusal,
	parseAllowedDestinations,
	type DestinationPolicy,
} from './allowedDestinations';
import { GENERAL_LABELS } from '../api/controlCodes';
import { problem, type Problem } from './problem';

/** What the credential gives, or what is wrong with it. */
export type Access =
	| {
			ok: true;
			apiKey: string;
			/** Without a trailing slash. */
			baseUrl: string;
			policy: DestinationPolicy;
	  }
	| { ok: false; problem: Problem };

/** The fields of the credential, as they are stored: anything can be in them. */
export interface CredentialFields {
	apiKey?: unknown;
	baseUrl?: unknown;
	allowedDestinations?: unknown;
}

/** Checks the credential itself, for the node and for whatever else sends requests with it. */
export function checkAccess(fields: CredentialFields): Access {
	const apiKey = typeof fields.apiKey === 'string' ? fields.apiKey.trim() : '';
	if (apiKey === '') return { ok: false, problem: problem('apiKeyRejected', GENERAL_LABELS) };

	const parsed = parseBaseUrl(fields.baseUrl);
	if (!parsed.ok) return { ok: false, problem: problem(parsed.reason, GENERAL_LABELS) };

	const policy = parseAllowedDestinations(fields.allowedDestinations);
	// Switching off is refused by nothing but a list that cannot be understood.
	const refusal = destinationRefusal(policy, 'disabled', '');
	if (refusal !== null) {
		return { ok: false, problem: problem('destinationNotAllowed', GENERAL_LABELS, refusal) };
	}
	return { ok: true, apiKey, baseUrl: parsed.baseUrl, policy };
}
