import { expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../src/runner/settings.ts';
import { inputs, inStep } from '../support/step.ts';

async function read(given: Record<string, string>): Promise<{ settings: Settings | undefined; error: unknown }> {
  let settings: Settings | undefined;
  const { error } = await inStep(inputs(given), () => {
    settings = readSettings();
  });
  return { settings, error };
}

test('has defaults', async () => {
  expect(await read({})).toEqual({
    settings: {
      timeout: 300,
      catalog: true,
      listProjects: false,
      export: 'token',
      tokenVariable: 'OS_TOKEN',
      guards: { minimumLifetime: 0 },
      revoke: true,
    },
    error: undefined,
  });
});

test('reads what is given', async () => {
  const { settings } = await read({ timeout: ' 20 ', 'token-variable': 'Token', revoke: 'False' });
  expect(settings).toMatchObject({ timeout: 20, tokenVariable: 'Token', revoke: false });
});

test('reads what later steps are to find', async () => {
  const { settings } = await read({ export: ' terraform ', catalog: 'false', 'list-projects': 'true' });
  expect(settings).toMatchObject({ export: 'terraform', catalog: false, listProjects: true });
  expect(settings).not.toHaveProperty('tokenVariable');
});

test('a variable for the token goes with every export but none', async () => {
  const { settings } = await read({ export: 'openstack', 'token-variable': 'Token' });
  expect(settings).toMatchObject({ tokenVariable: 'Token' });
  const { error } = await read({ export: 'none', 'token-variable': 'Token' });
  expect(error).toMatchObject({ code: 'input-invalid', message: expect.stringContaining('`export` is `none`') });
});

test.each(['cli', 'Token', 'constructor', '__proto__'])('%s is no export', async (name) => {
  const { error } = await read({ export: name });
  expect(error).toMatchObject({
    code: 'input-invalid',
    message: 'The input `export` is none of `token`, `openstack`, `terraform`, `swift`, `none`.',
  });
});

test('reads the guards: lists by commas or lines, as names have blanks', async () => {
  const { settings } = await read({
    'allowed-project-ids': 'p1, p2\n\np3,',
    'allowed-roles': 'reader\r\nTenant Guest',
    'minimum-lifetime': '600',
  });
  expect(settings?.guards).toEqual({
    allowedProjectIds: ['p1', 'p2', 'p3'],
    allowedRoles: ['reader', 'Tenant Guest'],
    minimumLifetime: 600,
  });
});

test('takes `*` for any', async () => {
  const { settings } = await read({ 'allowed-project-ids': ' * ', 'allowed-roles': '*' });
  expect(settings?.guards).toEqual({ minimumLifetime: 0 });
});

test.each([
  ['allowed-roles', '', 'is empty, so that no token would be allowed'],
  ['allowed-project-ids', ' ,\n', 'is empty, so that no token would be allowed'],
  ['minimum-lifetime', '-1', 'number of seconds between 0 and'],
  ['timeout', '0', 'number of seconds'],
  ['timeout', '1.5', 'number of seconds'],
  ['timeout', '-1', 'number of seconds'],
  ['timeout', '1e3', 'number of seconds'],
  ['timeout', '432001', 'number of seconds'],
  ['timeout', 'soon', 'number of seconds'],
  ['revoke', 'yes', 'neither `true` nor `false`'],
  ['token-variable', 'MY-TOKEN', 'not the name of an environment variable'],
  ['token-variable', '1TOKEN', 'not the name of an environment variable'],
  ['token-variable', 'A=B', 'not the name of an environment variable'],
  ['token-variable', 'NODE_OPTIONS', 'not the name of an environment variable'],
  ['token-variable', 'Path', 'not the name of an environment variable'],
  ['token-variable', 'GITHUB_TOKEN', 'not the name of an environment variable'],
  ['token-variable', 'LD_PRELOAD', 'not the name of an environment variable'],
])('refuses %s: %s', async (name, value, reason) => {
  const { error } = await read({ [name]: value });
  expect(error).toMatchObject({ code: 'input-invalid', message: expect.stringContaining(reason) });
});
