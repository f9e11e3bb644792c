/** Ways round the credential's gate, each tried through n8n's own HTTP Request node. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { generate } from 'selfsigned';
import { CREDENTIAL_TYPE } from '../lib/package';
import { errorOf } from '../lib/rest';
import type { CredentialReference, Execution } from '../lib/rest';
import { startTlsFront } from '../lib/tlsFront';
import type { TlsFront } from '../lib/tlsFront';
import { chain, manualTrigger, node } from '../lib/workflows';
import { API_KEY, openWorld } from '../lib/world';
import type { World } from '../lib/world';

const LINE = '33612345678';
const PREMIUM = '+33899000000';

let world: World;
/** Where the attacks want the key to go: hears everything, answers nothing. */
let elsewhere: Server;
let elsewherePort: number;
let heard = '';
/** The sandbox behind TLS, with a certificate of a CA that n8n does not know. */
let front: TlsFront;
let caCertificate: string;
before(async () => {
	world = await openWorld();
	elsewhere = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.on('data', (bytes) => {
			heard += bytes.toString('latin1');
			socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		});
	}).listen(0, '127.0.0.1');
	await once(elsewhere, 'listening');
	elsewherePort = (elsewhere.address() as AddressInfo).port;
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
		],
	});
	caCertificate = cert;
	front = await startTlsFront({ key, cert }, Number(new URL(world.sandbox.origin).port));
});
after(async () => {
	await front?.close();
	elsewhere?.close();
	await world?.close();
});
afterEach(() => {
	world.sandbox.reset();
	heard = '';
});

/** An HTTP Request node that sends the credential's key along. */
async function send(
	parameters: IDataObject,
	{
		credential = world.credential,
		sslCertificates,
	}: { credential?: CredentialReference; sslCertificates?: CredentialReference } = {},
): Promise<Execution> {
	const request = node(
		'HTTP Request',
		'n8n-nodes-base.httpRequest',
		4.2,
		{
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
			url: `${world.sandbox.baseUrl}/me`,
			options: {},
			...parameters,
		},
		{
			credentials: {
				[CREDENTIAL_TYPE]: credential,
				...(sslCertificates === undefined ? {} : { httpSslAuth: sslCertificates }),
			},
		},
	);
	return await world.rest.execute(chain('Attack', [manualTrigger(), request]));
}

function assertRefused(execution: Execution): void {
	assert.equal(execution.status, 'error', 'the request was let through');
	assert.deepEqual(world.sandbox.requests, [], String(errorOf(execution)?.message));
	assert.ok(!heard.includes(API_KEY), 'the key arrived elsewhere');
	assert.ok(!execution.raw.includes(API_KEY), 'the key is in the execution');
}

const callforward = (param: string): IDataObject => ({
	method: 'POST',
	sendBody: true,
	specifyBody: 'json',
	jsonBody: JSON.stringify({ number: LINE, type: 1, param }),
});

describe('the same requests without an attack', () => {
	it('read the account', async () => {
		assert.equal((await send({})).status, 'success');
		assert.equal(world.sandbox.requests[0]?.key, 'right');
	});

	it('take headers that route nothing', async () => {
		const execution = await send({
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'X-Request-Id', value: '1' }] },
		});
		assert.equal(execution.status, 'success');
	});

	it('do not reach a server whose CA is unknown', async () => {
		const { credential, url } = await behindTls();
		assertRefused(await send({ url }, { credential }));
	});
});

describe('a Host header', () => {
	const NAMES = ['Host', 'host', 'HOST', 'hOsT', ' Host', 'Host ', '\tHost\t'];
	for (const name of NAMES) {
		it(`is refused as ${JSON.stringify(name)}`, async () => {
			const value = `localhost:${elsewherePort}`;
			const parameters = [{ name, value }];
			assertRefused(await send({ sendHeaders: true, headerParameters: { parameters } }));
			assertRefused(
				await send({
					sendHeaders: true,
					specifyHeaders: 'json',
					jsonHeaders: JSON.stringify({ [name]: value }),
				}),
			);
		});
	}
});

describe('options that let somebody else read the key', () => {
	it('Proxy is refused', async () => {
		assertRefused(await send({ options: { proxy: `http://127.0.0.1:${elsewherePort}` } }));
		assert.equal(heard, '');
	});

	it('Ignore SSL Issues is refused', async () => {
		const { credential, url } = await behindTls();
		assertRefused(await send({ url, options: { allowUnauthorizedCerts: true } }, { credential }));
	});

	it('SSL Certificates with a CA of its own are refused', async () => {
		const { credential, url } = await behindTls();
		const saved = await world.rest.data<CredentialReference>('POST', '/credentials', {
			name: 'A CA of its own',
			type: 'httpSslAuth',
			data: { ca: caCertificate, cert: '', key: '', passphrase: '' },
		});
		const sslCertificates = { id: saved.id, name: saved.name };
		assertRefused(
			await send({ url, provideSslCertificates: true }, { credential, sslCertificates }),
		);
	});
});

async function behindTls(): Promise<{ credential: CredentialReference; url: string }> {
	const baseUrl = `https://localhost:${front.port}/v1`;
	const credential = await world.rest.createCredential({ apiKey: API_KEY, baseUrl });
	return { credential, url: `${baseUrl}/me` };
}

describe('a body that is not JSON', () => {
	const url = (): string => `${world.sandbox.baseUrl}/vn/callforward`;
	const fields = [
		{ name: 'number', value: LINE },
		{ name: 'type', value: '1' },
		{ name: 'param', value: PREMIUM },
	];
	const form = { method: 'POST', sendBody: true, bodyParameters: { parameters: fields } };
	const multipart = fields.map((field) => ({ ...field, parameterType: 'formData' }));
	const bodies: [string, IDataObject][] = [
		['Form Urlencoded', { ...form, contentType: 'form-urlencoded' }],
		[
			'Form-Data',
			{
				...form,
				contentType: 'multipart-form-data',
				bodyParameters: { parameters: multipart },
			},
		],
		[
			'Raw',
			{
				...form,
				contentType: 'raw',
				rawContentType: 'application/x-www-form-urlencoded',
				body: `number=${LINE}&type=1&param=${PREMIUM}`,
			},
		],
		[
			'JSON with the content type of a form',
			{
				...callforward(PREMIUM),
				sendHeaders: true,
				headerParameters: {
					parameters: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
				},
			},
		],
	];
	for (const [name, body] of bodies) {
		it(`is refused: ${name}`, async () => {
			assertRefused(await send({ url: url(), ...body }));
		});
	}
});

describe('with Allowed Destinations, a path that is spelled otherwise', () => {
	const PATHS = [
		'vn/%63allforward',
		'vn/%2563allforward',
		'vn/%252563allforward',
		'VN/CallForward',
	];
	for (const path of PATHS) {
		it(`is held to them: ${path}`, async () => {
			const credential = await world.rest.createCredential({
				apiKey: API_KEY,
				baseUrl: world.sandbox.baseUrl,
				allowedDestinations: '+3361',
			});
			const url = `${world.sandbox.baseUrl}/${path}`;
			assertRefused(await send({ url, ...callforward(PREMIUM) }, { credential }));
		});
	}
});
