import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { serve, type TestServer } from './server.ts';

/** A request to a server of a test. */
export interface Asked {
  /** Method and path: `POST /v3/auth/tokens`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer: a token is given in X-Subject-Token, a body as JSON. */
export interface Given {
  readonly status: number;
  readonly token?: string;
  readonly body?: object;
}

/** A server that gives tokens, and takes them back as Identity v3 does. */
export interface IdentityServer extends TestServer {
  readonly asked: readonly Asked[];
  /** The tokens that are good, of those it gave. */
  readonly alive: ReadonlySet<string>;
}

/** serveIdentity answers with what `answer` gives, but for revocations. */
export async function serveIdentity(answer: (asked: Asked) => Given): Promise<IdentityServer> {
  const asked: Asked[] = [];
  const alive = new Set<string>();
  const server = await serve(async (message, response) => {
    const request = { line: `${message.method} ${message.url}`, headers: message.headers, body: await text(message) };
    asked.push(request);
    const { status, token, body } =
      request.line === 'DELETE /v3/auth/tokens'
        ? { status: alive.delete(String(request.headers['x-subject-token'])) ? 204 : 404 }
        : answer(request);
    if (token !== undefined) {
      alive.add(token);
    }
    response.writeHead(status, {
      ...(token !== undefined && { 'X-Subject-Token': token }),
      ...(body && { 'Content-Type': 'application/json' }),
    });
    response.end(body && JSON.stringify(body));
  });
  return { ...server, asked, alive };
}

/** newToken gives a token's text. */
export function newToken(): string {
  return `gAAAA${randomUUID()}`;
}

/** times gives the time stamps of a token, in the form Keystone gives them. */
export function times(): { issued_at: string; expires_at: string } {
  const stamp = (time: number): string => new Date(time).toISOString().replace('Z', '000Z');
  return { issued_at: stamp(Date.now()), expires_at: stamp(Date.now() + 3_600_000) };
}
