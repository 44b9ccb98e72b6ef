import { expect, test } from '@jest/globals';
import { Failure } from '../../src/failure.ts';
import type { Login, Scope } from '../../src/identity.ts';
import { authenticateOrDiagnose } from '../../src/keystone/diagnose.ts';
import { Secret } from '../../src/secret.ts';
import { type Canned, type CannedKeystone, cannedKeystone, tokenAnswer } from '../support/answers.ts';

const password: Login = { method: 'password', user: { id: 'u1' }, password: new Secret('hunter2-hunter2') };
const project: Scope = { kind: 'project', project: { id: 'p1' } };
const web = { project: { id: 'p1', name: 'web', domain: { id: 'd1', name: 'users' } } };

const refused: Canned = { status: 401, body: { error: { code: 401, message: 'No.' } } };
const said = 'cloud.example answered the login with 401 “No.”.';
const noRole = 'The user has no role in the project “p1”, or that does not exist or is disabled.';
const onceMore =
  'Because debug logging is on, the action logged in once more, without the scope. That counts towards a lock of the user.';

const federated: Login = {
  method: 'federated',
  identityProvider: 'own',
  protocol: 'openid',
  assertion: {
    kind: 'client_credentials',
    client: { id: 'ci' },
    provider: { tokenEndpoint: new URL('https://idp.example/token') },
    scope: 'openid',
    use: 'access_token',
  },
};

async function diagnosis(
  answers: readonly Canned[],
  login: Login = password,
  scope: Scope = project,
): Promise<{ keystone: CannedKeystone; failure: unknown }> {
  const keystone = cannedKeystone(answers);
  try {
    await authenticateOrDiagnose(keystone, login, scope);
  } catch (failure) {
    return { keystone, failure };
  }
  return { keystone, failure: undefined };
}

function listed(...projects: object[]): Canned {
  return { status: 200, body: { projects, links: { next: null } } };
}

test('leaves a login that succeeds alone', async () => {
  const { keystone, failure } = await diagnosis([tokenAnswer('gAAAAone', web)]);
  expect(failure).toBeUndefined();
  expect(keystone.seen).toHaveLength(1);
});

test('tells a missing role, and lists the projects there are', async () => {
  const projects = listed({ id: 'p2', name: 'api', enabled: true }, { id: 'p3', name: 'old', enabled: false });
  const { keystone, failure } = await diagnosis([refused, tokenAnswer('gAAAAunscoped'), projects]);
  expect(failure).toMatchObject({
    code: 'login-refused',
    message: `${said} Without the scope it accepts the login, so nothing is wrong with the credentials.`,
    reasons: [noRole],
    advice: ['The projects the user may use: “api” (p2).', onceMore],
  });
  expect(keystone.seen[1]?.body).toMatchObject({ auth: { scope: 'unscoped' } });
  expect(keystone.seen[2]).toMatchObject({ method: 'GET', headers: { 'x-auth-token': 'gAAAAunscoped' } });
  expect(keystone.tokens).toEqual(['gAAAAunscoped']);
});

test('tells that there is no project', async () => {
  const { failure } = await diagnosis([refused, tokenAnswer('gAAAAunscoped'), listed()]);
  expect(failure).toMatchObject({ advice: ['The user has no role in any project.', onceMore] });
});

test.each([
  [30, /: “x” \(p0\), “x” \(p1\), .*, “x” \(p29\)\.$/],
  [33, /: “x” \(p0\), “x” \(p1\), .*, “x” \(p29\), and 3 more\.$/],
])('of %d projects lists thirty', async (length, text) => {
  const all = Array.from({ length }, (_, index) => ({ id: `p${index}`, name: 'x' }));
  const { failure } = await diagnosis([refused, tokenAnswer('gAAAAunscoped'), listed(...all)]);
  expect(failure).toMatchObject({ advice: [expect.stringMatching(text), onceMore] });
});

test('does without the list', async () => {
  const { failure } = await diagnosis([refused, tokenAnswer('gAAAAunscoped'), { status: 403, body: '' }]);
  expect(failure).toMatchObject({
    reasons: [noRole],
    advice: [
      expect.stringMatching(/^The projects the user may use could not be listed: cloud\.example refused/),
      onceMore,
    ],
  });
});

test('takes a token with a scope, where a cloud gives no other, for the same', async () => {
  const { keystone, failure } = await diagnosis([refused, tokenAnswer('gAAAAdefault', web), listed()]);
  expect(failure).toMatchObject({ message: expect.stringContaining('it accepts the login'), reasons: [noRole] });
  expect(keystone.tokens).toEqual(['gAAAAdefault']);
});

test('tells that it is not for a missing role', async () => {
  const { keystone, failure } = await diagnosis([refused, refused]);
  expect(failure).toMatchObject({
    code: 'login-refused',
    message: `${said} Without the scope it refuses the login too, so it is not for a missing role.`,
    reasons: [
      'The password is wrong.',
      'The user “u1” does not exist, is disabled, or is locked after wrong passwords.',
    ],
    advice: ['Try the same values in the dashboard or with `openstack token issue`.', onceMore],
  });
  expect(keystone.seen).toHaveLength(2);
});

test('tells what else happened the second time', async () => {
  const { failure } = await diagnosis([refused, { status: 429 }]);
  expect(failure).toMatchObject({
    code: 'login-refused',
    message: `${said} Without the scope it was another thing: cloud.example answered the login with 429.`,
    reasons: expect.arrayContaining([noRole]),
  });
});

test.each<[string, Canned, Login, Scope]>([
  ['another refusal', { status: 503, body: '' }, password, project],
  ['a login without a scope', refused, password, { kind: 'unscoped' }],
  [
    'an application credential',
    refused,
    { method: 'application_credential', credential: { id: 'a' }, secret: new Secret('s') },
    { kind: 'inherent' },
  ],
  [
    'an agency',
    refused,
    {
      method: 'assume_role',
      agency: 'a',
      domain: { id: 'd' },
      by: { method: 'token', token: new Secret('t') },
      byScope: { kind: 'unscoped' },
    },
    project,
  ],
])('asks no second time after %s', async (_, answer, login, scope) => {
  const { keystone, failure } = await diagnosis([answer], login, scope);
  expect(keystone.seen).toHaveLength(1);
  expect(failure).toBeInstanceOf(Failure);
});

test('hides no defect', async () => {
  const { failure } = await diagnosis([refused]);
  expect(failure).toMatchObject({ message: expect.stringMatching(/^a request too many: POST/) });
  const { failure: later } = await diagnosis([refused, tokenAnswer('gAAAAunscoped')]);
  expect(later).toMatchObject({ message: expect.stringMatching(/^a request too many: GET/) });
});

test('asks no second time where an assertion has been accepted', async () => {
  const granted = { status: 200, body: { access_token: 'eyJh.e30.c2ln' } };
  const { keystone, failure } = await diagnosis([granted, tokenAnswer('gAAAAunscoped'), refused], federated);
  expect(keystone.seen).toHaveLength(3);
  expect(failure).toMatchObject({ code: 'login-refused', message: said });
});
