import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A plain http server on loopback. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
}

/** serve answers requests on a free port of loopback until it is disposed of. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer({ maxHeaderSize: 1 << 20 }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
