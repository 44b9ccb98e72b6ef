import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** freePort returns the number of a port of the loopback address that nothing listened on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** portOf returns the port that a server listens on. It throws an Error where it listens on none. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('the server listens on no port');
  }
  return address.port;
}
