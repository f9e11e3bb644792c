import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { end, keep, listen } from './sockets';

export interface TlsFront {
	port: number;
	close(): Promise<void>;
}

/** Takes TLS off and passes what is in it to a port of this machine. */
export async function startTlsFront(
	certificate: { key: string; cert: string },
	port: number,
): Promise<TlsFront> {
	const sockets = new Set<Socket>();
	const server = createServer(certificate, (secure) => {
		const upstream = connect(port, '127.0.0.1');
		keep(sockets, upstream);
		keep(sockets, secure);
		secure.pipe(upstream).pipe(secure);
	});
	server.on('connection', (socket: Socket) => keep(sockets, socket));
	// A client that does not trust the certificate ends the handshake.
	server.on('tlsClientError', () => undefined);
	return { port: await listen(server), close: () => end(server, sockets) };
}
