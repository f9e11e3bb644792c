/** Requests that n8n's own nodes can build from what a person, a row or an agent enters. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

export const ALLOWED = '+336, @example.com';
const ALLOWED_BODY = { number: '33612345678', type: 1, param: '+33611111111' };
const FORBIDDEN = '+33899123456';

/** Separated by spaces; `\s` stands for one. */
const words = (text: string): string[] =>
	text.split(/\s+/).map((word) => word.replaceAll('\\s', ' ').replaceAll('\\t', '\t'));

const HOSTS = words(String.raw`evil.test 127.0.0.2 0x7f.2 [::2] 127.0.0.1.evil.test
	api.smspartner.fr.evil.test 127.0.0.1 127.1 0177.0.0.1 2130706433 127。0。0。1 %31%32%37.0.0.1 [::1]
	[0:0:0:0:0:0:0:1] [::ffff:7f00:1] localhost LocalHost. loc%61lhost local\thost api.smspartner.fr
	API.SmsPartner.FR api。smspartner。fr api.smspartner%2efr`);
const SCHEMES =
	words(String.raw`http:// https:// hTtPs:// http:/ https: http:\\ https:/\ http:/// // \\ /\
	\shttp:// ht\ttp:// http:/\t/ ftp:// blob:http://`);
const FORWARDING_WORDS =
	words(`callforward CallForward %63allforward %2563allforward %u0063allforward
	\uFF43allforward call\u200Bforward call%2566orward %c1%a3allforward`);
const PATHS =
	words(String.raw`/v1/me /v1/send / /v1/x/../me /v1/vn/ /v1//vn/ /v1/vn/x/../ /v1%2fvn%2f
	\v1\vn\ /v1/vn/./ /v1/x/..;/vn/ /index.php?_url=/v1/vn/ /?route=vn/ /v1/me? /v1/me#`);
const ENDINGS = words(String.raw`/ /. /x/.. ;v=1 .json %00 %20 \t ? ?x=1 #@evil.test`);
const HEADER_NAMES = [
	...words(String.raw`Host \shOST\s host\t X-Host X-Forwarded-Host X_Forwarded_Host X!Forwarded.Host Forwarded
	X-Original-URL X-Rewrite-URL X-HTTP-Method-Override X-HTTP-Host-Override X-Method-Override Proxy Connection
	Upgrade TE Trailer Expect Keep-Alive Proxy-Authorization HTTP2-Settings Transfer-Encoding Content-Length
	Content-Encoding Content-Type content-type\s Content_Type common post get headers __proto__ constructor
	toString set X:A Authorization X-Gateway-Key X-Proxy-Key X-RapidAPI-Host HTTP-Referer _token Cookie`),
	'X-A\r\nHost',
];

const path = fc
	.tuple(
		fc.constantFrom(...PATHS),
		fc.constantFrom('callforward', 'callforward', ...FORWARDING_WORDS, '', '', '', '', ''),
		fc.constantFrom('', '', '', ...ENDINGS),
	)
	.map((parts) => parts.join(''));

/** @param base a Base URL */
function address(base: URL): fc.Arbitrary<string> {
	const { origin, host, port } = base;
	const likeIt = ['@', '\\@', '#@', '/@'].map((end) => host + end);
	const user = fc.constantFrom('', '', '', 'u:p@', ...likeIt);
	const odd = fc
		.tuple(
			fc.constantFrom(...SCHEMES),
			user,
			fc.constantFrom(...HOSTS),
			fc.constantFrom(port && `:${port}`, port && `:${port}`, '', ':', ':0', ':80', ':443'),
		)
		.map((parts) => parts.join(''));
	const start = fc.oneof(
		{ weight: 4, arbitrary: fc.constant(origin) },
		{ weight: 1, arbitrary: odd },
	);
	return fc.oneof(
		{ weight: 1, arbitrary: fc.constant(`${base.href}/vn/callforward`) },
		{ weight: 4, arbitrary: fc.tuple(start, path).map((parts) => parts.join('')) },
	);
}

const text = fc.oneof(
	fc.constantFrom('evil.test', 'POST', '/v1/vn/callforward', 'a\r\nHost: evil.test', 'chunked'),
	fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'),
	fc.string({ unit: 'binary', maxLength: 5 }),
);
/** A field's value: an expression gives anything. */
const value: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 4, arbitrary: text },
	fc.constantFrom(1, true, null, undefined, ['a', 'b']),
	fc.tuple(fc.constantFrom(...HEADER_NAMES), text).map(([name, inner]) => ({ [name]: inner })),
);
const headers = fc
	.array(fc.tuple(fc.constantFrom(...HEADER_NAMES), value), { maxLength: 2 })
	.map((entries) => Object.fromEntries(entries) as IDataObject);

