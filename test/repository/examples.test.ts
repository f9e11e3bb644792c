import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLES = join(__dirname, '../../examples');
const README = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
const NODE_TYPE = /^n8n-nodes-smspartner\.smsPartnerCallForward(Tool)?$/;
/** What n8n draws stands on multiples of this. */
const GRID = 16;
/** At this size a window of 1366 × 768 still shows the names of all nodes. */
const CANVAS = { width: 1900, height: 1100 };

interface Node {
	name: string;
	type: string;
	position: [number, number];
	parameters: Record<string, unknown> & { options?: Record<string, unknown> };
	credentials?: unknown;
	onError?: string;
}

interface Workflow {
	id: string;
	nodes: Node[];
	connections: Record<string, Record<string, unknown[][]>>;
	pinData: Record<string, unknown>;
	settings: { timezone?: string };
}

const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));
const workflows = files.map(
	(file) => [file, JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Workflow] as const,
);

describe.each(workflows)('examples/%s', (file, { id, nodes, connections, pinData, settings }) => {
	const lines = nodes.filter(({ type }) => NODE_TYPE.test(type));

	it('has an id, the time of France, notes, and a line in the README', () => {
		expect(id).toMatch(/^\w{15,16}$/);
		expect(settings.timezone).toBe('Europe/Paris');
		expect(nodes.some(({ type }) => type.endsWith('stickyNote'))).toBe(true);
		expect(README).toContain(`](${file})`);
	});

	it('brings no credentials, and no data but the rows to start with', () => {
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(Object.keys(pinData)).toEqual(file === 'start-here.json' ? ['Rows'] : []);
	});

	it('does something about lines that are not set', () => {
		for (const { name, onError, type } of lines) {
			expect(onError).toBe(type.endsWith('Tool') ? 'continueRegularOutput' : 'continueErrorOutput');
			if (type.endsWith('Tool')) continue;
			expect(connections[name]?.['main']?.map((targets) => targets.length)).toEqual([1, 1]);
		}
	});

	it('sets a line that is set already, where it runs more than once', () => {
		const choices = lines
			.filter(({ parameters }) => parameters.options?.['dryRun'] !== true)
			.map(({ parameters }) => parameters.options?.['alreadySet']);
		expect(choices).toEqual(
			choices.map(() => (file === 'start-here.json' ? undefined : 'replace')),
		);
	});

	it('stands on the grid, and fits a screen', () => {
		expect(nodes.filter(({ position }) => position.some((at) => at % GRID !== 0))).toEqual([]);
		const span = (axis: 0 | 1, side: 'width' | 'height') => {
			const starts = nodes.map(({ position }) => position[axis]);
			const ends = nodes.map(({ position, parameters }) => {
				return position[axis] + Number(parameters[side] ?? 96);
			});
			return Math.max(...ends) - Math.min(...starts);
		};
		expect(span(0, 'width')).toBeLessThanOrEqual(CANVAS.width);
		expect(span(1, 'height')).toBeLessThanOrEqual(CANVAS.height);
	});
});

it('gives each example an id of its own', () => {
	expect(new Set(workflows.map(([, { id }]) => id)).size).toBe(files.length);
});
