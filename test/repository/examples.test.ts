import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { DateTime } from 'luxon';

const EXAMPLES = join(__dirname, '../../examples');
const README = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
const NODE_TYPE = /^n8n-nodes-smspartner\.smsPartnerCallForward(Tool)?$/;

interface Node {
	name: string;
	type: string;
	parameters: Record<string, unknown> & { options?: Record<string, unknown>; jsCode?: string };
	credentials?: unknown;
	onError?: string;
}

interface Workflow {
	name: string;
	nodes: Node[];
	connections: Record<string, Record<string, unknown[][]>>;
	pinData: Record<string, unknown>;
	settings: { timezone?: string };
}

const read = (file: string): Workflow =>
	JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Workflow;

const files = readdirSync(EXAMPLES).filter(
	(file) => file.endsWith('.json') && !file.startsWith('demo-'),
);

describe.each(files)('examples/%s', (file) => {
	const { nodes, connections, pinData, settings } = read(file);
	const lines = nodes.filter(({ type }) => NODE_TYPE.test(type));

	it('keeps to the time of France, and explains itself', () => {
		expect(settings.timezone).toBe('Europe/Paris');
		expect(nodes.some(({ type }) => type.endsWith('stickyNote'))).toBe(true);
	});

	it('brings neither credentials nor data', () => {
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(pinData).toEqual({});
	});

	it('does something about errors', () => {
		expect(lines).toHaveLength(1);
		const [{ name, onError, type } = lines[0] as Node] = lines;
		if (type.endsWith('Tool')) return expect(onError).toBe('continueRegularOutput');
		expect(onError).toBe('continueErrorOutput');
		expect(connections[name]?.['main']?.map((targets) => targets.length)).toEqual([1, 1]);
	});

	it('takes a line that is set already for no failure', () => {
		expect(lines[0]?.parameters.options?.['alreadySet']).toBe('replace');
	});

	it('is drawn in the README as it is', () => {
		const drawn = README.slice(README.indexOf('## Business hours'));
		const unnamed = nodes.filter(
			({ name, type }) => !type.endsWith('stickyNote') && !drawn.includes(`[${name}]`),
		);
		expect(unnamed.map(({ name }) => name)).toEqual([]);
		expect(README).toContain(`](${file})`);
	});
});

describe('the holidays in examples/business-hours.json', () => {
	const code = read('business-hours.json').nodes.find(({ parameters }) => parameters.jsCode);

	function dayAt(timestamp: string): string {
		const $input = { first: () => ({ json: { timestamp } }) };
		const [item] = runInNewContext(`(() => { ${String(code?.parameters.jsCode)} })()`, {
			DateTime,
			$input,
		}) as [{ json: { day: string } }];
		return item.json.day;
	}

	it.each([
		['New Year', '2026-01-01'],
		['Easter Monday', '2024-04-01'],
		['Easter Monday', '2025-04-21'],
		['Easter Monday', '2026-04-06'],
		['Labour Day', '2026-05-01'],
		['Victory Day', '2026-05-08'],
		['Ascension Day', '2026-05-14'],
		['Whit Monday', '2026-05-25'],
		['Bastille Day', '2026-07-14'],
		['Assumption Day', '2025-08-15'],
		["All Saints' Day", '2027-11-01'],
		['Armistice Day', '2026-11-11'],
		['Christmas', '2026-12-25'],
		['Ascension Day', '2027-05-06'],
		['Whit Monday', '2028-06-05'],
		['Easter Monday', '2038-04-26'],
	])('have %s, %s', (_name, date) => {
		expect(dayAt(`${date}T09:00:00.000+01:00`)).toBe('public holiday');
	});

	it.each([
		['at opening time', '2026-11-24T09:00:00.120+01:00', 'open'],
		['a minute before closing time', '2026-11-24T17:59:59.000+01:00', 'open'],
		['at closing time', '2026-11-24T18:00:00.010+01:00', 'closed'],
		['in the morning', '2026-11-24T08:59:00.000+01:00', 'closed'],
		['at the weekend', '2026-11-21T10:00:00.000+01:00', 'closed'],
		['on Good Friday, which is none', '2026-04-03T10:00:00.000+02:00', 'open'],
		['on Easter Tuesday', '2026-04-07T10:00:00.000+02:00', 'open'],
	])('leave other days alone: %s', (_name, timestamp, day) => {
		expect(dayAt(timestamp)).toBe(day);
	});
});
