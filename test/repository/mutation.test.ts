import { compare, mutantsIn, type Explanation } from '../../scripts/mutation/survivors';

const report = (...statuses: string[]) => ({
	files: {
		'nodes/x/pace.ts': {
			source: "const a =\n\t['b',\n\t'c'];\n",
			mutants: statuses.map((status) => ({
				status,
				replacement: '[]',
				location: { start: { line: 2, column: 2 }, end: { line: 3, column: 6 } },
			})),
		},
	},
});

const EXPLANATION: Explanation = {
	file: 'pace.ts',
	before: "['b', 'c']",
	after: '[]',
	reason: 'Not read',
};
const NAME = "pace.ts: ['b', 'c'] → []";

const judge = (statuses: string[], explanations: Explanation[]) =>
	compare(mutantsIn(report(...statuses)), explanations);

describe('the survivors of the mutation tests', () => {
	it('are named by the code before and after', () => {
		expect(mutantsIn(report('Survived'))).toEqual([{ name: NAME, status: 'Survived' }]);
	});

	it.each(['Survived', 'NoCoverage'])('need a reason each: %s', (status) => {
		expect(judge([status], []).unexplained).toEqual([NAME]);
		expect(judge([status, status], [EXPLANATION]).unexplained).toEqual([NAME]);
		expect(judge([status], [EXPLANATION]).unexplained).toEqual([]);
	});

	it('that a test kills by now need no reason', () => {
		expect(judge(['Killed'], [EXPLANATION]).outdated).toEqual([NAME]);
		expect(judge(['Survived'], [EXPLANATION]).outdated).toEqual([]);
	});

	it('may run out of time instead', () => {
		expect(judge(['Timeout'], [EXPLANATION])).toEqual({ unexplained: [], outdated: [] });
	});
});
