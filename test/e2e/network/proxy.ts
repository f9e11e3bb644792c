import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { end, keep, listen } from '../lib/sockets';

/**
 * What the proxy does with a CONNECT: opens the tunnel, asks for a password, breaks the connection, says nothing, or
 * breaks the tunnel as soon as the server has said something in it.
 */
export type Behavior = 'tunnel' | 'password' | 'reset' | 'silence' | 'resetInTunnel';

export interface Proxy {
	url: string;
	behavior: Behavior;
	/** The host and port of each CONNECT, and the URL of each request that was not one. */
	readonly asked: string[];
	/** Every byte that it was sent, in the tunnels as well. */
	seen(): Buffer;
	reset(): void;
	close(): Promise<void>;
}

/** A company's forward proxy on the loopback interface. It alone knows the port behind each name. */
export async function startProxy(ports: Record<string, number>): Promise<Proxy> {
	const asked: string[] = [];
	const seen: Buffer[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		asked.push(request.url ?? '');
		response.writeHead(502).end();
	});
	server.on('connection', (socket: Socket) => {
		keep(sockets, socket);
		socket.on('data', (bytes: Buffer) => seen.push(bytes));
	});
	server.on('connect', (request, client: Socket) => {
		const target = request.url ?? '';
		asked.push(target);
		switch (proxy.behavior) {
			case 'password':
				client.end(
					'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\nContent-Length: 0\r\n\r\n',
				);
				return;
			case 'reset':
				client.resetAndDestroy();
				return;
			case 'silence':
				return;
			case 'tunnel':
			case 'resetInTunnel':
				tunnel(client, ports[target]);
		}
	});

	function tunnel(client: Socket, port: number | undefined): void {
		if (port === undefined) {
			client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		const upstream = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			if (proxy.behavior === 'tunnel') upstream.pipe(client);
			else upstream.once('data', () => client.resetAndDestroy());
			client.pipe(upstream);
		});
		keep(sockets, upstream);
		client.once('close', () => upstream.destroy());
		upstream.once('close', () => client.destroy());
	}

	const proxy: Proxy = {
		url: `http://127.0.0.1:${await listen(server)}`,
		behavior: 'tunnel',
		asked,
		seen: () => Buffer.concat(seen),
		reset() {
			proxy.behavior = 'tunnel';
			asked.length = 0;
		},
		close: () => end(server, sockets),
	};
	return proxy;
}
