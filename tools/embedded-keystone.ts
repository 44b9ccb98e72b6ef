import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { newAuthority, newCertificate } from './certificates.ts';
import { type Answer, answer, type ReceivedRequest } from './embedded-keystone/api.ts';
import { type Cloud, sampleCloud } from './embedded-keystone/cloud.ts';
import { Tokens } from './embedded-keystone/tokens.ts';

export interface EmbeddedKeystoneOptions {
  /** Without it, `sampleCloud`. */
  readonly cloud?: Cloud;
  /** `false` gives plain http. */
  readonly tls?: boolean;
  /** Seconds for which tokens last; without it, an hour. */
  readonly lifetime?: number;
}

/** A running Keystone. */
export interface EmbeddedKeystone extends AsyncDisposable {
  /** The versioned Identity endpoint: `https://127.0.0.1:…/v3`. */
  readonly authUrl: string;
  /** The network service, which lists networks at `/v2.0/networks` for who has a token. */
  readonly networkUrl: string;
  /** The certificate to trust, as PEM; empty with plain http. */
  readonly ca: string;
  /** Every request so far. */
  readonly requests: readonly ReceivedRequest[];
  readonly tokens: Tokens;
  stop(): Promise<void>;
}

/**
 * startEmbeddedKeystone starts a small Keystone on a free port of loopback. It answers as Keystone 22 does, as far as
 * it goes: version discovery, tokens by password, for a project, a domain or unscoped.
 */
export async function startEmbeddedKeystone(options: EmbeddedKeystoneOptions = {}): Promise<EmbeddedKeystone> {
  const { cloud = sampleCloud, tls = true, lifetime = 3600 } = options;
  const authority = tls ? await newAuthority('embedded Keystone') : undefined;
  const server = authority ? createHttpsServer(await newCertificate(authority)) : createHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  const tokens = new Tokens(lifetime);
  const requests: ReceivedRequest[] = [];
  server.on('request', async (message, response) => {
    const request = await receive(message);
    if (request !== undefined) {
      requests.push(request);
      const { status, headers, body } = written(answer(request, { origin, cloud, tokens }));
      response.writeHead(status, headers).end(body);
    }
  });

  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    authUrl: `${origin}/v3`,
    networkUrl: `${origin}/network`,
    ca: authority?.cert ?? '',
    requests,
    tokens,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** receive gives the whole of a request, undefined where the client has gone before its end. */
async function receive(message: IncomingMessage): Promise<ReceivedRequest | undefined> {
  const { method = '', url: target = '', headers } = message;
  try {
    return { method, target, headers, body: await text(message) };
  } catch {
    return undefined;
  }
}

function written({ status, headers, body }: Answer): { status: number; headers: Record<string, string>; body: string } {
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  return {
    status,
    headers: {
      ...(body !== undefined && { 'Content-Type': type }),
      Vary: 'X-Auth-Token',
      'x-openstack-request-id': `req-${randomUUID()}`,
      ...headers,
    },
    body: typeof body === 'object' ? JSON.stringify(body) : String(body ?? ''),
  };
}
