import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { at } from '../../tools/keystone/client.ts';
import * as seed from '../../tools/keystone/seed.ts';
import {
  annotation,
  byPassword,
  generic,
  type Inputs,
  noRole,
  perhaps,
  perhapsOfCredential,
  tokenOf,
  wrongPasscode,
  wrongPassword,
} from './annotation.ts';
import { runningKeystone } from './running.ts';

// What the built action says of the refusals that a real Keystone answers all alike.

const keystone = await runningKeystone();
const { admin, projects, users, applicationCredentials } = keystone;
const { restricted } = applicationCredentials;
const { deployer, twoFactor, passcodeUser } = users;
const production: Inputs = { 'project-id': projects.production.id };
const unknown = 'f'.repeat(32);

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
])('lists what is likely for %s', async (_, given, reasons) => {
  expect(await annotation(given(), keystone)).toEqual([
    'login-refused',
    generic,
    'Likely reasons:',
    ...reasons,
    ...perhaps,
  ]);
});

test.each<[string, () => Inputs, string[]]>([
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
  const lines = ['login-refused', generic, 'Likely reasons:', ...reasons, ...perhapsOfCredential];
  expect(await annotation(given(), keystone)).toEqual(lines);
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
  expect(await annotation(given, keystone)).toEqual([
    'login-refused',
    generic,
    'Likely reasons:',
    '- The secret of the application credential is wrong.',
    '- The application credential has expired.',
    '- Its user or its project is disabled.',
    ...perhapsOfCredential,
  ]);
});
