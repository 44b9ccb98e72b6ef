import { expect, test } from '@jest/globals';
import type { Failure } from '../../../src/failure.ts';
import type { Http } from '../../../src/http/request.ts';
import type { AssertionLogin, Scope, Token } from '../../../src/identity.ts';
import { authenticate } from '../../../src/keystone/authenticate.ts';
import { Secret } from '../../../src/secret.ts';
import { asResponse, type Canned, type CannedKeystone, cannedKeystone, tokenAnswer } from '../../support/answers.ts';

const audience = 'https://cloud.example';
const runner = { kind: 'runner', audience } as const;
const federated: AssertionLogin = {
  method: 'federated',
  identityProvider: 'git/hub',
  protocol: 'openid',
  assertion: runner,
};
const workload: AssertionLogin = {
  method: 'v4jwt',
  identityProvider: '3f0c',
  mapping: 'production',
  assertion: runner,
};
const idToken: AssertionLogin = { method: 'v3idtoken', identityProvider: 'github', assertion: runner };
const inherent: Scope = { kind: 'inherent' };
const project: Scope = { kind: 'project', project: { id: 'p1' } };
const web = { project: { id: 'p1', name: 'web', domain: { id: 'd1', name: 'users' } } };

async function logIn(
  keystone: CannedKeystone,
  login: AssertionLogin,
  scope: Scope,
): Promise<{ token: Token | undefined; error: unknown }> {
  try {
    return { token: await authenticate(keystone, login, scope), error: undefined };
  } catch (error) {
    return { token: undefined, error };
  }
}

test('the runner’s token becomes an unscoped token, and that the scoped one; both are told', async () => {
  const keystone = cannedKeystone([tokenAnswer('gAAAAunscoped'), tokenAnswer('gAAAAscoped', web)]);
  const { token } = await logIn(keystone, federated, project);
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://cloud.example/v3/OS-FEDERATION/identity_providers/git%2Fhub/protocols/openid/auth',
      headers: { authorization: `Bearer idToken.for.${audience}` },
      body: '',
    },
    {
      method: 'POST',
      url: 'https://cloud.example/v3/auth/tokens',
      headers: { 'content-type': 'application/json' },
      body: {
        auth: { identity: { methods: ['token'], token: { id: 'gAAAAunscoped' } }, scope: { project: { id: 'p1' } } },
      },
    },
  ]);
  expect(token?.id.reveal()).toBe('gAAAAscoped');
  expect(keystone.tokens).toEqual(['gAAAAunscoped', 'gAAAAscoped']);
});

test('Keystone v4 gives the mapping’s scope at once', async () => {
  const endpoint = new URL('https://v3.cloud.example/v3/identity/v3');
  const keystone = cannedKeystone([{ ...tokenAnswer('gAAAAver4', web), status: 200 }], endpoint);
  const { token } = await logIn(keystone, workload, inherent);
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://v3.cloud.example/v3/identity/v4/federation/identity_providers/3f0c/jwt',
      headers: { authorization: `Bearer idToken.for.${audience}`, 'openstack-mapping': 'production' },
      body: '',
    },
  ]);
  expect({ id: token?.id.reveal(), project: token?.project?.id }).toEqual({ id: 'gAAAAver4', project: 'p1' });
});

test('without a mapping Keystone v4 tries all its rules', async () => {
  const keystone = cannedKeystone([{ ...tokenAnswer('gAAAAver4', web), status: 200 }]);
  const { mapping: _, ...rest } = workload;
  await logIn(keystone, rest, inherent);
  expect(keystone.seen[0]?.headers).toStrictEqual({ authorization: `Bearer idToken.for.${audience}` });
});

test('a scope that the mapping does not give is refused', async () => {
  const keystone = cannedKeystone([{ ...tokenAnswer('gAAAAver4', web), status: 200 }]);
  const { error } = await logIn(keystone, workload, { kind: 'project', project: { id: 'p2' } });
  expect(error).toMatchObject({ code: 'scope-mismatch' });
});

const byName = { name: 'eu-de', domain: { name: 'OTC1' } };

