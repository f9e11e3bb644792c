/** What is known of the line: where it was last set for certain, and where else it may point since. */

/** `odd`: by a request that the vendor's page does not foresee. */
export type LineState = 'asFound' | 'off' | 'phone' | 'otherPhone' | 'voicemail' | 'odd';

/** What became of a request: it took effect, it may have, it did not. */
export type Fate = 'done' | 'maybe' | 'not';

export interface LineKnowledge {
	/** Call it before a request is sent; what it returns, when its fate is known. */
	sending(aim: LineState | null): (fate: Fate) => void;
	isCertainly(state: LineState): boolean;
	/** For people, complete sentences. */
	sentence(): string;
}

const TEXTS: Record<LineState, string> = {
	asFound: 'unchanged',
	off: 'off',
	phone: 'forwarded to --phone',
	otherPhone: 'forwarded to --other-phone',
	voicemail: 'on voicemail for --email',
	odd: 'set in a way that the vendor does not describe',
};

const HOW_TO_SET =
	'To point it where you want it, use your SMS Partner account (https://my.smspartner.fr), or the node with If Already Set: Replace.';

export function createLineKnowledge(): LineKnowledge {
	let certain: LineState = 'asFound';
	let possible: LineState[] = [];

	const isCertainly = (state: LineState) =>
		certain === state && possible.every((one) => one === state);

	return {
		sending(aim) {
			if (aim === null) return () => undefined;
			const before = { certain, possible };
			// Until its fate is known, and for good if the program ends before.
			possible = [...possible, aim];
			return (fate) => {
				if (fate === 'done') [certain, possible] = [aim, []];
				if (fate === 'not') ({ certain, possible } = before);
			};
		},
		isCertainly,
		sentence() {
			if (isCertainly('asFound')) return 'The line was not changed.';
			if (isCertainly('off')) return `The line is off. ${HOW_TO_SET}`;
			if (isCertainly(certain)) return `The line is ${TEXTS[certain]}.`;
			const others = [...new Set(possible)].filter((one) => one !== certain);
			const alternatives = [certain, ...others].map((one) => TEXTS[one]).join(', or ');
			return `It is not certain where the line points: ${alternatives}. ${HOW_TO_SET}`;
		},
	};
}
