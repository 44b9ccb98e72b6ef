import { expect, test } from '@jest/globals';
import { parseAssignments } from '../../tools/runner/files.ts';
import { runBundle } from '../support/bundle.ts';
import { type Answered, type Closing, type Counted, serveCounting } from '../support/counting-server.ts';
import { described, login } from '../support/keystone.ts';

// How many connections the built action makes: one to each host, at the step and at the job's end.

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhbiBpc3N1ZXIifQ.c2lnbmF0dXJl';
let issued = 0;

function token(status: number, said: object): Answered {
  issued += 1;
  return {
    status,
    headers: { 'X-Subject-Token': `gAAAAA-token-${issued}` },
    body: { token: { ...described, ...said } },
  };
}

const { project: _, ...unscoped } = described;

/** A Keystone with every way to log in, and an identity provider; `origin` is its own. */
function answer({ line, headers, body }: Counted): Answered {
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
      return tokenFor(body);
    case '/v4/federation/identity_providers/github/jwt':
      return token(200, {});
    case '/idtoken?audience=keystone':
      return { status: 200, body: { value: jwt } };
    case '/provider':
      return { status: 200, body: { token_endpoint: `http://${headers.host}/token` } };
    case '/token':
      return { status: 200, body: { access_token: jwt } };
    default:
      return token(201, path.startsWith('/v3.0/') ? {} : { ...unscoped, project: undefined, roles: undefined });
  }
}

function tokenFor(body: string): Answered {
  if (body.includes('wants two') && body.includes('"methods":["password"]')) {
    const asking = { receipt: { methods: ['password'] }, required_auth_methods: [['password', 'totp']] };
    return { status: 401, headers: { 'Openstack-Auth-Receipt': 'a-receipt' }, body: asking };
  }
  const isDomain = /"scope":\{"domain"/.test(body);
  return token(201, isDomain ? { project: undefined, domain: described.user.domain } : {});
}

type Hosts = Readonly<Record<'cloud' | 'provider' | 'runner', string>>;
type Inputs = Readonly<Record<string, string>>;

interface Way {
  readonly name: string;
  readonly inputs: (hosts: Hosts) => Inputs;
  /** How many requests each host is sent at the step. */
  readonly requests: Readonly<Record<keyof Hosts, number>>;
}

const federated = { 'identity-provider': 'github', audience: 'keystone', 'project-id': 'p1' };

const ways: readonly Way[] = [
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

const asInputs = (given: Inputs): Inputs =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

/** What comes of a step and of the job's end, and the connections there were for each. */
async function use({ inputs }: Way, closing: Closing) {
  await using cloud = await serveCounting(answer, closing);
  await using provider = await serveCounting(answer, closing);
  await using runner = await serveCounting(answer, closing);
  const origins = { cloud: cloud.origin, provider: provider.origin, runner: runner.origin };
  const step = await runBundle('index.js', {
    ...asInputs({ 'auth-url': `${cloud.origin}/`, ...inputs(origins) }),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.origin}/idtoken`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the token of a runner',
  });
  const atStep = { cloud: [...cloud.connections], provider: provider.connections, runner: runner.connections };
  const state = Object.fromEntries(
    Object.entries(Object.fromEntries(parseAssignments(step.state))).map(([name, value]) => [`STATE_${name}`, value]),
  );
  const end = await runBundle('job-end.js', state);
  const atEnd = cloud.connections.slice(atStep.cloud.length);
  expect({ exitCode: step.exitCode, stdout: step.stdout }).toMatchObject({ exitCode: 0 });
  expect(`${step.stdout}${end.stdout}`).not.toMatch(/Attempt|warning/);
  expect(end.stdout).toContain('revoked');
  return { atStep, atEnd };
}

test.each(ways)('one connection to each host: $name', async (way) => {
  const { atStep, atEnd } = await use(way, 'never');
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.map(({ length }) => length)]);
  const expected = Object.entries(way.requests).map(([host, count]) => [host, count === 0 ? [] : [count]]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
  expect(atEnd.filter(({ length }) => length > 0)).toHaveLength(1);
});

const closings = ways.flatMap((way) => (['announced', 'at once'] as const).map((closing) => ({ ...way, closing })));

test.each(closings)('a connection that is closed after each answer ($closing): $name', async (way) => {
  const { atStep } = await use(way, way.closing);
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.map(({ length }) => length)]);
  const expected = Object.entries(way.requests).map(([host, count]) => [host, Array.from({ length: count }, () => 1)]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(expected));
});

test.each(ways)('a kept connection that is closed when it is used: $name', async (way) => {
  const { atStep } = await use(way, 'in the middle');
  for (const [host, made] of Object.entries(atStep)) {
    // Each connection answers one request; the next comes again, once, over a new one.
    const answered = made.map(([first]) => first);
    const unanswered = made.flatMap(([, ...more]) => more);
    expect({ host, unanswered }).toEqual({ host, unanswered: answered.slice(1) });
  }
  const counts = Object.entries(atStep).map(([host, made]) => [host, made.length]);
  expect(Object.fromEntries(counts)).toEqual(way.requests);
});
