import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Job, type Step } from '../../tools/runner.ts';
import { answer, FaultyServer } from '../support/faulty-server.ts';
import { described, issue, login } from '../support/keystone.ts';

// Runners that cannot do their part, as the built action meets them, and what all of them show.

let server: FaultyServer;
beforeAll(async () => {
  server = await FaultyServer.start({ logins: [issue('gAAAAA-token')] });
});
afterAll(() => server[Symbol.asyncDispose]());

function url(): string {
  return `http://127.0.0.1:${server.port}/v3`;
}

test.each<[string, Step]>([
  ['outputs by way of the log', { runner: { GITHUB_OUTPUT: '' } }],
  ['no state', { runner: { GITHUB_STATE: '' } }],
  ['variables by way of the log', { runner: { GITHUB_ENV: '' } }],
  ['a full disk', { runner: { GITHUB_OUTPUT: '/dev/full' } }],
  ['a file that is not there', { runner: { GITHUB_ENV: '/nowhere/env' } }],
  ['a state that may not be written', { runner: { GITHUB_STATE: '/proc/sys/kernel/version' } }],
  ['no directory for files', { with: { export: 'openstack' }, runner: { RUNNER_TEMP: '' } }],
  ['a directory that is not there', { with: { export: 'openstack' }, runner: { RUNNER_TEMP: '/nowhere' } }],
])('%s is told before a token exists', async (_, step) => {
  const before = server.requests.length;
  await using job = new Job();
  const result = await job.run({ ...step, with: { ...login, 'auth-url': url(), ...step.with } });
  expect(result.annotations).toEqual([
    {
      level: 'error',
      title: 'Keystone token: runner-unfit',
      message: expect.stringMatching(/What to do:\n- .*\n- See .*#runner-unfit$/s),
    },
  ]);
  expect(result.exitCode).toBe(1);
  expect(server.requests.length).toBe(before);
});

test('a file that cannot be written any more is told by name, and the token is revoked', async () => {
  await using job = new Job();
  const output = join(job.temp, '_runner_file_commands', '1', 'set_output');
  await using cloud = await FaultyServer.start({
    logins: [
      (socket, request) => {
        rmSync(output);
        issue('gAAAAA-token')(socket, request);
      },
    ],
    revocation: (socket, request) => {
      writeFileSync(output, '');
      answer(204)(socket, request);
    },
  });
  const { annotations, outputs, environment } = await job.run({
    with: { ...login, 'auth-url': `http://127.0.0.1:${cloud.port}/v3` },
  });
  expect(annotations).toEqual([
    expect.objectContaining({ title: 'Keystone token: runner-unfit', message: expect.stringContaining(output) }),
  ]);
  expect({ outputs, token: environment['OS_TOKEN'], revoked: cloud.revoked }).toEqual({
    outputs: {},
    token: '',
    revoked: ['gAAAAA-token'],
  });
});

test.each([
  ['index.js', 1],
  ['job-end.js', 0],
])('%s on a Node that is too old', async (script, code) => {
  const directory = mkdtempSync(join(tmpdir(), 'keystone-token-'));
  const older = join(directory, 'older.cjs');
  writeFileSync(
    older,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });",
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', older, join(import.meta.dirname, '../../dist', script)],
    { env: {}, encoding: 'utf8' },
  );
  rmSync(directory, { recursive: true });
  expect({ status, stderr }).toEqual({ status: code, stderr: '' });
  expect(stdout).toMatch(
    code === 0
      ? /^$/
      : /^::error title=Keystone token%3A runner-unfit::This runner starts the action with Node 18.20.8/,
  );
});

test('the runner’s masks find what the user keeps as a secret in log, summary and outputs', async () => {
  const secrets = ['alice@cloud.example', 'web_1.prod-a:b/c', 'b5b7ffd4ef0547e5'];
  const [name = '', project = '', id = ''] = secrets;
  const user = { ...described.user, name };
  const token = { ...described, user, project: { ...described.project, id, name: project } };
  await using cloud = await FaultyServer.start({
    logins: [answer(201, { 'X-Subject-Token': 'gAAAAA-token' }, JSON.stringify({ token }))],
  });
  await using job = new Job({ secrets });
  const { exitCode, log, summary, outputs } = await job.run({
    with: { ...login, 'project-id': id, 'auth-url': `http://127.0.0.1:${cloud.port}/v3` },
  });
  expect(exitCode).toBe(0);
  const shown = `${log}${job.mask(summary)}${job.mask(JSON.stringify(outputs))}`;
  expect(shown.match(/\*\*\*/g)?.length).toBeGreaterThan(8);
  const readable = shown.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  expect(secrets.filter((secret) => readable.includes(secret))).toEqual([]);
});
