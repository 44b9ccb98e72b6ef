import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { serve, type TestServer } from './server.ts';

/** When a server closes a connection: never, after each answer with or without saying so, or on the second request. */
export type Closing = 'never' | 'announced' | 'at once' | 'in the middle';

/** A request: method and path, headers, and the body. */
export interface Counted {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server that counts the connections made to it. */
export interface CountingServer extends TestServer {
  /** The requests that came over each connection, the unanswered ones too. */
  readonly connections: readonly (readonly string[])[];
}

/** serveCounting answers with JSON, and closes connections as told. */
export async function serveCounting(
  answer: (request: Counted) => Answered,
  closing: Closing = 'never',
): Promise<CountingServer> {
  const connections = new Map<Socket, string[]>();
  const server = await serve(async (request, response) => {
    const { socket } = request;
    const line = `${request.method} ${request.url}`;
    const lines = connections.get(socket) ?? [];
    connections.set(socket, lines);
    lines.push(line);
    if (closing === 'in the middle' && lines.length > 1) {
      socket.destroy();
      return;
    }
    const { status, headers = {}, body } = answer({ line, headers: request.headers, body: await text(request) });
    if (closing === 'announced') {
      response.setHeader('Connection', 'close');
    }
    if (closing === 'at once') {
      response.once('finish', () => setImmediate(() => socket.destroy()));
    }
    response.writeHead(status, { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  return {
    ...server,
    get connections() {
      return [...connections.values()];
    },
  };
}
