import { expect, test } from '@jest/globals';
import { loginSecretNames, optionNames } from '../../../src/credentials/options.ts';
import { isSecretVariable, variableEntries } from '../../../src/credentials/sources/variables.ts';

const entries = (variables: Record<string, string>): Record<string, string> => {
  const given = Object.entries(variables).map(([name, text]) => ({ name, text, from: `variable \`${name}\`` }));
  return Object.fromEntries(variableEntries(given).map(({ name, text, from }) => [name, `${text} — ${from}`]));
};

test.each(optionNames)('knows %s by its variable', (option) => {
  const name = `OS_${option.toUpperCase().replaceAll('-', '_')}`;
  expect(entries({ [name]: 'value' })).toEqual({ [option]: `value — variable \`${name}\`` });
});

test.each([
  ['OS_AUTH_PLUGIN', 'auth-type'],
  ['OS_AUTH_TOKEN', 'token'],
  ['OS_DEFAULT_DOMAIN', 'default-domain-id'],
  ['OS_ENDPOINT_TYPE', 'interface'],
  ['OS_TENANT_ID', 'project-id'],
  ['OS_TENANT_NAME', 'project-name'],
  ['OS_USER_NAME', 'username'],
  ['OS_USERID', 'user-id'],
])('knows %s as %s, behind the name of today', (name, option) => {
  const today = `OS_${option.toUpperCase().replaceAll('-', '_')}`;
  expect(entries({ [name]: 'a' })).toEqual({ [option]: `a — variable \`${name}\`` });
  expect(entries({ [today]: 'b', [name]: 'a' })).toEqual({ [option]: `b — variable \`${today}\`` });
  expect(entries({ [name]: 'a', [today]: '' })).toEqual({ [option]: `a — variable \`${name}\`` });
});

test('passes over what is none of the options', () => {
  expect(entries({ OS_IDENTITY_API_VERSION: '3', OS_CLOUD: 'x', os_username: 'a', OS: 'b', toString: 'c' })).toEqual(
    {},
  );
});

test('counts blanks in secrets only', () => {
  expect(entries({ OS_USERNAME: ' me ', OS_PASSWORD: ' a b ', OS_PROJECT_ID: ' ', OS_TOKEN: '' })).toEqual({
    username: 'me — variable `OS_USERNAME`',
    password: ' a b  — variable `OS_PASSWORD`',
  });
});

test('takes `none` for no client secret, as Chameleon’s files mean it', () => {
  expect(entries({ OS_CLIENT_SECRET: 'none' })).toEqual({});
  expect(entries({ OS_PASSWORD: 'none' })).toEqual({ password: 'none — variable `OS_PASSWORD`' });
});

test('knows which variables hold secrets', () => {
  for (const option of loginSecretNames) {
    expect(isSecretVariable(`OS_${option.toUpperCase().replaceAll('-', '_')}`)).toBe(true);
  }
  const also = ['OS_PASSWORD_INPUT', 'OS_TOKEN_INPUT', 'OS_AUTH_TOKEN'];
  expect(also.filter(isSecretVariable)).toEqual(also);
  const none = ['OS_USERNAME', 'OS_ACCESS_TOKEN_TYPE', 'OS_INPUT_PASSWORD', 'PASSWORD', 'constructor'];
  expect(none.filter(isSecretVariable)).toEqual([]);
});
