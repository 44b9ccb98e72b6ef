import { expect, test } from '@jest/globals';
import { Job } from '../../tools/runner.ts';
import { annotation, byPassword, generic, type Inputs, noRole, wrongPassword } from './annotation.ts';
import { runningKeystone } from './running.ts';

// With debug logging, a real Keystone is asked once more, without the scope.

const keystone = await runningKeystone();
const { admin, projects, users } = keystone;
const { auditor } = users;
const production: Inputs = { 'project-id': projects.production.id };

const onceMore =
  '- Because debug logging is on, the action logged in once more, without the scope. That counts towards a lock of the user.';

test('with debug logging, a missing role is told from a wrong password, and the projects are listed', async () => {
  const given = { ...byPassword(auditor), 'domain-id': 'users' };
  const lines = await annotation(given, keystone, { debug: true });
  const { production, staging } = projects;
  const one = `“production” (${production.id})`;
  const other = `“staging” (${staging.id})`;
  const listed = [`${one}, ${other}`, `${other}, ${one}`].map((list) => `- The projects the user may use: ${list}.`);
  expect(lines).toEqual([
    'login-refused',
    `${generic} Without the scope it accepts the login, so nothing is wrong with the credentials.`,
    'Likely reasons:',
    noRole('the domain “users”'),
    'What to do:',
    listed.find((line) => lines.includes(line)),
    onceMore,
  ]);
});

test('with debug logging, a wrong password is told from a missing role', async () => {
  const given = { 'user-id': auditor.id, password: 'not-this-one', ...production };
  expect(await annotation(given, keystone, { debug: true })).toEqual([
    'login-refused',
    `${generic} Without the scope it refuses the login too, so it is not for a missing role.`,
    'Likely reasons:',
    ...wrongPassword(`“${auditor.id}”`),
    'What to do:',
    '- Try the same values in the dashboard or with `openstack token issue`.',
    onceMore,
  ]);
});

test('the token of that second login is revoked', async () => {
  await using job = new Job({ debug: true });
  const { 'auth-url': url, cacert } = { 'auth-url': keystone.authUrl, cacert: keystone.ca };
  const { exitCode, masks, log } = await job.run({
    with: { 'auth-url': url, cacert, ...byPassword(auditor), 'domain-id': 'users' },
  });
  const tokens = masks.filter((text) => /^gAAAA/.test(text));
  expect({ exitCode, tokens: tokens.length }).toEqual({ exitCode: 1, tokens: 1 });
  expect((await admin.inspect(tokens[0] ?? '')).status).toBe(404);
  expect(log).toMatch(/The token of \S+ is revoked\./);
});
