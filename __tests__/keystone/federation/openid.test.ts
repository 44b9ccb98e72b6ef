import { expect, test } from '@jest/globals';
import type { Grant } from '../../../src/identity.ts';
import { requestAssertion } from '../../../src/keystone/federation/openid.ts';
import { Secret } from '../../../src/secret.ts';
import { type Canned, type CannedKeystone, cannedKeystone } from '../../support/answers.ts';

const grant: Grant = {
  kind: 'client_credentials',
  client: { id: 'ci', secret: new Secret('hunter2-hunter2') },
  provider: { tokenEndpoint: new URL('https://idp.example/token') },
  scope: 'openid profile',
  use: 'access_token',
};
const discovery = { discovery: new URL('https://idp.example/.well-known/openid-configuration') };
const granted: Canned = {
  status: 200,
  body: { access_token: 'eyJ.access', id_token: 'eyJ.id-token', token_type: 'Bearer' },
};

async function request(
  answers: readonly Canned[],
  given: Partial<Grant> = {},
): Promise<{ keystone: CannedKeystone; assertion: string | undefined; error: unknown }> {
  const keystone = cannedKeystone(answers);
  try {
    const assertion = await requestAssertion(keystone, { ...grant, ...given });
    return { keystone, assertion: assertion.reveal(), error: undefined };
  } catch (error) {
    return { keystone, assertion: undefined, error };
  }
}

const fields = (body: unknown): Record<string, string> => Object.fromEntries(new URLSearchParams(String(body)));

test('asks as a client, which shows its secret in the header alone', async () => {
  const { keystone, assertion } = await request([granted]);
  expect(keystone.seen).toEqual([
    {
      method: 'POST',
      url: 'https://idp.example/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from('ci:hunter2-hunter2').toString('base64')}`,
      },
      body: 'grant_type=client_credentials&scope=openid+profile',
    },
  ]);
  expect(assertion).toBe('eyJ.access');
});

// RFC 6749 §2.3.1.
test('form-encodes both halves of the header', async () => {
  const { keystone } = await request([granted], { client: { id: 'a:b', secret: new Secret('c d+ö%') } });
  expect(keystone.seen[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('a%3Ab:c+d%2B%C3%B6%25').toString('base64')}`,
  });
});

test('names a public client in the form', async () => {
  const { keystone } = await request([granted], { client: { id: 'ci' } });
  expect(keystone.seen[0]?.headers).not.toHaveProperty('authorization');
  expect(fields(keystone.seen[0]?.body)).toEqual({
    grant_type: 'client_credentials',
    scope: 'openid profile',
    client_id: 'ci',
  });
});

test('asks as a user', async () => {
  const user = { name: 'alice', password: new Secret(' p&=ö ') };
  const { keystone, assertion } = await request([granted], { kind: 'password', user, use: 'id_token' });
  expect(fields(keystone.seen[0]?.body)).toEqual({
    grant_type: 'password',
    scope: 'openid profile',
    username: 'alice',
    password: ' p&=ö ',
  });
  expect(assertion).toBe('eyJ.id-token');
});

test.each([
  ['on its own host', 'https://idp.example/oauth/token'],
  ['on another host', 'https://oauth.googleapis.example/token'],
])('takes the token endpoint %s from the discovery document', async (_, endpoint) => {
  const { keystone, assertion } = await request([{ status: 200, body: { token_endpoint: endpoint } }, granted], {
    provider: discovery,
  });
  expect(keystone.seen.map(({ method, url, headers }) => [method, url, Object.keys(headers)])).toEqual([
    ['GET', discovery.discovery.href, []],
    ['POST', endpoint, ['content-type', 'authorization']],
  ]);
  expect(keystone.called).toEqual([
    'The discovery at idp.example',
    `The request for a token at ${new URL(endpoint).host}`,
  ]);
  expect(assertion).toBe('eyJ.access');
});

test('takes a plain token endpoint only from a document at the same place', async () => {
  const local = { discovery: new URL('http://127.0.0.1:8080/.well-known/openid-configuration') };
  const answer = (endpoint: string): Canned => ({ status: 200, body: { token_endpoint: endpoint } });
  const same = await request([answer('http://127.0.0.1:8080/token'), granted], { provider: local });
  expect(same.assertion).toBe('eyJ.access');
  const elsewhere = await request([answer('http://127.0.0.1:9090/token')], { provider: local });
  expect(elsewhere.error).toMatchObject({ code: 'identity-provider-refused' });
});

test.each<[string, Canned]>([
  ['that is not there', { status: 404, body: 'Not Found' }],
  ['that is there and an error', { status: 500, body: { token_endpoint: 'https://idp.example/token' } }],
  ['without a token endpoint', { status: 200, body: {} }],
  ['with a token endpoint that is no URL', { status: 200, body: { token_endpoint: '/token' } }],
  ['with a token endpoint in the clear', { status: 200, body: { token_endpoint: 'http://idp.example/token' } }],
])('refuses a discovery document %s', async (_, answer) => {
  const { keystone, error } = await request([answer], { provider: discovery });
  expect(error).toMatchObject({
    code: 'identity-provider-refused',
    message: `idp.example answered the discovery with ${answer.status}, and with no token endpoint at https://.`,
    advice: [expect.stringContaining('`discovery-endpoint`'), expect.stringContaining('`access-token-endpoint`')],
  });
  expect(keystone.seen).toHaveLength(1);
});

