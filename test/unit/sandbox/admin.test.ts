import { request } from 'node:http';
import { callForwardBody, post, useSandbox } from './client';

const sandbox = useSandbox();

/** The status of a request with headers that fetch would not let through. */
function send(path: string, headers: Record<string, string>, body = '{}'): Promise<number> {
	return new Promise((resolve, reject) => {
		const outgoing = request(sandbox().origin + path, { method: 'POST', headers }, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		outgoing.on('error', reject).end(body);
	});
}

describe('a web page', () => {
	it.each([
		['of another origin', { origin: 'https://evil.example' }],
		['without an origin', { origin: 'null' }],
		[
			'with a body that asks nobody',
			{ origin: 'http://localhost:3000', 'content-type': 'text/plain' },
		],
		['under a name that leads to 127.0.0.1', { host: 'evil.example' }],
		['under a name that begins like one', { host: 'localhost.evil.example:8025' }],
	])('%s does not reach /admin', async (_who, headers: Record<string, string>) => {
		sandbox().setLine('33612345678', { type: 2, param: 'office@example.com' });
		expect(await send('/admin/reset', headers)).toBe(403);
		expect(sandbox().line('33612345678')?.type).toBe(2);
	});

	it.each(['/%61dmin/reset', '/admin/%72eset', '/admin/reset?', '/admin/reset#x', '/admin;/reset'])(
		'does not reach it as %s either',
		async (path) => {
			sandbox().setLine('33612345678', { type: 2, param: 'office@example.com' });
			await send(path, { origin: 'https://evil.example' });
			expect(sandbox().line('33612345678')?.type).toBe(2);
		},
	);

	it('does reach the API, which can stand behind a front', async () => {
		const body = JSON.stringify(callForwardBody());
		expect(await send('/v1/vn/callforward', { host: 'api.smspartner.test' }, body)).toBe(200);
		expect(sandbox().requests).toHaveLength(1);
	});
});

it.each([{ host: 'localhost' }, { host: '[::1]:8025' }, { 'content-type': 'application/json' }])(
	'a program on this machine reaches /admin: %j',
	async (headers: Record<string, string>) => {
		expect(await send('/admin/reset', headers)).toBe(200);
	},
);

it.each([
	[16, '33612345680', "Le transfert d'appel est déjà activé"],
	[17, '33612345681', 'La messagerie est déjà activée'],
	[1, '33612345601', 'name est requis'],
	[9, '33612345609', "L'email n'est pas valide"],
	[15, '33612345615', 'The number is disabled'],
])('code %i in French, as far as it is known', async (code, number, message) => {
	sandbox().configure({ language: 'fr' });
	const answer = await post(sandbox(), callForwardBody({ number }));
	expect(await answer.json()).toMatchObject({ code, message });
});