test.each<[Scope, unknown, Readonly<Record<string, unknown>>]>([
  [project, { project: { id: 'p1' } }, web],
  [{ kind: 'project', project: byName }, { project: { name: 'eu-de' } }, { project: { id: 'p1', ...byName } }],
  [
    { kind: 'project', project: { name: 'eu-de' } },
    { project: { name: 'eu-de' } },
    { project: { id: 'p1', ...byName } },
  ],
  [{ kind: 'domain', domain: { id: 'd1' } }, { domain: { id: 'd1' } }, { domain: { id: 'd1', name: 'OTC1' } }],
  [{ kind: 'unscoped' }, undefined, {}],
])('an ID token is exchanged beside /v3, for %j', async (scope, sent, said) => {
  const keystone = cannedKeystone([tokenAnswer('MIIaaaaa', said)], new URL('https://iam.cloud.example/v3'));
  const { token } = await logIn(keystone, idToken, scope);
  const id = `idToken.for.${audience}`;
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://iam.cloud.example/v3.0/OS-AUTH/id-token/tokens',
      headers: { 'content-type': 'application/json;charset=utf8', 'x-idp-id': 'github' },
      body: { auth: { id_token: { id }, ...(sent === undefined ? {} : { scope: sent }) } },
    },
  ]);
  expect(token?.id.reveal()).toBe('MIIaaaaa');
});

test.each([
  ['the runner’s', federated, ['Bearer jwt1', 'Bearer jwt2']],
  ['one’s own', { ...federated, assertion: { kind: 'given', token: new Secret('own') } }, ['Bearer own', 'Bearer own']],
] as const)('each attempt shows a token of its own: %s', async (_, login, shown) => {
  let count = 0;
  const seen: unknown[] = [];
  const http: Http = {
    send: async ({ headers }) => {
      for (const _attempt of shown) {
        seen.push(typeof headers === 'function' ? (await headers())['authorization'] : 'the same each time');
      }
      return asResponse({ status: 503 });
    },
  };
  const { error } = await logIn(
    { ...cannedKeystone([]), http, idToken: async () => new Secret(`jwt${++count}`) },
    login,
    project,
  );
  expect(seen).toEqual(shown);
  expect(error).toMatchObject({ code: 'cloud-unavailable' });
});

