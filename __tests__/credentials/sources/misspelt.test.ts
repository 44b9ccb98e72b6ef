import { expect, test } from '@jest/globals';
import { misspelt } from '../../../src/credentials/sources/misspelt.ts';

test.each([
  ['USER-NAME', 'user-name', 'username'],
  ['OS_USERNAME', 'os_username', 'username'],
  ['AUTH_URL', 'auth_url', 'auth-url'],
  ['PASWORD', 'pasword', 'password'],
  ['PASSSWORD', 'passsword', 'password'],
  ['PROJECT', 'project', 'project-id'],
  ['PROJCET-NAME', 'projcet-name', 'project-name'],
  ['APPLICATION-CREDENTIALS-ID', 'application-credentials-id', 'application-credential-id'],
])('INPUT_%s is much like %s, which is none, and like `%s`', (variable, given, meant) => {
  expect([...misspelt({ [`INPUT_${variable}`]: 'x' })]).toEqual([
    [meant, `The input \`${given}\` is none of this action: perhaps \`${meant}\` is meant.`],
  ]);
});

test.each([
  'INPUT_USERNAME',
  'INPUT_TIMEOUT',
  'INPUT_CLOUDS-YAML',
  'INPUT_TOKEN-VARIABLE',
  'INPUT_',
  'USER-NAME',
  'INPUT_X',
])('nothing is said of %s', (variable) => {
  expect(misspelt({ [variable]: 'x' }).size).toBe(0);
});
