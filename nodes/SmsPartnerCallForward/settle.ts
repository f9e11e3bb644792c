import { ALREADY_DISABLED, ALREADY_ENABLED, isAlreadyEnabled } from './api/controlCodes';
import type { Api, Reply } from './api/reply';
import type { ForwardRequest } from './checks/request';
import { clock } from './timing/clock';
import {
	MAX_ROUNDS,
	type Known,
	type Late,
	type NotSet,
	type SetVerdict,
	type Step,
	type Verdict,
} from './verdict';

/** Between rounds: from 0 to this, then to twice as much each time. */
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 6_400;

type Replied<K extends Reply['kind']> = Extract<Reply, { kind: K }>;

/**
 * Carries out one request and tells truthfully what came of it.
 *
 * @param before what earlier passes of the node know of the line
 */
export async function settle(request: ForwardRequest, api: Api, before: Known): Promise<Verdict> {
	const { mode, alreadySet } = request;
	const mayBeOff = [...before.line, ...before.late].includes('off');
	const reply = await (mayBeOff && mode !== 'disabled' ? api.insist : api.send)(request);
	if (reply.kind === 'accepted') return await finish(request, api, before, reply, 'applied');
	const known = afterSet(before, reply);
	// Codes 16 to 18 stand in refusals only (api/response.ts).
	if (mode === 'disabled' && reply.code === ALREADY_DISABLED) {
		// Off already, after an attempt whose effect was unknown: that attempt switched it off.
		if (known.changed !== false) return isSet(reply, 'applied');
		return alreadySet === 'error' ? notSet(reply, 'set', known) : isUnchanged(reply, known);
	}
	if (mode !== 'disabled' && isAlreadyEnabled(reply.code)) {
		if (alreadySet === 'replace') return await replace(request, api, known);
		if (alreadySet === 'keep' && reply.code === ALREADY_ENABLED[mode]) {
			return isUnchanged(reply, known);
		}
	}
	return notSet(reply, 'set', known);
}

/**
 * Switches forwarding off and sends the request again, since a set does not move a line that is on.
 * A set that finds the line on again says that something else set it in between: once more, then.
 */
async function replace(request: ForwardRequest, api: Api, before: Known): Promise<Verdict> {
	const switchOff = { ...request, mode: 'disabled', destination: '' } as const;
	let known = before;
	for (let round = 1; ; round++) {
		const off = await api.send(switchOff);
		known = afterSwitchOff(known, off);
		/** The switch-off, where it does not say that the line is off. */
		const missed = off.kind === 'accepted' || isOff(off) ? undefined : off;
		if (missed?.inDoubt === false) return notSet(missed, 'switchOff', known);

		const set = await api.insist(request);
		if (set.kind === 'accepted') return await finish(request, api, known, set, 'replaced');
		const isOnAgain = isAlreadyEnabled(set.code);
		// A switch-off that got no answer has not taken effect, or not yet.
		if (isOnAgain && missed !== undefined) {
			return notSet(missed, 'switchOff', set.inDoubt ? maybe(known, 'asRequested') : known);
		}
		known = afterSet(known, set);
		if (!isOnAgain || round === MAX_ROUNDS) return notSet(set, 'set', known);
		// An attempt of the item's own without an answer is no sign of others.
		if (!set.inDoubt) await api.wait(waitMs(round));
	}
}

/**
 * Ends with a success. Where a switch-off without a clear answer can land after the set, the set is sent
 * once more when the item's timeout is over: it finds the line on, or repairs it.
 */
async function finish(
	request: ForwardRequest,
	api: Api,
	known: Known,
	set: Replied<'accepted'>,
	status: 'applied' | 'replaced',
): Promise<Verdict> {
	if (request.mode === 'disabled' || !known.late.includes('off')) return isSet(set, status);
	await api.wait(api.timeoutMs);
	const again = await api.insist(request);
	if (again.kind === 'accepted' || isAlreadyEnabled(again.code)) {
		return isSet(set, status);
	}
	return notSet(again, 'confirm', { ...known, changed: true, line: ['asRequested'] });
}

/** What is known after a set that did not succeed. */
function afterSet(before: Known, reply: Replied<'refused' | 'fault'>): Known {
	const known = reply.inDoubt ? maybe(before, 'asRequested') : before;
	if (!isAlreadyEnabled(reply.code)) return known;
	const line = known.line.map((place) => (place === 'off' ? 'setByOthers' : place));
	return { ...known, line };
}

function afterSwitchOff(before: Known, reply: Reply): Known {
	const known = reply.inDoubt ? maybe(before, 'off') : before;
	if (reply.kind === 'accepted') return { ...known, changed: true, line: ['off'] };
	if (!isOff(reply)) return known;
	// Without an attempt of unknown fate before, code 18 says that something else had switched it off.
	return { ...known, changed: reply.inDoubt ? true : known.changed, line: ['off'] };
}

/** An attempt of the item may have taken the line there, or may do it yet. */
function maybe({ changed, line, late }: Known, place: Late): Known {
	const places = [...new Set([...late, place])];
	return { changed: changed === false ? null : changed, line, late: places };
}

function isOff({ code }: Reply): boolean {
	return code === ALREADY_DISABLED;
}

function waitMs(round: number): number {
	return clock.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (round - 1));
}

function isSet(reply: SetVerdict['reply'], status: 'applied' | 'replaced'): SetVerdict {
	return { kind: 'set', ending: { status, changed: true }, reply };
}

function isUnchanged(reply: SetVerdict['reply'], known: Known): SetVerdict {
	const changed = known.changed === false ? false : null;
	return { kind: 'set', ending: { status: 'unchanged', changed }, reply };
}

function notSet(reply: NotSet['reply'], step: Step, known: Known): NotSet {
	return { kind: 'notSet', reply, step, known };
}
