import { expect, test } from '@jest/globals';
import type { AssertionLogin } from '../../../src/identity.ts';
import { credentialsOf } from '../../support/options.ts';

const github = { 'identity-provider': 'github', 'project-id': 'p1' };

function loginOf(given: Record<string, string>): AssertionLogin {
  const { login } = credentialsOf(given);
  if (!('assertion' in login)) {
    throw new Error(`not by an assertion, but ${login.method}`);
  }
  return login;
}

test('an identity provider is all it takes: the runner vouches for the job, to this cloud only', () => {
  const { login, note } = credentialsOf({ ...github, 'auth-url': 'https://cloud.example:5000/identity/v3' });
  expect(login).toEqual({
    method: 'federated',
    identityProvider: 'github',
    protocol: 'openid',
    assertion: { kind: 'runner', audience: 'https://cloud.example:5000' },
  });
  expect(note).toBe('The way to log in is v3oidcaccesstoken, because of the input `identity-provider`.');
});

test('audience and protocol are taken as they are given', () => {
  expect(loginOf({ ...github, audience: 'openstack', protocol: 'mapped' })).toMatchObject({
    protocol: 'mapped',
    assertion: { kind: 'runner', audience: 'openstack' },
  });
});

test('a token from elsewhere is shown instead', () => {
  const { assertion } = loginOf({ ...github, 'access-token': 'eyJ.e30.c2ln' });
  expect(assertion.kind === 'given' && assertion.token.reveal()).toBe('eyJ.e30.c2ln');
});

test('a token from elsewhere says that a provider is missing', () => {
  expect(() => credentialsOf({ 'access-token': 'eyJ.e30.c2ln', 'project-id': 'p1' })).toThrow('`identity-provider`');
});

test.each([
  ['a blank', 'eyJ e30'],
  ['the word before it', 'Bearer eyJ.e30.c2ln'],
  ['JSON around it', '{"value":"eyJ.e30.c2ln"}'],
  ['two lines', 'eyJ\ne30'],
])('a token with %s is refused, and not repeated', (_, token) => {
  expect(() => loginOf({ ...github, 'access-token': token })).toThrow(
    expect.objectContaining({
      code: 'input-invalid',
      message: 'The input `access-token` has characters that no token has, blanks or line breaks perhaps.',
      advice: ['Give the token alone, without `Bearer`, quotation marks or JSON around it.'],
    }),
  );
});

test('a mapping is Keystone v4’s, whose scope nobody asks for', () => {
  const { login, scope } = credentialsOf({ 'identity-provider': '3f0c', mapping: 'production' });
  expect({ login, scope }).toEqual({
    login: {
      method: 'v4jwt',
      identityProvider: '3f0c',
      mapping: 'production',
      assertion: { kind: 'runner', audience: 'https://cloud.example' },
    },
    scope: { kind: 'inherent' },
  });
});

test('one that is given all the same is held against it, and the mapping can be left out', () => {
  const { login, scope } = credentialsOf({ ...github, 'auth-type': 'jwt' });
  expect(login).toMatchObject({ method: 'v4jwt', identityProvider: 'github' });
  expect(login).not.toHaveProperty('mapping');
  expect(scope).toEqual({ kind: 'project', project: { id: 'p1' } });
});

test('an ID token is exchanged for a scope of its own kind', () => {
  const { login, scope } = credentialsOf({ ...github, 'auth-type': 'v3idtoken' });
  expect({ login, scope }).toEqual({
    login: {
      method: 'v3idtoken',
      identityProvider: 'github',
      assertion: { kind: 'runner', audience: 'https://cloud.example' },
    },
    scope: { kind: 'project', project: { id: 'p1' } },
  });
  const unscoped = credentialsOf({ 'identity-provider': 'github', 'auth-type': 'v3idtoken', unscoped: 'true' });
  expect(unscoped.scope).toEqual({ kind: 'unscoped' });
});

test.each<[Record<string, string>, unknown]>([
  [{}, { name: 'eu-de' }],
  [{ 'user-domain-name': 'OTC1' }, { name: 'eu-de', domain: { name: 'OTC1' } }],
  [{ 'project-domain-id': 'o1' }, { name: 'eu-de', domain: { id: 'o1' } }],
  [{ 'project-id': 'p1' }, { id: 'p1' }],
])('its project is one of the account: a name needs no domain (%j)', (given, asked) => {
  const base = { 'identity-provider': 'github', 'auth-type': 'v3idtoken', 'project-name': 'eu-de' };
  expect(credentialsOf({ ...base, ...given }).scope).toEqual({ kind: 'project', project: asked });
});

test('and two scopes are still one too many', () => {
  const base = { 'identity-provider': 'github', 'auth-type': 'v3idtoken', 'project-name': 'eu-de' };
  expect(() => credentialsOf({ ...base, 'trust-id': 't' })).toThrow('ask for two scopes');
});

test.each([
  ['system-scope', 'all'],
  ['trust-id', 't1'],
])('it has no %s', (name, value) => {
  const given = { 'identity-provider': 'github', 'auth-type': 'v3idtoken', [name]: value };
  expect(() => credentialsOf(given)).toThrow(
    expect.objectContaining({
      code: 'input-invalid',
      message: `The input \`${name}\` asks for a scope that an ID-token exchange does not have.`,
      advice: ['It has projects and domains: `project-id`, `project-name`, `domain-id`, `domain-name`.'],
    }),
  );
});

test.each(['v3oidcaccesstoken', 'v4jwt', 'v3idtoken'])('%s needs an identity provider', (type) => {
  expect(() => credentialsOf({ 'auth-type': type, 'project-id': 'p1' })).toThrow('`identity-provider`');
});

test('names that a header cannot carry are refused', () => {
  const refusal = (name: string) =>
    expect.objectContaining({
      code: 'input-invalid',
      message: `The input \`${name}\` has characters other than ASCII's printable ones.`,
    });
  expect(() => loginOf({ ...github, 'identity-provider': 'gïthub' })).toThrow(refusal('identity-provider'));
  expect(() => loginOf({ ...github, mapping: 'a\nb' })).toThrow(refusal('mapping'));
});

test.each([
  [{}, { kind: 'unscoped' }, 'v3oidcaccesstoken'],
  [{ 'user-domain-name': 'OTC1' }, { kind: 'domain', domain: { name: 'OTC1' } }, 'v3idtoken'],
  [{}, { kind: 'inherent' }, 'v4jwt'],
])('an agency is assumed afterwards, with %j from the scope %j (%s)', (given, byScope, type) => {
  const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC2' };
  const { login, scope } = credentialsOf({ ...github, ...agency, ...given, 'auth-type': type });
  expect(login).toMatchObject({ method: 'assume_role', agency: 'ci', byScope });
  expect(scope).toEqual({ kind: 'project', project: { id: 'p1' } });
});

test('after an ID token the agency needs to know the account the provider is in', () => {
  const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC2' };
  expect(() => credentialsOf({ ...github, ...agency, 'auth-type': 'v3idtoken' })).toThrow(
    expect.objectContaining({
      code: 'input-missing',
      message: 'The step needs `user-domain-name`, which is not given or empty.',
      advice: ['`user-domain-name` is the account that has the identity provider.'],
    }),
  );
});
