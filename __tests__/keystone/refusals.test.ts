import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import type { User } from '../../tools/keystone/plant.ts';
import * as seed from '../../tools/keystone/seed.ts';
import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { Job } from '../../tools/runner.ts';
import { runningKeystone } from './running.ts';

// What the built action says, word for word, of each login that a real Keystone refuses.

const keystone = await runningKeystone();
const { admin, anyone, projects, users, applicationCredentials, trusts } = keystone;
const { restricted } = applicationCredentials;
const { deployer, auditor, roleless, twoFactor, passcodeUser } = users;

// One that is stricter: it locks users, knows no passcodes, and makes no token from one with a scope.
let strict: Keystone;
beforeAll(async () => {
  strict = await startKeystone({
    conf: {
      auth: { methods: 'password,token,application_credential' },
      security_compliance: { lockout_failure_attempts: 1 },
      token: { allow_rescope_scoped_token: false },
    },
  });
});
afterAll(async () => {
  await strict.stop();
});

type Inputs = Readonly<Record<string, string>>;

const production: Inputs = { 'project-id': projects.production.id };
const unknown = 'f'.repeat(32);

function byPassword({ id, password }: User): Inputs {
  return { 'user-id': id, password };
}

async function tokenOf(of: Pick<Keystone, 'anyone'>, { id, password }: User, scope: unknown): Promise<string> {
  return await of.anyone.tokenFor({
    identity: { methods: ['password'], password: { user: { id, password } } },
    scope,
  });
}

/** The annotation of a refused login: its code, and its lines, in which the server and the request's id stand for all. */
async function annotation(given: Inputs, at: Pick<Keystone, 'authUrl' | 'ca'> = keystone): Promise<string[]> {
  await using job = new Job();
  const { exitCode, annotations, outputs, environment, stderr } = await job.run({
    with: { 'auth-url': at.authUrl, cacert: at.ca, ...given },
  });
  expect({ exitCode, outputs, environment, stderr, count: annotations.length }).toEqual({
    exitCode: 1,
    outputs: {},
    environment: {},
    stderr: '',
    count: 1,
  });
  const [{ title, message } = { title: '', message: '' }] = annotations;
  const lines = message
    .replaceAll(new URL(at.authUrl).host, 'SERVER')
    .replace(/req-[0-9a-f-]{36}/g, 'req-ID')
    .split('\n');
  const code = title.replace('Keystone token: ', '');
  expect(lines.pop()).toBe(`- See https://github.com/org/keystone-token/blob/v1/docs/troubleshooting.md#${code}`);
  return [code, ...lines];
}

const generic =
  'SERVER answered the login with 401 “The request you have made requires authentication.” (request “req-ID”).';
const perhaps = [
  'What to do:',
  '- Keystone does not say which of these it is. Try the same values in the dashboard or with `openstack token issue`.',
  '- The login is not tried again, because many clouds lock a user after a few wrong ones.',
];

function wrongPassword(user: string): string[] {
  return [
    '- The password is wrong.',
    `- The user ${user} does not exist, is disabled, or is locked after wrong passwords.`,
  ];
}

function wrongPasscode(user: string): string[] {
  return [
    '- The passcode is wrong or too old: check `totp-secret`, and the clock of a self-hosted runner.',
    `- The user ${user} does not exist, is disabled or locked, or has no TOTP credential.`,
  ];
}

function noRole(where: string): string {
  return `- The user has no role in ${where}, or that does not exist or is disabled.`;
}

const inProduction = noRole(`the project “${projects.production.id}”`);

