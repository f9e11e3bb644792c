/** Addresses that are spelled so that a check and a client may read them differently. */
import fc from 'fast-check';

/** Of nobody here: what is dialed under these goes to the listener for everything else. */
const OTHER_HOSTS = [
	'evil.test',
	'127.0.0.2',
	'2130706434',
	'0x7f.2',
	'[::2]',
	'localhost.evil.test',
	'127.0.0.1.evil.test',
	'api.smspartner.fr.evil.test',
	'api.smspartner.fr%2eevil.test',
	'evil.test%2f',
	'ⓔvil.test',
	'apı.smspartner.fr',
	'\u0430pi.smspartner.fr',
];

/** Spellings of the hosts that Base URLs have, some of which mean another host. */
const HOST_SPELLINGS = [
	'127.0.0.1',
	'127.1',
	'127.0.0.01',
	'2130706433',
	'0x7f000001',
	'0X7F.1',
	'0177.0.0.1',
	'017700000001',
	'127.0.0.1.',
	'127。0。0。1',
	'１２７.0.0.1',
	'①②⑦.0.0.1',
	'%31%32%37.0.0.1',
	'%2531%2532%2537.0.0.1',
	'127.0.0.1%2e',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'[::ffff:127.0.0.1]',
	'[::ffff:7f00:1]',
	'[::1%25lo]',
	'::1',
	'localhost',
	'LocalHost',
	'localhost.',
	'ｌocalhost',
	'loc%61lhost',
	'local\u00ADhost',
	'local\thost',
	'localhost%00',
	'api.smspartner.fr',
	'API.SmsPartner.FR',
	'api.smspartner.fr.',
	'api。smspartner。fr',
	'api.smspartner%2efr',
	'𝐚pi.smspartner.fr',
];

const SCHEMES = [
	'http://',
	'https://',
	'HTTP://',
	'hTtPs://',
	'http:/',
	'https:',
	'http:///',
	'http:\\\\',
	'https:/\\',
	'//',
	'\\\\',
	'/\\',
	' http://',
	'\thttps://',
	'ht\ntp://',
	'http:\t//',
	'http:/\t/',
	'http%3a//',
	'ftp://',
	'file://',
	'ws://',
	'blob:http://',
	'http;//',
	'',
];

const SEPARATORS = [
	'/',
	'/',
	'/',
	'//',
	'\\',
	'/./',
	'/x/../',
	'/x/%2e%2e/',
	'%2f',
	'%252f',
	'/\t',
];
const SEGMENTS = ['v1', 'vn', 'me', 'x', '..', '.', '%2e%2e', '.%2E', '..;', '%252e%252e', ''];
const ENDINGS = [
	'',
	'',
	'/',
	'/.',
	'/x/..',
	';v=1',
	'.json',
	'%2f',
	'%00',
	'%3fx',
	'%20',
	'\t',
	'%23',
];
const AFTER_PATHS = [
	'',
	'',
	'?',
	'?x=1',
	'?number=33612345678&type=1&param=%2B33899123456',
	'#',
	'#x',
	'?#@evil.test',
	'#@evil.test/',
	'?@evil.test/',
	'\\@evil.test/',
];

/** What edits put in. */
const ODD_CHARACTERS = [
	...'/\\@:?#%;.&=[] \t\r\n\0',
	'%2f',
	'%5c',
	'%40',
	'%00',
	'%0d%0a',
	'%2e',
	'\u3002',
	'\uFF0F',
	'\uFF20',
	'\u200B',
	'\u202E',
	'é',
	'../',
	'//',
	'/\\',
	'@evil.test',
	'://evil.test',
];

const escape = (character: string) => `%${character.charCodeAt(0).toString(16)}`;

/** `callforward`, with some of its characters in capitals or escaped, also more than once. */
const callforward = fc
	.tuple(
		...Array.from('callforward', (character) => {
			const once = escape(character);
			const twice = once.replace('%', '%25');
			return fc.oneof(
				{ weight: 12, arbitrary: fc.constant(character) },
				{
					weight: 3,
					arbitrary: fc.constantFrom(character.toUpperCase(), once, once.toUpperCase()),
				},
				{
					weight: 2,
					arbitrary: fc.constantFrom(
						twice,
						twice.replace('%', '%25'),
						Array.from(once, escape).join(''),
						once.slice(0, 2) + escape(once.charAt(2)),
					),
				},
			);
		}),
	)
	.map((characters) => characters.join(''));

