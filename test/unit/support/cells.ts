/** What is read from cells or said about them, and the cells, with ¦ between them. */
export type Cells = ReadonlyArray<readonly [expected: string, ...cells: Array<string | number>]>;

/** A row for each cell. */
export function rowsOf(cells: Cells): Array<[cell: string | number, expected: string]> {
	return cells.flatMap(([expected, ...entries]) =>
		entries
			.flatMap((entry): Array<string | number> =>
				typeof entry === 'string' ? entry.split(' ¦ ') : [entry],
			)
			.map((cell): [string | number, string] => [cell, expected]),
	);
}
