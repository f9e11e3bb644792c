import {
	DEFAULT_BASE_URL,
	parseBaseUrl,
} from '../../../nodes/SmsPartnerCallForward/checks/baseUrl';
import { cellsIn, rowsOf } from '../support/cells';

it('is the vendor’s address by default, over https', () => {
	expect(DEFAULT_BASE_URL).toBe('https://api.smspartner.fr/v1');
});

it.each(
	rowsOf([
		[DEFAULT_BASE_URL, `${DEFAULT_BASE_URL} ¦ ${DEFAULT_BASE_URL}///`],
		['https://gateway.example', 'https://gateway.example ¦ \uFEFFhttps://gateway\u200B.example'],
		['https://gateway.example/v1', ' \thttps://gateway.example/v1/ \n'],
		['https://gateway.example/v1', 'https://gateway.example:443/v1'],
		['https://gateway.example/v1', 'https://gateway.example/x/../v1/.'],
		['https://gateway.example/vn/callforward/v1', 'https://gateway.example/vn/callforward/v1'],
		['https://gateway.example//v1//x', 'https://gateway.example//v1//x/'],
		['https://gateway.example:8443/v1', 'https://gateway.example:8443/v1'],
		['https://gateway.example/V1', 'HTTPS://Gateway.Example/V1'],
		['https://gateway.example/a%20b', 'https://gateway.example/a b'],
		['https://a.example/http://b', 'https://a.example/http://b'],
		// Plain http to this machine
		['http://localhost:8025/v1', 'http://localhost:8025/v1'],
		['http://127.0.0.1/v1', 'http://127.0.0.1/v1 ¦ http://127.1/v1'],
		['http://127.10.200.254/v1', 'http://127.10.200.254/v1'],
		['http://[::1]:8025/v1', 'http://[::1]:8025/v1'],
	]),
)('%j is sent as %j', (entered, value) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: true, value });
});

it.each(
	cellsIn(
		'http://api.smspartner.fr/v1 ¦ http://192.168.1.10/v1 ¦ http://0.0.0.0/v1',
		'http://localhost.example/v1 ¦ http://my-localhost/v1 ¦ http://127.0.0.1.example/v1',
		'http://x.127.0.0.1.example/v1 ¦ http://1.127.0.0/v1 ¦ http://[::2]/v1',
		'http://[::ffff:127.0.0.1]/v1',
	),
)('%j is plain http to another machine, and not secure', (entered) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: false, error: 'insecureBaseUrl' });
});

it.each<unknown>([
	...cellsIn(
		'api.smspartner.fr/v1 ¦ ftp://api.smspartner.fr/v1 ¦ ftp://localhost/v1 ¦ javascript:alert(1)',
		'https://user@api.smspartner.fr/v1 ¦ https://:secret@api.smspartner.fr/v1',
		'https://api.smspartner.fr/v1?x=1 ¦ https://api.smspartner.fr/v1? ¦ https://api.smspartner.fr/v1#',
		'https:// ¦ https:///v1 ¦ https://?v1 ¦ https:/api.smspartner.fr/v1 ¦ http:127.0.0.1:8025/v1',
		'https://api.smspartner.fr/v1/vn/callforward/ ¦ https:\\\\api.smspartner.fr\\v1 ¦ https://api.smspartner.fr\\v1',
		'x https://api.smspartner.fr/v1 ¦ https://api smspartner.fr/v1',
	),
	...['', undefined, 42, ['https://api.smspartner.fr/v1']],
	{ toString: () => 'https://api.smspartner.fr/v1' },
])('%p is no Base URL', (entered) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: false, error: 'baseUrlInvalid' });
});
