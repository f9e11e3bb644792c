/** What the person reads before anything is sent. */
import type { FinalState, Options } from './options';

const ENDINGS: Record<FinalState, (options: Options) => string> = {
	off: () => 'At the end the line is off; --finally phone or --finally voicemail sets it instead.',
	phone: ({ phone }) => `At the end the line is forwarded to +${phone}, as asked by --finally.`,
	voicemail: ({ email }) =>
		`At the end the line is on voicemail for ${email}, as asked by --finally.`,
};

export function briefing(options: Options): string {
	const { number, phone, otherPhone, email, baseUrl } = options;
	const call = options.yes ? '' : '; you are asked to call it and say which phone rang';
	return `This finds out how the API at ${baseUrl} behaves,
with the virtual number ${number}. It changes where calls to this number go, for about two minutes:

  1. off, and off again
  2. to +${phone}, twice, then to +${otherPhone}${call}
  3. off, to voicemail for ${email}, twice, then to +${phone}
  4. off, and for a second at a time to +${phone}, with both numbers spelled in other ways
  5. off, and requests that should be refused: no type, type 3, type "1" as text, no phone, an invalid
     phone, an invalid email, no number, a number that nobody has, no API key, a wrong one. If one is
     accepted anyway, the line is switched off again.

${ENDINGS[options.finally](options)}
About 30 requests are sent, one at a time, a second apart. Nothing else in the account is touched.

The API cannot say where the line points now, so this program cannot put it back. Before you go on,
look it up in your SMS Partner account (https://my.smspartner.fr) and note it. When this is over, set it
again there, or with the node. Choose a time when a missed call does no harm, and make sure that no workflow
or colleague sets this line in the meantime. Ctrl-C stops at any time, and says what is known of the line.
`;
}
