const FIRST_LINE = 33_610_000_000;
const FIRST_DESTINATION = 33_690_000_000;

export interface Line {
	number: string;
	mode: string;
	/** What the vendor's API calls the mode. */
	type: number;
	destination: string;
}

/** The i-th line, and where its calls shall go: no two are the same. */
export function lineOf(i: number): Line {
	return {
		number: String(FIRST_LINE + i),
		mode: 'forward',
		type: 1,
		destination: `+${FIRST_DESTINATION + i}`,
	};
}
