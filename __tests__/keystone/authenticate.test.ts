import { expect, test } from '@jest/globals';
import type { Login, Scope, Token } from '../../src/identity.ts';
import { authenticate, triedOf } from '../../src/keystone/authenticate.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, type CannedKeystone, cannedKeystone, tokenAnswer } from '../support/answers.ts';

const alice = { name: 'alice', domain: { name: 'users' } };
const password: Login = { method: 'password', user: alice, password: new Secret('pass') };
const totp: Login = { method: 'totp', user: { id: 'u1' }, passcode: () => new Secret('287082') };
const project: Scope = { kind: 'project', project: { id: 'p1' } };
const web = { project: { id: 'p1', name: 'web', domain: { id: 'd1', name: 'users' } } };
const scoped = tokenAnswer('gAAAAscoped', web);
const tokens = 'https://cloud.example/v3/auth/tokens';

async function logIn(
  answers: readonly Canned[],
  login: Login,
  scope: Scope,
): Promise<{ keystone: CannedKeystone; token: Token | undefined; error: unknown }> {
  const keystone = cannedKeystone(answers);
  try {
    return { keystone, token: await authenticate(keystone, login, scope), error: undefined };
  } catch (error) {
    return { keystone, token: undefined, error };
  }
}

test.each<[string, Login, unknown]>([
  [
    'a password',
    password,
    { methods: ['password'], password: { user: { name: 'alice', domain: { name: 'users' }, password: 'pass' } } },
  ],
  ['a passcode', totp, { methods: ['totp'], totp: { user: { id: 'u1', passcode: '287082' } } }],
  ['a token', { method: 'token', token: new Secret('t') }, { methods: ['token'], token: { id: 't' } }],
  [
    'an application credential by id',
    { method: 'application_credential', credential: { id: 'a' }, secret: new Secret('s') },
    { methods: ['application_credential'], application_credential: { id: 'a', secret: 's' } },
  ],
  [
    'an application credential by name',
    { method: 'application_credential', credential: { name: 'ci', user: alice }, secret: new Secret('s') },
    {
      methods: ['application_credential'],
      application_credential: { name: 'ci', user: { name: 'alice', domain: { name: 'users' } }, secret: 's' },
    },
  ],
  [
    'password and passcode at once',
    { method: 'multifactor', factors: [password, totp], held: [] },
    {
      methods: ['password', 'totp'],
      password: { user: { name: 'alice', domain: { name: 'users' }, password: 'pass' } },
      totp: { user: { id: 'u1', passcode: '287082' } },
    },
  ],
])('logs in by %s', async (_, login, identity) => {
  const { keystone, token } = await logIn([scoped], login, project);
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: tokens,
      headers: { 'content-type': 'application/json' },
      body: { auth: { identity, scope: { project: { id: 'p1' } } } },
    },
  ]);
  expect(token?.id.reveal()).toBe('gAAAAscoped');
  expect(keystone.tokens).toEqual(['gAAAAscoped']);
  expect(keystone.called).toEqual(['The login at cloud.example']);
});

test('asks for no catalogue where none is wanted', async () => {
  const keystone = cannedKeystone([scoped]);
  await authenticate({ ...keystone, catalog: false }, password, project);
  expect(keystone.seen.map(({ url }) => url)).toEqual([`${tokens}?nocatalog=true`]);
});

test.each<[string, Scope, unknown, Readonly<Record<string, unknown>>]>([
  ['a project by id', project, { project: { id: 'p1' } }, web],
  [
    'a project by name',
    { kind: 'project', project: { name: 'web', domain: { id: 'd1' } } },
    { project: { name: 'web', domain: { id: 'd1' } } },
    web,
  ],
  [
    'a project by name, in whatever case, of a cloud that does not tell the domain',
    { kind: 'project', project: { name: 'WEB', domain: { id: 'd1' } } },
    { project: { name: 'WEB', domain: { id: 'd1' } } },
    { project: { id: 'p1', name: 'web' }, user: { id: 'u1', name: 'alice' } },
  ],
  [
    'a domain by id',
    { kind: 'domain', domain: { id: 'd1' } },
    { domain: { id: 'd1' } },
    { domain: { id: 'd1', name: 'users' } },
  ],
  [
    'a domain by name',
    { kind: 'domain', domain: { name: 'users' } },
    { domain: { name: 'users' } },
    { domain: { id: 'd1', name: 'users' } },
  ],
  ['the system', { kind: 'system' }, { system: { all: true } }, { system: { all: true } }],
  [
    'a trust',
    { kind: 'trust', id: 't1' },
    { 'OS-TRUST:trust': { id: 't1' } },
    { ...web, 'OS-TRUST:trust': { id: 't1', impersonation: false } },
  ],
  ['nothing', { kind: 'unscoped' }, 'unscoped', {}],
  ['what the login is for', { kind: 'inherent' }, undefined, web],
])('asks for %s', async (_, scope, part, said) => {
  const { keystone, error } = await logIn([tokenAnswer('gAAAAone', said)], password, scope);
  expect(keystone.seen[0]?.body).toMatchObject({ auth: part === undefined ? {} : { scope: part } });
  expect(keystone.seen[0]?.body).toHaveProperty(['auth', 'identity']);
  expect(error).toBeUndefined();
});