const path = fc
	.tuple(
		fc.array(fc.tuple(fc.constantFrom(...SEPARATORS), fc.constantFrom(...SEGMENTS)), {
			maxLength: 3,
		}),
		fc.constantFrom('/v1/vn/', '/v1/', '/', '/v1/vn/x/../', '/v1%2fvn%2f', '\\v1\\vn\\', ''),
		fc.oneof(callforward, callforward, fc.constantFrom('me', 'messages', 'call', '')),
		fc.constantFrom(...ENDINGS),
		fc.constantFrom(...AFTER_PATHS),
	)
	.map(([before, folder, name, ending, after]) => [...before.flat(), folder, name, ending, after])
	.map((parts) => parts.join(''));

/** @param base a Base URL's origin */
function address({ origin, protocol, host, port }: URL): fc.Arbitrary<string> {
	const oddPorts = [
		'',
		`:${port}`,
		`:0${port}`,
		`:${port} `,
		`:+${port}`,
		`:${port}\t`,
		`:${port}@evil.test`,
	];
	const authority = fc.tuple(
		fc.oneof(fc.constant(`${protocol}//`), fc.constantFrom(...SCHEMES)),
		fc.oneof(
			{ weight: 3, arbitrary: fc.constant('') },
			{
				weight: 1,
				arbitrary: fc.constantFrom(
					'u@',
					'u:p@',
					'@',
					':@',
					'%40',
					...['@', '\\@', '/@', '?@', '#@', '%23@', '%2f@', '%5c@', '\t@', '@@'].map(
						(end) => host + end,
					),
				),
			},
		),
		fc.oneof(fc.constantFrom(...HOST_SPELLINGS), fc.constantFrom(...OTHER_HOSTS)),
		fc.oneof(
			fc.constantFrom(port === '' ? '' : `:${port}`),
			fc.constantFrom(...oddPorts, ':', ':0', ':65536', ':80', ':443', ':８０２５'),
		),
	);
	const start = fc.oneof(
		{ weight: 3, arbitrary: fc.constant(origin) },
		{ weight: 2, arbitrary: authority.map((parts) => parts.join('')) },
	);
	return fc.tuple(start, path).map((parts) => parts.join(''));
}

interface Edit {
	/** As a share of the text's length. */
	place: number;
	text: string;
	/** How many characters it replaces. */
	replaced: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
	place: fc.double({ min: 0, max: 1, noNaN: true }),
	text: fc.oneof(fc.constantFrom(...ODD_CHARACTERS), fc.constant('')),
	replaced: fc.constantFrom(0, 0, 1),
});

function edited(text: string, edits: Edit[]): string {
	return edits.reduce((soFar, { place, text: added, replaced }) => {
		const at = Math.floor(place * soFar.length);
		return soFar.slice(0, at) + added + soFar.slice(at + replaced);
	}, text);
}

/** Where a request says that it goes: n8n's two helpers have different names for it. */
export type Target = { uri: string } | { url: string; baseURL?: string };

export function target(baseUrl: string): fc.Arbitrary<Target> {
	const base = new URL(baseUrl);
	const edits = fc.oneof(
		{ weight: 2, arbitrary: fc.constant<Edit[]>([]) },
		{ weight: 1, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) },
	);
	const whole = fc.tuple(address(base), edits).map(([text, changes]) => edited(text, changes));
	const relative = fc.tuple(path, edits).map(([text, changes]) => edited(text, changes));
	const bases = fc.oneof(fc.constantFrom(baseUrl, base.origin, `${baseUrl}/vn`), whole);
	return fc.oneof(
		{ weight: 4, arbitrary: whole.map((uri) => ({ uri })) },
		{ weight: 2, arbitrary: whole.map((url) => ({ url })) },
		{
			weight: 2,
			arbitrary: fc.record({ url: fc.oneof(relative, relative, whole), baseURL: bases }),
		},
	);
}
