import fc from 'fast-check';

/** A multiple of the number of runs that properties have otherwise, which the run of all tests can set. */
export function timesTheUsual(factor: number): { numRuns: number } {
	return { numRuns: Math.ceil(factor * (fc.readConfigureGlobal().numRuns ?? 100)) };
}
