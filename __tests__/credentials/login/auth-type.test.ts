import { expect, test } from '@jest/globals';
import { chooseWay } from '../../../src/credentials/login/auth-type.ts';
import { gather } from '../../../src/credentials/options.ts';
import { Secret } from '../../../src/secret.ts';
import { credentialsOf } from '../../support/options.ts';

const user = { username: 'alice', 'user-domain-name': 'users' };
const project = { 'project-id': 'p1' };
const idp = {
  'identity-provider': 'keycloak',
  'access-token-endpoint': 'https://idp.example/token',
  'client-id': 'ci',
};

test.each<[string, Record<string, string>]>([
  [
    'v3applicationcredential, because of the input `application-credential-id`.',
    { 'application-credential-id': 'a', 'application-credential-secret': 's' },
  ],
  [
    'v3applicationcredential, because of the input `application-credential-name`.',
    { ...user, 'application-credential-name': 'ci', 'application-credential-secret': 's' },
  ],
  [
    'v3applicationcredential, because of the input `application-credential-id`.',
    { 'application-credential-id': 'a', 'application-credential-secret': 's', passcode: '1' },
  ],
  [
    'v3applicationcredential, because of the input `application-credential-id`. Not used: the input `password`, the input `token`.',
    { ...user, password: 'p', token: 't', 'application-credential-id': 'a', 'application-credential-secret': 's' },
  ],
  ['v3password, because of the input `password`.', { ...user, ...project, password: 'p' }],
  [
    'v3password, because of the input `password`. Not used: the input `token`.',
    { ...user, ...project, password: 'p', token: 't' },
  ],
  [
    'v3multifactor, because of the input `password` and the input `totp-secret`.',
    { ...user, ...project, password: 'p', 'totp-secret': 'ABCD' },
  ],
  [
    'v3multifactor, because of the input `password` and the input `passcode`.',
    { ...user, ...project, password: 'p', passcode: '123456' },
  ],
  ['v3totp, because of the input `totp-secret`.', { ...user, ...project, 'totp-secret': 'ABCD' }],
  ['v3totp, because of the input `passcode`.', { ...user, ...project, passcode: '123456' }],
  ['v3token, because of the input `token`.', { ...project, token: 't' }],
  ['v3oidcclientcredentials, because of the input `client-id`.', { ...project, ...idp, 'client-secret': 's' }],
  [
    'v3oidcpassword, because of the input `client-id` and the input `password`.',
    { ...project, ...idp, username: 'alice', password: 'p' },
  ],
  ['v3password, as the input `auth-type` says.', { ...user, ...project, password: 'p', 'auth-type': 'password' }],
  ['v3token, as the input `auth-type` says.', { ...project, token: 't', 'auth-type': 'token' }],
  [
    'v3token, as the input `auth-type` says. Not used: the input `password`.',
    { ...user, ...project, password: 'p', token: 't', 'auth-type': ' V3Token ' },
  ],
  [
    'v3multifactor, as the input `auth-methods` says.',
    { ...user, ...project, password: 'p', 'totp-secret': 'ABCD', 'auth-methods': 'v3totp,v3password' },
  ],
])('%s', (note, given) => {
  expect(credentialsOf(given).note).toBe(`The way to log in is ${note}`);
});

test('the key of a client certificate belongs to no login', () => {
  const entries = (['password', 'key'] as const).map((name) => ({ name, text: 'x', from: `input \`${name}\`` }));
  const { note } = chooseWay(gather(entries, (text) => new Secret(text))) ?? {};
  expect(note).toBe('The way to log in is v3password, because of the input `password`.');
});

test.each([
  ['v3oidcauthcode', ['It takes a person at a browser, or a desktop session.']],
  ['v3kerberos', ['It takes a person at a browser, or a desktop session.']],
  ['v2password', ['Identity v2 is no longer part of Keystone.']],
  ['admin_token', ['With it nobody logs in at Keystone, so there is no token.']],
  ['v3pasword', []],
  ['toString', []],
])('refuses auth-type %s', (type, reasons) => {
  expect(() => credentialsOf({ 'auth-type': type, ...user, ...project, password: 'p' })).toThrow(
    expect.objectContaining({
      code: 'input-invalid',
      message: 'The input `auth-type` names no way to log in that this action has.',
      reasons,
      advice: [
        expect.stringMatching(/^Use one of v3applicationcredential, .*, v3password, password, .*, or leave it out\.$/),
      ],
    }),
  );
});
