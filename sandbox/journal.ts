/** What arrived, how long it was in flight and how it ended: as records and as one log line each. */
import type { FaultKind } from './faults';

export interface RequestRecord {
	method: string;
	/** Without the query. */
	path: string;
	number: unknown;
	type: unknown;
	param: unknown;
	key: 'right' | 'wrong' | 'missing';
	/** Milliseconds since 1970, as Date.now(). */
	startedAt: number;
	/** When the answer was out or the connection closed. */
	endedAt: number | null;
	/** Requests in flight at its start, itself included. */
	inFlight: number;
	/** HTTP status and control code of the answer, as far as one was begun. */
	status: number | null;
	code: number | null;
	fault: FaultKind | null;
	/** Whether it changed the line. */
	applied: boolean;
	fate: 'pending' | 'answered' | 'closedByClient' | 'closedBySandbox';
}

export type Journal = ReturnType<typeof createJournal>;

const LOGGED_VALUE_LENGTH = 60;

export function createJournal(key: string, log: (line: string) => void) {
	const requests: RequestRecord[] = [];
	let inFlight = 0;
	let maxInFlight = 0;
	return {
		/** Stays the same array; emptied by restart(). */
		requests,
		get maxInFlight() {
			return maxInFlight;
		},
		open(method: string, path: string): RequestRecord {
			inFlight += 1;
			maxInFlight = Math.max(maxInFlight, inFlight);
			const record: RequestRecord = {
				method,
				path: mask(path, key),
				number: undefined,
				type: undefined,
				param: undefined,
				key: 'missing',
				startedAt: Date.now(),
				endedAt: null,
				inFlight,
				status: null,
				code: null,
				fault: null,
				applied: false,
				fate: 'pending',
			};
			requests.push(record);
			return record;
		},
		close(record: RequestRecord, fate: RequestRecord['fate']): void {
			inFlight -= 1;
			record.endedAt = Date.now();
			record.fate = fate;
			log(logLine(record, record.endedAt, key));
		},
		restart(): void {
			requests.length = 0;
			maxInFlight = inFlight;
		},
	};
}

function logLine(record: RequestRecord, endedAt: number, key: string): string {
	const { method, path, startedAt, number, type, param, status, code, fault, fate } = record;
	const values = Object.entries({ number, type, param })
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${name}=${shorten(mask(JSON.stringify(value), key))}`);
	const keySeen = record.key === 'missing' ? 'key=none' : `key=*** (${record.key})`;
	const said = [...values, keySeen].join(' ');
	const ending = [code && `code ${code}`, fault && `fault ${fault}`, fate !== 'answered' && fate];
	const answer = [status ?? 'no answer', ...ending.filter(Boolean)].join(', ');
	const time = new Date(startedAt).toISOString();
	return `${time} ${method} ${path} ${said} -> ${answer} in ${endedAt - startedAt} ms`;
}

const shorten = (text: string): string =>
	text.length > LOGGED_VALUE_LENGTH ? `${text.slice(0, LOGGED_VALUE_LENGTH)}…` : text;

/** The key may stand anywhere in what a client sends, in any of these spellings. */
function mask(text: string, key: string): string {
	const spellings = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)];
	return spellings.reduce((masked, spelling) => masked.replaceAll(spelling, () => '***'), text);
}