test('sends no scope where the login has its own', async () => {
  const { keystone } = await logIn([scoped], password, { kind: 'inherent' });
  expect(keystone.seen[0]?.body).not.toHaveProperty(['auth', 'scope']);
});

test.each<[string, Scope, Readonly<Record<string, unknown>>, string]>([
  [
    'another project',
    { kind: 'project', project: { id: 'p2' } },
    web,
    'a token for the project “p2”, and gave one for the project “p1”',
  ],
  [
    'a project of another name',
    { kind: 'project', project: { name: 'api', domain: { id: 'd1' } } },
    web,
    'a token for the project “api” of the domain “d1”, and gave one for the project “p1”',
  ],
  [
    'a project of that name in another domain',
    { kind: 'project', project: { name: 'web', domain: { name: 'other' } } },
    web,
    'a token for the project “web” of the domain “other”, and gave one for the project “p1”',
  ],
  ['no project', project, {}, 'a token for the project “p1”, and gave one for no scope'],
  [
    'no project, where its name was given',
    { kind: 'project', project: { name: 'web', domain: { id: 'd1' } } },
    {},
    'a token for the project “web” of the domain “d1”, and gave one for no scope',
  ],
  [
    'a project in place of a domain',
    { kind: 'domain', domain: { id: 'd1' } },
    web,
    'a token for the domain “d1”, and gave one for the project “p1”',
  ],
  [
    'a project without a name',
    project,
    { project: {} },
    'a token for the project “p1”, and gave one for the project “”',
  ],
  [
    'a domain without a name',
    { kind: 'domain', domain: { id: 'd1' } },
    { domain: {}, user: { id: 'u1', name: 'alice' } },
    'a token for the domain “d1”, and gave one for the domain “”',
  ],
  [
    'another domain',
    { kind: 'domain', domain: { name: 'd2' } },
    { domain: { id: 'd1', name: 'users' } },
    'a token for the domain “d2”, and gave one for the domain “d1”',
  ],
  [
    'no domain: the one it has is the user’s',
    { kind: 'domain', domain: { id: 'd1' } },
    {},
    'a token for the domain “d1”, and gave one for no scope',
  ],
  ['no system', { kind: 'system' }, web, 'a token for the whole system, and gave one for the project “p1”'],
  ['no trust', { kind: 'trust', id: 't1' }, web, 'a token for the trust “t1”, and gave one for the project “p1”'],
  [
    'another trust',
    { kind: 'trust', id: 't1' },
    { ...web, 'OS-TRUST:trust': { id: 't2' } },
    'a token for the trust “t1”, and gave one for the project “p1”',
  ],
  [
    'the default project where no scope was wanted',
    { kind: 'unscoped' },
    web,
    'a token for no scope, and gave one for the project “p1”',
  ],
  [
    'the system where no scope was wanted',
    { kind: 'unscoped' },
    { system: { all: true } },
    'a token for no scope, and gave one for the whole system',
  ],
])('refuses a token for %s', async (_, scope, said, reason) => {
  const { keystone, error } = await logIn([tokenAnswer('gAAAAone', said)], password, scope);
  expect(error).toMatchObject({
    code: 'scope-mismatch',
    message: `cloud.example was asked for ${reason}.`,
    advice: ['Check the scope that is asked for, and that `auth-url` is the Identity endpoint.'],
  });
  expect(keystone.tokens).toEqual(['gAAAAone']);
});

