import { afterEach, expect, jest, test } from '@jest/globals';
import type { Login } from '../../../src/identity.ts';
import { Secret } from '../../../src/secret.ts';
import { credentialsOf } from '../../support/options.ts';

const user = { username: 'alice', 'user-domain-name': 'users' };
const alice = { name: 'alice', domain: { name: 'users' } };
const project = { 'project-id': 'p1' };
const key = { 'totp-secret': 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq' };

/** The login with its secrets and passcodes in the clear. */
function clear(login: Login): unknown {
  return JSON.parse(
    JSON.stringify(login, function (this: Record<string, unknown>, name: string, value: unknown) {
      const own = this[name];
      const made: unknown = typeof own === 'function' ? own() : own;
      return made instanceof Secret ? made.reveal() : value;
    }),
  );
}

afterEach(() => {
  jest.useRealTimers();
});

test.each<[string, Record<string, string>, unknown]>([
  ['a password', { ...user, password: ' p ' }, { method: 'password', user: alice, password: ' p ' }],
  [
    'a password, the user by id',
    { ...user, 'user-id': 'u1', password: 'p' },
    { method: 'password', user: { id: 'u1' }, password: 'p' },
  ],
  [
    'a password, the domain by id',
    { ...user, 'user-domain-id': 'd', password: 'p' },
    { method: 'password', user: { name: 'alice', domain: { id: 'd' } }, password: 'p' },
  ],
  ['a token', { token: 'gAAAA-_=' }, { method: 'token', token: 'gAAAA-_=' }],
  ['a passcode', { ...user, passcode: '287 082' }, { method: 'totp', user: alice, passcode: '287082' }],
  [
    'a passcode given beside the password',
    { ...user, password: 'p', passcode: '287082' },
    {
      method: 'multifactor',
      factors: [
        { method: 'password', user: alice, password: 'p' },
        { method: 'totp', user: alice, passcode: '287082' },
      ],
      held: [],
    },
  ],
  [
    'the methods named',
    { ...user, token: 't', passcode: '287082', 'auth-type': 'v3multifactor', 'auth-methods': 'v3token, totp v3totp' },
    {
      method: 'multifactor',
      factors: [
        { method: 'token', token: 't' },
        { method: 'totp', user: alice, passcode: '287082' },
      ],
      held: [],
    },
  ],
  [
    'an application credential and a passcode, as the methods named',
    {
      ...user,
      'application-credential-id': 'a',
      'application-credential-secret': 's',
      passcode: '287082',
      'auth-methods': 'v3applicationcredential,v3totp',
      'project-id': '',
    },
    {
      method: 'multifactor',
      factors: [
        { method: 'application_credential', credential: { id: 'a' }, secret: 's' },
        { method: 'totp', user: alice, passcode: '287082' },
      ],
      held: [],
    },
  ],
  [
    'an application credential, the passcode of its user being held back',
    {
      'application-credential-id': 'a',
      'application-credential-secret': 's',
      passcode: '287082',
      'project-id': '',
    },
    {
      method: 'multifactor',
      factors: [{ method: 'application_credential', credential: { id: 'a' }, secret: 's' }],
      held: [{ method: 'totp', passcode: '287082' }],
    },
  ],
  [
    'an application credential, the passcode of a user who is named being held back',
    {
      'user-id': 'u1',
      'application-credential-id': 'a',
      'application-credential-secret': 's',
      passcode: '287082',
      'project-id': '',
    },
    {
      method: 'multifactor',
      factors: [{ method: 'application_credential', credential: { id: 'a' }, secret: 's' }],
      held: [{ method: 'totp', user: { id: 'u1' }, passcode: '287082' }],
    },
  ],
  [
    'the password, the passcode being held back',
    { ...user, password: 'p', passcode: '287082', 'auth-type': 'v3password' },
    {
      method: 'multifactor',
      factors: [{ method: 'password', user: alice, password: 'p' }],
      held: [{ method: 'totp', user: alice, passcode: '287082' }],
    },
  ],
  [
    'the passcode, the password being held back',
    { ...user, password: 'p', passcode: '287082', 'auth-type': 'v3totp' },
    {
      method: 'multifactor',
      factors: [{ method: 'totp', user: alice, passcode: '287082' }],
      held: [{ method: 'password', user: alice, password: 'p' }],
    },
  ],
])('logs in with %s', (_, given, login) => {
  expect(clear(credentialsOf({ ...project, ...given }).login)).toEqual(login);
});

test.each<[string, Record<string, string>, unknown]>([
  ['by id', { ...user, 'application-credential-id': 'a', 'application-credential-name': 'ci' }, { id: 'a' }],
  ['by name and owner', { ...user, 'application-credential-name': 'ci' }, { name: 'ci', user: alice }],
  [
    'by name and the owner’s id',
    { 'user-id': 'u1', 'application-credential-name': 'ci' },
    { name: 'ci', user: { id: 'u1' } },
  ],
])('logs in with an application credential %s', (_, given, credential) => {
  expect(clear(credentialsOf({ ...given, 'application-credential-secret': 's' }).login)).toEqual({
    method: 'application_credential',
    credential,
    secret: 's',
  });
});

test('an application credential has its own scope, with a passcode too', () => {
  const joined = {
    ...user,
    'application-credential-id': 'a',
    'application-credential-secret': 's',
    passcode: '1',
    'auth-methods': 'v3applicationcredential,v3totp',
  };
  expect(credentialsOf(joined).scope).toEqual({ kind: 'inherent' });
  expect(() => credentialsOf({ ...joined, ...project })).toThrow('which an application credential cannot have');
  const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC1', ...project };
  expect(credentialsOf({ ...joined, ...agency }).login).toMatchObject({ byScope: { kind: 'inherent' } });
});

test('uses the secrets of the methods named, and no others', () => {
  const given = { ...user, ...project, password: 'p', token: 't', passcode: '1', 'auth-methods': 'password,token' };
  expect(credentialsOf(given).note).toBe(
    'The way to log in is v3multifactor, as the input `auth-methods` says. Not used: the input `passcode`.',
  );
});

test('the domain beside the name of an application credential is its owner’s', () => {
  const given = { username: 'alice', 'application-credential-name': 'ci', 'application-credential-secret': 's' };
  const { login, scope } = credentialsOf({ ...given, 'domain-name': 'users' });
  expect(scope).toEqual({ kind: 'inherent' });
  expect(login).toMatchObject({ credential: { name: 'ci', user: alice } });
});

test('makes a passcode for each moment', () => {
  jest.useFakeTimers({ now: 59_000 });
  const { login } = credentialsOf({ ...project, ...user, ...key });
  expect(clear(login)).toMatchObject({ passcode: '287082' });
  jest.setSystemTime(1_111_111_109_000);
  expect(clear(login)).toMatchObject({ passcode: '081804' });
});

test('takes the key before a passcode', () => {
  jest.useFakeTimers({ now: 59_000 });
  const { login } = credentialsOf({ ...project, ...user, ...key, passcode: '000000' });
  expect(clear(login)).toMatchObject({ passcode: '287082' });
});

test('holds back a passcode that the key would make', () => {
  const { login } = credentialsOf({ ...project, ...user, ...key, password: 'p', 'auth-type': 'v3password' });
  expect(login).toMatchObject({ factors: [{ method: 'password' }], held: [{ method: 'totp' }] });
});

const noToken = { message: 'The input `token` has blanks, line breaks or characters that no token has.', advice: [] };
const noKey = {
  message: 'The input `totp-secret` is not base32 (A to Z and 2 to 7).',
  advice: ['Give the key that the cloud showed beside the QR code, or what follows `secret=` in it; not a code.'],
};
const noMethods = {
  message: 'The input `auth-methods` names no methods, or one that cannot be joined with others.',
  advice: ['These can: v3applicationcredential, v3password, v3totp, v3token.'],
};

test.each<[Record<string, string>, { message: string; advice: string[] }]>([
  [{ token: 'gAAAA\r\nx: y' }, noToken],
  [{ token: 'gAA AA' }, noToken],
  [{ 'totp-secret': '287082' }, noKey],
  [{ password: 'p', 'auth-methods': 'v3password,v3kerberos' }, noMethods],
  [{ password: 'p', passcode: '1', 'auth-methods': 'v3password totpv3' }, noMethods],
  [{ password: 'p', 'auth-methods': ',' }, noMethods],
])('refuses %j', (given, refusal) => {
  expect(() => credentialsOf({ ...user, ...project, ...given })).toThrow(
    expect.objectContaining({ code: 'input-invalid', ...refusal }),
  );
});

test('logs in first, and then assumes an agency', () => {
  const agency = { 'agency-name': 'ci', 'agency-domain-name': 'OTC1', 'project-name': 'eu-de' };
  const by = { method: 'password', user: alice, password: 'p' };
  expect(clear(credentialsOf({ ...user, password: 'p', ...agency }).login)).toEqual({
    method: 'assume_role',
    agency: 'ci',
    domain: { name: 'OTC1' },
    by,
    byScope: { kind: 'domain', domain: { name: 'users' } },
  });
  expect(credentialsOf({ token: 't', ...agency, 'agency-domain-id': 'o1' }).login).toMatchObject({
    domain: { id: 'o1' },
    byScope: { kind: 'unscoped' },
  });
  expect(
    credentialsOf({ 'application-credential-id': 'a', 'application-credential-secret': 's', ...agency }).login,
  ).toMatchObject({ byScope: { kind: 'inherent' } });
});
