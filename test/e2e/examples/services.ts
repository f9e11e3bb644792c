import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { IDataObject } from 'n8n-workflow';
import { temporaryFolder } from '../lib/paths';
import { end, keep, listen } from '../lib/sockets';
import { startTlsFront } from '../lib/tlsFront';
import { startProxy } from '../network/proxy';

const HOSTS = ['www.googleapis.com', 'sheets.googleapis.com', 'api.hubapi.com'];

interface Company {
	name: string;
	sms_partner_line: string;
	hubspot_owner_id: string | null;
}

/** Google and HubSpot, as far as the examples ask them for something. */
export interface Services {
	/** What n8n needs in its environment to reach them by their names. */
	env: Record<string, string>;
	calendar: { status: number; events: IDataObject[] };
	/** The sheet, row by row, its header first. */
	sheet: { status: number; rows: string[][] };
	hubspot: {
		status: number;
		companies: Company[];
		owners: { id: string; email: string }[];
		contacts: { email: string; mobilephone?: string; phone?: string }[];
		/** When each search came in, in milliseconds. */
		searches: number[];
	};
	/** Everything reachable, and empty. */
	reset(): void;
	close(): Promise<void>;
}

type Answer = { status: number; body: unknown };

export async function startServices(): Promise<Services> {
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const answer = answerOf(services, request, body);
			response.writeHead(answer.status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answer.body));
		});
	});
	server.on('connection', (socket: Socket) => keep(sockets, socket));

	// A certificate that is its own authority.
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'Services' }], {
		extensions: [
			{ name: 'subjectAltName', altNames: HOSTS.map((value) => ({ type: 2 as const, value })) },
		],
	});
	const caFile = join(await temporaryFolder(), 'services.pem');
	await writeFile(caFile, cert);
	const front = await startTlsFront({ key, cert }, await listen(server));
	const proxy = await startProxy(
		Object.fromEntries(HOSTS.map((host) => [`${host}:443`, front.port])),
	);
	const services: Services = {
		env: {
			HTTPS_PROXY: proxy.url,
			NO_PROXY: 'localhost,127.0.0.1,::1',
			NODE_EXTRA_CA_CERTS: caFile,
		},
		...empty(),
		reset: () => void Object.assign(services, empty()),
		async close() {
			await proxy.close();
			await front.close();
			await end(server, sockets);
		},
	};
	return services;
}

const empty = (): Pick<Services, 'calendar' | 'sheet' | 'hubspot'> => ({
	calendar: { status: 200, events: [] },
	sheet: { status: 200, rows: [] },
	hubspot: { status: 200, companies: [], owners: [], contacts: [], searches: [] },
});

async function bodyOf(request: IncomingMessage): Promise<IDataObject> {
	const chunks = (await request.toArray()) as Buffer[];
	const text = Buffer.concat(chunks).toString();
	return text === '' ? {} : (JSON.parse(text) as IDataObject);
}

function answerOf(services: Services, request: IncomingMessage, body: IDataObject): Answer {
	const { pathname, searchParams } = new URL(request.url ?? '', `https://${request.headers.host}`);
	if (request.headers.authorization !== 'Bearer token') return refused(401);
	const { calendar, sheet, hubspot } = services;
	if (pathname.startsWith('/calendar/')) {
		return calendar.status === 200
			? eventsOn(calendar.events, searchParams)
			: refused(calendar.status);
	}
	if (pathname.startsWith('/v4/spreadsheets/')) {
		return sheet.status === 200 ? sheetAnswer(sheet.rows, pathname, body) : refused(sheet.status);
	}
	return hubspot.status === 200 ? hubspotAnswer(hubspot, pathname, body) : refused(hubspot.status);
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refused = (status: number): Answer => ({
	status,
	body: {
		error: { code: status, message: `Refused with ${status}` },
		message: `Refused with ${status}`,
	},
});

/** As Google's list: what ends after timeMin and begins before timeMax, all-day events in the calendar's zone. */
function eventsOn(events: IDataObject[], query: URLSearchParams): Answer {
	const time = (event: IDataObject, edge: 'start' | 'end'): number => {
		const { dateTime, date } = event[edge] as { dateTime?: string; date?: string };
		return Date.parse(dateTime ?? `${String(date)}T00:00:00`);
	};
	const items = events
		.filter((event) => time(event, 'end') > Date.parse(String(query.get('timeMin'))))
		.filter((event) => time(event, 'start') < Date.parse(String(query.get('timeMax'))))
		.sort((a, b) => time(a, 'start') - time(b, 'start'));
	return ok({ kind: 'calendar#events', items: items.slice(0, Number(query.get('maxResults'))) });
}

function sheetAnswer(rows: string[][], pathname: string, body: IDataObject): Answer {
	if (pathname.endsWith('values:batchUpdate')) {
		for (const { range, values } of body['data'] as { range: string; values: string[][] }[]) {
			const [, column = 'A', row = '1'] = /!([A-Z])(\d+)/.exec(range) ?? [];
			(rows[Number(row) - 1] ??= [])[column.charCodeAt(0) - 65] = String(values[0]?.[0] ?? '');
		}
		return ok({});
	}
	if (pathname.includes('/values/')) {
		const [, first, last] =
			/!(?:[A-Z]*)(\d+)?(?::[A-Z]*(\d+)?)?$/.exec(decodeURIComponent(pathname)) ?? [];
		return ok({
			values: rows.slice(Number(first ?? 1) - 1, last === undefined ? undefined : Number(last)),
		});
	}
	return ok({ sheets: [{ properties: { sheetId: 0, title: 'Lines' } }] });
}

function hubspotAnswer(hubspot: Services['hubspot'], pathname: string, body: IDataObject): Answer {
	if (pathname === '/crm/v3/owners') return ok({ results: hubspot.owners });
	hubspot.searches.push(Date.now());
	if (pathname === '/crm/v3/objects/companies/search') {
		return ok({
			results: hubspot.companies.map((properties, id) => ({ id: String(id), properties })),
		});
	}
	const emails = JSON.stringify(body['filterGroups']);
	return ok({
		results: hubspot.contacts
			.filter(({ email }) => emails.includes(email))
			.map((properties) => ({ properties })),
	});
}
