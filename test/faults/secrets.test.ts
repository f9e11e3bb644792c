import { randomBytes } from 'node:crypto';
import type { ICredentialDataDecryptedObject, OnError } from 'n8n-workflow';
import { FAULT_KINDS, startSandbox, type Fault } from '../../sandbox/server';
import { builtAccounts, loadPackage, runWorkflow } from '../engine/harness';
import { skipWaits } from '../engine/useSandbox';
import { ON_ERROR, REFUSED, UNREADABLE } from './support/answers';
import { findSecret, spellingsOf } from './support/spellings';

const random = randomBytes(12).toString('hex');

const KEYS: Array<[string, string]> = [
	['random', random],
	['with what a replacement reads', `$&$1$\`$'${random}`],
	['with quotes and backslashes', `"${random}'\\n\\"`],
	['with what URLs read', `+${random}%2B%&=#?/ ;`.trim()],
	['with what HTML reads', `<b>${random}&amp;</b>`],
	['with what patterns read', `(${random}.*|[a-z]{2})+^$`],
	['with an emoji and accents', `🔑${random}éàÿ€`],
	['with line ends', `line\r\n${random}\nline\t.`],
];

const ALWAYS = 999;
const TIMEOUT_MS = 1000;

/** The key where a response can hold it. */
function echoes(key: string): Fault[] {
	const texts = spellingsOf(key).map((spelling) => `Bad key: ${spelling}, ${spelling}`);
	const messages = [...texts, texts.join(' / ').slice(0, 5000), `${'x'.repeat(990)}${key}`];
	const header = encodeURIComponent(key);
	const bodies: unknown[] = [
		...messages.map((message) => ({ success: false, code: 10, message })),
		{ success: true, code: 200, message: texts[0] },
		{ success: false, error: [{ elementId: key, message: key }] },
		{ success: false, errors: [{ code: key, message: key }, key] },
		{ success: false, code: key, message: { key } },
		{ success: key, code: 10, message: key },
		[key],
		key,
	];
	return [
		...bodies.map((body): Fault => ({ kind: 'answer', body })),
		{ kind: 'status', status: 500, body: key },
		{ kind: 'status', status: 401, body: key, headers: { 'www-authenticate': header } },
		{ kind: 'status', status: 429, body: key, headers: { 'retry-after': header } },
		{ kind: 'redirect', location: `/elsewhere?apiKey=${header}` },
	];
}

/** Every kind of answer for the first key; for the others one of each kind of fault. */
const FAULTS: Fault[] = [
	{ kind: 'echoKey', where: 'header', status: 429 },
	...REFUSED,
	...UNREADABLE.map((shape) => ({ ...shape, times: ALWAYS })),
	{ kind: 'hang' },
	{ kind: 'rateLimit' },
];
const ONE_OF_EACH: Fault[] = FAULT_KINDS.flatMap((kind) => {
	const fault = FAULTS.find((one) => one.kind === kind);
	return fault === undefined ? [] : [{ ...fault, times: ALWAYS }];
});

beforeEach(() => {
	builtAccounts().clear();
	skipWaits();
});

interface Scene {
	fault: Fault;
	onError: OnError;
	alreadySet: string;
}

/** Runs the faults, all at once and each on a line of its own, and searches what they leave behind. */
async function expectNoKey(key: string, faults: Fault[]): Promise<number> {
	const printed: unknown[] = [];
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, 'write').mockImplementation((text) => {
			printed.push(text);
			return true;
		});
	}
	const sandbox = await startSandbox({ key, lines: 'any' });
	const leaksOf = async ({ fault, onError, alreadySet }: Scene, line: number) => {
		const number = `3363${String(line).padStart(7, '0')}`;
		sandbox.setLine(number, { type: 1, param: '+33700000001' });
		sandbox.addFault({ ...fault, number });
		const left = await runWorkflow({
			items: [{ number, mode: 'voicemail', destination: 'team@example.com' }],
			credentials: { apiKey: key, baseUrl: sandbox.baseUrl },
			options: { alreadySet, timeout: TIMEOUT_MS, maxRetries: 1 },
			onError,
		});
		return findSecret(key, left).map((text) => ({ fault, onError, text: text.slice(0, 300) }));
	};
	const scenes = faults.flatMap((fault) =>
		ON_ERROR.flatMap((onError) =>
			['error', 'replace'].map((alreadySet): Scene => ({ fault, onError, alreadySet })),
		),
	);
	const leaks: unknown[] = [];
	for (let i = 0; i < scenes.length; i += 20) {
		const some = scenes.slice(i, i + 20);
		leaks.push(...(await Promise.all(some.map((scene, j) => leaksOf(scene, i + j)))).flat());
	}
	const usedKeys = new Set(sandbox.requests.map((request) => request.key));
	await sandbox.close();
	jest.restoreAllMocks();
	expect(leaks).toEqual([]);
	expect(findSecret(key, printed)).toEqual([]);
	expect([...usedKeys]).toEqual(['right']);
	return scenes.length;
}

