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
      expiryWarning: 14,
      summary: true,
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
    message: 'The input `export` is none of `token`, `openstack`, `terraform`, `swift`, `s3`, `none`.',
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

test('reads what the job’s own credential is to be like', async () => {
  const { settings } = await read({ credential: ' application-credential ' });
  expect(settings?.credential).toEqual({ lifetime: 21_600 });
  const narrowed = {
    credential: 'application-credential',
    'credential-roles': 'reader, member',
    'credential-access-rules': '[]',
    'credential-lifetime': '60',
  };
  const { settings: other } = await read(narrowed);
  expect(other?.credential).toEqual({ roles: ['reader', 'member'], accessRules: '[]', lifetime: 60 });
  const all = { 'credential-roles': '*', 'credential-access-rules': ' *', 'credential-lifetime': '' };
  expect((await read({ ...narrowed, ...all })).settings?.credential).toEqual({ lifetime: 21_600 });
  expect((await read({ credential: 'token', ...all })).settings).not.toHaveProperty('credential');
});

test.each([
  ['credential-roles', 'reader'],
  ['credential-access-rules', '[]'],
  ['credential-lifetime', '60'],
])('who narrows is not ignored: %s without an application credential is an error', async (name, value) => {
  const { error } = await read({ [name]: value });
  expect(error).toMatchObject({
    code: 'input-invalid',
    message: `The input \`${name}\` is given, and \`credential\` is not \`application-credential\`: a token cannot be narrowed.`,
    advice: ['Set `credential: application-credential`.'],
  });
});

test('reads where the object store is, how early to warn, and whether to write a summary', async () => {
  const given = { 's3-endpoint': ' https://s3.cloud.example ', 'expiry-warning': '0', summary: 'false' };
  expect((await read(given)).settings).toMatchObject({
    s3Endpoint: 'https://s3.cloud.example',
    expiryWarning: 0,
    summary: false,
  });
});

test.each([
  ['credential', 'role', 'neither `token` nor `application-credential`'],
  ['credential-roles', ' ,', 'is empty, so that it would have no role'],
  ['credential-access-rules', ' ', 'is empty, so that the application credential could do nothing'],
  ['s3-endpoint', 's3.cloud.example', 'not a URL with https:// or http://'],
  ['s3-endpoint', 'https://key:pass@s3.cloud.example', 'has a user or a password in it'],
  ['s3-endpoint', 'ftp://s3.cloud.example', 'not a URL with https:// or http://'],
  ['expiry-warning', '3651', 'not a number of days between 0 and 3650'],
  ['expiry-warning', 'soon', 'not a number of days between 0 and 3650'],
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