const receipt = (required: unknown, methods: unknown = ['password']): Canned => ({
  status: 401,
  headers: { 'openstack-auth-receipt': 'gAAAAreceipt' },
  body: { receipt: { methods }, required_auth_methods: required },
});

test('completes a login that Keystone wants more for with the factor held back', async () => {
  const login: Login = { method: 'multifactor', factors: [password], held: [totp] };
  const { keystone, token } = await logIn([receipt([['password', 'totp']]), scoped], login, project);
  expect(keystone.seen.map(({ headers, body }) => ({ headers, body }))).toEqual([
    {
      headers: { 'content-type': 'application/json' },
      body: {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'alice', domain: { name: 'users' }, password: 'pass' } },
          },
          scope: { project: { id: 'p1' } },
        },
      },
    },
    {
      headers: { 'content-type': 'application/json', 'openstack-auth-receipt': 'gAAAAreceipt' },
      body: {
        auth: {
          identity: { methods: ['totp'], totp: { user: { id: 'u1', passcode: '287082' } } },
          scope: { project: { id: 'p1' } },
        },
      },
    },
  ]);
  expect(token?.id.reveal()).toBe('gAAAAscoped');
});

test('an application credential is completed together with its scope, for the user who has begun to log in', async () => {
  const credential: Login = { method: 'application_credential', credential: { id: 'a' }, secret: new Secret('s') };
  const { user: _, ...passcode } = { user: undefined, method: 'totp', passcode: () => new Secret('287082') } as const;
  const login: Login = { method: 'multifactor', factors: [credential], held: [passcode] };
  const asked = receipt([['application_credential', 'totp']], ['application_credential']);
  const ofUser = {
    ...asked,
    body: { ...Object(asked.body), receipt: { methods: ['application_credential'], user: { id: 'u7' } } },
  };
  const { keystone, token } = await logIn([ofUser, scoped], login, { kind: 'inherent' });
  expect(token?.id.reveal()).toBe('gAAAAscoped');
  expect(keystone.seen[1]?.body).toEqual({
    auth: {
      identity: {
        methods: ['application_credential', 'totp'],
        application_credential: { id: 'a', secret: 's' },
        totp: { user: { id: 'u7', passcode: '287082' } },
      },
    },
  });
});

test.each([
  ['the one there is', [['password', 'totp']]],
  [
    'not one that wants more',
    [
      ['password', 'x509'],
      ['totp', 'password'],
    ],
  ],
  ['not one that is complete already', [['password'], ['password', 'totp']]],
])('takes the way that what is held back completes, and sends no more than it wants: %s', async (_, required) => {
  const other: Login = { method: 'token', token: new Secret('t') };
  const login: Login = { method: 'multifactor', factors: [password], held: [other, totp] };
  const { keystone, token } = await logIn([receipt(required), scoped], login, project);
  expect(token?.id.reveal()).toBe('gAAAAscoped');
  expect(keystone.seen[1]?.body).toMatchObject({ auth: { identity: { methods: ['totp'] } } });
});

test.each<[string, Login, unknown, string, string[]]>([
  [
    'nothing is held back',
    password,
    [['password', 'totp']],
    'totp',
    ['`auth-methods: v3password,v3totp` sends all of it at once; totp comes from `totp-secret` (or `passcode`).'],
  ],
  [
    'what is held back is not enough',
    { method: 'multifactor', factors: [password], held: [totp] },
    [['password', 'totp', 'x509'], ['token']],
    'totp and x509, or token',
    [
      'This action has no way to log in by x509.',
      '`auth-methods: v3password,v3token` sends all of it at once; token comes from `token`.',
    ],
  ],
])('names the factors that are missing where %s', async (_, login, required, factors, advice) => {
  const { error, keystone } = await logIn([receipt(required)], login, project);
  expect(error).toMatchObject({
    code: 'factor-missing',
    message: `cloud.example accepts what was sent, and wants more from this user: ${factors}.`,
    reasons: ['The user has to log in with several factors (MFA).'],
    advice,
  });
  expect(keystone.seen).toHaveLength(1);
});

test('names what is missing beside a method that only the cloud knows', async () => {
  const { error } = await logIn([receipt([['kerberos', 'totp']], ['kerberos'])], password, project);
  expect(error).toMatchObject({
    advice: ['`auth-methods: v3totp` sends all of it at once; totp comes from `totp-secret` (or `passcode`).'],
  });
});

