import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { end, keep, listen } from './sockets';

export interface TlsFront {
	port: number;
	/** Its own authority: whoever knows it trusts it. */
	certificate: string;
	close(): Promise<void>;
}

/** Takes TLS off, under these names, and passes what is in it to a port of this machine. */
export async function startTlsFront(hosts: string[], port: number): Promise<TlsFront> {
	const altNames = hosts.map((value) => ({ type: 2 as const, value }));
	const { private: key, cert } = await generate([{ name: 'commonName', value: String(hosts[0]) }], {
		extensions: [{ name: 'subjectAltName', altNames }],
	});
	const sockets = new Set<Socket>();
	const server = createServer({ key, cert }, (secure) => {
		const upstream = connect(port, '127.0.0.1');
		keep(sockets, upstream);
		keep(sockets, secure);
		secure.pipe(upstream).pipe(secure);
	});
	server.on('connection', (socket: Socket) => keep(sockets, socket));
	// A client that does not trust the certificate ends the handshake.
	server.on('tlsClientError', () => undefined);
	return { port: await listen(server), certificate: cert, close: () => end(server, sockets) };
}