const parameters = fc.constantFrom<IDataObject>(
	{},
	{ a: 'b' },
	{ _url: '/v1/vn/callforward', ...ALLOWED_BODY, param: FORBIDDEN },
	{ route: '/v1/vn/%63allforward' },
	{ callforward: { deep: 1 }, list: [1, 2] },
	{ param: FORBIDDEN },
	{ ' param': FORBIDDEN, Type: 1 },
	JSON.parse('{"__proto__":{"param":"+33899123456"}}') as IDataObject,
);
const withParam = (param: unknown) => ({ ...ALLOWED_BODY, param });
const OFF = { ...ALLOWED_BODY, type: 0, param: '' };
const body = fc.oneof(
	{ weight: 3, arbitrary: fc.constant<unknown>(ALLOWED_BODY) },
	fc.constantFrom<unknown>(
		OFF,
		{ ...ALLOWED_BODY, type: 2, param: 'team@example.com' },
		{ ...ALLOWED_BODY, type: 2, param: 'u%evil.test@example.com' },
		...[FORBIDDEN, '0033611111111', ' +33611111111', 33611111111, null].map(withParam),
		...[[FORBIDDEN], { 0: FORBIDDEN }].map(withParam),
		...[0, [0], 'off', true, 0.9].map((type) => ({ ...ALLOWED_BODY, type, param: FORBIDDEN })),
		{ ...OFF, ' type': 1, ' param': FORBIDDEN },
		{ ...OFF, Type: 1, Param: FORBIDDEN },
		JSON.stringify({ ...ALLOWED_BODY, param: FORBIDDEN }),
		[ALLOWED_BODY],
		undefined,
	),
	parameters,
);

/** Few requests have one: most would be refused for it. */
const more = fc.oneof(
	{ weight: 12, arbitrary: fc.constant<object>({}) },
	fc.constantFrom<object>(
		{ proxy: 'http://evil.test:8080' },
		{ rejectUnauthorized: false },
		{ agentOptions: { ca: 'PEM' } },
		{ agentOptions: { lookup: 'x', host: 'evil.test', path: '/x' } },
		{ form: { ...ALLOWED_BODY, param: FORBIDDEN } },
		{ formData: { ...ALLOWED_BODY, param: FORBIDDEN } },
		{ timeout: '5000' },
		{ timeout: 'soon' },
		{ maxRedirects: 5, followRedirect: true },
		{ qsStringifyOptions: { arrayFormat: 'brackets' } },
		{ auth: { user: 'a', pass: 'b', sendImmediately: false } },
		{ json: true, encoding: undefined },
		{ simple: false },
	),
);

/** What the HTTP Request node says besides. */
const OF_HTTP_REQUEST = {
	gzip: true,
	rejectUnauthorized: true,
	followRedirect: true,
	followAllRedirects: true,
	resolveWithFullResponse: true,
	sendCredentialsOnCrossOriginRedirect: true,
	timeout: 300_000,
	encoding: null,
	json: false,
};

export interface BuiltRequest {
	/** By which of n8n's request helpers it goes. */
	helper: 'request' | 'httpRequest';
	options: object;
}

/** Of the HTTP Request and GraphQL nodes, their pagination, and of other nodes that send with a credential. */
export function builtRequest(baseUrl: string): fc.Arbitrary<BuiltRequest> {
	const anywhere = address(new URL(baseUrl));
	const none = fc.constant(undefined);
	const methodAndBody = fc.oneof(
		{ weight: 1, arbitrary: fc.record({ method: fc.constant('GET'), body: none }) },
		{
			weight: 4,
			arbitrary: fc.record({ method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT'), body }),
		},
	);
	const common = {
		headers: fc.oneof({ weight: 2, arbitrary: none }, headers),
		qs: fc.oneof({ weight: 2, arbitrary: none }, parameters),
	};
	const legacy = fc.record({ ...common, uri: anywhere, url: fc.oneof(none, anywhere) });
	const current = fc.record({
		...common,
		url: fc.oneof(anywhere, path),
		baseURL: fc.oneof(none, fc.constant(baseUrl), anywhere),
	});
	const request = fc.oneof(
		{ weight: 2, arbitrary: legacy.map((options) => ({ ...OF_HTTP_REQUEST, ...options })) },
		{ weight: 1, arbitrary: current },
	);
	return fc.tuple(request, methodAndBody, more).map(([options, ...others]) => ({
		helper: 'gzip' in options ? 'request' : 'httpRequest',
		options: Object.assign({ ...options }, ...others),
	}));
}