test('explains a passcode of a user who was not named', async () => {
  const passcode: Login = { method: 'totp', passcode: () => new Secret('287082') };
  expect(triedOf(passcode).reasons[1]).toBe(
    'The user does not exist, is disabled or locked, or has no TOTP credential.',
  );
  const { keystone } = await logIn([scoped], passcode, project);
  expect(keystone.seen[0]?.body).toMatchObject({ auth: { identity: { totp: { user: { passcode: '287082' } } } } });
});

test('completes with each of several factors held back, and only with a passcode for whom Keystone names', async () => {
  const credential: Login = { method: 'application_credential', credential: { id: 'a' }, secret: new Secret('s') };
  const login: Login = { method: 'multifactor', factors: [totp], held: [password, credential] };
  const answer = receipt([['totp', 'password']], ['totp']);
  const { keystone } = await logIn([answer, scoped], login, project);
  expect(keystone.seen[1]?.body).toMatchObject({ auth: { identity: { methods: ['password'] } } });
});

test('explains a second factor that is refused', async () => {
  const login: Login = { method: 'multifactor', factors: [password], held: [totp] };
  const refused = { status: 401, body: { error: { code: 401, message: 'No. gAAAAreceipt' } } };
  const { error } = await logIn([receipt([['password', 'totp']]), refused], login, project);
  expect(error).toMatchObject({
    code: 'login-refused',
    message: 'cloud.example answered the login with 401.',
    reasons: [expect.stringContaining('passcode'), expect.stringContaining('“u1”'), expect.stringContaining('“p1”')],
  });
});

const federated: Login = {
  method: 'federated',
  identityProvider: 'key/cloak',
  protocol: 'openid',
  assertion: {
    kind: 'client_credentials',
    client: { id: 'ci', secret: new Secret('s:ö') },
    provider: { tokenEndpoint: new URL('https://idp.example/token') },
    scope: 'openid profile',
    use: 'access_token',
  },
};
const granted = { status: 200, body: { access_token: 'eyJh.e30.c2ln', id_token: 'eyJp.e30.c2ln' } };

test('exchanges an assertion for an unscoped token, and that for one with the scope', async () => {
  const { keystone, token } = await logIn([granted, tokenAnswer('gAAAAunscoped'), scoped], federated, project);
  expect(keystone.seen.slice(1)).toEqual([
    {
      method: 'POST',
      url: 'https://cloud.example/v3/OS-FEDERATION/identity_providers/key%2Fcloak/protocols/openid/auth',
      headers: { authorization: 'Bearer eyJh.e30.c2ln' },
      body: '',
    },
    {
      method: 'POST',
      url: tokens,
      headers: { 'content-type': 'application/json' },
      body: {
        auth: {
          identity: { methods: ['token'], token: { id: 'gAAAAunscoped' } },
          scope: { project: { id: 'p1' } },
        },
      },
    },
  ]);
  expect(keystone.tokens).toEqual(['gAAAAunscoped', 'gAAAAscoped']);
  expect(token?.id.reveal()).toBe('gAAAAscoped');
});

test('shows no token that went along, where an answer repeats it', async () => {
  const repeating: Canned = { status: 403, body: { error: { code: 403, message: 'Not for gAAAAunscoped.' } } };
  const { error } = await logIn([granted, tokenAnswer('gAAAAunscoped'), repeating], federated, project);
  expect(error).toMatchObject({ message: 'cloud.example answered the login with 403.' });
  const agency: Login = {
    method: 'assume_role',
    agency: 'ci',
    domain: { name: 'OTC1' },
    by: password,
    byScope: { kind: 'unscoped' },
  };
  const { error: ofAgency } = await logIn([tokenAnswer('gAAAAunscoped'), repeating], agency, project);
  expect(ofAgency).toMatchObject({ message: 'cloud.example answered the login with 403.' });
});

test('leaves it at the unscoped token where no scope is wanted', async () => {
  const { keystone, token } = await logIn([granted, tokenAnswer('gAAAAunscoped')], federated, { kind: 'unscoped' });
  expect(token?.id.reveal()).toBe('gAAAAunscoped');
  expect(keystone.tokens).toEqual(['gAAAAunscoped']);
});

