/** Nobody can hold n8n up with a long text: ten times the length takes about ten times the time. */
import {
	destinationRefusal,
	parseAllowedDestinations,
} from '../../nodes/SmsPartnerCallForward/checks/allowedDestinations';
import { parseBaseUrl } from '../../nodes/SmsPartnerCallForward/checks/baseUrl';
import { parseEmailAddress } from '../../nodes/SmsPartnerCallForward/checks/emailAddress';
import { parseMode } from '../../nodes/SmsPartnerCallForward/checks/mode';
import { lineOf, parsePhoneNumber } from '../../nodes/SmsPartnerCallForward/checks/phoneNumber';
import { authenticate } from '../../credentials/gate';

const SHORT = 100_000;
const LONG = 1_000_000;
const MAX_RATIO = 20;
/** Below this, a busy machine decides; so it does over single runs, and the fastest counts. */
const FLOOR_MS = 75;
const RUNS = 5;

/** What is tried on it: what is repeated stands in braces, and ¦ is between the shapes. */
type Subject = [name: string, read: (text: string) => unknown, ...shapes: string[]];

const refuses = (list: string, mode: 'callForwarding' | 'voicemail') => (text: string) => {
	const allowed = parseAllowedDestinations(list);
	return allowed.ok && destinationRefusal(allowed.value, mode, text);
};

const SUBJECTS: Subject[] = [
	[
		'phone number',
		parsePhoneNumber,
		'{0} ¦ +{3} ¦ { }x ¦ {(0)} ¦ {(}) ¦ +33{(0} ¦ {1}.0x ¦ 1.{0}x ¦ 1{1}e ¦ {00}',
		"tel:{tel:} ¦ {\u200B}+ ¦ '{0}/ ¦ {1/} ¦ {/}1 ¦ +{1,} ¦ {x}1x ¦ {ext:} ¦ 1x{:}",
		'{123456 }x ¦ 1{+} ¦ ((0{(} ¦ 1{(}(0) ¦ x{1} ¦ {1x} ¦ {&a} ¦ &{a}x ¦ {<a}',
		'{1 },00x ¦ *{+} ¦ {%2} ¦ {1 x }y',
	],
	['number as entered', lineOf, '{0}x ¦ {\uFF10}x ¦ {/}x ¦ x{ }x'],
	['mode', parseMode, '{-} ¦ a{-}1 ¦ {a-} ¦ {e\u0301} ¦ {\u200B}'],
	[
		'email address',
		parseEmailAddress,
		'{a} ¦ {@} ¦ {a@} ¦ a@{.} ¦ a@{a.} ¦ a@{a.}@ ¦ a@b{.b}. ¦ { }a@b.c ¦ a@b.c{ }x',
		'{a.}@a.b, ¦ a@{a-}. ¦ a@{-}.b ¦ {.}@a.b ¦ a@b.c{?} ¦ {a}:a@b.c ¦ {mailto:}a@b.c',
		"'{'}",
	],
	[
		'Allowed Destinations',
		parseAllowedDestinations,
		'{,} ¦ { }+ ¦ {+336,} ¦ +{3} ¦ +{3}x ¦ { +3 3} ¦ @{a.} ¦ @{a-}. ¦ {a@b.c,}',
		'a@{a.}@ ¦ {a.}@',
	],
	['phone number with a list', refuses('+336, +337', 'callForwarding'), '+{3} ¦ +{3}x ¦ {+}'],
	[
		'email address with a list',
		refuses('a@b.c, @example.com', 'voicemail'),
		'{a.}@ ¦ a@{a.} ¦ a@{a-}@ ¦ {@}',
	],
	[
		'Base URL',
		parseBaseUrl,
		'{/} ¦ https://a{/} ¦ https://a{/}x ¦ https://a/{/x}/ ¦ https://{a.}',
		'https://{a@} ¦ { }https://a ¦ https://a{ }x ¦ http://127{.1} ¦ https://a/{%}',
	],
	[
		'path of a request with the credential',
		(path) =>
			authenticate(
				{ apiKey: 'k', baseUrl: 'https://a', allowedDestinations: '+336' },
				{ url: `https://a/${path}` },
			),
		'{%25}63allforward ¦ {%2} ¦ {%} ¦ {%25%35%32} ¦ {../} ¦ {callforwar}',
	],
];

async function timeOf(read: (text: string) => unknown, text: string): Promise<number> {
	const before = performance.now();
	await Promise.resolve(read(text)).catch(() => undefined);
	return performance.now() - before;
}

describe.each(SUBJECTS)('%s', (_name, read, ...shapes) => {
	it.each(shapes.join(' ¦ ').split(' ¦ '))('%j', async (shape) => {
		const [before, repeated = '', behind] = shape.split(/[{}]/);
		const of = (length: number) =>
			before + repeated.repeat(Math.ceil(length / repeated.length)) + behind;
		let short = Infinity;
		for (let run = 0; run < RUNS; run++) short = Math.min(short, await timeOf(read, of(SHORT)));
		const limit = MAX_RATIO * Math.max(short, FLOOR_MS);
		let long = Infinity;
		for (let run = 0; run < RUNS && long > limit; run++) long = await timeOf(read, of(LONG));
		expect(long).toBeLessThanOrEqual(limit);
	});
});
