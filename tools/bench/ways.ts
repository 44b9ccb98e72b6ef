// Every way to log in, and one server that answers them all: for what is counted, and for the tests that count.

import type { Login } from './login.ts';

/** A request: method and path, headers, and the body. */
export interface Asked {
  readonly line: string;
  readonly headers: { readonly host?: string | undefined };
  readonly body: string;
}

interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the Keystone says of a token, as its API reference has it. */
export const described = {
  methods: ['password'],
  issued_at: '2026-11-22T10:00:00.000000Z',
  expires_at: '2026-11-22T11:00:00.000000Z',
  user: { id: 'u1', name: 'demo', domain: { id: 'default', name: 'Default' } },
  project: { id: 'p1', name: 'web', domain: { id: 'default', name: 'Default' } },
  roles: [{ id: 'r1', name: 'member' }],
};

/** Inputs of a login that the token described fits. */
export const login = {
  username: 'demo',
  password: 'a pass word, of a test',
  'user-domain-id': 'default',
  'project-id': 'p1',
};

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhbiBpc3N1ZXIifQ.c2lnbmF0dXJl';
let issued = 0;

function token(status: number, said: object, length = 0): Answered {
  issued += 1;
  return {
    status,
    headers: { 'X-Subject-Token': `gAAAAA-token-${issued}`.padEnd(length, 'A') },
    body: { token: { ...described, ...said } },
  };
}

const { project: _, ...unscoped } = described;

/** What of the answer to a login is not small. */
interface Sizes {
  readonly catalog?: readonly unknown[];
  /** Characters. */
  readonly tokenLength?: number;
}

/** answerAll returns a Keystone with every way to log in, an identity provider, and a runner's ID tokens, in one. */
export const answerAll =
  (scheme: 'http' | 'https', sizes: Sizes = {}) =>
  ({ line, headers, body }: Asked): Answered => {
    const [method = '', path = ''] = line.split(' ');
    if (method === 'DELETE') {
      return { status: 204 };
    }
    switch (path) {
      case '/':
        return {
          status: 300,
          body: { versions: { values: [{ id: 'v3.14', status: 'stable', links: [{ rel: 'self', href: '/v3/' }] }] } },
        };
      case '/v3/auth/projects':
        return { status: 200, body: { projects: [{ id: 'p1', name: 'web', domain_id: 'default' }] } };
      case '/v3/auth/tokens':
        return tokenFor(body, sizes);
      case '/v4/federation/identity_providers/github/jwt':
        return token(200, {});
      case '/idtoken?audience=keystone':
        return { status: 200, body: { value: jwt } };
      case '/provider':
        return { status: 200, body: { token_endpoint: `${scheme}://${headers.host}/token` } };
      case '/token':
        return { status: 200, body: { access_token: jwt } };
      default:
        return token(201, path.startsWith('/v3.0/') ? {} : { ...unscoped, project: undefined, roles: undefined });
    }
  };

function tokenFor(body: string, { catalog, tokenLength }: Sizes): Answered {
  if (body.includes('wants two') && body.includes('"methods":["password"]')) {
    const asking = { receipt: { methods: ['password'] }, required_auth_methods: [['password', 'totp']] };
    return { status: 401, headers: { 'Openstack-Auth-Receipt': 'a-receipt' }, body: asking };
  }
  const isDomain = /"scope":\{"domain"/.test(body);
  return token(201, { catalog, ...(isDomain && { project: undefined, domain: described.user.domain }) }, tokenLength);
}

type Hosts = Readonly<Record<'cloud' | 'provider' | 'runner', string>>;
export type Inputs = Readonly<Record<string, string>>;

/** A way to log in, by the action's inputs. */
export interface Way {
  readonly name: string;
  readonly inputs: (hosts: Hosts) => Inputs;
  /** How many requests each host is sent at the step. */
  readonly requests: Readonly<Record<keyof Hosts, number>>;
}

const federated = { 'identity-provider': 'github', audience: 'keystone', 'project-id': 'p1' };

export const ways: readonly Way[] = [
  { name: 'a password', inputs: () => login, requests: { cloud: 2, provider: 0, runner: 0 } },
  {
    name: 'a password, with the list of projects',
    inputs: () => ({ ...login, 'list-projects': 'true' }),
    requests: { cloud: 3, provider: 0, runner: 0 },
  },
  {
    name: 'a password and a passcode that is asked for',
    inputs: () => ({ ...login, 'auth-type': 'password', username: 'wants two', passcode: '123456' }),
    requests: { cloud: 3, provider: 0, runner: 0 },
  },
  {
    name: 'an application credential',
    inputs: () => ({ 'application-credential-id': 'ac1', 'application-credential-secret': 'a secret of one' }),
    requests: { cloud: 2, provider: 0, runner: 0 },
  },
  {
    name: 'a token',
    inputs: () => ({ token: 'gAAAAA-a-token-of-old', 'project-id': 'p1' }),
    requests: { cloud: 2, provider: 0, runner: 0 },
  },
  {
    name: 'an agency',
    inputs: () => ({ ...login, 'agency-name': 'ci', 'agency-domain-name': 'OTC2' }),
    requests: { cloud: 3, provider: 0, runner: 0 },
  },
  {
    name: 'an ID token of GitHub’s',
    inputs: () => ({ ...federated, protocol: 'openid' }),
    requests: { cloud: 3, provider: 0, runner: 1 },
  },
  {
    name: 'Keystone v4',
    inputs: () => ({ 'auth-type': 'v4jwt', 'identity-provider': 'github', audience: 'keystone' }),
    requests: { cloud: 2, provider: 0, runner: 1 },
  },
  {
    name: 'Open Telekom Cloud’s exchange',
    inputs: () => ({ ...federated, 'auth-type': 'v3idtoken' }),
    requests: { cloud: 2, provider: 0, runner: 1 },
  },
  {
    name: 'a provider of one’s own',
    inputs: ({ provider }) => ({
      'identity-provider': 'keycloak',
      'client-id': 'ci',
      'client-secret': 'the secret of a client',
      'discovery-endpoint': `${provider}/provider`,
      'project-id': 'p1',
    }),
    requests: { cloud: 3, provider: 2, runner: 0 },
  },
];

/** loginAt returns the login with a password, at a versioned Identity URL. */
export function loginAt(authUrl: string): Login {
  const { username, password } = login;
  return { authUrl, username, password, userDomainId: login['user-domain-id'], projectId: login['project-id'] };
}
