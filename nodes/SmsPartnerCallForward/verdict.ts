import type { Fault, Refused, Reply } from './api/reply';

/** With so many rounds, and the waits in settle.ts, 2 to 8 processes that move one line all get through. */
export const MAX_ROUNDS = 8;

/** Whether the item changed the line; null where that cannot be known. */
export type Changed = boolean | null;

/** Where a line can be, seen from the item that was to set it. */
export type Whereabouts = 'asBefore' | 'setByOthers' | Late;
/** Where a request of the item itself takes it. */
export type Late = 'asRequested' | 'off';

/** What an item knows of its line. */
export interface Known {
	changed: Changed;
	/** Where the answers say that it is: more than one where they leave it open. */
	line: readonly Whereabouts[];
	/** Where attempts without a clear answer may have taken it, or may take it yet; each once. */
	late: readonly Late[];
}

/** Before an item's first request. */
export const NOTHING_DONE: Known = { changed: false, line: ['asBefore'], late: [] };

/** The request that the answer was to: the item's own, Replace's switch-off, or one that makes sure of it. */
export type Step = 'set' | 'switchOff' | 'confirm';

/** What came of an item: plain data, of which `outcome.ts` makes what people read. */
export type Verdict = SetVerdict | NotSet;

/** The line is as requested or, where it is `unchanged`, in the requested mode. */
export interface SetVerdict {
	kind: 'set';
	ending:
		| { status: 'applied' | 'replaced'; changed: true }
		| { status: 'unchanged'; changed: false | null };
	/** What the API said of it. */
	reply: Pick<Reply, 'code' | 'message'>;
}

export interface NotSet {
	kind: 'notSet';
	reply: (Refused | Fault) & Reply;
	step: Step;
	known: Known;
}
