import { EXAMPLES, exampleWorkflow } from '../lib/examples';
import { openOffice } from '../lib/office';
import type { Office } from '../lib/office';
import { webhookTrigger } from '../lib/workflows';
import { startServices } from './services';
import type { Services } from './services';

const TABLES = ['line memory', 'rota people'];
const OAUTH = {
	clientId: 'id',
	clientSecret: 'secret',
	oauthTokenData: { access_token: 'token', token_type: 'Bearer' },
};

/** What one look did; the status is 500 when the execution failed. */
export interface Look {
	status: number;
	requests: number;
	mails: number;
}

/** An office with the services that the examples speak to. */
export interface ExamplesOffice extends Office {
	services: Services;
	/** The example, ready to run, with a webhook in place of its schedule. */
	publish(title: string, path: string): Promise<void>;
	/** One look of a published example. */
	look(path: string): Promise<Look>;
	/** As if what was set had been set the day before. */
	forgetToday(): Promise<void>;
	/** Empties the tables, the sandbox's journal and the mailbox. */
	reset(): Promise<void>;
}

export async function openExamples(): Promise<ExamplesOffice> {
	const services = await startServices();
	const office = await openOffice(EXAMPLES, services.env);
	const { rest, sandbox, mail } = office;
	await office.save('googleCalendarOAuth2Api', OAUTH);
	await office.save('googleSheetsOAuth2Api', OAUTH);
	await office.save('hubspotAppToken', { appToken: 'token' });
	return {
		...office,
		services,
		async publish(title, path) {
			const example = office.furnish(exampleWorkflow(title, office.credential));
			const nodes = example.nodes.map((node) =>
				node.type.endsWith('scheduleTrigger')
					? { ...webhookTrigger(path), name: node.name, position: node.position }
					: node,
			);
			await rest.createActive({ ...example, nodes });
		},
		async look(path) {
			const [requests, mails] = [sandbox.requests.length, mail.mails.length];
			const { status } = await rest.webhook(path, {});
			return {
				status,
				requests: sandbox.requests.length - requests,
				mails: mail.mails.length - mails,
			};
		},
		forgetToday: () => office.change('line memory', {}, { day: '2020-01-01' }),
		async reset() {
			await Promise.all(TABLES.map((table) => office.clear(table)));
			services.reset();
			sandbox.reset();
			mail.mails.length = 0;
		},
		async close() {
			await office.close();
			await services.close();
		},
	};
}
