import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Destroys a socket that fails, and forgets one that is closed. */
export function keep(sockets: Set<Socket>, socket: Socket): void {
	sockets.add(socket);
	socket.once('close', () => sockets.delete(socket));
	socket.on('error', () => socket.destroy());
}

/** On a free port of the loopback interface; gives the port. */
export async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** Closes a server with its connections. */
export async function end(server: Server, sockets: Set<Socket>): Promise<void> {
	server.close();
	for (const socket of sockets) socket.destroy();
	await once(server, 'close');
}
