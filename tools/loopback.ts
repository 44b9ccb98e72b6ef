import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

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

/**
 * accepting waits until a loopback port takes connections. It throws an Error after a minute, or as soon as `hope` says that
 * there is none.
 */
export async function accepting(port: number, hope: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await accepts(port))) {
    if (!hope() || Date.now() > deadline) {
      throw new Error(`nothing listens on port ${port}`);
    }
    await delay(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
