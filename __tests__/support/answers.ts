import type { Http, Request, Response } from '../../src/http/request.ts';
import type { Token } from '../../src/identity.ts';
import type { Keystone } from '../../src/keystone/keystone.ts';
import { Secret } from '../../src/secret.ts';

/** An answer to be given. A body that is no text is sent as JSON. */
export interface Canned {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request as a server would have seen it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A Keystone that gives canned answers, in their order, and remembers what it was asked. */
export interface CannedKeystone extends Keystone {
  readonly seen: readonly Seen[];
  /** What the requests were called, in their order. */
  readonly called: readonly string[];
  /** What `issued` was told. */
  readonly tokens: readonly string[];
  /** What `described` was told. */
  readonly descriptions: readonly Token[];
}

/** cannedKeystone gives a connection to one; a request more than there are answers is an error. */
export function cannedKeystone(
  answers: readonly Canned[],
  endpoint: URL = new URL('https://cloud.example/v3'),
): CannedKeystone {
  const left = [...answers];
  const seen: Seen[] = [];
  const called: string[] = [];
  const tokens: string[] = [];
  const descriptions: Token[] = [];
  const http: Http = {
    send: async (request) => {
      seen.push(await asSeen(request));
      called.push(request.what);
      const answer = left.shift();
      if (answer === undefined) {
        throw new Error(`a request too many: ${request.method} ${request.url.href}`);
      }
      const response = asResponse(answer);
      request.received?.(response);
      return response;
    },
  };
  const seal = (text: string): Secret => new Secret(text);
  const idToken = async (audience: string): Promise<Secret> => new Secret(`idToken.for.${audience}`);
  const issued = (token: Secret): unknown => tokens.push(token.reveal());
  const described = (token: Token): unknown => descriptions.push(token);
  return { http, endpoint, seal, catalog: true, issued, described, idToken, seen, called, tokens, descriptions };
}

/** tokenAnswer gives Keystone's answer to a login: a token, and what the body says of it. */
export function tokenAnswer(token: string, said: Readonly<Record<string, unknown>> = {}): Canned {
  return {
    status: 201,
    headers: { 'x-subject-token': token },
    body: {
      token: {
        methods: ['password'],
        issued_at: '2026-11-22T10:00:00.000000Z',
        expires_at: '2026-11-22T11:00:00.000000Z',
        user: { id: 'u1', name: 'alice', domain: { id: 'd1', name: 'users' } },
        ...said,
      },
    },
  };
}

/** asResponse gives a canned answer as the room of the network gives answers. */
export function asResponse({ status, headers = {}, body = '' }: Canned): Response {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

async function asSeen({ method, url, headers = {}, body }: Request): Promise<Seen> {
  const text = (await body?.()) ?? '';
  const sent = typeof headers === 'function' ? await headers() : headers;
  return { method, url: url.href, headers: sent, body: text.startsWith('{') ? JSON.parse(text) : text };
}
