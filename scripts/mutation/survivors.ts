/** A change of the code that no test can notice, and why: test/mutation/survivors.json. */
export interface Explanation {
	/** Name of the file without its folder. */
	file: string;
	/** The code before and after the change; whitespace counts as one space. */
	before: string;
	after: string;
	reason: string;
}

/** What is read here of Stryker's JSON report. Lines and columns count from 1. */
export interface Report {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

interface Mutant {
	status: string;
	replacement?: string;
	location: { start: Position; end: Position };
}

interface Position {
	line: number;
	column: number;
}

const SURVIVED = ['Survived', 'NoCoverage'];

const oneLine = (code: string): string => code.replace(/\s+/g, ' ');

const nameOf = (file: string, before: string, after: string): string =>
	`${file}: ${oneLine(before)} → ${oneLine(after)}`;

/** Named by the code before and after, which stay when lines move. */
export function mutantsIn({ files }: Report): Array<{ name: string; status: string }> {
	return Object.entries(files).flatMap(([path, { source, mutants }]) =>
		mutants.map(({ status, replacement = '', location: { start, end } }) => {
			const lines = source.split('\n').slice(start.line - 1, end.line);
			lines.push(String(lines.pop()).slice(0, end.column - 1));
			lines.unshift(String(lines.shift()).slice(start.column - 1));
			const file = path.slice(path.lastIndexOf('/') + 1);
			return { name: nameOf(file, lines.join(' '), replacement), status };
		}),
	);
}

/** Survivors that nothing explains, and explanations of mutants that a test kills by now. */
export function compare(
	mutants: ReadonlyArray<{ name: string; status: string }>,
	explanations: readonly Explanation[],
): { unexplained: string[]; outdated: string[] } {
	const explained = explanations.map(({ file, before, after }) => nameOf(file, before, after));
	const named = (statuses: string[]): string[] =>
		mutants.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
	return {
		unexplained: without(named(SURVIVED), explained),
		// On a busy machine, a mutant that is only slower may run out of time.
		outdated: without(explained, named([...SURVIVED, 'Timeout'])),
	};
}

/** Each of `others` takes away one that is equal to it. */
function without(names: readonly string[], others: readonly string[]): string[] {
	const left = [...others];
	return names.filter((name) => {
		const index = left.indexOf(name);
		if (index >= 0) left.splice(index, 1);
		return index < 0;
	});
}