const unverified = { status: 401, headers: { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' } };
const noRule = { status: 500, body: { error: { code: 500, message: 'no matching rule' } } };

test.each<[string, AssertionLogin, Canned, string | undefined]>([
  ['the runner’s token, as the issuer’s keys may not have been to be had', federated, unverified, 'twice'],
  [
    'not a token from elsewhere',
    { ...federated, assertion: { kind: 'given', token: new Secret('jwt') } },
    unverified,
    undefined,
  ],
  ['not what is refused for another reason', federated, { status: 401 }, undefined],
  ['not what no rule of Keystone v4 fits', workload, noRule, 'none'],
  ['what is an error of another Keystone, as its status says', federated, noRule, undefined],
])('shows once more %s', async (_, login, answer, patience) => {
  const met: unknown[] = [];
  const http: Http = {
    send: async ({ patience: patienceWith }) => {
      met.push(patienceWith?.(asResponse(answer)));
      return asResponse(answer);
    },
  };
  await logIn({ ...cannedKeystone([]), http }, login, login === workload ? inherent : project);
  expect(met).toEqual([patience]);
});

const claims = { iss: 'https://issuer.example', aud: audience, repository_id: '74', ref: 'refs/heads/::error::x' };
const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;

async function refused(answer: Canned, login: AssertionLogin = federated, token = jwt): Promise<Failure> {
  const given = { ...login, assertion: { kind: 'given', token: new Secret(token) } } as const;
  const { error } = await logIn(cannedKeystone([answer]), given, login.method === 'v4jwt' ? inherent : project);
  expect(error).toMatchObject({ code: 'exchange-refused' });
  return error as Failure;
}

function keystoneError(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Canned {
  return { status, body: { error: { code: status, message, ...more } } };
}

const generic = keystoneError(401, 'The request you have made requires authentication.');
const html = '<!DOCTYPE HTML><title>401 Unauthorized</title>';
const invalid = {
  'www-authenticate':
    'Bearer realm="github", error="invalid_token", error_description="JWT token could not be validated"',
};

const issuer = 'The token is not by the issuer whose keys the cloud has (`OIDCOAuthVerifyJwksUri`, `jwks_url`).';
const keys = 'The cloud cannot fetch those keys, or its clock is wrong.';
const rules = [
  'No rule of the cloud fits what the token says.',
  'The group or the project that the rule names does not exist.',
  'The web server before Keystone does not pass on what the token says.',
];
const remoteIds = 'The issuer of the token is not one of its remote ids.';
const logged = "The web server's error log has the reason.";
const compare = expect.stringMatching(/^Compare what the token says with what the cloud expects, /);
const checkInputs = "Check `identity-provider` and `protocol` with the cloud's operator.";

test.each<[string, Canned, string, string[], unknown[]]>([
  [
    'Apache, of a token it cannot verify',
    { status: 401, headers: invalid, body: html },
    '401 “invalid_token: JWT token could not be validated”.',
    [issuer, keys],
    [logged, compare],
  ],
  [
    'Apache, without a reason in so many words',
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x", bearer error="invalid_request"' }, body: html },
    '401 “invalid_request”.',
    [issuer, keys],
    [logged, compare],
  ],
  [
    'Apache, of a claim',
    { status: 401, body: html },
    '401.',
    [
      'The web server before Keystone wants another audience or issuer: see its `Require` lines.',
      'Nothing there lets ID tokens in at this path.',
    ],
    [logged, compare],
  ],
  [
    'Apache, of another login',
    { status: 401, headers: { 'www-authenticate': 'Digest error="x"' }, body: html },
    '401.',
    [
      'The web server before Keystone wants another audience or issuer: see its `Require` lines.',
      'Nothing there lets ID tokens in at this path.',
    ],
    [logged, compare],
  ],
  [
    'Keystone, of a token no rule fits',
    { ...generic, headers: { 'www-authenticate': 'Keystone uri="https://cloud.example/v3"' } },
    '401 “The request you have made requires authentication.”.',
    rules,
    [compare],
  ],
  [
    'Keystone, of the issuer or the provider',
    keystoneError(403, 'You are not authorized to perform the requested action: JWT.'),
    '403 “You are not authorized to perform the requested action: JWT.”.',
    ['The identity provider “git/hub” is disabled.', remoteIds],
    [compare],
  ],
  [
    'Keystone, of the provider',
    keystoneError(404, 'Could not find Identity Provider: git/hub.'),
    '404 “Could not find Identity Provider: git/hub.”.',
    ['There is no identity provider “git/hub”, or it has no protocol “openid”.'],
    [checkInputs],
  ],
  [
    'Keystone, of the method',
    keystoneError(401, 'Attempted to authenticate with an unsupported method.', {
      identity: { methods: ['password', 'token'] },
    }),
    '401 “Attempted to authenticate with an unsupported method.”.',
    ['The methods of that Keystone (`[auth] methods`) are “password”, “token”, without “openid”.'],
    ["Check `protocol` with the cloud's operator, who may have to add it to the methods."],
  ],
])('a refusal by %s', async (_, answer, end, reasons, advice) => {
  const failure = await refused(answer);
  expect(failure.message).toBe(`cloud.example answered the login with ${end}`);
  expect(failure).toMatchObject({ reasons, advice });
});

// Messages: crates/keystone/src/federation/api/error.rs and crates/api-types/src/error_conv.rs.
test.each([
  [400, 'JWT verification error: InvalidSignature.', [issuer, keys]],
  [400, 'JWT verification error: ExpiredSignature.', [issuer, keys]],
  [400, 'No matching JWK for kid `1`.', [issuer, keys]],
  [400, 'ID token iat (2000000000) is in the future (current: 1800000000).', [issuer, keys]],
  [400, 'Federated Identity Provider is disabled..', rules],
  [401, 'mapping error', rules],
  [404, 'could not find identity provider: 3f0c', ['There is no identity provider “3f0c”.']],
  [500, 'internal server error: no matching rule found for the provided claims', rules],
])('a refusal by Keystone v4: %s %s', async (status, text, reasons) => {
  const failure = await refused(keystoneError(status, text), workload);
  expect(failure.message).toBe(`cloud.example answered the login with ${status} “${text}”.`);
  expect(failure.reasons).toEqual(reasons);
});

test('an error of Keystone v4’s own is not the token’s', async () => {
  const { error } = await logIn(cannedKeystone([keystoneError(500, 'HTTP request error')]), workload, inherent);
  expect(error).toMatchObject({ code: 'cloud-unavailable' });
});

// Bodies: the documents of Open Telekom Cloud and Huawei Cloud (see idTokenRequest).
test.each([
  [400, 'IAM.0011', 'Request body is invalid.', rules],
  [401, 'IAM.0001', 'The request you have made requires authentication.', rules],
  [
    403,
    'IAM.0003',
    "Policy doesn't allow %(actions)s to be performed.",
    ['The identity provider “github” is disabled.', remoteIds],
  ],
  [404, 'IAM.0004', 'Could not find %(target)s: %(target_id)s.', ['There is no identity provider “github”.']],
])('a refusal by Open Telekom Cloud: %s %s', async (status, error_code, error_msg, reasons) => {
  const failure = await refused({ status, body: { error_code, error_msg } }, idToken);
  expect(failure.message).toBe(`cloud.example answered the login with ${status} “${error_code}” “${error_msg}”.`);
  expect(failure.reasons).toEqual(reasons);
});

test.each([
  [
    federated,
    "Compare what the token says with what the cloud expects, usually the mapping's rules:",
    [
      'iss “https://issuer.example” (the remote id of the identity provider)',
      'aud “https://cloud.example” (the audience that the web server before Keystone requires; the input `audience` changes it here)',
    ],
  ],
  [
    workload,
    "Compare what the token says with what the cloud expects, usually the rules of the mapping's ruleset:",
    ['iss “https://issuer.example” (`bound_issuer` of the identity provider)', 'aud “https://cloud.example”'],
  ],
  [
    idToken,
    'Compare what the token says with what the cloud expects, usually the identity conversion rules:',
    [
      "iss “https://issuer.example” (the identity provider's URL)",
      "aud “https://cloud.example” (the identity provider's client ID; the input `audience` changes it here)",
    ],
  ],
])('shows what the token says beside what to check', async (login, heading, lines) => {
  const { advice } = await refused(generic, login);
  const rest = ['repository_id “74”', 'ref “refs/heads/::error::x”'];
  expect(advice).toEqual([[heading, ...[...lines, ...rest].map((line) => `  ${line}`)].join('\n')]);
});

test('of an opaque token there is nothing to show', async () => {
  expect((await refused({ status: 401, body: html }, federated, 'opaque')).advice).toEqual([logged]);
});

test.each([
  [1_700_000_000, ['It expired at 2023-11-14T22:13:20.000Z.', issuer, keys]],
  [4_100_000_000, [issuer, keys]],
])('a token past its time says so first: %d', async (exp, reasons) => {
  const token = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;
  expect(await refused({ status: 401, headers: invalid, body: html }, federated, token)).toMatchObject({ reasons });
});

test('an answer that repeats the token is not shown', async () => {
  const { message } = await refused(keystoneError(401, `Bad token ${jwt}`));
  expect(message).toBe('cloud.example answered the login with 401.');
});

test.each([
  ['another page', { status: 404, body: html }, 'not-keystone'],
  ['a page that keeps out', { status: 403, body: html }, 'not-keystone'],
  ['a redirect', { status: 302, headers: { location: 'https://login.example' } }, 'redirected'],
  ['too many logins', { status: 429 }, 'rate-limited'],
  ['an error of the cloud', { status: 502, body: html }, 'cloud-unavailable'],
])('%s is no refusal of the token', async (_, answer, code) => {
  const { error } = await logIn(cannedKeystone([answer]), federated, project);
  expect(error).toMatchObject({ code });
});
