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
	/** HTTP status and control code of the answer, as far as one was begun. */
	status: number | null;
	code: number | null;
	fault: FaultKind | null;
	/** Whether it changed the line. */
	applied: boolean;
	/** cut: the connection closed before the answer was out. */
	fate: 'pending' | 'answered' | 'cut';
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
		/** @param said what the client sent; its key stays out of the record */
		open(method: string, path: string, said: Record<string, unknown>): RequestRecord {
			const { apiKey, number, type, param } = said;
			inFlight += 1;
			maxInFlight = Math.max(maxInFlight, inFlight);
			const record: RequestRecord = {
				method,
				path: mask(path, key),
				...{ number, type, param },
				key: apiKey === undefined ? 'missing' : apiKey === key ? 'right' : 'wrong',
				startedAt: Date.now(),
				endedAt: null,
				...{ status: null, code: null, fault: null, applied: false, fate: 'pending' },
			};
			requests.push(record);
			return record;
		},
		close(record: RequestRecord, isAnswered: boolean): void {
			inFlight -= 1;
			record.endedAt = Date.now();
			record.fate = isAnswered ? 'answered' : 'cut';
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
