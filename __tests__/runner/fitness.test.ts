import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Failure } from '../../src/failure.ts';
import { checkNode, checkRunner, type Needs } from '../../src/runner/fitness.ts';
import { inStep } from '../support/step.ts';

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'keystone-token-'));
});
afterAll(() => rmSync(temp, { recursive: true }));

const all: Needs = { variables: true, files: true };

async function checked(variables: Record<string, string>, needs = all): Promise<Failure | undefined> {
  const { error, stdout, ...left } = await inStep(variables, () => checkRunner(needs));
  expect({ stdout, ...left }).toEqual({ stdout: '', outputs: {}, environment: {}, state: {} });
  return error instanceof Failure ? error : undefined;
}

test('a runner that can do its part is left as it was', async () => {
  const path = join(temp, 'output');
  writeFileSync(path, 'a=b\n', { mode: 0o600 });
  expect(await checked({ GITHUB_OUTPUT: path, RUNNER_TEMP: temp })).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('a=b\n');
  expect([statSync(path).mode & 0o777, readdirSync(temp)]).toEqual([0o600, ['output']]);
});

const names = ['GITHUB_STATE', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'RUNNER_TEMP'] as const;

test.each(names)('a runner that does not set %s is told so', async (name) => {
  expect(await checked({ [name]: '' })).toMatchObject({
    code: 'runner-unfit',
    message: expect.stringMatching(new RegExp(`^This runner does not say where .* is: ${name} is not set\\.$`)),
    advice: [expect.stringContaining('Update the runner.')],
  });
});

test.each([
  ['/dev/full', 'ENOSPC: no space left on device', /^Make room/],
  ['/proc/sys/kernel/version', 'EACCES: permission denied', /--user 1001/],
  ['/nowhere/file', 'ENOENT: no such file or directory', /^Mount/],
  ['/dev/null/file', 'ENOTDIR: not a directory', /^Mount/],
])('%s is no file for commands: %s', async (path, reason, advice) => {
  for (const name of names.slice(0, 3)) {
    const failure = await checked({ [name]: path });
    expect(failure).toMatchObject({
      code: 'runner-unfit',
      message: expect.stringMatching(/^Nothing can be written to the file for .*\.$/),
      advice: [expect.stringMatching(advice)],
    });
    expect(failure?.message).toContain(` (${path}): ${reason}.`);
  }
});

test('a reason without a remedy is told as it is', async () => {
  expect(await checked({ GITHUB_ENV: temp })).toMatchObject({
    message: expect.stringMatching(/: EISDIR: illegal operation on a directory\.$/),
    advice: [],
  });
});

test('a device that takes what is written will do', async () => {
  expect(await checked({ GITHUB_OUTPUT: '/dev/null' })).toBeUndefined();
});

test.each(['/nowhere', '/dev/null', '/proc'])('%s is no RUNNER_TEMP', async (path) => {
  expect(await checked({ RUNNER_TEMP: path })).toMatchObject({
    code: 'runner-unfit',
    message: expect.stringContaining(`the directory for temporary files (${path}): ENO`),
  });
  expect(existsSync('/nowhere')).toBe(false);
});

test('what is not needed is not looked at', async () => {
  const needs = { variables: false, files: false };
  expect(await checked({ GITHUB_ENV: '/nowhere', RUNNER_TEMP: '' }, needs)).toBeUndefined();
});

test.each([
  ['16.20.2', true],
  ['18.20.8', true],
  ['19.9.0', true],
  ['20.0.0', false],
  ['24.4.0', false],
  ['100.0.0', false],
])('Node %s is too old: %s', (node, old) => {
  const { versions } = process;
  Object.defineProperty(process, 'versions', { value: { ...versions, node } });
  try {
    const failure = { code: 'runner-unfit', message: expect.stringContaining(`with Node ${node}, and it needs 20`) };
    expect(thrownBy(checkNode)).toEqual(old ? expect.objectContaining(failure) : undefined);
  } finally {
    Object.defineProperty(process, 'versions', { value: versions });
  }
});

function thrownBy(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
