import { once } from 'node:events';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Certificate, newCertificate } from '../certificates.ts';
import { portOf } from '../loopback.ts';
import { startRelay } from './relay.ts';
import type { answerAll } from './ways.ts';

/** What a server was sent; bytes are those of TCP's payload in both directions. */
export interface Counts {
  readonly connections: number;
  readonly handshakes: number;
  readonly requests: number;
  readonly bytes: number;
}

/** A server behind a relay: who connects to its origin is counted. */
export interface Counted extends AsyncDisposable {
  readonly origin: string;
  /** The counts since it was last asked. */
  take(): Counts;
}

/** serveCounted answers over TLS on loopback; `roundTrip` is how far away it seems, in milliseconds. */
export async function serveCounted(
  answer: ReturnType<typeof answerAll>,
  authority: Certificate,
  roundTrip = 0,
): Promise<Counted> {
  let handshakes = 0;
  let requests = 0;
  const server = createServer({ ...(await newCertificate(authority)), maxHeaderSize: 1 << 20 });
  server.on('secureConnection', () => {
    handshakes += 1;
  });
  server.on('request', async (request, response) => {
    requests += 1;
    const line = `${request.method} ${request.url}`;
    const { status, headers, body } = answer({ line, headers: request.headers, body: await text(request) });
    response.writeHead(status, { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = await startRelay(portOf(server), roundTrip);
  return {
    origin: `https://127.0.0.1:${relay.port}`,
    take() {
      const { connections, sent, received } = relay.take();
      const taken = { connections, handshakes, requests, bytes: sent + received };
      handshakes = 0;
      requests = 0;
      return taken;
    },
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** sum adds up what several servers were sent. */
export function sum(counts: readonly Counts[]): Counts {
  const total = (of: keyof Counts): number => counts.reduce((before, count) => before + count[of], 0);
  return {
    connections: total('connections'),
    handshakes: total('handshakes'),
    requests: total('requests'),
    bytes: total('bytes'),
  };
}
