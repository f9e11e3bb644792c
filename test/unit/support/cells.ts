/** What is read from cells or said about them, and the cells, with ¦ between them. */
export type Cells = ReadonlyArray<readonly [expected: string, ...cells: Array<string | number>]>;

/** The cells of texts that have ¦ between them. */
export const cellsIn = (...texts: string[]): string[] => texts.flatMap((text) => text.split(' ¦ '));

/** A row for each cell. */
export function rowsOf(cells: Cells): Array<[cell: string | number, expected: string]> {
	return cells.flatMap(([expected, ...entries]) =>
		entries
			.flatMap<string | number>((entry) => (typeof entry === 'string' ? cellsIn(entry) : entry))
			.map((cell): [string | number, string] => [cell, expected]),
	);
}
