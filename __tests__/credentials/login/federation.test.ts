import { expect, test } from '@jest/globals';
import type { FederatedLogin, Grant } from '../../../src/identity.ts';
import { credentialsOf } from '../../support/options.ts';

const client = {
  'project-id': 'p1',
  'identity-provider': 'keycloak',
  'client-id': 'ci',
  'access-token-endpoint': 'https://idp.example/token',
};

function loginOf(given: Record<string, string>): FederatedLogin & { readonly assertion: Grant } {
  const { login } = credentialsOf({ ...client, ...given });
  if (login.method !== 'federated' || !('client' in login.assertion)) {
    throw new Error(`not federated by a grant, but ${login.method}`);
  }
  return { ...login, assertion: login.assertion };
}

test('logs in at a provider as a client', () => {
  const login = loginOf({ 'client-secret': 's', 'access-token-type': 'access_token' });
  expect(login).toMatchObject({
    identityProvider: 'keycloak',
    protocol: 'openid',
    assertion: {
      kind: 'client_credentials',
      client: { id: 'ci' },
      provider: { tokenEndpoint: new URL('https://idp.example/token') },
      scope: 'openid profile',
      use: 'access_token',
    },
  });
  expect(login.assertion.client.secret?.reveal()).toBe('s');
  expect(login.assertion).not.toHaveProperty('user');
  expect(loginOf({}).assertion).toMatchObject({ client: { id: 'ci' }, use: 'access_token' });
});

test('logs in at a provider as a user, who has no domain there', () => {
  const { assertion, protocol } = loginOf({
    username: 'alice',
    password: 'p',
    protocol: 'oidc',
    'access-token-type': 'id_token',
    'openid-scope': 'openid email',
  });
  expect(protocol).toBe('oidc');
  expect(assertion).toMatchObject({
    kind: 'password',
    user: { name: 'alice' },
    scope: 'openid email',
    use: 'id_token',
  });
  expect(assertion.user?.password.reveal()).toBe('p');
  expect(assertion.client).toEqual({ id: 'ci' });
});

test('asks the discovery document where the token endpoint is not given', () => {
  const discovery = 'https://idp.example/.well-known/openid-configuration';
  expect(loginOf({ 'access-token-endpoint': '', 'discovery-endpoint': discovery }).assertion.provider).toEqual({
    discovery: new URL(discovery),
  });
  expect(loginOf({ 'discovery-endpoint': discovery }).assertion.provider).toHaveProperty('tokenEndpoint');
});

test.each([['http://localhost:8080/token'], ['http://127.0.0.1/token'], ['http://[::1]:8080/token']])(
  'takes %s',
  (url) => {
    expect(loginOf({ 'access-token-endpoint': url }).assertion.provider).toEqual({ tokenEndpoint: new URL(url) });
  },
);

const notHidden = {
  message: 'The input `access-token-endpoint` is not a URL that begins with https://, and credentials are sent there.',
  advice: [],
};
const withUser = {
  message: 'The input `access-token-endpoint` has a user or a password in it.',
  advice: ['Give them with `client-id` and `client-secret`: URLs are printed and are not masked.'],
};

test.each([
  ['http://idp.example/token', notHidden],
  ['http://localhost.example/token', notHidden],
  ['idp.example/token', notHidden],
  ['ftp://127.0.0.1/token', notHidden],
  ['https://ci:s@idp.example/token', withUser],
  ['https://ci@idp.example/token', withUser],
  ['https://:s@idp.example/token', withUser],
])('refuses %s', (url, refusal) => {
  expect(() => loginOf({ 'access-token-endpoint': url })).toThrow(
    expect.objectContaining({ code: 'input-invalid', ...refusal }),
  );
});

test('refuses another kind of token', () => {
  expect(() => loginOf({ 'access-token-type': 'refresh_token' })).toThrow(
    expect.objectContaining({
      code: 'input-invalid',
      message: 'The input `access-token-type` is neither `access_token` nor `id_token`.',
    }),
  );
});
