import { until } from './processes';

/** A page of one of n8n's forms, as a person sees it and fills it in. */
export interface FormPage {
	html: string;
	/** Gives the page after it; a field is a text or a file. */
	submit(fields: (string | Blob)[]): Promise<FormPage>;
}

/** Waits until the form is there; `url` is its production URL. */
export async function openForm(
	url: string,
	{ user, password }: { user: string; password: string },
): Promise<FormPage> {
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	const headers = { authorization };
	const page = (address: string, html: string): FormPage => ({
		html,
		async submit(fields) {
			const body = new FormData();
			fields.forEach((field, index) => {
				const name = `field-${index}`;
				if (typeof field === 'string') body.append(name, field);
				else body.append(name, field, 'lines.csv');
			});
			const answer = await fetch(address, { method: 'POST', body, headers });
			const text = await answer.text();
			// The first page is told where the others are.
			const [, waiting] = /"formWaitingUrl":"([^"]+)"/.exec(text) ?? [];
			const next = waiting ?? address;
			const status = new URL(next);
			status.pathname += '/n8n-execution-status';
			// Asked while the execution is under way, the page itself does not answer.
			await until(
				'the next page',
				async () => (await (await fetch(status)).text()) === 'form-waiting',
			);
			return page(next, await (await fetch(next, { headers })).text());
		},
	});
	return await until('the form to be there', async () => {
		const answer = await fetch(url, { headers });
		return answer.ok ? page(url, await answer.text()) : undefined;
	});
}
