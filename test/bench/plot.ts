import { CONTENDERS, type Contender } from './contenders';
import { find, mid } from './results';
import type { Results } from './results';

const AT_ONCE = 50;
const SIZES = [1, 100, 1000, 10_000];

interface Point {
	n: number;
	contender: string;
	ms: number;
	cpuMs: number;
}

/** Time and CPU per item over N, at 100 ms of latency, as SVG. */
export async function plot(results: Results): Promise<string> {
	// Both are ES modules, which this file's CommonJS can only import at run time.
	const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
	const { spec } = vegaLite.compile(specOf(points(results)));
	return await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
}

function points(results: Results): Point[] {
	return (Object.keys(CONTENDERS) as Contender[]).flatMap((contender) =>
		SIZES.flatMap((n) => {
			const concurrency = contender === 'httpKey' || contender === 'httpAuth' ? null : AT_ONCE;
			const cell = find(results, { profile: 'ms100', n, contender, concurrency });
			const wallMs = cell && mid(cell, (run) => run.wallMs);
			const cpuMs = cell && mid(cell, (run) => run.cpuPerItemMs);
			return typeof wallMs === 'number' && typeof cpuMs === 'number'
				? { n, contender: CONTENDERS[contender], ms: wallMs / n, cpuMs }
				: [];
		}),
	);
}

function specOf(values: Point[]): object {
	const panel = (field: 'ms' | 'cpuMs', title: string) => ({
		width: 330,
		height: 260,
		mark: { type: 'line', point: true },
		encoding: {
			x: { field: 'n', type: 'quantitative', scale: { type: 'log' }, title: 'N' },
			y: {
				field,
				type: 'quantitative',
				scale: { type: 'log' },
				title,
			},
			color: {
				field: 'contender',
				type: 'nominal',
				title: null,
				sort: Object.values(CONTENDERS),
				legend: { orient: 'bottom', columns: 2, labelLimit: 320 },
			},
		},
	});
	return {
		background: 'white',
		title: `100 ms of latency; ${AT_ONCE} at once or in a batch, HTTP Request without batching all at once`,
		data: { values },
		hconcat: [
			panel('ms', 'wall time per item, ms'),
			panel('cpuMs', 'CPU time of n8n per item, ms'),
		],
	};
}
