import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import { annotation, byPassword, type Inputs, tokenOf } from './annotation.ts';
import { runningKeystone } from './running.ts';

// What the built action says of the refusals that a real Keystone tells apart.

const keystone = await runningKeystone();
const { admin, anyone, projects, users, applicationCredentials, trusts } = keystone;
const { restricted } = applicationCredentials;
const { deployer, auditor, roleless, twoFactor } = users;
const production: Inputs = { 'project-id': projects.production.id };
const unknown = 'f'.repeat(32);

test('an unknown application credential', async () => {
  const given = { 'application-credential-id': unknown, 'application-credential-secret': restricted.secret };
  expect(await annotation(given, keystone)).toEqual([
    'application-credential-unknown',
    `SERVER answered the login with 404 “Could not find Application Credential: ${unknown}.” (request “req-ID”).`,
    'Likely reasons:',
    '- The application credential has been deleted, also together with its user or with a role of that user.',
    '- It belongs to another cloud or another region.',
    '- `application-credential-id` is misspelt.',
    'What to do:',
    '- `openstack application credential list`, as its user, shows those there are.',
  ]);
});

test('an application credential with a scope is refused before anything is sent', async () => {
  const { id, secret } = restricted;
  const given = { 'application-credential-id': id, 'application-credential-secret': secret, ...production };
  expect(await annotation(given, keystone)).toEqual([
    'input-invalid',
    'The input `project-id` asks for a scope, which an application credential cannot have: it is good for the project it was made in.',
    'What to do:',
    '- Leave the scope out, or log in with something else.',
    '- To make sure which project it is, use the input `allowed-project-ids`.',
  ]);
});

test('a password alone where a passcode is wanted too', async () => {
  expect(await annotation({ ...byPassword(twoFactor), ...production }, keystone)).toEqual([
    'factor-missing',
    'SERVER accepts what was sent, and wants more from this user: totp.',
    'Likely reasons:',
    '- The user has to log in with several factors (MFA).',
    'What to do:',
    '- `auth-methods: v3password,v3totp` sends all of it at once; totp comes from `totp-secret` (or `passcode`).',
  ]);
});

test('a trust of somebody else', async () => {
  expect(await annotation({ ...byPassword(auditor), 'trust-id': trusts.delegated.id }, keystone)).toEqual([
    'login-refused',
    'SERVER answered the login with 403 “You are not authorized to perform the requested action.” (request “req-ID”).',
    'Likely reasons:',
    '- The trust is for another user, has expired or is used up, or its trustor has lost the roles.',
    'What to do:',
  ]);
});

test.each<[string, string, () => Promise<string>]>([
  [
    'an application credential',
    'Using a delegated token to create another token is not allowed..',
    () =>
      anyone.tokenFor({
        identity: {
          methods: ['application_credential'],
          application_credential: { id: restricted.id, secret: restricted.secret },
        },
      }),
  ],
  [
    'a trust',
    'Using trust-scoped token to create another token. Create a new trust-scoped token instead.',
    () => tokenOf(keystone, roleless, { 'OS-TRUST:trust': { id: trusts.delegated.id } }),
  ],
])('a token that came by %s makes no other', async (_, said, token) => {
  expect(await annotation({ token: await token(), ...production }, keystone)).toEqual([
    'token-not-exchangeable',
    `SERVER answered the login with 403 “You are not authorized to perform the requested action: ${said}” (request “req-ID”).`,
    'Likely reasons:',
    '- The token came by an application credential or a trust, and Keystone makes no other from such a one.',
    'What to do:',
    '- Log in with the application credential itself, or with what the trust was used with.',
  ]);
});

test.each<[string, string, () => Promise<string>]>([
  ['that is none', 'Could not recognize Fernet token', async () => 'not-a-token-at-all'],
  [
    'that was revoked',
    'Failed to validate token',
    async () => {
      const token = await tokenOf(keystone, deployer, 'unscoped');
      await admin.send('DELETE', '/auth/tokens', undefined, { 'x-subject-token': token });
      return token;
    },
  ],
])('a token %s', async (_, message, token) => {
  expect(await annotation({ token: await token(), ...production }, keystone)).toEqual([
    'token-unknown',
    `SERVER answered the login with 404 “${message}” (request “req-ID”).`,
    'Likely reasons:',
    '- The token in `token` has expired, was revoked, or is of another cloud.',
    '- It is no token, or a part of one.',
    'What to do:',
    '- Give a token that this cloud has issued within its lifetime, or log in with something else.',
  ]);
});

test('a login that is far too large', async () => {
  expect(
    await annotation({ 'user-id': deployer.id, password: 'long enough '.repeat(10_000), ...production }, keystone),
  ).toEqual([
    'request-refused',
    'SERVER answered the login with 413.',
    'Likely reasons:',
    '- A password, secret or token that was given is longer than the cloud takes.',
    'What to do:',
  ]);
});

test('an expired password', async () => {
  const { body } = await admin.api('POST', '/users', {
    user: { name: 'expired', domain_id: 'users', password: 'cobble-lantern-70' },
  });
  const id = String(at(body, 'user', 'id'));
  // Keystone's API sets no date for a password's end.
  const database = join(dirname(keystone.caFile), 'keystone.db');
  const update = [
    'import sqlite3, sys',
    'db = sqlite3.connect(sys.argv[1], timeout=20)',
    'db.execute("update password set expires_at_int=1577836800000000 where local_user_id in (select id from local_user where user_id=?)", [sys.argv[2]])',
    'db.commit()',
  ];
  execFileSync('/usr/bin/python3', ['-c', update.join('\n'), database, id]);
  expect(await annotation({ 'user-id': id, password: 'cobble-lantern-70', ...production }, keystone)).toEqual([
    'password-expired',
    `SERVER answered the login with 401 “The password is expired and needs to be changed for user: ${id}.” (request “req-ID”).`,
    'Likely reasons:',
    '- The password is right, and past its time.',
    'What to do:',
    '- Set a new one in the dashboard or with `openstack user password set`, and store it as the secret.',
    '- An application credential lasts as long as you say, whatever the password does.',
  ]);
});
