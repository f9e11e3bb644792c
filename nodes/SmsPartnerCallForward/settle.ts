import type { Reply } from './api/response';
import { ALREADY_DISABLED, ALREADY_ENABLED } from './api/controlCodes';
import { TYPE_OF_MODE } from './api/wire';
import { refusedByApi, succeeded, unanswered, type Ending, type Outcome } from './outcome';
import type { ForwardBody, ForwardRequest } from './checks/request';

/**
 * Sends a request, retries included.
 *
 * @param inDoubt whether the same request may have taken effect before
 */
export type Post = (body: ForwardBody, inDoubt: boolean) => Promise<Reply>;

const UNCHANGED = 'The virtual number is as it was.';
const MAYBE_CHANGED =
	'An attempt got no answer and may have taken effect: check where the virtual number points, or run the item again.';
const SWITCHED_OFF =
	"'If Already Set' is Replace: forwarding was switched off, and then could not be set again. Forwarding of this virtual number is now off: run the item again, or set it in your SMS Partner account.";
const SWITCHED_OFF_MAYBE_SET =
	"'If Already Set' is Replace: forwarding was switched off, and it is not known whether it was set again. Forwarding of this virtual number is off, or as asked: run the item again, or check it.";
const SWITCHED_OFF_SET_BY_OTHERS =
	"'If Already Set' is Replace: forwarding was switched off, and something else set it again before this item could. Check where the virtual number points, or run the item again.";
const MAYBE_SWITCHED_OFF =
	"'If Already Set' is Replace: it is not known whether forwarding was switched off. Forwarding of this virtual number is off, or as it was: run the item again, or check it.";

const REJECTED: Ending = { status: 'rejected', changed: false, note: '' };
const IN_DOUBT: Ending = { status: 'failed', changed: null, note: MAYBE_CHANGED };

/**
 * Carries out one request and says truthfully what came of it.
 *
 * @param inDoubt whether an earlier pass of the node left this item in doubt
 */
export async function settle(
	request: ForwardRequest,
	post: Post,
	inDoubt: boolean,
): Promise<Outcome> {
	const { mode, virtualNumber: number, destination: param, alreadySet } = request;
	const reply = await post({ number, type: TYPE_OF_MODE[mode], param }, inDoubt);
	if (reply.kind === 'fault') return lost(request, reply);
	if (reply.success) return succeeded(request, 'applied', true, reply);

	if (mode === 'disabled') {
		if (reply.code !== ALREADY_DISABLED) return refused(request, reply);
		// Off already, after an attempt whose fate was unknown: that attempt switched it off.
		if (reply.inDoubt) return succeeded(request, 'applied', true, reply);
		if (alreadySet !== 'error') return succeeded(request, 'unchanged', false, reply);
		return refused(request, reply);
	}
	if (alreadySet === 'keep' && reply.code === ALREADY_ENABLED[mode]) {
		return succeeded(request, 'unchanged', reply.inDoubt ? null : false, reply);
	}
	if (alreadySet === 'replace' && isAlreadyEnabled(reply)) {
		return await replace(request, post, reply.inDoubt);
	}
	return refused(request, reply);
}

/** Switches forwarding off and sends the request again, since a set does not move a line that is on. */
async function replace(request: ForwardRequest, post: Post, inDoubt: boolean): Promise<Outcome> {
	const { mode, virtualNumber: number, destination: param } = request;
	const switchOff = async () =>
		await post({ number, type: TYPE_OF_MODE.disabled, param: '' }, false);
	const setAgain = async () => await post({ number, type: TYPE_OF_MODE[mode], param }, false);

	const off = await switchOff();
	if (off.kind === 'fault') {
		return off.inDoubt
			? unanswered(request, off, null, MAYBE_SWITCHED_OFF)
			: lost(request, { ...off, inDoubt });
	}
	if (!isOff(off)) {
		return refusedByApi(request, off, off.inDoubt || inDoubt ? IN_DOUBT : REJECTED, 'disabled');
	}

	let reply = await setAgain();
	// An attempt that got no answer switched it on after all: once more, so as to be sure of the answer.
	if (reply.inDoubt && isAlreadyEnabled(reply)) {
		if (isOff(await switchOff())) reply = await setAgain();
	}
	if (reply.kind === 'answer' && reply.success) return succeeded(request, 'replaced', true, reply);
	const note = noteAfterSwitchOff(reply);
	return reply.kind === 'fault'
		? unanswered(request, reply, true, note)
		: refusedByApi(request, reply, { status: 'failed', changed: true, note });
}

function noteAfterSwitchOff(reply: Reply): string {
	if (reply.inDoubt) return SWITCHED_OFF_MAYBE_SET;
	return isAlreadyEnabled(reply) ? SWITCHED_OFF_SET_BY_OTHERS : SWITCHED_OFF;
}

function isOff(reply: Reply): boolean {
	return reply.kind === 'answer' && (reply.success || reply.code === ALREADY_DISABLED);
}

function lost(request: ForwardRequest, reply: Extract<Reply, { kind: 'fault' }>): Outcome {
	return reply.inDoubt
		? unanswered(request, reply, null, MAYBE_CHANGED)
		: unanswered(request, reply, false, UNCHANGED);
}

function refused(request: ForwardRequest, reply: Extract<Reply, { kind: 'answer' }>): Outcome {
	return refusedByApi(request, reply, reply.inDoubt ? IN_DOUBT : REJECTED);
}

function isAlreadyEnabled(reply: Reply): boolean {
	const { callForwarding, voicemail } = ALREADY_ENABLED;
	return reply.kind === 'answer' && (reply.code === callForwarding || reply.code === voicemail);
}
