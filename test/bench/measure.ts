import type { SettingsInput } from '../../sandbox/settings';
import type { Setup } from './contenders';
import { lineOf } from './nodes/lines';
import type { Extras } from './nodes/probe';
import { PROFILES } from './plan';
import type { Cell } from './plan';
import { nameOf } from './results';
import type { ApiAccess, World } from './world';

/** What one run of a contender came to. */
export interface Run {
	wallMs: number;
	/** Of n8n's process, the API's is not in it. */
	cpuPerItemMs: number;
	/** Resident memory above what it was before; null where the system does not tell. */
	peakBytes: number | null;
	/** Until the first request began: for this node, evaluating expressions and checking all items. */
	beforeSendingMs: number;
	/** From then to the end. */
	sendingMs: number;
	/** CPU time from then to the end. */
	sendingCpuMs: number;
	/** As the API saw them. */
	inFlight: number;
	requests: number;
	refused: number;
	/** From the first arrival to the last. */
	arrivalsMs: number;
	/** Items whose line is as asked, and that say so. */
	right: number;
	live: { peakBytes: number; endBytes: number } | null;
}

export const measureCell = ({ profile, n, setup }: Cell, world: World, access: ApiAccess) =>
	measure(world, access, setup, n, { latency: PROFILES[profile].latency });

export async function measure(
	world: World,
	access: ApiAccess,
	setup: Setup,
	n: number,
	settings: SettingsInput,
	extras: Extras = {},
): Promise<Run> {
	await access.api.restart(settings);
	const reading = await world.run(setup, access, { n, ...extras });
	const { startedAt, endedAt, cpuMs, firstRequest } = reading;
	if (firstRequest === null) throw new Error(`${nameOf(setup)} sent nothing`);
	const { requests, maxInFlight } = await access.api.seen();
	const arrivals = requests.map(({ startedAt }) => startedAt);
	// Not spread into Math.min: there can be more than a call takes arguments.
	const first = arrivals.reduce((a, b) => Math.min(a, b), Infinity);
	const last = arrivals.reduce((a, b) => Math.max(a, b), -Infinity);
	return {
		wallMs: endedAt - startedAt,
		cpuPerItemMs: cpuMs / n,
		peakBytes: reading.peakBytes,
		beforeSendingMs: firstRequest.at - startedAt,
		sendingMs: endedAt - firstRequest.at,
		sendingCpuMs: cpuMs - firstRequest.cpuMs,
		inFlight: maxInFlight,
		requests: requests.length,
		refused: requests.filter(({ status }) => status === 429).length,
		arrivalsMs: last - first,
		right: Math.min(reading.succeeded, await countSet(access, setup, n)),
		live: reading.live,
	};
}

async function countSet({ api }: ApiAccess, { fields }: Setup, n: number): Promise<number> {
	const lines = await api.lines();
	const isSet = (i: number): boolean => {
		const { number, type, destination } = lineOf(i);
		const line = lines.get(number);
		return line?.type === type && (fields === 'oneExpression' || line.param === destination);
	};
	return Array.from({ length: n }, (_, i) => i).filter(isSet).length;
}
