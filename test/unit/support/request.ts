import type { ForwardRequest } from '../../../nodes/SmsPartnerCallForward/checks/request';

/** A checked request: call forwarding of one line to a phone, unless the test says otherwise. */
export function aRequest(changes: Partial<ForwardRequest> = {}): ForwardRequest {
	return {
		virtualNumber: '33612345678',
		mode: 'callForwarding',
		destination: '+33698765432',
		line: '33612345678',
		alreadySet: 'error',
		numberFormat: 'normalize',
		dryRun: false,
		labels: { mode: "'Forwarding Mode'", destination: "'Forwarding Number'" },
		...changes,
	};
}

/** One of each mode. */
export const CALL = aRequest();
export const VOICEMAIL = aRequest({
	mode: 'voicemail',
	destination: 'team@example.com',
	labels: { mode: "'Forwarding Mode'", destination: "'Notification Email'" },
});
export const OFF = aRequest({ mode: 'disabled', destination: '' });
