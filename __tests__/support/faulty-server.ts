import { once } from 'node:events';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What the server does with a request: anything a socket can do. */
export type Fault = (socket: Duplex, request: Received) => void;

export interface FaultyServerOptions {
  /** Of a TLS server; plain http without. */
  readonly tls?: tls.TlsOptions;
  /** What comes of the first login, the second and so on; the last serves for all that follow. */
  readonly logins: readonly Fault[];
  /** What comes of a revocation: 204 unless given. */
  readonly revocation?: Fault;
  /** What is done with a connection before anything is read from it; it is served unless this gives false. */
  readonly accept?: (socket: net.Socket) => boolean;
  /** 127.0.0.1 unless given. */
  readonly address?: string;
}

/** A server that misbehaves as told. It keeps account of what it was asked and of the tokens that should be revoked. */
export class FaultyServer implements AsyncDisposable {
  readonly requests: Received[] = [];
  readonly #server: net.Server;
  readonly #options: FaultyServerOptions;
  readonly #sockets = new Set<net.Socket>();
  #logins = 0;

  /** start gives a server that listens. */
  static async start(options: FaultyServerOptions): Promise<FaultyServer> {
    const server = new FaultyServer(options);
    server.#server.listen(0, options.address ?? '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(options: FaultyServerOptions) {
    this.#options = options;
    this.#server = net.createServer((socket) => this.#take(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** revoked gives the tokens that have been revoked, in order. */
  get revoked(): string[] {
    const revocations = this.requests.filter(({ method }) => method === 'DELETE');
    return revocations.map(({ headers }) => headers.get('x-subject-token') ?? '');
  }

  /** logins counts the logins that came. */
  get logins(): number {
    return this.#logins;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(socket: net.Socket): void {
    this.#sockets.add(socket);
    // A client that goes away is no fault of the test's.
    socket.on('error', () => {});
    if (this.#options.accept?.(socket) === false) {
      return;
    }
    if (this.#options.tls === undefined) {
      this.#serve(socket);
      return;
    }
    const context = tls.createSecureContext(this.#options.tls);
    const secured = new tls.TLSSocket(socket, { ...this.#options.tls, isServer: true, secureContext: context });
    secured.on('error', () => {});
    this.#serve(secured);
  }

  #serve(socket: Duplex): void {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const request = parse(text);
      if (request !== undefined) {
        text = '';
        this.#answer(socket, request);
      }
    });
  }

  #answer(socket: Duplex, request: Received): void {
    const { logins, revocation = answer(204) } = this.#options;
    this.requests.push(request);
    if (request.method === 'DELETE') {
      revocation(socket, request);
      return;
    }
    const fault = logins[Math.min(this.#logins, logins.length - 1)];
    this.#logins += 1;
    fault?.(socket, request);
  }
}

/** parse gives a whole request, or undefined while some of it is missing. */
function parse(text: string): Received | undefined {
  const [, method = '', path = '', fields = '', rest = ''] =
    /^(\S+) (\S+) HTTP\/1\.1\r\n(.*?)\r\n\r\n(.*)$/s.exec(text) ?? [];
  const headers = new Map(
    fields.split('\r\n').map((line) => [line.replace(/:.*$/s, '').toLowerCase(), line.replace(/^[^:]*: */s, '')]),
  );
  const complete = method !== '' && rest.length >= Number(headers.get('content-length') ?? 0);
  return complete ? { method, path, headers, body: Buffer.from(rest, 'latin1').toString('utf8') } : undefined;
}

/** raw sends bytes and closes the connection. */
export function raw(bytes: string | Buffer): Fault {
  return (socket) => {
    socket.end(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  };
}

/** answer sends a proper answer. */
export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Fault {
  const bytes = Buffer.from(body);
  const length = status === 204 ? {} : { 'Content-Length': String(bytes.length) };
  const lines = Object.entries({ ...length, Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return raw(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]),
  );
}
