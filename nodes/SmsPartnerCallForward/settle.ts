import { ALREADY_DISABLED, ALREADY_ENABLED, isAlreadyEnabled } from './api/controlCodes';
import type { ControlAnswer, Fault, Post, Reply } from './api/response';
import type { ForwardRequest } from './checks/request';
import {
	refusedByApi,
	succeeded,
	unanswered,
	type Changed,
	type Ending,
	type Outcome,
	type SuccessStatus,
} from './outcome';

const UNCHANGED = 'The virtual number was not changed.';
const MAYBE_CHANGED =
	'An attempt without a clear answer may have taken effect: check where the virtual number points, or run the item again.';
const SWITCHED_OFF =
	"'If Already Set' is Replace: forwarding was switched off, and then could not be set again. Forwarding of this virtual number is now off: run the item again, or set it in your SMS Partner account.";
const SWITCHED_OFF_MAYBE_SET =
	"'If Already Set' is Replace: forwarding was switched off, and it is not known whether it was set again. Forwarding of this virtual number is off, or as asked: run the item again, or check it.";
const SWITCHED_OFF_SET_BY_OTHERS =
	"'If Already Set' is Replace: forwarding was switched off, and something else set it again before this item could. Check where the virtual number points, or run the item again.";
const OFF_BY_OTHERS =
	"'If Already Set' is Replace: something else switched forwarding off before this item could, and it could not be set again. Forwarding of this virtual number is now off: run the item again, or set it in your SMS Partner account.";
const MAYBE_SWITCHED_OFF =
	"'If Already Set' is Replace: it is not known whether forwarding was switched off. Forwarding of this virtual number is off, or was not changed: run the item again, or check it.";
const MAYBE_SET_OR_SWITCHED_OFF =
	"'If Already Set' is Replace: it is not known whether the number was set, nor whether forwarding was switched off. Forwarding of this virtual number is as asked, off, or was not changed: run the item again, or check it.";
const CHANGED_BEFORE =
	"An earlier try of this item switched forwarding off ('If Already Set' is Replace), and it may still be off: run the item again, or check where the virtual number points.";

const APPLIED: SuccessStatus = { status: 'applied', changed: true };
const REPLACED: SuccessStatus = { status: 'replaced', changed: true };

/**
 * Carries out one request and says truthfully what came of it.
 *
 * @param before what earlier passes of the node did to the line for this item
 */
export async function settle(
	request: ForwardRequest,
	post: Post,
	before: Changed,
): Promise<Outcome> {
	const { mode, alreadySet } = request;
	const reply = await post(request);
	if (reply.success) return succeeded(request, APPLIED, reply);
	const soFar = afterwards(before, reply);
	if (reply.kind === 'fault') return lost(request, reply, soFar);

	if (mode === 'disabled') {
		if (reply.code !== ALREADY_DISABLED) return refused(request, reply, soFar);
		// Off already, after an attempt whose effect was unknown: that attempt switched it off.
		if (soFar !== false) return succeeded(request, APPLIED, reply);
		return alreadySet === 'error'
			? refused(request, reply, soFar)
			: succeeded(request, { status: 'unchanged', changed: false }, reply);
	}
	if (alreadySet === 'keep' && reply.code === ALREADY_ENABLED[mode]) {
		const changed = soFar === false ? false : null;
		return succeeded(request, { status: 'unchanged', changed }, reply);
	}
	if (alreadySet === 'replace' && isAlreadyEnabled(reply.code)) {
		return await replace(request, post, soFar);
	}
	return refused(request, reply, soFar);
}

/**
 * Switches forwarding off and sends the request again, since a set does not move a line that is on.
 *
 * @param before what this item did to the line so far
 */
async function replace(request: ForwardRequest, post: Post, before: Changed): Promise<Outcome> {
	const switchOff = async () => await post({ ...request, mode: 'disabled', destination: '' });

	const off = await switchOff();
	if (off.kind === 'fault') {
		if (!off.inDoubt || before === true) return lost(request, off, before);
		const note = before === null ? MAYBE_SET_OR_SWITCHED_OFF : MAYBE_SWITCHED_OFF;
		return unanswered(request, off, null, note);
	}
	if (!isOff(off)) return refused(request, off, afterwards(before, off), 'disabled');

	let reply = await post(request);
	let changed = afterwards(isOffByItem(off) ? true : before, reply);
	// An attempt without an answer switched it on after all: once more, so as to be sure of the answer.
	if (reply.inDoubt && isAlreadyEnabled(reply.code)) {
		const again = await switchOff();
		if (isOff(again)) {
			if (isOffByItem(again)) changed = true;
			reply = await post(request);
		}
	}
	if (reply.success) return succeeded(request, REPLACED, reply);
	const note = noteAfterSwitchOff(reply, changed);
	if (reply.kind === 'fault') return unanswered(request, reply, changed, note);
	return refusedByApi(request, reply, endingOf(changed, note));
}

/** What is known of the line after a further request that was not carried out as far as its reply says. */
function afterwards(before: Changed, { inDoubt }: Reply): Changed {
	return before === false && inDoubt ? null : before;
}

function noteAfterSwitchOff(reply: Reply, changed: Changed): string {
	if (reply.inDoubt) return SWITCHED_OFF_MAYBE_SET;
	if (isAlreadyEnabled(reply.code)) return SWITCHED_OFF_SET_BY_OTHERS;
	return changed === false ? OFF_BY_OTHERS : SWITCHED_OFF;
}

function isOff(reply: Reply): boolean {
	return reply.success === true || reply.code === ALREADY_DISABLED;
}

/** Without an attempt of unknown fate before, code 18 says that something else had switched it off. */
function isOffByItem(off: Reply): boolean {
	return off.success === true || off.inDoubt;
}

function lost(request: ForwardRequest, fault: Fault, changed: Changed): Outcome {
	return unanswered(request, fault, changed, noteOn(changed));
}

function refused(
	request: ForwardRequest,
	answer: ControlAnswer,
	changed: Changed,
	mode = request.mode,
): Outcome {
	const note = changed === false ? '' : noteOn(changed);
	return refusedByApi(request, answer, endingOf(changed, note), mode);
}

function endingOf(changed: Changed, note: string): Ending {
	return changed === false
		? { status: 'rejected', changed, note }
		: { status: 'failed', changed, note };
}

function noteOn(changed: Changed): string {
	if (changed === null) return MAYBE_CHANGED;
	return changed ? CHANGED_BEFORE : UNCHANGED;
}
