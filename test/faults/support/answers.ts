/** What the sandbox can answer instead of the API's own answer. */
import type { OnError } from 'n8n-workflow';
import type { Fault } from '../../../sandbox/server';

export const ON_ERROR: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

export type Shape = Fault & { times?: never };

const REFUSAL = { success: false, code: 13, message: 'The virtual number does not exist' };
const odd = (body: unknown): Shape => ({ kind: 'answer', body });

/** Not readable as the API's answer: the request may have taken effect all the same. */
export const UNREADABLE: Shape[] = [
	{ kind: 'empty' },
	{ kind: 'xml' },
	{ kind: 'html200' },
	{ kind: 'truncatedJson' },
	{ kind: 'closeMidBody' },
	{ kind: 'reset' },
	{ kind: 'redirect', status: 302 },
	{ kind: 'redirect', status: 307 },
	{ kind: 'echoKey', where: 'html', status: 403 },
	...[400, 401, 403, 404, 418, 500, 502, 503, 599].map((status): Shape => ({
		kind: 'status',
		status,
	})),
	...[null, 'yes', 2, {}].map((success) => odd({ ...REFUSAL, success })),
	...[[], 'true', 42, null, [{ success: true }]].map(odd),
	odd({ success: true, code: 13 }),
];

/** A refusal in an odd form, or of a proxy: the request took no effect. */
export const REFUSED: Shape[] = [
	{ kind: 'latin1' },
	{ kind: 'trickle', ms: 0 },
	{ kind: 'stringified' },
	{ kind: 'protoBody' },
	{ kind: 'errorList' },
	{ kind: 'errorsList' },
	{ kind: 'huge', bytes: 100_000 },
	{ kind: 'echoKey', where: 'message' },
	{ kind: 'status', status: 407 },
	...[200, 302, 401, 422, 503].map((status): Shape => ({ kind: 'answer', body: REFUSAL, status })),
	...['FALSE', ' false ', 0, '0'].map((success) => odd({ ...REFUSAL, success })),
	...[null, 'thirteen', '0x10', 16.5, [16], true].map((code) => odd({ ...REFUSAL, code })),
];
