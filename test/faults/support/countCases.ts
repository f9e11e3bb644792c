/**
 * Counts the cases of a suite, of which one test can have thousands.
 *
 * @returns to be called where a case (or several) ran to its end
 */
export function countCases(): Counter {
	const counter = (cases = 1): void => {
		counter.ran += cases;
	};
	counter.ran = 0;
	return counter;
}

export interface Counter {
	(cases?: number): void;
	ran: number;
}

/** The last test of a suite: nothing was left out on the way. */
export function itRanAll(expected: number, counter: Counter): void {
	it(`ran all ${expected} cases`, () => expect(counter.ran).toBe(expected));
}