test.each<[string, Login, Canned[], string[]]>([
  [
    'by password',
    password,
    [tokenAnswer('MIIowned', { domain: { id: 'd1', name: 'users' } })],
    ['MIIowned', 'MIIagency'],
  ],
  ['with a token there is', { method: 'token', token: new Secret('MIIowned') }, [], ['MIIagency']],
])('assumes an agency after a login %s', async (_, by, first, issued) => {
  const login: Login = {
    method: 'assume_role',
    agency: 'ci',
    domain: { name: 'OTC1' },
    by,
    byScope: { kind: 'domain', domain: { name: 'users' } },
  };
  const { keystone, token } = await logIn([...first, tokenAnswer('MIIagency', web)], login, project);
  expect(keystone.seen.at(-1)).toEqual({
    method: 'POST',
    url: tokens,
    headers: { 'content-type': 'application/json', 'x-auth-token': 'MIIowned' },
    body: {
      auth: {
        identity: { methods: ['assume_role'], assume_role: { domain_name: 'OTC1', xrole_name: 'ci' } },
        scope: { project: { id: 'p1' } },
      },
    },
  });
  expect(token?.id.reveal()).toBe('MIIagency');
  expect(keystone.tokens).toEqual(issued);
});

test('names the delegating domain by its id', async () => {
  const login: Login = {
    method: 'assume_role',
    agency: 'ci',
    domain: { id: 'o1' },
    by: { method: 'token', token: new Secret('MIIowned') },
    byScope: { kind: 'unscoped' },
  };
  const { keystone } = await logIn([scoped], login, project);
  expect(keystone.seen[0]?.body).toMatchObject({
    auth: { identity: { assume_role: { domain_id: 'o1', xrole_name: 'ci' } } },
  });
});

test.each([
  [200, 'gAAAAscoped'],
  [201, 'gAAAAscoped'],
])('takes a token with %d', async (status, id) => {
  const { token } = await logIn([{ ...scoped, status }], password, project);
  expect(token?.id.reveal()).toBe(id);
});

test('refuses an answer without a token', async () => {
  const { error } = await logIn([{ ...scoped, headers: {} }], password, project);
  expect(error).toMatchObject({
    code: 'not-keystone',
    message: 'cloud.example accepted the login, but its answer carries no token (no X-Subject-Token header).',
    advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may drop headers.'],
  });
});

test('tells of each token of several, but of none that cannot be sent back', async () => {
  const several = { ...scoped, headers: { 'x-subject-token': 'gAAAAone, g A, gAAAAtwo' } };
  const { keystone, error } = await logIn([several], password, project);
  expect(error).toMatchObject({ code: 'token-malformed' });
  expect(keystone.tokens).toEqual(['gAAAAone', 'gAAAAtwo']);
});

test('knows the secrets of every login', () => {
  const secret = (text: string): Secret => new Secret(text);
  const byPassword: Login = { method: 'password', user: { id: 'u' }, password: secret('p') };
  const byTotp: Login = { method: 'totp', user: { id: 'u' }, passcode: () => secret('287082') };
  const grant = {
    kind: 'password',
    provider: { tokenEndpoint: new URL('https://idp.example') },
    scope: 'openid',
    use: 'access_token',
  } as const;
  const federation = { method: 'federated', identityProvider: 'i', protocol: 'openid' } as const;
  const logins: [Login, string[]][] = [
    [byPassword, ['p']],
    [byTotp, ['287082']],
    [{ method: 'token', token: secret('t') }, ['t']],
    [{ method: 'application_credential', credential: { id: 'a' }, secret: secret('s') }, ['s']],
    [{ method: 'multifactor', factors: [byPassword], held: [byTotp] }, ['p', '287082']],
    [{ ...federation, assertion: { ...grant, client: { id: 'c' } } }, []],
    [
      {
        ...federation,
        assertion: { ...grant, client: { id: 'c', secret: secret('cs') }, user: { name: 'n', password: secret('up') } },
      },
      ['cs', 'up'],
    ],
    [{ method: 'v4jwt', identityProvider: 'i', assertion: { kind: 'given', token: secret('jwt') } }, ['jwt']],
    [{ method: 'v3idtoken', identityProvider: 'i', assertion: { kind: 'runner', audience: 'a' } }, []],
    [{ method: 'assume_role', agency: 'a', domain: { id: 'd' }, by: byPassword, byScope: { kind: 'unscoped' } }, ['p']],
  ];
  for (const [login, secrets] of logins) {
    expect(triedOf(login).secrets.map((one) => one.reveal())).toEqual(secrets);
  }
});