test.each<[string, () => Inputs, string[]]>([
  [
    'a wrong password',
    () => ({ 'user-id': deployer.id, password: 'not-this-one', ...production }),
    [...wrongPassword(`“${deployer.id}”`), inProduction],
  ],
  [
    'an unknown user',
    () => ({ username: 'nobody', 'user-domain-name': 'users', password: 'not-this-one', ...production }),
    [...wrongPassword('“nobody” of the domain “users”'), inProduction],
  ],
  [
    'an unknown domain',
    () => ({ username: 'deployer', 'user-domain-id': 'nowhere', password: deployer.password, ...production }),
    [...wrongPassword('“deployer” of the domain “nowhere”'), inProduction],
  ],
  [
    'a disabled user',
    () => ({ ...byPassword(users.disabled), ...production }),
    [...wrongPassword(`“${users.disabled.id}”`), inProduction],
  ],
  [
    'no role in the project',
    () => ({ ...byPassword(deployer), 'project-id': projects.staging.id }),
    [...wrongPassword(`“${deployer.id}”`), noRole(`the project “${projects.staging.id}”`)],
  ],
  [
    'an unknown project',
    () => ({ ...byPassword(deployer), 'project-name': 'nothing', 'project-domain-id': 'users' }),
    [...wrongPassword(`“${deployer.id}”`), noRole('the project “nothing” of the domain “users”')],
  ],
  [
    'no role in the domain',
    () => ({ ...byPassword(deployer), 'domain-name': 'users' }),
    [...wrongPassword(`“${deployer.id}”`), noRole('the domain “users”')],
  ],
  [
    'no role on the system',
    () => ({ ...byPassword(deployer), 'system-scope': 'all' }),
    [...wrongPassword(`“${deployer.id}”`), '- The user has no role on the system.'],
  ],
  [
    'an unknown trust',
    () => ({ ...byPassword(deployer), 'trust-id': unknown }),
    [
      ...wrongPassword(`“${deployer.id}”`),
      '- The trust is for another user, has expired or is used up, or its trustor has lost the roles.',
    ],
  ],
  [
    'a wrong passcode',
    () => ({ 'user-id': passcodeUser.id, passcode: '000000', ...production }),
    [...wrongPasscode(`“${passcodeUser.id}”`), inProduction],
  ],
  [
    'a passcode of a user who has no key',
    () => ({ 'user-id': deployer.id, 'totp-secret': seed.users.twoFactor.totp ?? '', ...production }),
    [...wrongPasscode(`“${deployer.id}”`), inProduction],
  ],
  [
    'a wrong passcode beside the password',
    () => ({ ...byPassword(twoFactor), passcode: '000000', ...production }),
    [...wrongPassword(`“${twoFactor.id}”`), ...wrongPasscode(`“${twoFactor.id}”`), inProduction],
  ],
  [
    'a wrong passcode after the password',
    () => ({ ...byPassword(twoFactor), passcode: '000000', 'auth-type': 'v3password', ...production }),
    [...wrongPasscode(`“${twoFactor.id}”`), inProduction],
  ],
  [
    'a wrong secret of an application credential',
    () => ({ 'application-credential-id': restricted.id, 'application-credential-secret': 'not-this-one' }),
    [
      '- The secret of the application credential is wrong.',
      '- The application credential has expired.',
      '- Its user or its project is disabled.',
    ],
  ],
  [
    'an unknown name of an application credential',
    () => ({
      'application-credential-name': 'nothing',
      'application-credential-secret': restricted.secret,
      'user-id': deployer.id,
    }),
    [
      '- The secret of the application credential is wrong.',
      '- The application credential has expired.',
      `- The user “${deployer.id}” does not exist, or has no application credential of that name.`,
      '- Its user or its project is disabled.',
    ],
  ],
])('lists what is likely for %s', async (_, given, reasons) => {
  expect(await annotation(given())).toEqual(['login-refused', generic, 'Likely reasons:', ...reasons, ...perhaps]);
});

test('an application credential that has expired is not to be told from a wrong secret', async () => {
  const owner = admin.withToken(await tokenOf(keystone, deployer, { project: { id: projects.production.id } }));
  const expiry = new Date(Date.now() + 2000);
  const { body } = await owner.api('POST', `/users/${deployer.id}/application_credentials`, {
    application_credential: { name: 'short', expires_at: expiry.toISOString().replace('Z', '') },
  });
  const [id, secret] = ['id', 'secret'].map((name) => String(at(body, 'application_credential', name)));
  await delay(expiry.getTime() - Date.now() + 1000);
  const given = { 'application-credential-id': id ?? '', 'application-credential-secret': secret ?? '' };
  expect(await annotation(given)).toEqual([
    'login-refused',
    generic,
    'Likely reasons:',
    '- The secret of the application credential is wrong.',
    '- The application credential has expired.',
    '- Its user or its project is disabled.',
    ...perhaps,
  ]);
});

