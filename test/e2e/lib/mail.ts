import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { end, keep, listen } from './sockets';

export interface Mail {
	from: string;
	to: string[];
	subject: string;
	text: string;
}

export interface MailServer {
	port: number;
	/** What was accepted, oldest first. */
	mails: Mail[];
	/** Refuses so many emails before it accepts one again. */
	refuseNext(count: number): void;
	close(): Promise<void>;
}

/** A plain SMTP server on the loopback interface: no TLS, no login. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const sockets = new Set<Socket>();
	let refusals = 0;
	const server = createServer((socket) => {
		keep(sockets, socket);
		void converse(socket, (mail) => {
			if (refusals > 0) {
				refusals -= 1;
				return '554 Refused';
			}
			mails.push(mail);
			return '250 OK';
		});
	});
	const port = await listen(server);
	return {
		port,
		mails,
		refuseNext: (count) => (refusals = count),
		close: () => end(server, sockets),
	};
}

async function converse(socket: Socket, receive: (mail: Mail) => string): Promise<void> {
	const say = (reply: string): boolean => socket.write(`${reply}\r\n`);
	let from = '';
	let to: string[] = [];
	let data: string[] | undefined;
	say('220 localhost');
	for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
		const address = /^(?:MAIL FROM|RCPT TO):<(.*?)>/i.exec(line)?.[1] ?? '';
		if (data !== undefined && line !== '.') data.push(line.replace(/^\./, ''));
		else if (data !== undefined) {
			say(receive({ from, to, ...read(data.join('\n')) }));
			data = undefined;
		} else if (/^MAIL/i.test(line)) {
			[from, to] = [address, []];
			say('250 OK');
		} else if (/^RCPT/i.test(line)) {
			to.push(address);
			say('250 OK');
		} else if (/^DATA/i.test(line)) {
			data = [];
			say('354 Go on');
		} else if (/^QUIT/i.test(line)) socket.end('221 Bye\r\n');
		else say('250 OK');
	}
}

/** The subject and the text; none that the examples send has several parts. */
function read(message: string): { subject: string; text: string } {
	const [head = '', ...rest] = message.split('\n\n');
	const body = rest.join('\n\n');
	const header = (name: string): string =>
		new RegExp(`^${name}: *(.*(?:\\n[ \\t].*)*)`, 'im').exec(head)?.[1] ?? '';
	const subject = decodeWords(header('Subject').replace(/\n[ \t]/g, ' '));
	return { subject, text: decode(body, header('Content-Transfer-Encoding')).trimEnd() };
}

/** As in `=?UTF-8?Q?R=C3=A9ception?=`; words that follow one another belong together. */
const decodeWords = (text: string): string =>
	text
		.replace(/\?=\s+=\?/g, '?==?')
		.replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_word, kind: string, coded: string) =>
			kind.toUpperCase() === 'B'
				? decode(coded, 'base64')
				: decode(coded.replaceAll('_', ' '), 'quoted-printable'),
		);

function decode(text: string, encoding: string): string {
	if (/base64/i.test(encoding)) return Buffer.from(text, 'base64').toString();
	if (!/quoted-printable/i.test(encoding)) return text;
	const bytes = text
		.replace(/=\n/g, '')
		.replace(/=([0-9A-F]{2})/gi, (_code, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString();
}
