import { once } from 'node:events';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** A CONNECT as it came. */
export interface Connect {
  /** host:port */
  readonly target: string;
  /** The value of Proxy-Authorization, or the empty string. */
  readonly authorization: string;
}

export interface FaultyProxyOptions {
  /** Of a proxy that is itself spoken to over TLS; plain without. */
  readonly tls?: tls.TlsOptions;
  /** The port on loopback at which each target really is; others get 503. */
  readonly routes?: Readonly<Record<string, number>>;
  /** What is done with a CONNECT in place of it. */
  readonly fault?: (socket: Duplex, connect: Connect) => void;
}

/** A proxy that opens tunnels, or misbehaves as told. */
export class FaultyProxy implements AsyncDisposable {
  readonly connects: Connect[] = [];
  readonly #server: net.Server;
  readonly #options: FaultyProxyOptions;
  readonly #sockets = new Set<net.Socket>();

  /** start gives a proxy that listens on loopback. */
  static async start(options: FaultyProxyOptions): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(options: FaultyProxyOptions) {
    this.#options = options;
    this.#server = options.tls
      ? tls.createServer(options.tls, (socket) => this.#serve(socket))
      : net.createServer((socket) => this.#serve(socket));
    this.#server.on('connection', (socket) => this.#keep(socket));
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
  }

  #serve(socket: Duplex): void {
    socket.on('error', () => {});
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) {
        socket.off('data', read);
        this.#answer(socket, text);
      }
    };
    socket.on('data', read);
  }

  #answer(socket: Duplex, text: string): void {
    const [, target = ''] = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(text) ?? [];
    const [, authorization = ''] = /^proxy-authorization: (.*)\r$/im.exec(text) ?? [];
    this.connects.push({ target, authorization });
    if (this.#options.fault) {
      this.#options.fault(socket, { target, authorization });
      return;
    }
    const port = this.#options.routes?.[target];
    if (port === undefined) {
      refuse(503)(socket);
      return;
    }
    const upstream = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    this.#keep(upstream);
    socket.on('close', () => upstream.destroy());
  }
}

/** refuse answers a CONNECT with a status and closes the connection. */
export function refuse(status: number, headers = ''): (socket: Duplex) => void {
  return (socket) => {
    socket.end(`HTTP/1.1 ${status} Refused\r\n${headers}Content-Length: 0\r\n\r\n`);
  };
}
