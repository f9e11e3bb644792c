import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { IDataObject } from 'n8n-workflow';
import { temporaryFolder } from '../lib/paths';
import { startTlsFront } from '../lib/tlsFront';
import { startProxy } from '../network/proxy';

const HOSTS = ['www.googleapis.com', 'sheets.googleapis.com', 'api.hubapi.com'];

/** What Google and HubSpot hold, as far as the examples ask them for something. */
interface Contents {
	/** Of every answer. */
	status: number;
	events: IDataObject[];
	/** The sheet, row by row, its header first. */
	sheet: string[][];
	companies: { name: string; sms_partner_line: string; hubspot_owner_id: string | null }[];
	owners: { id: string; email: string }[];
	contacts: { email: string; mobilephone?: string; phone?: string }[];
	/** The searches that HubSpot was asked for. */
	searches: number;
}

export interface Services extends Contents {
	/** What n8n needs in its environment to reach them by their names. */
	env: Record<string, string>;
	/** Everything reachable, and empty. */
	reset(): void;
	close(): Promise<void>;
}

const empty = (): Contents => ({
	status: 200,
	events: [],
	sheet: [],
	companies: [],
	owners: [],
	contacts: [],
	searches: 0,
});

/** Google and HubSpot behind a proxy that knows them by their names, on the loopback interface. */
export async function startServices(): Promise<Services> {
	const app = Fastify({ forceCloseConnections: true });
	app.all('*', async (request, reply) => {
		const status = request.headers.authorization === 'Bearer token' ? services.status : 401;
		if (status !== 200) {
			const message = `Refused with ${status}`;
			return await reply.code(status).send({ error: { code: status, message }, message });
		}
		const url = new URL(request.url, 'https://localhost');
		return answer(services, url, (request.body ?? {}) as IDataObject);
	});
	const origin = await app.listen({ host: '127.0.0.1', port: 0 });

	const front = await startTlsFront(HOSTS, Number(new URL(origin).port));
	const caFile = join(await temporaryFolder(), 'services.pem');
	await writeFile(caFile, front.certificate);
	const proxy = await startProxy(
		Object.fromEntries(HOSTS.map((host) => [`${host}:443`, front.port])),
	);
	const services: Services = {
		...empty(),
		env: {
			HTTPS_PROXY: proxy.url,
			NO_PROXY: 'localhost,127.0.0.1,::1',
			NODE_EXTRA_CA_CERTS: caFile,
		},
		reset: () => void Object.assign(services, empty()),
		async close() {
			await proxy.close();
			await front.close();
			await app.close();
		},
	};
	return services;
}

function answer(services: Services, url: URL, body: IDataObject): object {
	const path = decodeURIComponent(url.pathname);
	if (path.startsWith('/calendar/')) return { items: eventsOn(services.events, url.searchParams) };
	if (path.startsWith('/v4/spreadsheets/')) return sheetAnswer(services.sheet, path, body);
	if (path === '/crm/v3/owners') return { results: services.owners };
	services.searches += 1;
	if (path.includes('/companies/')) {
		return { results: services.companies.map((properties) => ({ properties })) };
	}
	const wanted = JSON.stringify(body['filterGroups']);
	const found = services.contacts.filter(({ email }) => wanted.includes(email));
	return { results: found.map((properties) => ({ properties })) };
}

/** As Google's list: what ends after timeMin and begins before timeMax. */
function eventsOn(events: IDataObject[], query: URLSearchParams): IDataObject[] {
	const time = (event: IDataObject, edge: 'start' | 'end'): number => {
		const { dateTime, date } = event[edge] as { dateTime?: string; date?: string };
		return Date.parse(dateTime ?? `${String(date)}T00:00:00`);
	};
	return events
		.filter((event) => time(event, 'end') > Date.parse(String(query.get('timeMin'))))
		.filter((event) => time(event, 'start') < Date.parse(String(query.get('timeMax'))))
		.sort((a, b) => time(a, 'start') - time(b, 'start'))
		.slice(0, Number(query.get('maxResults')));
}

function sheetAnswer(sheet: string[][], path: string, body: IDataObject): object {
	if (path.endsWith('values:batchUpdate')) {
		for (const { range, values } of body['data'] as { range: string; values: string[][] }[]) {
			const [, column = 'A', row = '1'] = /!([A-Z])(\d+)/.exec(range) ?? [];
			(sheet[Number(row) - 1] ??= [])[column.charCodeAt(0) - 65] = String(values[0]?.[0] ?? '');
		}
		return {};
	}
	if (!path.includes('/values/'))
		return { sheets: [{ properties: { sheetId: 0, title: 'Lines' } }] };
	// Rows as in Lines!1:1 or Lines!A2:Z, else all.
	const [, first = 1, last = sheet.length] = /!\D*(\d+)?(?::\D*(\d+)?)?$/.exec(path) ?? [];
	return { values: sheet.slice(Number(first) - 1, Number(last)) };
}
