import {
	DEFAULT_BASE_URL,
	parseBaseUrl,
} from '../../../nodes/SmsPartnerCallForward/checks/baseUrl';

it('is the vendor’s address by default, over https', () => {
	expect(DEFAULT_BASE_URL).toBe('https://api.smspartner.fr/v1');
});

it.each([
	['the default', DEFAULT_BASE_URL, DEFAULT_BASE_URL],
	['many slashes at the end', 'https://api.smspartner.fr/v1///', 'https://api.smspartner.fr/v1'],
	['whitespace around it', ' \thttps://gateway.example/v1/ \n', 'https://gateway.example/v1'],
	['slashes further in', 'https://gateway.example//v1//x/', 'https://gateway.example//v1//x'],
	['no path', 'https://gateway.example', 'https://gateway.example'],
	['a port', 'https://gateway.example:8443/v1', 'https://gateway.example:8443/v1'],
	['upper case', 'HTTPS://Gateway.Example/V1', 'https://gateway.example/V1'],
	['the port of https', 'https://gateway.example:443/v1', 'https://gateway.example/v1'],
	['dots in the path', 'https://gateway.example/x/../v1/.', 'https://gateway.example/v1'],
	['a space in the path', 'https://gateway.example/a b', 'https://gateway.example/a%20b'],
	['marks that do not show', '\uFEFFhttps://gateway\u200B.example', 'https://gateway.example'],
	['an address in its path', 'https://a.example/http://b', 'https://a.example/http://b'],
	['http to localhost', 'http://localhost:8025/v1', 'http://localhost:8025/v1'],
	['http to 127.0.0.1', 'http://127.0.0.1:8025/v1', 'http://127.0.0.1:8025/v1'],
	['http to the rest of 127.0.0.0/8', 'http://127.10.200.254/v1', 'http://127.10.200.254/v1'],
	['http to [::1]', 'http://[::1]:8025/v1', 'http://[::1]:8025/v1'],
	['http to a short spelling of 127.0.0.1', 'http://127.1/v1', 'http://127.0.0.1/v1'],
])('comes as it is sent: %s', (_, entered, baseUrl) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: true, value: baseUrl });
});

it.each([
	['the vendor', 'http://api.smspartner.fr/v1'],
	['a private address', 'http://192.168.1.10/v1'],
	['every address of this machine', 'http://0.0.0.0/v1'],
	['a name that starts like localhost', 'http://localhost.example/v1'],
	['a name that ends like localhost', 'http://my-localhost/v1'],
	['a name that starts like 127.0.0.1', 'http://127.0.0.1.example/v1'],
	['a name that ends like 127.0.0.1', 'http://x.127.0.0.1.example/v1'],
	['an address that ends like 127.0.0.1', 'http://1.127.0.0/v1'],
	['another IPv6 address', 'http://[::2]/v1'],
	['an IPv4 address in IPv6', 'http://[::ffff:127.0.0.1]/v1'],
])('is not secure with plain http to another machine: %s', (_, entered) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: false, error: 'insecureBaseUrl' });
});

it.each([
	['nothing', ''],
	['no scheme', 'api.smspartner.fr/v1'],
	['another scheme', 'ftp://api.smspartner.fr/v1'],
	['another scheme to this machine', 'ftp://localhost/v1'],
	['a script', 'javascript:alert(1)'],
	['a user', 'https://user@api.smspartner.fr/v1'],
	['a password', 'https://:secret@api.smspartner.fr/v1'],
	['a query', 'https://api.smspartner.fr/v1?x=1'],
	['an empty query', 'https://api.smspartner.fr/v1?'],
	['an empty fragment', 'https://api.smspartner.fr/v1#'],
	['no host', 'https://'],
	['no host before the path', 'https:///v1'],
	['no host before the query', 'https://?v1'],
	['one slash', 'https:/api.smspartner.fr/v1'],
	['no slash', 'http:127.0.0.1:8025/v1'],
	['backslashes', 'https:\\\\api.smspartner.fr\\v1'],
	['a backslash in the path', 'https://api.smspartner.fr\\v1'],
	['something in front', 'x https://api.smspartner.fr/v1'],
	['a host with a space', 'https://api smspartner.fr/v1'],
	['undefined', undefined],
	['a number', 42],
	['a list', ['https://api.smspartner.fr/v1']],
	['an object', { toString: () => 'https://api.smspartner.fr/v1' }],
])('is not valid with %s', (_, entered) => {
	expect(parseBaseUrl(entered)).toEqual({ ok: false, error: 'baseUrlInvalid' });
});
