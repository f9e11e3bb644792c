import { until } from '../lib/processes';

/** One of n8n's forms, as a person fills it in. */
export interface Form {
	/** Gives the page after it; a field is a text or a file. */
	submit(fields: (string | Blob)[]): Promise<string>;
}

/** Waits until the form is there; `url` is its production URL. */
export async function openForm(
	url: string,
	{ user, password }: { user: string; password: string },
): Promise<Form> {
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	await until('the form to be there', async () =>
		(await fetch(url, { headers: { authorization } })).ok ? true : undefined,
	);
	return {
		async submit(fields) {
			const body = new FormData();
			fields.forEach((field, index) => {
				const name = `field-${index}`;
				if (typeof field === 'string') body.append(name, field);
				else body.append(name, field, 'lines.csv');
			});
			const answer = await fetch(url, { method: 'POST', body, headers: { authorization } });
			const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
			// As the page of the form does: wait until the next page is ready, then go there.
			const statusUrl = new URL(formWaitingUrl);
			statusUrl.pathname += '/n8n-execution-status';
			await until('the execution to have a page', async () => {
				const status = await (await fetch(statusUrl)).text();
				return status === 'form-waiting' ? true : undefined;
			});
			return await (await fetch(formWaitingUrl)).text();
		},
	};
}
