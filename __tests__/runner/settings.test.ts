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
    settings: { timeout: 300, tokenVariable: 'OS_TOKEN', revoke: true },
    error: undefined,
  });
});

test('reads what is given', async () => {
  const { settings } = await read({ timeout: ' 20 ', 'token-variable': 'Token', revoke: 'False' });
  expect(settings).toEqual({ timeout: 20, tokenVariable: 'Token', revoke: false });
});

test.each([
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
