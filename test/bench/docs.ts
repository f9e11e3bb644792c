import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { fillRegions } from '../../scripts/docs/regions';
import { REPOSITORY } from '../e2e/lib/paths';
import { plot } from './plot';
import { cellSheets, goalSheet, leftOutLines, otherSheets } from './report';
import type { Sheet } from './report';
import type { Results } from './results';

const PAGE = join(REPOSITORY, 'docs/performance.md');
const PLOT = join(REPOSITORY, 'docs/images/performance.svg');
const PICTURE = '![Wall time and CPU time per item over N, for each way](images/performance.svg)';
const DATA = join(REPOSITORY, 'docs/performance.json');

/** Puts the results into the page, and their plot and the figures beside it. */
export async function writeDocs(results: Results): Promise<void> {
	const { about } = results;
	const texts: Record<string, string> = {
		machine: `n8n ${about.n8n} on Node ${about.node.replace(/^v/, '')}; ${about.cores} cores (${about.cpu}), ${about.memoryGb} GB of memory; ${about.startedAt.slice(0, 10)}, ${about.minutes.toFixed(0)} minutes. The load average over 15 minutes was ${about.load[0].toFixed(1)} at the start and ${about.load[1].toFixed(1)} at the end, the benchmark's own work included.`,
		goals: markdown(goalSheet(results)),
		others: otherSheets(results).map(section).join('\n'),
		cells: [PICTURE, ...cellSheets(results).map(section), ...leftOutLines(results)].join('\n\n'),
	};
	const page = fillRegions(await readFile(PAGE, 'utf8'), texts);
	await writeFormatted(PAGE, page);
	await mkdir(dirname(PLOT), { recursive: true });
	await writeFile(PLOT, await plot(results));
	await writeFormatted(DATA, JSON.stringify(results));
}

async function writeFormatted(filepath: string, text: string): Promise<void> {
	await writeFile(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

const section = (sheet: Sheet): string => `### ${sheet.title}\n\n${markdown(sheet)}`;

const markdown = ({ head, rows }: Sheet): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