test('an unknown application credential', async () => {
  const given = { 'application-credential-id': unknown, 'application-credential-secret': restricted.secret };
  expect(await annotation(given)).toEqual([
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
  expect(await annotation(given)).toEqual([
    'input-invalid',
    'The input `project-id` asks for a scope, which an application credential cannot have: it is good for the project it was made in.',
    'What to do:',
    '- Leave the scope out, or log in with something else.',
    '- To make sure which project it is, use the input `allowed-project-ids`.',
  ]);
});

test('a password alone where a passcode is wanted too', async () => {
  expect(await annotation({ ...byPassword(twoFactor), ...production })).toEqual([
    'factor-missing',
    'SERVER accepts what was sent, and wants more from this user: totp.',
    'Likely reasons:',
    '- The user has to log in with several factors (MFA).',
    'What to do:',
    '- For totp, give `totp-secret` (or `passcode`) beside what there is.',
  ]);
});

test('a trust of somebody else', async () => {
  expect(await annotation({ ...byPassword(auditor), 'trust-id': trusts.delegated.id })).toEqual([
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
  expect(await annotation({ token: await token(), ...production })).toEqual([
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
  expect(await annotation({ token: await token(), ...production })).toEqual([
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
  expect(await annotation({ 'user-id': deployer.id, password: 'long enough '.repeat(10_000), ...production })).toEqual([
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
  expect(await annotation({ 'user-id': id, password: 'cobble-lantern-70', ...production })).toEqual([
    'password-expired',
    `SERVER answered the login with 401 “The password is expired and needs to be changed for user: ${id}.” (request “req-ID”).`,
    'Likely reasons:',
    '- The password is right, and past its time.',
    'What to do:',
    '- Set a new one in the dashboard or with `openstack user password set`, and store it as the secret.',
    '- An application credential lasts as long as you say, whatever the password does.',
  ]);
});

test('a locked user, though the password is right', async () => {
  const { deployer } = strict.users;
  const given = { ...byPassword(deployer), 'project-id': strict.projects.production.id };
  const reasons = [
    ...wrongPassword(`“${deployer.id}”`),
    noRole(`the project “${strict.projects.production.id}”`),
    ...perhaps,
  ];
  const expected = ['login-refused', generic, 'Likely reasons:', ...reasons];
  expect(await annotation({ ...given, password: 'not-this-one' }, strict)).toEqual(expected);
  expect(await annotation(given, strict)).toEqual(expected);
});

test('a method that is not enabled', async () => {
  const { passcodeUser } = strict.users;
  const given = { 'user-id': passcodeUser.id, passcode: '000000', unscoped: 'true' };
  expect(await annotation(given, strict)).toEqual([
    'method-unsupported',
    'SERVER answered the login with 401 “Attempted to authenticate with an unsupported method.” (request “req-ID”).',
    'Likely reasons:',
    '- The cloud has not enabled this way to log in.',
    'What to do:',
    '- It allows “password”, “token”, “application_credential”.',
  ]);
});

test('a token with a scope, where none is made from such a one', async () => {
  const { auditor } = strict.users;
  const token = await tokenOf(strict, auditor, { project: { id: strict.projects.staging.id } });
  const given = { token, 'project-id': strict.projects.production.id };
  expect(await annotation(given, strict)).toEqual([
    'token-not-exchangeable',
    'SERVER answered the login with 403 “You are not authorized to perform the requested action: rescope a scoped token.” (request “req-ID”).',
    'Likely reasons:',
    '- The cloud makes no token from one that has a scope (`allow_rescope_scoped_token`).',
    'What to do:',
    '- Give an unscoped token, or log in with something else.',
  ]);
});