it('finds a key in what it searches', () => {
	const error = new Error('x', { cause: { config: { data: `{"apiKey":"${random}"}` } } });
	const hidden = Object.defineProperty({}, 'hidden', { value: new Map([[random, 1]]) });
	const bytes = [Buffer.from(`k=${random}`)];
	const symbol = { [Symbol(random)]: 'a' };
	for (const holder of [error, hidden, bytes, symbol]) {
		expect(findSecret(random, { holder })).not.toEqual([]);
	}
	for (const [, key] of KEYS) {
		for (const spelling of spellingsOf(key)) expect(findSecret(key, spelling)).not.toEqual([]);
	}
});

describe('the API key is nowhere but in the request', () => {
	it('after every kind of answer', async () => {
		expect(await expectNoKey(random, FAULTS)).toBeGreaterThan(FAULTS.length);
	});

	it.each(KEYS)('after a fault of each kind, and every echo: a key %s', async (_case, key) => {
		const faults = [...ONE_OF_EACH, ...echoes(key)];
		expect(await expectNoKey(key, faults)).toBeGreaterThan(faults.length);
	});

	it.each(KEYS)('where nothing answers: a key %s', async (_case, apiKey) => {
		const items = [{ number: '33612345678', mode: 'off' }];
		const credentials = { apiKey, baseUrl: 'http://127.0.0.1:1/v1' };
		for (const onError of ON_ERROR) {
			expect(findSecret(apiKey, await runWorkflow({ items, credentials, onError }))).toEqual([]);
		}
	});
});

describe('the credential shows no key when it refuses', () => {
	const LIST = { allowedDestinations: '+336' };
	const refusals: Array<[string, ICredentialDataDecryptedObject, object]> = [
		['no address', { baseUrl: '' }, {}],
		['plain http', { baseUrl: 'http://192.0.2.1' }, {}],
		['a broken list', { allowedDestinations: 'everyone' }, {}],
		['another origin', {}, { uri: 'https://evil.test' }],
		['another method', {}, { method: 'PUT' }],
		['a body of text', {}, { body: 'x' }],
		['a body of a GET', {}, { method: 'GET', body: { a: 1 } }],
		['a proxy', {}, { proxy: 'http://192.0.2.1' }],
		['a header', {}, { headers: { Host: 'evil.test' } }],
		['a header that is an object', {}, { headers: { common: { Host: 'evil.test' } } }],
		['a query', LIST, { qs: { a: 1 } }],
		['a destination', LIST, { body: { number: '1', type: 1, param: '+33899123456' } }],
	];

	it.each(refusals)('%s', async (_refusal, fields, changes) => {
		const { authenticate } = loadPackage().credential;
		const baseUrl = 'http://127.0.0.1:1/v1';
		const options = { method: 'POST', uri: `${baseUrl}/vn/callforward`, body: {}, ...changes };
		for (const [, apiKey] of KEYS) {
			const credential = { apiKey, baseUrl, allowedDestinations: '', ...fields };
			const refusal = await authenticate(credential, options).catch((error: unknown) => error);
			expect(refusal).toBeInstanceOf(Error);
			expect(findSecret(apiKey, refusal)).toEqual([]);
		}
	});
});