test.each<[unknown, boolean]>([
  [['client_credentials', 'password'], true],
  [undefined, true],
  [['authorization_code'], false],
  ['client_credentials', false],
])('heeds the grants a provider offers: %j', async (offered, allowed) => {
  const document = { token_endpoint: 'https://idp.example/token', grant_types_supported: offered };
  const { assertion, error } = await request([{ status: 200, body: document }, granted], { provider: discovery });
  expect(assertion).toBe(allowed ? 'eyJ.access' : undefined);
  expect(error).toEqual(
    allowed
      ? undefined
      : expect.objectContaining({
          code: 'identity-provider-refused',
          message: 'idp.example does not offer the grant `client_credentials`.',
          advice: ['Ask whoever runs the provider to enable it, or log in with something else.'],
        }),
  );
});

test.each<[Canned, string, string[]]>([
  [
    { status: 401, body: { error: 'invalid_client', error_description: 'no hunter2-hunter2' } },
    '401 “invalid_client”',
    ['The provider does not know the client, or `client-secret` is wrong or wanted.'],
  ],
  [
    { status: 400, body: { error: 'invalid_grant' } },
    '400 “invalid_grant”',
    ['The name or the password of the user is wrong, or the user has to do something first.'],
  ],
  [
    { status: 400, body: { error: 'invalid_scope' } },
    '400 “invalid_scope”',
    ['The provider does not know the scope, or does not allow it: see `openid-scope`.'],
  ],
  [
    { status: 400, body: { error: 'unauthorized_client' } },
    '400 “unauthorized_client”',
    ['The client may not use this grant.'],
  ],
  [
    { status: 400, body: { error: 'unsupported_grant_type' } },
    '400 “unsupported_grant_type”',
    ['The provider does not offer this grant.'],
  ],
  [{ status: 400, body: { error: 'hunter2-hunter2' } }, '400, without `access_token`', []],
  [{ status: 400, body: { error: 'other' } }, '400 “other”', []],
  [{ status: 302, headers: { location: 'https://x.example' } }, '302, without `access_token`', []],
  [{ status: 200, body: { id_token: 'eyJ.id-token' } }, '200, without `access_token`', []],
  [{ status: 200, body: { access_token: 'a\r\nx-evil: 1' } }, '200, without `access_token`', []],
  [{ status: 500, body: { access_token: 'eyJ.access' } }, '500, without `access_token`', []],
])('explains %j', async (answer, what, reasons) => {
  const { error } = await request([answer]);
  expect(error).toMatchObject({
    code: 'identity-provider-refused',
    message: `idp.example answered the request for a token with ${what}.`,
    reasons,
    advice: ['Try the same values with the provider itself; Keystone has not been asked yet.'],
  });
});

test('shows no user’s password', async () => {
  const user = { name: 'alice', password: new Secret('correct horse') };
  const answer = { status: 400, body: { error: 'correct horse' } };
  const { error } = await request([answer], { kind: 'password', client: { id: 'ci' }, user });
  expect(error).toMatchObject({
    message: 'idp.example answered the request for a token with 400, without `access_token`.',
  });
});
