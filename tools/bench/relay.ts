import { once } from 'node:events';
import { createServer, connect as open, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { portOf } from '../loopback.ts';

/** A relay to a server on loopback, which counts what passes. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Connections that carried something, and bytes in both directions, TLS included; since the last time it was asked. */
  take(): { readonly connections: number; readonly sent: number; readonly received: number };
}

/** startRelay relays to a port; `roundTrip` is how far away the server seems, in milliseconds. */
export async function startRelay(target: number, roundTrip = 0): Promise<Relay> {
  const sockets = new Set<Socket>();
  let counts = { connections: 0, sent: 0, received: 0 };
  const server = createServer((client) => {
    const remote = open(target, '127.0.0.1');
    // The kernel accepts at once; over a distance what is sent first arrives a round trip later.
    let sending = delay(1.5 * roundTrip);
    let receiving = Promise.resolve();
    let used = false;
    for (const socket of [client, remote]) {
      sockets.add(socket.setNoDelay().on('error', () => {}));
      socket.on('close', () => sockets.delete(socket));
    }
    const after = (earlier: Promise<unknown>, work: () => void) =>
      Promise.all([earlier, delay(roundTrip / 2)]).then(work);
    client.on('data', (chunk) => {
      counts.connections += used ? 0 : 1;
      used = true;
      counts.sent += chunk.length;
      sending = after(sending, () => void remote.write(chunk));
    });
    remote.on('data', (chunk) => {
      counts.received += chunk.length;
      receiving = after(receiving, () => void client.write(chunk));
    });
    client.on('end', () => void after(sending, () => void remote.end()));
    remote.on('end', () => void after(receiving, () => void client.end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    take() {
      const taken = counts;
      counts = { connections: 0, sent: 0, received: 0 };
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      sockets.forEach((socket) => void socket.destroy());
    },
  };
}
