import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Keystone, startKeystone } from '../../tools/keystone/server.ts';
import { annotation, byPassword, generic, noRole, perhaps, tokenOf, wrongPassword } from './annotation.ts';

// What the built action says of the refusals of a Keystone that is set to be strict.

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
