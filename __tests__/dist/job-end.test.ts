import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exported } from '../../src/exported.ts';
import { Job, type Outcome } from '../../tools/runner.ts';
import { answer, type Fault, FaultyServer } from '../support/faulty-server.ts';
import { issue, login } from '../support/keystone.ts';

// The job's end of the built action, where the cloud or the state is not what it should be.

/** What the job's end says of a token, where the cloud does this when it is to be revoked. */
async function ended(revocation: Fault, said: Readonly<Record<string, unknown>> = {}) {
  await using server = await FaultyServer.start({ logins: [issue('gAAAAA-token', {}, said)], revocation });
  await using job = new Job();
  await job.run({ with: { ...login, 'auth-url': `http://127.0.0.1:${server.port}/v3` } });
  const [post] = await job.end();
  const log = post?.log.replaceAll(`127.0.0.1:${server.port}`, 'cloud.example').replace('##[warning]', '');
  return { exitCode: post?.exitCode, log, revoked: server.revoked };
}

const json = { 'Content-Type': 'application/json' };
const own = (code: number, title: string): string => JSON.stringify({ error: { code, message: 'No.', title } });
const left = (why: string): string =>
  `The token of cloud.example could not be revoked: ${why}. It may stay valid until 2026-11-22T11:00:00.000Z.\n`;

test.concurrent.each<[string, Fault, string]>([
  ['a portal’s 200', answer(200, {}, '<html>Log in</html>'), left('200')],
  ['a web server’s 404', answer(404, {}, '<html>Not Found</html>'), left('404')],
  [
    'a gateway’s 401',
    answer(401, json, '{"error_code":"APIGW.0307","error_msg":"The token must be updated."}'),
    left('401 “The token must be updated.”'),
  ],
  ['Keystone’s 401', answer(401, json, own(401, 'Unauthorized')), 'The token of cloud.example had ended before.\n'],
  ['Keystone’s 404', answer(404, json, own(404, 'Not Found')), 'The token of cloud.example had ended before.\n'],
  ['204', answer(204), 'The token of cloud.example is revoked.\n'],
])('only what is so is told: %s', async (_, revocation, log) => {
  expect(await ended(revocation)).toEqual({ exitCode: 0, log, revoked: ['gAAAAA-token'] });
});

test.concurrent('a Keystone that takes twelve seconds is waited for', async () => {
  const slow: Fault = (socket, request) => void setTimeout(() => answer(204)(socket, request), 12_000);
  expect(await ended(slow)).toMatchObject({ log: 'The token of cloud.example is revoked.\n' });
});

test.concurrent.each([
  ['as it began', '2026-11-22T10:00:00Z', 'The token of cloud.example is revoked.\n'],
  ['before it began', '2001-01-01T00:00:00Z', ''],
])('a token that ends %s is revoked all the same', async (_, expires_at, log) => {
  // One that lasts less than no time is refused by the step, which revokes it.
  expect(await ended(answer(204), { expires_at })).toMatchObject({ log, revoked: ['gAAAAA-token'] });
});

/** A job's end whose state somebody else has written; `look` looks around before the job's directories are removed. */
async function after(
  state: (job: Job) => object | string,
  env: Readonly<Record<string, string>> = {},
  look: (job: Job) => void = () => {},
): Promise<Outcome> {
  await using job = new Job();
  const written = state(job);
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  const running = job.start({ env: { ...env, 'STATE_leftovers-0': text } });
  running.kill('SIGKILL');
  const post = await (await running.result).post();
  look(job);
  return post;
}

const state = { endpoint: 'https://127.0.0.1:1/v3', trust: { insecure: false } };

test('a state is no order: it removes no directory but ours, and touches no variable but ours', async () => {
  const ours = `keystone-token-${randomUUID()}`;
  const others = ['../workspace/repository', 'keystone-token-0', '.', '..', ''];
  const env = { NODE_OPTIONS: '--no-warnings', BASH_ENV: '/etc/profile', OS_TOKEN: 'ours' };
  const { exitCode, environment, annotations } = await after(
    (job) => {
      mkdirSync(join(job.workspace, 'repository'));
      mkdirSync(join(job.temp, 'keystone-token-0'));
      mkdirSync(join(job.temp, ours));
      const directories = [ours, ...others, job.workspace].map((id) => ({ kind: 'directory', id }));
      const variables = Object.entries(env).map(([name, value]) => exported(name, value));
      return { ...state, leftovers: [...directories, ...variables] };
    },
    env,
    (job) => {
      expect(readdirSync(job.workspace)).toEqual(['repository']);
      expect(readdirSync(job.temp)).toEqual(['_runner_file_commands', 'keystone-token-0']);
    },
  );
  expect({ exitCode, environment }).toEqual({ exitCode: 0, environment: { OS_TOKEN: '' } });
  expect(annotations.map(({ message }) => message)).toEqual([expect.stringMatching(/is damaged/)]);
});

test.each(['{', '[]', '7', '{"endpoint":"x"}', '{"endpoint":"https://127.0.0.1:1/v3","trust":{},"leftovers":[null]}'])(
  'a state that is broken is told: %s',
  async (text) => {
    const { exitCode, stderr, annotations } = await after(() => text);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(annotations).toEqual([
      { level: 'warning', title: 'Keystone token', message: expect.stringMatching(/is damaged/) },
    ]);
  },
);
