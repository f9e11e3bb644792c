import { GENERAL_LABELS } from '../reasons';
import { cut } from '../text';
import { parseAllowedDestinations, type AllowedDestinations } from './allowedDestinations';
import { parseBaseUrl } from './baseUrl';
import { withoutInvisible } from './invisible';
import { problem, problemWith, type Problem } from './problem';
import { err, ok, type Result } from './result';

/** What the credential gives. */
export interface Access {
	apiKey: string;
	/** Origin and path as they are sent, without a trailing slash. */
	baseUrl: string;
	allowed: AllowedDestinations;
}

/** The fields of the credential as n8n gives them, expressions resolved: anything can be in them. */
export interface CredentialFields {
	apiKey?: unknown;
	baseUrl?: unknown;
	allowedDestinations?: unknown;
}

/** The vendor's keys are much shorter, and every answer is searched for the key. */
const MAX_KEY_LENGTH = 500;

const MAX_CAUSE_CHARACTERS = 200;

const NO_TEXT =
	"'API Key' in the SMS Partner API credential gives no text. If it is an expression, check what it gives for this item; otherwise enter the key again.";

/** Checks the credential itself, for the node and for whatever else sends requests with it. */
export function checkAccess(fields: CredentialFields): Result<Access, Problem> {
	const apiKey = parseApiKey(fields.apiKey);
	if (!apiKey.ok) return apiKey;

	const baseUrl = parseBaseUrl(fields.baseUrl);
	if (!baseUrl.ok) return err(problem(baseUrl.error, GENERAL_LABELS));

	const allowed = parseAllowedDestinations(fields.allowedDestinations);
	if (!allowed.ok) {
		return err({
			...problemWith('destinationNotAllowed', allowed.error),
			message: "'Allowed Destinations' cannot be read",
		});
	}
	return ok({ apiKey: apiKey.value, baseUrl: baseUrl.value, allowed: allowed.value });
}

/** A check that remembers its last credential: most runs have one for all of their items. */
export function createAccessCheck(): typeof checkAccess {
	let last: CredentialFields = {};
	let access = checkAccess(last);
	return ({ apiKey, baseUrl, allowedDestinations }) => {
		if (
			apiKey !== last.apiKey ||
			baseUrl !== last.baseUrl ||
			allowedDestinations !== last.allowedDestinations
		) {
			last = { apiKey, baseUrl, allowedDestinations };
			access = checkAccess(last);
		}
		return access;
	};
}

/** @param cause why n8n could not give the credential, in its own words */
export function unreadableCredential(cause: string): Problem {
	// n8n puts this behind the message of an expression that failed.
	const words = cause.replace(' [Error resolving credentials]', '');
	return problemWith(
		'credentialUnreadable',
		`Open this node's SMS Partner API credential and select or correct it. n8n says: ${cut(words, MAX_CAUSE_CHARACTERS)}`,
	);
}

function parseApiKey(entered: unknown): Result<string, Problem> {
	const missing = problem('apiKeyRejected', GENERAL_LABELS);
	if (typeof entered !== 'string') {
		return err({ ...missing, message: 'The API key is not a text', advice: NO_TEXT });
	}
	const apiKey = withoutInvisible(entered).trim();
	if (apiKey === '') return err(missing);
	if (apiKey.length > MAX_KEY_LENGTH) {
		return err({ ...missing, message: `The API key has more than ${MAX_KEY_LENGTH} characters` });
	}
	return ok(apiKey);
}
