import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../../src/keystone/json.ts';
import { authenticate } from './authenticate.ts';
import type { Cloud } from './cloud.ts';
import { Refusal } from './refusal.ts';
import { describe, type Token, type Tokens } from './tokens.ts';

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is sent back: JSON, a page of HTML where the body is a text, or nothing. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Everything that answers. */
export interface Service {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly cloud: Cloud;
  readonly tokens: Tokens;
}

type Respond = (request: ReceivedRequest, service: Service) => Answer;

const routes: Readonly<Record<string, Respond>> = {
  'GET /': (_, { origin }) => ({
    status: 300,
    headers: { Location: `${origin}/v3/` },
    body: { versions: { values: [version(origin)] } },
  }),
  'GET /v3': (_, { origin }) => ({ status: 200, body: { version: version(origin) } }),
  'POST /v3/auth/tokens': (request, service) => {
    const token = service.tokens.issue(authenticate(parseJson(request.body), service.cloud));
    return { ...shown(token, request, service), status: 201 };
  },
  'GET /v3/auth/tokens': inspect,
  'HEAD /v3/auth/tokens': inspect,
  'DELETE /v3/auth/tokens': (request, { tokens }) => {
    tokens.revoke(subject(request, tokens, 'revoke_token'));
    return { status: 204 };
  },
  'GET /network/v2.0/networks': ({ headers }, { tokens }) => {
    tokens.caller(headers['x-auth-token']);
    return { status: 200, body: { networks: [{ id: '0e4d7c1e-ba20-4b6e-9a55-7623648487a6', name: 'demoNet' }] } };
  },
};

const notFound = `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
`;

/** answer gives what a Keystone, and a network service beside it, answer. */
export function answer(request: ReceivedRequest, service: Service): Answer {
  const { pathname } = new URL(request.target, service.origin);
  const respond = routes[`${request.method} ${pathname.replace(/(.)\/$/, '$1')}`];
  if (respond === undefined) {
    return { status: 404, body: notFound };
  }
  try {
    return respond(request, service);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const challenge = error.status === 401 ? { 'WWW-Authenticate': `Keystone uri="${service.origin}/v3"` } : {};
    return { status: error.status, headers: challenge, body: error.body };
  }
}

function inspect(request: ReceivedRequest, service: Service): Answer {
  const action = request.method === 'HEAD' ? 'check_token' : 'validate_token';
  return shown(subject(request, service.tokens, action), request, service);
}

/** subject gives the token a request is about, if the token it comes with may do this with it. */
function subject({ headers }: ReceivedRequest, tokens: Tokens, action: string): Token {
  const { 'x-auth-token': callerId, 'x-subject-token': subjectId } = headers;
  const caller = tokens.caller(callerId);
  const token = subjectId === undefined ? undefined : tokens.subject(subjectId);
  if (token?.user !== caller.user) {
    throw new Refusal(403, `You are not authorized to perform the requested action: identity:${action}.`);
  }
  return token;
}

function shown(token: Token, { target }: ReceivedRequest, { origin }: Service): Answer {
  const withCatalogue = token.roles.length > 0 && !new URL(target, origin).searchParams.has('nocatalog');
  const body = { token: { ...describe(token), ...(withCatalogue && { catalog: catalogue(origin) }) } };
  return { status: 200, headers: { 'X-Subject-Token': token.id }, body };
}

function catalogue(origin: string): unknown {
  const entry = (id: string, type: string, name: string, path: string) => ({
    id,
    type,
    name,
    endpoints: ['public', 'internal'].map((kind) => ({
      id: `${id}-${kind}`,
      interface: kind,
      region: 'RegionOne',
      region_id: 'RegionOne',
      url: `${origin}${path}`,
    })),
  });
  return [entry('1', 'identity', 'keystone', '/v3'), entry('2', 'network', 'neutron', '/network')];
}

function version(origin: string): unknown {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${origin}/v3/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  };
}
